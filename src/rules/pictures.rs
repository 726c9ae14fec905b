//! N021, N022 and N210: pictures and tables in the prose. What N021 finds, the pipeline does, which opens the
//! pictures.

use super::rule::{CheckOptions, DATA_FILE, Rule};
use crate::diagnostic::{Finding, RuleCode, Severity};
use crate::report::{PartProblem, ProsePart, Report};

/// A picture that cannot be shown.
pub(super) const N021: Rule<'static> = Rule {
    code: RuleCode::N021,
    severity: Severity::Error,
    title: "正文里的图片不能用",
    meaning: "图片是 PNG、JPEG（RGB 或灰度）或 SVG 文件，放在数据文件所在的文件夹或其中的文件夹里，写从那里起的相对路径；通到这个文件夹以外的（经过链接的也算）一律不打开。每幅不超过 10 MB、2500 万像素，一份报告不超过 40 幅、32 MB。SVG 里只能有图形、文字和颜色，不能有脚本、内嵌图片和对别的文件的引用。",
    source: DATA_FILE,
    wrong: "总体情况: |\n  ![图1 各渠道公开数量](D:\\图\\图1.png)",
    right: "总体情况: |\n  ![图1 各渠道公开数量](图1.png)",
};

/// A picture or a table that is not written as one.
pub(super) const N022: Rule<'static> = Rule {
    code: RuleCode::N022,
    severity: Severity::Error,
    title: "正文里的图片或表格写法不对",
    meaning: "图片单独占一行，写作 ![说明](文件名)，标点用半角。表格每行以竖线 | 开头，格与格之间用竖线隔开；第一行是表头，第二行是 |---|---|，以下各行的格数与表头相同，空格子也要留出来；最多 12 列、200 行。格子里的竖线写作 \\|。表格上面一行写“表1 ……”就是它的标题。",
    source: DATA_FILE,
    wrong: "总体情况: |\n  | 渠道 | 数量 |\n  |---|---|\n  | 网站 |",
    right: "总体情况: |\n  | 渠道 | 数量 |\n  |---|---|\n  | 网站 | 1200 |",
};

/// A picture without words.
pub(super) const N210: Rule<'static> = Rule {
    code: RuleCode::N210,
    severity: Severity::Warning,
    title: "图片没有文字说明",
    meaning: "方括号里写图片的说明，印在图下，也读给看不见图片的人听。图题之外另有说明的，图题写在引号里：![柱状图：网站1200条，微信800条](图1.png \"图1 各渠道公开数量\")。",
    source: "《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）",
    wrong: "总体情况: |\n  ![](图1.png)",
    right: "总体情况: |\n  ![图1 各渠道公开数量](图1.png)",
};

/// N022 and N210: pictures and tables are written as such, and pictures have words.
pub(super) fn in_prose(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for prose in report.preface.iter().chain(report.prose.iter().flatten()) {
        for part in prose.parts() {
            let line = |number: usize| prose.paragraphs[number].text.as_str();
            let place = |number: usize| {
                let all = 0..line(number).len();
                report.place(&prose.source_range(&report.source, number, all))
            };
            match part {
                ProsePart::Malformed { line, problem, .. } => {
                    let (message, help) = describe(problem);
                    findings.push(Finding::error(RuleCode::N022, message, place(line)).with_help(help));
                }
                ProsePart::Picture(number, picture) if picture.description(line(number)).is_empty() => {
                    let message = "图片没有文字说明，看不见图片的人不知道画的是什么";
                    let help = "在方括号里写上，例如 ![图1 各渠道公开数量](图1.png)";
                    findings.push(Finding::warning(RuleCode::N210, message, place(number)).with_help(help));
                }
                ProsePart::Text(_) | ProsePart::Picture(..) | ProsePart::Table(_) => {}
            }
        }
    }
}

/// What is wrong, and what to do.
fn describe(problem: PartProblem) -> (String, &'static str) {
    let shape = "第一行写表头，第二行写 |---|---|，几列就写几个";
    match problem {
        PartProblem::Picture => {
            ("图片的写法不对".to_owned(), "图片单独占一行，写作 ![说明](文件名)，括号、叹号用半角")
        }
        PartProblem::NoDelimiterRow => ("表格的表头下面缺一行 |---|---|".to_owned(), shape),
        PartProblem::Cells { row, head } => (
            format!("这一行有 {row} 格，表头有 {head} 格"),
            "补齐或删去格子，空格子也要留出来；格子里的竖线写作 \\|",
        ),
        PartProblem::TooManyColumns(most) => (format!("表格超过 {most} 列，版心里排不下"), "拆成几个表格"),
        PartProblem::TooManyRows(most) => (format!("表格超过 {most} 行"), "拆成几个表格，或作为附件"),
    }
}
