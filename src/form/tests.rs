//! The derived form against the official one, as facts written by hand.

use super::CellKind;
use super::*;

fn table<'a>(form: &'a Form, key: &str) -> &'a TableForm {
    match &form.section_named(key).expect("a section").content {
        Content::Table(table) => table,
        Content::Prose(_) => panic!("{key} is prose"),
    }
}

/// `text:colspan×rowspan` of every printed cell, `n` for a run of figures.
fn sketch(row: &GridRow) -> String {
    let mut out = Vec::new();
    for cell in &row.cells {
        let text = if cell.figure.is_some() { "n" } else { cell.label.as_str() };
        out.push(match (cell.colspan, cell.rowspan) {
            (1, 1) => text.to_owned(),
            (c, r) => format!("{text}:{c}×{r}"),
        });
    }
    out.join(" ")
}

#[test]
fn every_built_in_form_is_sound() {
    for name in Form::names() {
        let form = Form::of(name).expect("built in");
        assert_eq!(form.sections.len(), 6, "{name}");
        for section in &form.sections {
            let Content::Table(table) = &section.content else { continue };
            // Every grid position is covered exactly once.
            let mut covered = vec![vec![0u8; table.widths.len()]; table.rows.len()];
            for (r, row) in table.rows.iter().enumerate() {
                for cell in &row.cells {
                    for line in &mut covered[r..r + cell.rowspan] {
                        for place in &mut line[cell.column..cell.column + cell.colspan] {
                            *place += 1;
                        }
                    }
                }
            }
            assert!(covered.iter().flatten().all(|&n| n == 1), "{name} {}: {covered:?}", section.key);
        }
    }
}

#[test]
fn the_form_of_2021_has_200_figures_and_its_sums() {
    let form = Form::of("2021").expect("built in");
    assert_eq!(form.figures.len(), 10 + 175 + 15);
    let count = |rule: &str| form.totals.iter().filter(|t| t.rule.as_str() == rule).count();
    assert_eq!((count("N103"), count("N102"), count("N104")), (25, 7, 3));
    assert_eq!((form.balances.len(), form.carry_overs.len(), form.stock_balances.len()), (7, 7, 2));
    let total = form
        .totals
        .iter()
        .find(|t| form.figure(t.figure).path.as_str() == "依申请公开.总计.自然人")
        .expect("a total");
    assert_eq!((total.parts.len(), total.axis), (21, Axis::Column));
    assert_eq!(form.figure_rows.len(), 6 + 25 + 3);
}

#[test]
fn tables_have_the_official_rows() {
    let form = Form::of("2021").expect("built in");
    let two: Vec<_> = table(&form, "主动公开").rows.iter().map(sketch).collect();
    assert_eq!(
        two[..4],
        [
            "第二十条第（一）项:4×1",
            "信息内容 本年制发件数 本年废止件数 现行有效件数",
            "规章 n n n",
            "行政规范性文件 n n n"
        ]
    );
    assert_eq!(
        two[11..],
        ["第二十条第（八）项:4×1", "信息内容 本年收费金额（单位：万元）:3×1", "行政事业性收费 n:3×1"]
    );
    assert_eq!(two.len(), 14);
    let three = table(&form, "依申请公开");
    assert_eq!((three.rows.len(), three.head_rows), (28, 3));
    let rows: Vec<_> = three.rows.iter().map(sketch).collect();
    let n = " n n n n n n n";
    assert_eq!(
        rows[0],
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）:3×3 申请人情况:7×1"
    );
    assert_eq!(rows[1], "自然人:1×2 法人或其他组织:5×1 总计:1×2");
    assert_eq!(rows[2], "商业企业 科研机构 社会公益组织 法律服务机构 其他");
    assert_eq!(rows[3], format!("一、本年新收政府信息公开申请数量:3×1{n}"));
    assert_eq!(rows[5], format!("三、本年度办理结果:1×22 （一）予以公开:2×1{n}"));
    assert_eq!(rows[7], format!("（三）不予公开:1×8 1.属于国家秘密{n}"));
    assert_eq!(rows[15], format!("（四）无法提供:1×3 1.本机关不掌握相关政府信息{n}"));
    assert_eq!(rows[26], format!("（七）总计:2×1{n}"));
    assert_eq!(rows[27], format!("四、结转下年度继续办理:3×1{n}"));
    // A page may turn before a group, never inside one.
    assert_ne!(three.rows[14].group, three.rows[15].group);
    assert_eq!(three.rows[15].group, three.rows[17].group);
    assert_ne!(three.rows[5].group, three.rows[6].group);
    let four: Vec<_> = table(&form, "复议诉讼").rows.iter().map(sketch).collect();
    assert_eq!(four[0], "行政复议:5×1 行政诉讼:10×1");
    assert_eq!(
        four[1],
        "结果维持:1×2 结果纠正:1×2 其他结果:1×2 尚未审结:1×2 总计:1×2 未经复议直接起诉:5×1 复议后起诉:5×1"
    );
    assert_eq!(four[2], "结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计");
    assert_eq!(four[3], ["n"; 15].join(" "));
}

