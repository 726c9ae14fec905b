//! The chart: bars drawn from the figures, every one with its number as text.

use super::{
    Block, Cell, CellKind, Document, Heading, Paragraph, ParagraphKind, Revision, Role, Row, Run, Table,
};
use crate::form::{PanelForm, Path};
use crate::report::{Number, Report};

/// Groups of bars for one year or for two side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The title of its page, a heading of outline level 1.
    pub title: String,
    /// The years, this year first: `2024年`, and `2023年` where last year's report is compared.
    pub years: Vec<String>,
    /// The groups of bars from top to bottom.
    pub panels: Vec<Panel>,
}

/// A group of bars on one scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// What its bars count, with the unit.
    pub title: String,
    /// Its bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// The bars of one thing, one for each year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// One for each of [`Chart::years`].
    pub values: Vec<BarValue>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarValue {
    /// The number as text; `—` where that year's form has no such figure.
    pub text: String,
    /// Its length in thousandths of the panel's longest bar; at least 1 for a number that is not 0.
    pub permille: u16,
}

/// Stands for a number that the form of that year does not ask for.
const NONE: &str = "—";

impl Chart {
    /// The chart of a report, with last year's beside it where that is given; none where its form has none.
    ///
    /// ```
    /// use nianbao::document::Chart;
    /// use nianbao::{report, yaml::Source};
    /// let source = Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n依申请公开: {本年新收: {自然人: 3, 其他: 1}}\n");
    /// let report = report::read(source.into()).0.expect("a report");
    /// let chart = Chart::of(&report, None).expect("the form has one");
    /// let bar = &chart.panels[1].bars[0];
    /// assert_eq!((bar.label.as_str(), bar.values[0].text.as_str()), ("自然人", "3"));
    /// assert_eq!(bar.values[0].permille, 1000);
    /// ```
    pub fn of(report: &Report, previous: Option<&Report>) -> Option<Chart> {
        let form = report.form.chart.as_ref()?;
        let reports: Vec<&Report> = [report].into_iter().chain(previous).collect();
        let panel = |panel: &PanelForm| {
            let numbers: Vec<Vec<Option<Number>>> = panel
                .bars
                .iter()
                .map(|bar| reports.iter().map(|r| number(&panel.title, &bar.label, r)).collect())
                .collect();
            let longest = numbers
                .iter()
                .flatten()
                .flatten()
                .copied()
                .max_by_key(|n| n.decimal())
                .unwrap_or(Number::Count(0));
            let value = |n: &Option<Number>| match n {
                Some(n) => BarValue { text: n.to_string(), permille: permille(*n, longest) },
                None => BarValue { text: NONE.to_owned(), permille: 0 },
            };
            let bars = panel.bars.iter().zip(&numbers);
            Panel {
                title: panel.title.clone(),
                bars: bars
                    .map(|(bar, n)| Bar { label: bar.label.clone(), values: n.iter().map(value).collect() })
                    .collect(),
            }
        };
        Some(Chart {
            title: form.title.clone(),
            years: reports.iter().map(|r| format!("{}年", r.year.number)).collect(),
            panels: form.panels.iter().map(panel).collect(),
        })
    }

    /// The whole chart in words, for a reader who cannot see it.
    pub fn description(&self) -> String {
        self.panels.iter().map(|panel| self.panel_description(panel)).collect()
    }

    /// One group of bars in words.
    pub fn panel_description(&self, panel: &Panel) -> String {
        let bar = |bar: &Bar| match bar.values.as_slice() {
            [only] => format!("{}{}", bar.label, only.text),
            values => {
                let years =
                    self.years.iter().zip(values).map(|(year, value)| format!("{year}{}", value.text));
                format!("{}{}", bar.label, years.collect::<Vec<_>>().join("、"))
            }
        };
        format!("{}：{}。", panel.title, panel.bars.iter().map(bar).collect::<Vec<_>>().join("，"))
    }

