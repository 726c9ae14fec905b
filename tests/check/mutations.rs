//! Valid reports stay silent, and one figure changed in any of them is found: 200 reports made up from a
//! fixed seed, and an oracle of its own that knows the sums of the form but nothing of the checker.

use nianbao::diagnostic::RuleCode;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const COLUMNS: [&str; 7] = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
const TOTAL: usize = 6;
/// Rows of table three; an item's group stands before the dot.
const ROWS: [&str; 25] = [
    "本年新收",
    "上年结转",
    "予以公开",
    "部分公开",
    "不予公开.属于国家秘密",
    "不予公开.其他法律行政法规禁止公开",
    "不予公开.危及“三安全一稳定”",
    "不予公开.保护第三方合法权益",
    "不予公开.属于三类内部事务信息",
    "不予公开.属于四类过程性信息",
    "不予公开.属于行政执法案卷",
    "不予公开.属于行政查询事项",
    "无法提供.本机关不掌握相关政府信息",
    "无法提供.没有现成信息需要另行制作",
    "无法提供.补正后申请内容仍不明确",
    "不予处理.信访举报投诉类申请",
    "不予处理.重复申请",
    "不予处理.要求提供公开出版物",
    "不予处理.无正当理由大量反复申请",
    "不予处理.要求行政机关确认或重新出具已获取信息",
    "其他处理.逾期不补正",
    "其他处理.逾期不缴费",
    "其他处理.其他",
    "总计",
    "结转下年度",
];
const NEW: usize = 0;
const CARRIED: usize = 1;
const SUM: usize = 23;
const NEXT: usize = 24;
const RESULTS: std::ops::Range<usize> = 2..23;
const BLOCKS: [&str; 3] = ["行政复议", "未经复议直接起诉", "复议后起诉"];
const OUTCOMES: [&str; 5] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
const STOCKS: [&str; 2] = ["规章", "行政规范性文件"];

/// A small generator of numbers (xorshift), so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A written figure, or none where the file leaves it out.
type Cell = Option<u64>;

#[derive(Clone)]
struct Model {
    applications: [[Cell; 7]; 25],
    cases: [[Cell; 5]; 3],
    stocks: [[Cell; 3]; 2],
    /// Rows that are written as lists.
    lists: [bool; 25],
    last_next: [u64; 6],
    last_stock: [u64; 2],
}

/// The address of a figure: table, row, column.
type Address = (usize, usize, usize);

/// Line and column.
type Place = (u32, u32);

/// A finding: its code, the figure it points at, its place.
type Told = (RuleCode, Option<Address>, Place);

impl Model {
    /// A valid report.
    fn new(random: &mut Random) -> Self {
        let mut m = Model {
            applications: [[None; 7]; 25],
            cases: [[None; 5]; 3],
            stocks: [[None; 3]; 2],
            lists: [false; 25],
            last_next: [0; 6],
            last_stock: [0; 2],
        };
        let amount = |random: &mut Random, rare: u64| if random.one_in(rare) { random.below(20) } else { 0 };
        // Every other report has next to nothing in it.
        let rare = if random.one_in(2) { 4 } else { 60 };
        let mut values = [[0_u64; 6]; 25];
        #[expect(clippy::needless_range_loop, reason = "a column is an index of several rows")]
        for c in 0..6 {
            for row in RESULTS.chain([NEXT]) {
                values[row][c] = amount(random, rare);
            }
            values[SUM][c] = RESULTS.map(|r| values[r][c]).sum();
            let out = values[SUM][c] + values[NEXT][c];
            values[CARRIED][c] = if out > 0 { random.below(out + 1).min(3) } else { 0 };
            values[NEW][c] = out - values[CARRIED][c];
        }
        m.last_next = values[CARRIED];
        for (row, values) in values.iter().enumerate() {
            m.lists[row] = random.one_in(3);
            let with_total = random.one_in(2);
            let absent = row == SUM && random.one_in(2);
            for (c, &value) in values.iter().enumerate().filter(|_| !absent) {
                let needed = m.lists[row] || value > 0 || row == SUM;
                m.applications[row][c] = (needed || random.one_in(3)).then_some(value);
            }
            m.applications[row][TOTAL] = (with_total && !absent).then(|| values.iter().sum());
        }
        for block in 0..3 {
            let values: Vec<u64> = (0..4).map(|_| amount(random, 2)).collect();
            for (c, &value) in values.iter().enumerate() {
                m.cases[block][c] = (value > 0 || random.one_in(2)).then_some(value);
            }
            m.cases[block][4] = random.one_in(2).then(|| values.iter().sum());
        }
        for row in 0..2 {
            let (before, added) = (5 + random.below(200), random.below(20));
            let removed = random.below(5);
            m.last_stock[row] = before;
            m.stocks[row] = [Some(added), Some(removed), Some(before + added - removed)];
        }
        m
    }