#[test]
fn the_trial_form_has_its_own_rows() {
    let form = Form::of("2019").expect("built in");
    assert_eq!(table(&form, "依申请公开").rows.len(), 26);
    let two: Vec<_> = table(&form, "主动公开").rows.iter().map(sketch).collect();
    assert_eq!(two[5], "信息内容 上一年项目数量 本年增/减 处理决定数量");
    assert_eq!(two[13], "信息内容 上一年项目数量 本年增/减:2×1");
}

#[test]
fn band_and_head_cells_know_what_they_are() {
    let form = Form::of("2021").expect("built in");
    let three = table(&form, "依申请公开");
    let kind = |r: usize, c: usize| three.rows[r].cells[c].kind;
    assert_eq!(
        [kind(0, 0), kind(0, 1), kind(3, 0), kind(5, 0), kind(5, 1), kind(7, 0), kind(5, 2)],
        [
            CellKind::Corner,
            CellKind::ColumnHead,
            CellKind::RowHead,
            CellKind::GroupHead,
            CellKind::RowHead,
            CellKind::GroupHead,
            CellKind::Figure
        ]
    );
}

#[test]
fn a_key_that_stands_twice_is_refused_at_its_second_place() {
    let yaml = include_str!("../../templates/2021/form.yaml");
    for (from, to, column, key) in [
        ("legal_source:", "format:", 1, "format"),
        ("  year:", "  agency:", 3, "general: duplicate key `agency`"),
        ("    number: 二、", "    key: 二、", 5, "key"),
        (", words: [主动公开]", ", name: 主动公开", 0, "name"),
    ] {
        let repeated = yaml.replacen(from, to, 1);
        assert_ne!(repeated, yaml, "{from}");
        let line = 1 + yaml[..yaml.find(from).unwrap()].matches('\n').count();
        let Err(FormError::Yaml(error)) = Form::parse(&repeated) else { panic!("{to} was not refused") };
        assert_eq!(error.line, line, "{error}");
        assert!(column == 0 || error.column == column, "{error}");
        assert!(error.message.contains("duplicate key") && error.message.contains(key), "{error}");
    }
}

#[test]
fn an_error_in_a_form_names_its_place_and_keeps_its_cause() {
    use std::error::Error;
    let error = Form::parse("format: '2021'\nfarmat: x\n").unwrap_err();
    assert!(error.to_string().starts_with("form.yaml:2:1: 没有“farmat”这个键，可以写：format、"), "{error}");
    assert!(error.source().and_then(|e| e.source()).is_some(), "{error:?}");
}

#[test]
fn a_form_of_another_kind_is_derived_with_its_totals_of_totals() {
    let form = Form::parse(include_str!("../../tests/third_form/template/form.yaml")).expect("a form");
    let forms = Forms::built_in().with(form);
    assert_eq!(forms.preferred().format, "执法");
    let form = forms.preferred();
    let total = |path: &str, axis| {
        let id = form.figure_at(&Path::new(path)).expect("a figure");
        let total = form.total(id, axis).expect("a total");
        let parts: Vec<_> = total.parts.iter().map(|&part| form.figure(part).path.to_string()).collect();
        parts.join("+")
    };
    assert_eq!(
        total("案件.处罚.警告.合计", Axis::Row),
        "案件.处罚.警告.企业.企业小计+案件.处罚.警告.其他对象.个人+案件.处罚.警告.其他对象.团体"
    );
    assert_eq!(total("案件.全部.合计", Axis::Column), "案件.处罚.处罚小计.合计+案件.强制.强制小计.合计");
}
