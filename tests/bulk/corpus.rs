//! Made-up reports of the shape of a real one: as many as wanted, all different, always the same.

/// A small generator of numbers (xorshift64*): the same from run to run and from version to version.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % n
    }
}

/// The report whose shape they have.
const PATTERN: &str = include_str!("../../examples/jiyuan-2024.yaml");
const PATTERN_AGENCY: &str = "济源市人民政府办公室";

const COUNTIES: [&str; 10] =
    ["东山县", "南河县", "西林县", "北原县", "中和区", "安平区", "永定县", "长宁市", "新城区", "古田县"];
const OFFICES: [&str; 12] = [
    "教育局",
    "科学技术局",
    "民政局",
    "财政局",
    "自然资源局",
    "生态环境局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "文化广电和旅游局",
    "卫生健康委员会",
    "市场监督管理局",
];

/// The agency of a report by its number.
pub fn agency(number: usize) -> String {
    let (office, county) =
        (OFFICES[number % OFFICES.len()], COUNTIES[number / OFFICES.len() % COUNTIES.len()]);
    match number / (OFFICES.len() * COUNTIES.len()) {
        0 => format!("{county}{office}"),
        n => format!("{county}{office}第{n}分局"),
    }
}

/// The data file of a report by its number. Its sums hold, its prose has the sentences of the pattern in
/// another order and with other figures.
pub fn report(number: usize) -> String {
    let mut dice = Dice::new(number as u64 + 1);
    let mut out = String::new();
    let mut in_tables = false;
    for line in PATTERN.lines() {
        let top = !line.starts_with([' ', '#']) && !line.is_empty();
        if top {
            in_tables = false;
        }
        if line.starts_with("主动公开:") {
            out.push_str(&tables(&mut dice));
            in_tables = true;
        } else if line.starts_with("依申请公开:") || line.starts_with("复议诉讼:") {
            in_tables = true;
        }
        if in_tables {
            continue;
        }
        let line = line.replace(PATTERN_AGENCY, &agency(number));
        match line.strip_prefix("  ") {
            Some(prose) if !prose.starts_with('（') && !prose.contains("{{") => {
                out.push_str(&format!("  {}\n", vary(prose, &mut dice)))
            }
            _ => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// Last year's data file of a report by its number, from which the report's 上年结转 and 现行有效件数 follow.
pub fn last_year(number: usize) -> String {
    let this = report(number);
    let figures = |key: &str| -> Vec<u64> {
        let line = this.lines().find(|line| line.trim_start().starts_with(key)).unwrap_or_default();
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    };
    let (rules, carried) = (figures("行政规范性文件:"), figures("上年结转:"));
    let [made, ended, now] = rules[..] else { panic!("three figures: {rules:?}") };
    let [carried] = carried[..] else { panic!("one figure: {carried:?}") };
    format!(
        "机关名称: {}\n年度: 2023\n主动公开:\n  行政规范性文件: [0, 0, {}]\n依申请公开:\n  本年新收: {{自然人: {carried}}}\n  \
         结转下年度: {{自然人: {carried}}}\n",
        agency(number),
        now + ended - made
    )
}

/// The sentences in another order, their larger numbers drawn anew.
fn vary(prose: &str, dice: &mut Dice) -> String {
    let mut sentences: Vec<&str> = prose.split_inclusive('。').collect();
    for i in (1..sentences.len()).rev() {
        sentences.swap(i, dice.below(i as u64 + 1) as usize);
    }
    let mut out = String::new();
    let mut digits = String::new();
    for c in sentences.concat().chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        match digits.parse::<u64>() {
            Ok(n) if n >= 100 && n != 711 && !(2000..2100).contains(&n) => {
                out.push_str(&(n / 2 + dice.below(n)).to_string())
            }
            _ => out.push_str(&digits),
        }
        digits.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn tables(dice: &mut Dice) -> String {
    let mut n = |most: u64| dice.below(most);
    let (made, ended, before) = (n(20), n(3), 50 + n(200));
    let (open, part, inner, none, ready, doubled) = (n(30), n(6), n(5), n(9), n(3), n(2));
    let (from_firms, carried, left) = (n(4), n(3), n(3));
    let total = open + part + inner + none + ready + doubled + left;
    let carried = carried.min(total);
    format!(
        "主动公开:\n  规章: [0, 0, 0]\n  行政规范性文件: [{made}, {ended}, {}]\n  行政许可: {}\n  行政处罚: {}\n  行政强制: {}\n  \
         行政事业性收费: {}.{:04}\n\n依申请公开:\n  本年新收: {{自然人: {}, 商业企业: {from_firms}}}\n  上年结转: {{自然人: {carried}}}\n  \
         予以公开: {{自然人: {open}, 商业企业: {from_firms}}}\n  部分公开: {{自然人: {part}}}\n  不予公开:\n    属于三类内部事务信息: {{自然人: {inner}}}\n  \
         无法提供:\n    本机关不掌握相关政府信息: {{自然人: {none}}}\n    没有现成信息需要另行制作: {{自然人: {ready}}}\n  \
         不予处理:\n    重复申请: {{自然人: {doubled}}}\n  结转下年度: {{自然人: {left}}}\n\n复议诉讼:\n  行政复议: [{}, {}, 0, {}]\n  \
         未经复议直接起诉: [{}, 0, 0, 0]\n  复议后起诉: 0\n\n",
        before + made - ended.min(before),
        n(5000),
        n(300),
        n(40),
        n(60000),
        n(10000),
        total - carried,
        n(4),
        n(2),
        n(3),
        n(2),
    )
}