    fn cell(&mut self, (table, row, column): Address) -> &mut Cell {
        match table {
            0 => &mut self.stocks[row][column],
            1 => &mut self.applications[row][column],
            _ => &mut self.cases[row][column],
        }
    }

    /// The figure of table three as the report prints it: written, or computed where it is left out.
    fn application(&self, row: usize, column: usize) -> u64 {
        let computed = || match (row, column) {
            (_, TOTAL) => (0..6).map(|c| self.application(row, c)).sum(),
            (SUM, _) => RESULTS.map(|r| self.application(r, column)).sum(),
            _ => 0,
        };
        self.applications[row][column].unwrap_or_else(computed)
    }

    /// The file, and where each written figure stands.
    fn yaml(&self) -> (String, Vec<(Address, Place)>) {
        let mut out = Writer::default();
        out.line("机关名称: 甲市教育局\n年度: 2024\n主动公开:");
        for (row, key) in STOCKS.iter().enumerate() {
            out.row(
                key,
                2,
                &["本年制发件数", "本年废止件数", "现行有效件数"],
                &self.stocks[row],
                false,
                (0, row),
            );
        }
        out.line("依申请公开:");
        let mut group = "";
        for (row, path) in ROWS.iter().enumerate() {
            let (of, key) = path.split_once('.').unwrap_or(("", path));
            if !of.is_empty() && of != group {
                out.line(&format!("  {of}:"));
            }
            group = of;
            out.row(
                key,
                if of.is_empty() { 2 } else { 4 },
                &COLUMNS,
                &self.applications[row],
                self.lists[row],
                (1, row),
            );
        }
        out.line("复议诉讼:");
        for (row, key) in BLOCKS.iter().enumerate() {
            out.row(key, 2, &OUTCOMES, &self.cases[row], false, (2, row));
        }
        out.line(PROSE);
        (out.text, out.places)
    }

    fn last_year(&self) -> String {
        let (n, [a, b]) = (self.last_next, self.last_stock);
        format!(
            "机关名称: 甲市教育局\n年度: 2023\n主动公开:\n  规章: [0, 0, {a}]\n  行政规范性文件: [0, 0, {b}]\n依申请公开:\n  本年新收: {n:?}\n  \
             结转下年度: {n:?}\n"
        )
    }

    /// Every rule that is broken, with the figures that have part in it.
    fn broken(&self) -> Vec<(&'static str, Vec<Address>)> {
        let mut broken = Vec::new();
        let a = |row, column| self.application(row, column);
        let written = |row: usize, column: usize| self.applications[row][column].is_some();
        for c in 0..7 {
            let uneven = a(NEW, c) + a(CARRIED, c) != a(SUM, c) + a(NEXT, c);
            // A 总计 column of which nothing is written only adds up the others.
            let own = c < TOTAL || [NEW, CARRIED, SUM, NEXT].iter().any(|&r| written(r, c));
            if uneven && own {
                broken.push(("N101", (0..25).map(|r| (1, r, c)).collect()));
            }
            if written(SUM, c) && a(SUM, c) != RESULTS.map(|r| a(r, c)).sum::<u64>() {
                broken.push(("N102", vec![(1, SUM, c)]));
            }
            // Last year's file does not write its total.
            let last = if c < TOTAL { self.last_next[c] } else { self.last_next.iter().sum() };
            if a(CARRIED, c) != last && (c < TOTAL || written(CARRIED, c)) {
                broken.push(("N105", vec![(1, CARRIED, c)]));
            }
        }
        for row in (0..25).filter(|&r| written(r, TOTAL)) {
            if a(row, TOTAL) != (0..6).map(|c| a(row, c)).sum::<u64>() {
                broken.push(("N103", vec![(1, row, TOTAL)]));
            }
        }
        for (row, block) in self.cases.iter().enumerate() {
            if block[4].is_some_and(|total| total != block[..4].iter().flatten().sum::<u64>()) {
                broken.push(("N104", vec![(2, row, 4)]));
            }
        }
        for (row, stock) in self.stocks.iter().enumerate() {
            let [added, removed, now] = stock.map(|cell| cell.unwrap_or(0));
            if now + removed != self.last_stock[row] + added {
                broken.push(("N106", vec![(0, row, 2)]));
            }
            if now < added {
                broken.push(("N107", vec![(0, row, 2), (0, row, 0)]));
            }
        }
        broken
    }
}