    /// The numbers as headings and tables, for an output that draws no bars.
    pub fn tables(&self) -> Vec<Block> {
        let section = Path::new(&self.title);
        let mut blocks = vec![Block::Heading(Heading { text: self.title.clone(), section: section.clone() })];
        for panel in &self.panels {
            let run = Run::new(&panel.title, Role::Fang);
            blocks.push(Block::Paragraph(Paragraph {
                kind: ParagraphKind::Body,
                runs: vec![run],
                section: section.clone(),
                revision: Revision::Kept,
            }));
            blocks.push(Block::Table(self.table(panel, &section)));
        }
        blocks
    }

    fn table(&self, panel: &Panel, section: &Path) -> Table {
        let head = (1..).zip(&self.years).map(|(i, year)| Cell::new(i, CellKind::ColumnHead, year));
        let head =
            [Cell::new(0, CellKind::ColumnHead, panel.title.as_str())].into_iter().chain(head).collect();
        let rows = panel.bars.iter().map(|bar| {
            let figures =
                (1..).zip(&bar.values).map(|(i, value)| Cell::new(i, CellKind::Figure, &value.text));
            [Cell::new(0, CellKind::RowHead, &bar.label)].into_iter().chain(figures).collect()
        });
        Table {
            section: section.clone(),
            title: panel.title.clone(),
            columns: [2].into_iter().chain(self.years.iter().map(|_| 1)).collect(),
            head_rows: 1,
            label_columns: 1,
            words: Vec::new(),
            rows: [head].into_iter().chain(rows).map(|cells| Row { cells, group: 0 }).collect(),
        }
    }
}

impl Document {
    /// Adds the chart as the last block.
    pub fn with_chart(mut self, chart: Chart) -> Document {
        self.blocks.push(Block::Chart(chart));
        self
    }
}

/// The number of a bar in a report, by the report's own form: that of last year may be another one.
fn number(panel: &str, bar: &str, report: &Report) -> Option<Number> {
    let panel = report.form.chart.as_ref()?.panels.iter().find(|p| p.title == panel)?;
    let bar = panel.bars.iter().find(|b| b.label == bar)?;
    Some(report.sum(&bar.figures))
}

/// The length of a bar.
fn permille(number: Number, longest: Number) -> u16 {
    let (Number::Count(n), Number::Count(whole)) = (number, longest) else { return 0 };
    if n <= 0 || whole <= 0 {
        return 0;
    }
    // Counts have at most 12 digits, so the product stays inside i64.
    u16::try_from((n * 1000 + whole / 2) / whole).unwrap_or(1000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report;
    use crate::yaml::Source;

    fn read(yaml: &str) -> Report {
        report::read(Source::new("甲.yaml", yaml).into()).0.unwrap()
    }

    #[test]
    fn groups_are_sums_and_bars_are_on_one_scale() {
        let this_year = read(
            "机关名称: 甲\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 8}\n  予以公开: {自然人: 4}\n  不予公开: {属于国家秘密: {自然人: 1}}\n",
        );
        let last_year = read(
            "机关名称: 甲\n年度: 2020\n格式: 2019\n依申请公开:\n  不予公开: {属于国家秘密: {自然人: 5}, 属于行政查询事项: {其他: 3}}\n  其他处理: {其他: 1}\n",
        );
        let chart = Chart::of(&this_year, Some(&last_year)).unwrap();
        assert_eq!(chart.years, ["2024年", "2020年"]);
        let bars: Vec<_> =
            chart.panels[0].bars.iter().map(|b| (b.label.as_str(), b.values.clone())).collect();
        let value = |text: &str, permille| BarValue { text: text.to_owned(), permille };
        assert_eq!(bars[0], ("予以公开", vec![value("4", 500), value("0", 0)]));
        assert_eq!(bars[2], ("不予公开", vec![value("1", 125), value("8", 1000)]));
        assert_eq!(bars[5], ("其他处理", vec![value("0", 0), value("1", 125)]));
        let words = chart.description();
        assert!(words.starts_with("办理结果（件）：予以公开2024年4、2020年0，"), "{words}");
        assert!(words.contains("。本年新收申请的申请人（件）：自然人2024年8、2020年0，"), "{words}");
    }

    #[test]
    fn a_small_number_is_still_seen() {
        assert_eq!(permille(Number::Count(1), Number::Count(999_999)), 1);
        assert_eq!(permille(Number::Count(0), Number::Count(999_999)), 0);
        assert_eq!(permille(Number::Count(0), Number::Count(0)), 0);
    }
}
