//! Documents made by hand, so that a renderer is tested without what comes before it.

use nianbao::document::{
    Block, Cell, CellKind, Document, Heading, Meta, Paragraph, ParagraphKind, Revision, Role, Row, Run,
    Signature, Table,
};
use nianbao::form::Path;
use nianbao::layout::Layout;

/// The layout of the format of 2021.
pub fn layout() -> Layout {
    Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap()
}

/// A report in the size of a real one.
pub fn report() -> Document {
    let mut blocks = vec![heading("一、总体情况", "总体情况")];
    blocks.extend(PROSE.lines().map(|line| paragraph(line, "总体情况")));
    blocks.push(heading("二、主动公开政府信息情况", "主动公开"));
    blocks.push(Block::Table(table_two()));
    blocks.push(heading("三、收到和处理政府信息公开申请情况", "依申请公开"));
    blocks.push(Block::Table(table_three()));
    blocks.push(heading("四、政府信息公开行政复议、行政诉讼情况", "复议诉讼"));
    blocks.push(Block::Table(table_four()));
    blocks.push(heading("五、存在的主要问题及改进情况", "问题与改进"));
    blocks.push(paragraph(PROBLEMS, "问题与改进"));
    blocks.push(heading("六、其他需要报告的事项", "其他事项"));
    blocks.push(paragraph(
        "2024年度本机关未收取信息处理费。发出收费通知的件数和实际收取的总金额均为0。",
        "其他事项",
    ));
    blocks.push(Block::Signature(Signature {
        name: Some("济源市人民政府办公室".into()),
        date: Some("2025年1月20日".into()),
        name_before: None,
        date_before: None,
    }));
    document(blocks)
}

/// A document of these blocks.
pub fn document(blocks: Vec<Block>) -> Document {
    let meta = Meta {
        title: "济源市人民政府办公室2024年政府信息公开工作年度报告".into(),
        author: "济源市人民政府办公室".into(),
        language: "zh-CN",
        date: nianbao::date::Date::new(2025, 1, 20).expect("a day"),
    };
    Document { title: meta.title.clone(), meta, title_before: None, blocks, watermark: None }
}

pub fn heading(text: &str, section: &str) -> Block {
    Block::Heading(Heading { text: text.into(), section: Path::new(section) })
}

/// A paragraph of the kind its first characters say.
pub fn paragraph(text: &str, section: &str) -> Block {
    let run = |text: &str, role| Run::new(text, role);
    let (kind, runs) = match text.split_once('。') {
        Some((lead, rest)) if text.starts_with('（') && !rest.is_empty() => {
            (ParagraphKind::RunIn2, vec![run(&format!("{lead}。"), Role::Kai), run(rest, Role::Fang)])
        }
        _ if text.starts_with('（') => (ParagraphKind::Heading2, vec![run(text, Role::Kai)]),
        _ if text.starts_with(|c: char| c.is_ascii_digit()) && text[1..].starts_with('.') => {
            (ParagraphKind::Level3, vec![run(text, Role::Fang)])
        }
        _ => (ParagraphKind::Body, vec![run(text, Role::Fang)]),
    };
    Block::Paragraph(Paragraph { kind, runs, section: Path::new(section), revision: Revision::Kept })
}

