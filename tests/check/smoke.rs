//! Nothing that can be typed makes the checker panic or run away: the example report, cut and patched at
//! random from a fixed seed. The fuzz targets in `fuzz/` go on from here.

use std::time::{Duration, Instant};

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");
/// What slips into data files and into sentences.
const PIECES: &[&str] = &[
    "：",
    "，",
    "\t",
    "\n",
    "\n  ",
    "{{",
    "}}",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|",
    ">",
    "- ",
    ": ",
    " #",
    "&a ",
    "*a",
    "!x ",
    "\0",
    "\r\n",
    "---\n",
    "１６",
    "十六",
    "万",
    "余",
    "件",
    "16件",
    "分别为3件、5件",
    "其中",
    "收到",
    "申请",
    "自然人",
    "法人",
    "行政复议",
    "未",
    "、",
    "（",
    "）",
    "。",
    "{{年度}}",
    "{{#each 依申请公开}}",
    "{{/each}}",
    "\\",
    "××",
    "待补充",
    "9999999999999999999件",
    "上年",
    "全市",
    "1,000件",
    "\u{202E}",
    "\u{FFFE}",
    "𬭎",
    "2023年1月1日",
    "12月31日",
    "万元",
    "%",
    "豁免: [{规则: N201, 理由: 无}]\n",
    "格式: 2019\n",
];
const ROUNDS: usize = 1500;
/// Far more than any file of this size takes, even unoptimised on a busy machine.
const LONGEST: Duration = Duration::from_secs(2);

#[test]
fn broken_reports_end_in_findings_that_point_into_the_file() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("below a usize")
    };
    for _ in 0..ROUNDS {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        for _ in 0..=random(8) {
            let at = random(text.len());
            match random(4) {
                0 => drop(text.drain(at..(at + random(30)).min(text.len()))),
                1 => {
                    let middle = text.len() / 2;
                    text.swap(at, middle);
                }
                2 => {
                    let end = (at + random(60)).min(text.len());
                    let again: Vec<char> = text[at..end].to_vec();
                    text.splice(at..at, again);
                }
                _ => drop(text.splice(at..at, PIECES[random(PIECES.len())].chars())),
            }
        }
        let text: String = text.into_iter().collect();
        let start = Instant::now();
        let found = super::findings("smoke.yaml", text.as_bytes(), Some(EXAMPLE.as_bytes()));
        assert!(start.elapsed() < LONGEST, "{:?} for\n{text}", start.elapsed());
        let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
        for finding in found {
            for at in [finding.place.start, finding.place.end] {
                let width = lines.get(at.line as usize - 1).copied();
                assert!(
                    width.is_some_and(|width| at.column as usize <= width + 2),
                    "{finding:#?} in\n{text}"
                );
            }
            assert!(finding.place.start <= finding.place.end, "{finding:#?} in\n{text}");
        }
    }
}