const PROSE: &str = "总体情况: 主动公开、依申请公开、政府信息管理、平台建设、监督保障。\n问题与改进: 存在的主要问题是解读形式单一，\
                     改进措施是丰富解读形式。\n其他事项: 收取信息处理费1200元。";

#[derive(Default)]
struct Writer {
    text: String,
    places: Vec<(Address, Place)>,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn here(&self) -> (u32, u32) {
        let line = self.text.matches('\n').count() as u32 + 1;
        (line, self.text.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1)
    }

    fn row(
        &mut self,
        key: &str,
        indent: usize,
        columns: &[&str],
        cells: &[Cell],
        list: bool,
        (table, row): (usize, usize),
    ) {
        if cells.iter().all(Option::is_none) {
            return;
        }
        let key = if key.contains('“') { format!("\"{key}\"") } else { key.to_owned() };
        let _ = write!(self.text, "{:indent$}{key}: {}", "", if list { '[' } else { '{' });
        let mut first = true;
        for (column, cell) in cells.iter().enumerate().filter_map(|(i, cell)| Some((i, (*cell)?))) {
            if !first {
                self.text.push_str(", ");
            }
            first = false;
            if !list {
                let _ = write!(self.text, "{}: ", columns[column]);
            }
            self.places.push(((table, row, column), self.here()));
            let _ = write!(self.text, "{cell}");
        }
        self.line(if list { "]" } else { "}" });
    }
}

/// What the checker says: code and place of each finding.
fn told(model: &Model) -> (String, Vec<Told>) {
    let (yaml, places) = model.yaml();
    let last = model.last_year();
    let found = super::findings("made.yaml", yaml.as_bytes(), Some(last.as_bytes()));
    let address = |at: Place| places.iter().find(|(_, place)| *place == at).map(|(address, _)| *address);
    let found = found.iter().map(|f| {
        let at = (f.place.start.line, f.place.start.column);
        (f.rule.clone(), address(at), at)
    });
    let found = found.collect();
    (yaml, found)
}

#[test]
fn every_changed_figure_that_breaks_a_rule_is_found_at_its_cell_or_its_sum() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut breaking, mut harmless) = (0, 0);
    let mut codes = BTreeSet::new();
    for number in 0..200 {
        let valid = Model::new(&mut random);
        assert_eq!(valid.broken(), [], "report {number} is valid by the oracle");
        let (yaml, found) = told(&valid);
        assert_eq!(found, [], "report {number} is valid:\n{yaml}");
        let (_, places) = valid.yaml();
        // Several figures of each report, one at a time.
        for _ in 0..12 {
            let address = places[random.below(places.len() as u64) as usize].0;
            let mut changed = valid.clone();
            let cell = changed.cell(address);
            let old = cell.expect("the address is one of a written figure");
            let new = if old > 0 && random.one_in(2) { random.below(old) } else { old + 1 + random.below(9) };
            *cell = Some(new);
            let broken = changed.broken();
            let (yaml, found) = told(&changed);
            let why = format!(
                "report {number}, {address:?}: {old} became {new}\nbroken {broken:?}\nfound {found:?}\n{yaml}"
            );
            assert_eq!(found.len(), broken.len(), "{why}");
            for (code, cells) in &broken {
                let right =
                    |(rule, at, _): &&Told| rule.as_str() == *code && at.is_none_or(|at| cells.contains(&at));
                let count = broken.iter().filter(|(c, _)| c == code).count();
                assert_eq!(found.iter().filter(|f| f.0.as_str() == *code).count(), count, "{why}");
                let hit = found.iter().find(right).unwrap_or_else(|| panic!("{code} is not found\n{why}"));
                assert!(
                    hit.1.is_some() || *code == "N101" || *code == "N105",
                    "{code} points at no figure\n{why}"
                );
                codes.insert(*code);
            }
            if broken.is_empty() { harmless += 1 } else { breaking += 1 }
        }
    }
    eprintln!(
        "200 reports, {} changes: {breaking} break a rule, all found; {harmless} break none, all silent",
        breaking + harmless
    );
    assert_eq!(codes.len(), 7, "every rule of sums was broken: {codes:?}");
    assert!(breaking > 1000, "{breaking}");
}