/// A table from rows of `kind text` cells: `b` band, `k` corner, `h` column head, `r` row head, `g` group
/// head, `0` figure, each with `>n` columns and `vn` rows where it covers more than one.
fn table(
    section: &str,
    title: &str,
    columns: &[u32],
    head_rows: usize,
    label_columns: usize,
    rows: &[(usize, &str)],
) -> Table {
    let mut above = vec![0; columns.len()];
    let mut figures = 0..;
    let rows = rows.iter().map(|(group, text)| {
        let mut column = 0;
        let mut cells = Vec::new();
        for cell in text.split(" | ") {
            while above[column] > 0 {
                column += 1;
            }
            let (kind, rest) = cell.split_once(' ').unwrap();
            let number = |mark| {
                kind.split_once(mark)
                    .map_or(1, |(_, n): (&str, &str)| n.split('v').next().unwrap().parse().unwrap())
            };
            let (colspan, rowspan) =
                (number('>'), kind.split_once('v').map_or(1, |(_, n)| n.parse().unwrap()));
            let path = kind
                .starts_with('0')
                .then(|| Path::new(section).child(&format!("第{}个", figures.next().unwrap())));
            let kind = match &kind[..1] {
                "b" => CellKind::Band,
                "k" => CellKind::Corner,
                "h" => CellKind::ColumnHead,
                "r" => CellKind::RowHead,
                "g" => CellKind::GroupHead,
                _ => CellKind::Figure,
            };
            cells.push(Cell { column, colspan, rowspan, kind, text: rest.into(), path, before: None });
            above[column..column + colspan].fill(rowspan);
            column += colspan;
        }
        above.iter_mut().for_each(|rows| *rows = usize::saturating_sub(*rows, 1));
        Row { cells, group: *group }
    });
    Table {
        section: Path::new(section),
        title: title.into(),
        columns: columns.into(),
        head_rows,
        label_columns,
        words: Vec::new(),
        rows: rows.collect(),
    }
}

fn table_two() -> Table {
    let rows = [
        (0, "b>4 第二十条第（一）项"),
        (0, "h 信息内容 | h 本年制发件数 | h 本年废止件数 | h 现行有效件数"),
        (0, "r 规章 | 0 0 | 0 0 | 0 0"),
        (0, "r 行政规范性文件 | 0 17 | 0 0 | 0 246"),
        (1, "b>4 第二十条第（五）项"),
        (1, "h 信息内容 | h>3 本年处理决定数量"),
        (1, "r 行政许可 | 0>3 0"),
        (2, "b>4 第二十条第（六）项"),
        (2, "h 信息内容 | h>3 本年处理决定数量"),
        (2, "r 行政处罚 | 0>3 0"),
        (2, "r 行政强制 | 0>3 0"),
        (3, "b>4 第二十条第（八）项"),
        (3, "h 信息内容 | h>3 本年收费金额（单位：万元）"),
        (3, "r 行政事业性收费 | 0>3 59237.2449"),
    ];
    table("主动公开", "主动公开政府信息情况", &[2435; 4], 0, 1, &rows)
}

/// Table three with its 175 figures.
pub fn table_three() -> Table {
    let mut rows: Vec<(usize, String)> = vec![
        (
            0,
            "k>3v3 （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | h>7 申请人情况"
                .into(),
        ),
        (0, "hv2 自然人 | h>5 法人或其他组织 | hv2 总计".into()),
        (0, "h 商业企业 | h 科研机构 | h 社会公益组织 | h 法律服务机构 | h 其他".into()),
    ];
    for (n, label) in TABLE_THREE.lines().enumerate() {
        let (group, label) = label.split_once(' ').unwrap();
        let figures: String =
            (0..7).map(|i| format!(" | 0 {}", if i == 6 { n } else { n * i % 13 })).collect();
        rows.push((group.parse().unwrap(), format!("{label}{figures}")));
    }
    let rows: Vec<_> = rows.iter().map(|(group, row)| (*group, row.as_str())).collect();
    let columns = [754, 921, 3271, 685, 685, 685, 685, 685, 685, 685];
    table("依申请公开", "收到和处理政府信息公开申请情况", &columns, 3, 3, &rows)
}

fn table_four() -> Table {
    let results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let tall = results.map(|r| format!("hv2 {r}")).join(" | ");
    let flat = [results, results].concat().iter().map(|r| format!("h {r}")).collect::<Vec<_>>().join(" | ");
    let figures = (0..15).map(|n| format!("0 {n}")).collect::<Vec<_>>().join(" | ");
    let second = format!("{tall} | h>5 未经复议直接起诉 | h>5 复议后起诉");
    let rows = [(0, "h>5 行政复议 | h>10 行政诉讼"), (0, &second), (0, &flat), (1, &figures)];
    table("复议诉讼", "政府信息公开行政复议、行政诉讼情况", &[649; 15], 3, 0, &rows)
}

