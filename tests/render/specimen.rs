//! A report's document made by hand: all kinds of blocks and cells, with figures that tell where they stand.

use nianbao::document::{
    Block, Cell, CellKind, Document, Heading, Meta, Paragraph, ParagraphKind, Revision, Role, Row, Run,
    Signature, Table,
};
use nianbao::form::Path;

/// A text of one face.
pub fn paragraph(kind: ParagraphKind, text: &str) -> Block {
    let runs = match kind {
        ParagraphKind::Heading2 => vec![run(text, Role::Kai)],
        ParagraphKind::RunIn2 => {
            let end = text.find('。').map_or(text.len(), |i| i + '。'.len_utf8());
            vec![run(&text[..end], Role::Kai), run(&text[end..], Role::Fang)]
        }
        _ => vec![run(text, Role::Fang)],
    };
    Block::Paragraph(Paragraph { kind, runs, section: Path::new("总体情况"), revision: Revision::Kept })
}

fn run(text: &str, role: Role) -> Run {
    Run::new(text, role)
}

pub fn heading(text: &str) -> Block {
    Block::Heading(Heading { text: text.to_owned(), section: Path::new("总体情况") })
}

/// Rows of cells as `kind text colspan rowspan`; the columns follow from the spans.
pub struct TableMaker {
    table: Table,
    /// Row up to which each column is covered.
    covered: Vec<usize>,
}

impl TableMaker {
    pub fn new(title: &str, columns: &[u32], head_rows: usize, label_columns: usize) -> Self {
        let table = Table {
            section: Path::new(title),
            title: title.to_owned(),
            columns: columns.to_vec(),
            head_rows,
            label_columns,
            words: Vec::new(),
            rows: Vec::new(),
        };
        Self { covered: vec![0; columns.len()], table }
    }

    pub fn row(&mut self, group: usize, cells: &[(CellKind, &str, usize, usize)]) -> &mut Self {
        let r = self.table.rows.len();
        let mut made = Vec::new();
        let mut column = 0;
        for &(kind, text, colspan, rowspan) in cells {
            while self.covered[column] > r {
                column += 1;
            }
            self.covered[column..column + colspan].fill(r + rowspan);
            made.push(Cell {
                column,
                colspan,
                rowspan,
                kind,
                text: text.to_owned(),
                path: None,
                before: None,
            });
            column += colspan;
        }
        self.table.rows.push(Row { cells: made, group });
        self
    }

    pub fn done(&mut self) -> Block {
        assert!(self.covered.iter().all(|&c| c == self.table.rows.len()), "cells fill the grid");
        Block::Table(self.table.clone())
    }
}

/// Table two with its ten figures.
pub fn table_two(figures: &[&str; 10]) -> Block {
    use CellKind::{Band, ColumnHead, Figure, RowHead};
    let f = figures;
    let mut t = TableMaker::new("主动公开政府信息情况", &[2435, 2435, 2435, 2436], 0, 1);
    t.row(0, &[(Band, "第二十条第（一）项", 4, 1)])
        .row(
            0,
            &[
                (ColumnHead, "信息内容", 1, 1),
                (ColumnHead, "本年制发件数", 1, 1),
                (ColumnHead, "本年废止件数", 1, 1),
                (ColumnHead, "现行有效件数", 1, 1),
            ],
        )
        .row(0, &[(RowHead, "规章", 1, 1), (Figure, f[0], 1, 1), (Figure, f[1], 1, 1), (Figure, f[2], 1, 1)])
        .row(
            0,
            &[
                (RowHead, "行政规范性文件", 1, 1),
                (Figure, f[3], 1, 1),
                (Figure, f[4], 1, 1),
                (Figure, f[5], 1, 1),
            ],
        );
    type Part<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let rest: [Part<'_>; 3] = [
        ("第二十条第（五）项", "本年处理决定数量", &[("行政许可", f[6])]),
        ("第二十条第（六）项", "本年处理决定数量", &[("行政处罚", f[7]), ("行政强制", f[8])]),
        ("第二十条第（八）项", "本年收费金额（单位：万元）", &[("行政事业性收费", f[9])]),
    ];
    for (group, (band, head, rows)) in rest.into_iter().enumerate() {
        t.row(group + 1, &[(Band, band, 4, 1)]);
        t.row(group + 1, &[(ColumnHead, "信息内容", 1, 1), (ColumnHead, head, 3, 1)]);
        for (label, figure) in rows {
            t.row(group + 1, &[(RowHead, label, 1, 1), (Figure, figure, 3, 1)]);
        }
    }
    t.done()
}

/// Table three; the figure of row r (0 to 24) and column c (0 to 6) is `figure(r, c)`.
pub fn table_three(figure: impl Fn(usize, usize) -> String) -> Block {
    use CellKind::{ColumnHead, Corner, Figure, GroupHead, RowHead};
    let mut t = TableMaker::new(
        "收到和处理政府信息公开申请情况",
        &[754, 921, 3271, 685, 685, 685, 685, 685, 685, 685],
        3,
        3,
    );
    t.row(
        0,
        &[
            (Corner, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            (ColumnHead, "申请人情况", 7, 1),
        ],
    )
    .row(0, &[(ColumnHead, "自然人", 1, 2), (ColumnHead, "法人或其他组织", 5, 1), (ColumnHead, "总计", 1, 2)])
    .row(
        0,
        &[
            (ColumnHead, "商业企业", 1, 1),
            (ColumnHead, "科研机构", 1, 1),
            (ColumnHead, "社会公益组织", 1, 1),
            (ColumnHead, "法律服务机构", 1, 1),
            (ColumnHead, "其他", 1, 1),
        ],
    );
    let groups: [(&str, &[&str]); 9] = [
        ("一、本年新收政府信息公开申请数量", &[]),
        ("二、上年结转政府信息公开申请数量", &[]),
        ("（一）予以公开", &[]),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", &[]),
        (
            "（三）不予公开",
            &[
                "1.属于国家秘密",
                "2.其他法律行政法规禁止公开",
                "3.危及“三安全一稳定”",
                "4.保护第三方合法权益",
                "5.属于三类内部事务信息",
                "6.属于四类过程性信息",
                "7.属于行政执法案卷",
                "8.属于行政查询事项",
            ],
        ),
        (
            "（四）无法提供",
            &["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"],
        ),
        (
            "（五）不予处理",
            &[
                "1.信访举报投诉类申请",
                "2.重复申请",
                "3.要求提供公开出版物",
                "4.无正当理由大量反复申请",
                "5.要求行政机关确认或重新出具已获取信息",
            ],
        ),
        (
            "（六）其他处理",
            &[
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
                "3.其他",
            ],
        ),
        ("（七）总计", &[]),
    ];
    let mut r = 0;
    let mut add = |t: &mut TableMaker, group: usize, labels: Vec<(CellKind, &str, usize, usize)>| {
        let figures: Vec<String> = (0..7).map(|c| figure(r, c)).collect();
        let figures = figures.iter().map(|f| (Figure, f.as_str(), 1, 1));
        t.row(group, &labels.into_iter().chain(figures).collect::<Vec<_>>());
        r += 1;
    };
    for (i, (label, items)) in groups.iter().enumerate() {
        let mut first = if i == 2 { vec![(GroupHead, "三、本年度办理结果", 1, 22)] } else { vec![] };
        if items.is_empty() {
            first.push((RowHead, label, if i < 2 { 3 } else { 2 }, 1));
            add(&mut t, i + 1, first);
        }
        for (j, item) in items.iter().enumerate() {
            let group = (GroupHead, *label, 1, items.len());
            let cells =
                if j == 0 { vec![group, (RowHead, item, 1, 1)] } else { vec![(RowHead, *item, 1, 1)] };
            add(&mut t, i + 1, cells);
        }
    }
    add(&mut t, 10, vec![(RowHead, "四、结转下年度继续办理", 3, 1)]);
    t.done()
}

/// Table four; the figure of column c (0 to 14) is `figure(c)`.
pub fn table_four(figure: impl Fn(usize) -> String) -> Block {
    use CellKind::{ColumnHead, Figure};
    let results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let mut t = TableMaker::new("政府信息公开行政复议、行政诉讼情况", &[649; 15], 3, 0);
    t.row(0, &[(ColumnHead, "行政复议", 5, 1), (ColumnHead, "行政诉讼", 10, 1)]);
    let mut second: Vec<_> = results.iter().map(|r| (ColumnHead, *r, 1, 2)).collect();
    second.extend([(ColumnHead, "未经复议直接起诉", 5, 1), (ColumnHead, "复议后起诉", 5, 1)]);
    t.row(0, &second);
    t.row(0, &results.iter().chain(&results).map(|r| (ColumnHead, *r, 1, 1)).collect::<Vec<_>>());
    let figures: Vec<String> = (0..15).map(figure).collect();
    t.row(1, &figures.iter().map(|f| (Figure, f.as_str(), 1, 1)).collect::<Vec<_>>());
    t.done()
}

/// A whole report of about six pages. Figures of table three are 100·row + column, so that each place has its
/// own.
pub fn document() -> Document {
    use ParagraphKind::{Body, Heading2, Level3, Level4, RunIn2};
    let long = "继续严格做好公文属性源头认定和信息发布“三审三校”制度，确保上网公开信息的安全性、时效性。推进各单位、各领域政务公开目录修订工作，各单位结合各自权责事项，明确公开事项责任主体及公开方式，修改完善政务公开目录，并编印成册，提高各单位主动公开信息准确性。";
    Document {
        meta: Meta {
            title: "济源市人民政府办公室2024年政府信息公开工作年度报告".to_owned(),
            author: "济源市人民政府办公室".to_owned(),
            language: "zh-CN",
            date: nianbao::date::Date::new(2025, 1, 20).expect("a day"),
        },
        title: "济源市人民政府办公室2024年政府信息公开工作年度报告".to_owned(),
        title_before: None,
        blocks: vec![
            paragraph(
                Body,
                "根据《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求，编制发布本报告。所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
            ),
            heading("一、总体情况"),
            paragraph(Heading2, "（一）主动公开"),
            paragraph(
                Body,
                "2024年通过济源市人民政府网站主动公开各类政务信息10340条，其中政府文件110份，政策解读70条，政府公报6期。新建或更新“济源市创建全国法治政府建设示范市”、“营商环境在济源”、“第三轮第一批中央生态环境保护督察”等专题专栏11个。及时答复网民留言359条，按期办结率100%……——①‰·§",
            ),
            paragraph(
                RunIn2,
                "（二）依申请公开方面。2024年济源市人民政府办公室共受理政府信息公开申请16件，其中已答复政府信息公开申请15件，转接下年办理1件。",
            ),
            paragraph(
                Level3,
                "1.坚持以公开为常态、不公开为例外，网址https://www.jiyuan.gov.cn/zwgk/zfxxgk/gknb/202501/t20250120_987654.html可查。",
            ),
            paragraph(Level4, "（1）镕堃喆淼垚赟昇玥珺翀䶮㛃𬭎等字。"),
            paragraph(Body, long),
            paragraph(Body, long),
            paragraph(Body, long),
            heading("二、主动公开政府信息情况"),
            table_two(&["0", "1", "2", "17", "4", "246", "6", "7", "8", "59237.2449"]),
            heading("三、收到和处理政府信息公开申请情况"),
            table_three(|r, c| (100 * r + c).to_string()),
            heading("四、政府信息公开行政复议、行政诉讼情况"),
            table_four(|c| c.to_string()),
            heading("五、存在的主要问题及改进情况"),
            paragraph(Body, long),
            heading("六、其他需要报告的事项"),
            paragraph(Body, "2024年度本机关未收取信息处理费。"),
            Block::Signature(Signature {
                name: Some("济源市人民政府办公室".to_owned()),
                date: Some("2025年1月20日".to_owned()),
                name_before: None,
                date_before: None,
            }),
        ],
        watermark: None,
    }
}