const TABLE_THREE: &str = "\
1 r>3 一、本年新收政府信息公开申请数量
2 r>3 二、上年结转政府信息公开申请数量
3 gv22 三、本年度办理结果 | r>2 （一）予以公开
4 r>2 （二）部分公开（区分处理的，只计这一情形，不计其他情形）
5 gv8 （三）不予公开 | r 1.属于国家秘密
5 r 2.其他法律行政法规禁止公开
5 r 3.危及“三安全一稳定”
5 r 4.保护第三方合法权益
5 r 5.属于三类内部事务信息
5 r 6.属于四类过程性信息
5 r 7.属于行政执法案卷
5 r 8.属于行政查询事项
6 gv3 （四）无法提供 | r 1.本机关不掌握相关政府信息
6 r 2.没有现成信息需要另行制作
6 r 3.补正后申请内容仍不明确
7 gv5 （五）不予处理 | r 1.信访举报投诉类申请
7 r 2.重复申请
7 r 3.要求提供公开出版物
7 r 4.无正当理由大量反复申请
7 r 5.要求行政机关确认或重新出具已获取信息
8 gv3 （六）其他处理 | r 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
8 r 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
8 r 3.其他
9 r>2 （七）总计
10 r>3 四、结转下年度继续办理";

const PROSE: &str = "\
根据《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求，编制发布本报告。所列数据的统计期限自2024年1月1日起至2024年12月31日止。
（一）主动公开
2024年通过济源市人民政府网站主动公开各类政务信息10340条，其中政府文件110份，政策解读70条，政府公报6期。新建或更新“济源市创建全国法治政府建设示范市”、“营商环境在济源”、“第三轮第一批中央生态环境保护督察”等专题专栏11个。规范互动交流管理。及时答复网民留言359条，按期办结率100%。发布意见征集28期，并及时反馈征集结果。
（二）依申请公开。2024年济源市人民政府办公室共受理政府信息公开申请16件，其中已答复政府信息公开申请15件，转接下年办理1件。
（三）政府信息管理
1.严格属性认定
继续严格做好公文属性源头认定和信息发布“三审三校”制度，确保上网公开信息的安全性、时效性。推进各单位、各领域政务公开目录修订工作，各单位结合各自权责事项，明确公开事项责任主体及公开方式，修改完善政务公开目录，并编印成册，提高各单位主动公开信息准确性。
2.继续清理历史信息。政务新媒体“2024—2025”专栏公开①②③三类信息，同比增长8.5‰……经办人：王镕、李堃、喆淼垚、赟昇玥、珺翀、䶮㛃𬭎。
（四）平台建设
加强政府网站功能建设，优化个人中心、网民留言、政府信息公开目录等浏览器兼容性和操作步骤，进一步提高用户体验。对门户网站的电脑版、手机版和无障碍浏览工具进行优化升级，满足最新无障碍和适老化服务标准，提高阅读浏览质量。持续推进政务新媒体建设工作，及时发布权威信息，做好政策发布及政策解读。探索日常化监测机制，运用自动化监测工具，对全市纳入监管的政务新媒体进行每日扫描、预警、统计分析，做到问题一经发现立即督促整改。
（五）监督保障
一是将政务公开工作纳入示范区经济社会高质量发展综合目标绩效考核，定期调度政务公开工作开展情况。二是组织政务公开专项培训，围绕主动公开、依申请公开等进行针对性培训。三是开展日常信息监测工作，针对政府网站、政务新媒体发布信息进行日常巡查，做好历史信息及敏感信息清理及整治。四是开展政务公开评议工作，对收到的意见建议及时整改。全年未产生政务公开责任追究事件。";

const PROBLEMS: &str = "一是“以公开促落实”的成效有待进一步强化，政策获取的便利性、政策解读的实效性、政策咨询的准确性等与公众、企业的期待仍有差距。二是重大行政决策预公开制度建设和落实还需进一步强化。部分重大行政决策事项未实现全流程管理。";
