//! Last year's reports of many agencies: found by agency and year, from a folder, a table, a list.

use serde_json::{Value as Json, json};

use crate::{nianbao, objects, program};

/// A folder to fill.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn check(&self, args: &[&str]) -> (i32, Vec<Json>, String) {
        let args = [&["check", "--output", "json"], args].concat();
        let (status, out, err) = nianbao(self.0.path(), &args);
        (status, objects(&out), err)
    }

    fn build(&self, args: &[&str]) -> (i32, Vec<Json>, String) {
        let args = [&["build", "-o", "out", "--to", "html", "--output", "json"], args].concat();
        let (status, out, err) = nianbao(self.0.path(), &args);
        (status, objects(&out), err)
    }
}

/// A report that carries over so many and leaves so many.
fn report(agency: &str, year: u16, carried: u32, left: u32) -> String {
    format!(
        "机关名称: {agency}\n年度: {year}\n依申请公开:\n  本年新收: {{自然人: {left}}}\n  上年结转: {{自然人: {carried}}}\n  \
         予以公开: {{自然人: {carried}}}\n  结转下年度: {{自然人: {left}}}\n"
    )
}

fn rules(findings: &[Json], rule: &str) -> Vec<String> {
    let of = findings.iter().filter(|f| f["rule"] == rule);
    of.map(|f| f["agency"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn each_report_is_compared_with_its_own_and_with_no_other() {
    let folder = Folder::new();
    for (number, agency) in ["甲局", "乙局", "丙局", "丁局"].into_iter().enumerate() {
        let number = number as u32;
        folder.write(&format!("今年/{agency}.yaml"), &report(agency, 2024, number, 3));
        folder.write(&format!("去年/x/{number}.yaml"), &report(agency, 2023, 0, number));
        folder.write(&format!("去年/y/{number}.yaml"), &report(agency, 2022, 0, 9));
    }
    // 丁局 carries over another number, 戊局 is new, 己局 was called 庚局.
    folder.write("今年/丁局.yaml", &report("丁局", 2024, 4, 3));
    folder.write("今年/戊局.yaml", &report("戊局", 2024, 5, 3));
    folder.write("今年/己局.yaml", &format!("{}曾用名: 庚局\n", report("己局", 2024, 6, 3)));
    folder.write("去年/庚局.yaml", &report("庚局", 2023, 0, 7));
    folder.write("去年/坏.yaml", "一段文字");
    let (status, findings, err) = folder.check(&["今年", "--previous", "去年"]);
    assert_eq!(status, 1);
    assert_eq!(rules(&findings, "N105"), ["丁局", "己局"], "{findings:?}");
    assert_eq!(rules(&findings, "N209"), [""; 0]);
    assert!(err.contains("没有核对 1 份") && err.contains("戊局（今年/戊局.yaml）"), "{err}");
    assert!(err.contains("去年/坏.yaml"), "{err}");

    let (_, results, _) = folder.build(&["今年", "--previous", "去年"]);
    let of = |agency: &str| results.iter().find(|r| r["agency"] == agency).unwrap()["previous"].clone();
    assert_eq!(of("甲局"), json!({"status": "compared", "file": "去年/x/0.yaml"}));
    assert_eq!(of("己局"), json!({"status": "compared", "file": "去年/庚局.yaml"}));
    assert_eq!(of("戊局")["status"], "no_match");
    assert!(of("戊局")["note"].as_str().unwrap().contains("没有“戊局”2023 年度的"), "{}", of("戊局"));
}

#[test]
fn one_file_over_many_reports_is_compared_with_its_own_alone() {
    let folder = Folder::new();
    for agency in ["甲局", "乙局", "丙局"] {
        folder.write(&format!("今年/{agency}.yaml"), &report(agency, 2024, 0, 3));
    }
    folder.write("去年.yaml", &report("乙局", 2023, 0, 7));
    let (status, findings, err) = folder.check(&["今年", "--previous", "去年.yaml"]);
    assert_eq!((status, rules(&findings, "N105")), (1, vec!["乙局".to_owned()]));
    assert!(err.contains("没有核对 2 份") && err.contains("甲局（今年/甲局.yaml）"), "{err}");
    // Over one report it is meant for that one.
    let (status, findings, _) = folder.check(&["今年/甲局.yaml", "--previous", "去年.yaml"]);
    assert_eq!(
        (status, rules(&findings, "N209"), rules(&findings, "N105").len()),
        (1, vec!["甲局".into()], 0)
    );
}

#[test]
fn two_that_could_be_it_are_both_listed_and_none_is_compared_with() {
    let folder = Folder::new();
    folder.write("今年/a.yaml", &format!("{}曾用名: [甲委, 乙委]\n", report("甲局", 2024, 1, 3)));
    folder
        .write("去年/甲委.yaml", &report("甲委", 2023, 0, 5))
        .write("去年/乙委.yaml", &report("乙委", 2023, 0, 6));
    let (status, findings, _) = folder.check(&["今年", "--previous", "去年"]);
    assert_eq!(
        (status, rules(&findings, "N105").len(), rules(&findings, "N209").len()),
        (0, 0, 1),
        "{findings:?}"
    );
    let message = findings[0]["message"].as_str().unwrap();
    assert!(message.contains("去年/甲委.yaml") && message.contains("去年/乙委.yaml"), "{message}");
    // 上年数据 says which.
    let own = format!("{}曾用名: [甲委, 乙委]\n上年数据: ../去年/乙委.yaml\n", report("甲局", 2024, 1, 3));
    folder.write("今年/a.yaml", &own);
    let (status, findings, _) = folder.check(&["今年", "--previous", "去年"]);
    assert_eq!((status, rules(&findings, "N105").len()), (1, 1), "{findings:?}");
    assert!(findings.iter().any(|f| f["message"].as_str().unwrap().contains("是 6")), "{findings:?}");
}

#[test]
fn a_table_of_last_year_counts_as_many_reports() {
    let folder = Folder::new();
    let head = "机关名称,年度,曾用名,本年新收 自然人,上年结转 自然人,予以公开 自然人,结转下年度 自然人\n";
    folder.write("去年.csv", &format!("{head}甲局,2023,,1,0,0,1\n乙委,2023,,2,0,0,2\n丙局,2022,,3,0,0,3\n"));
    folder.write(
        "今年.csv",
        &format!("{head}甲局,2024,,0,1,1,0\n乙局,2024,乙委、乙办,0,3,3,0\n丙局,2024,,0,4,4,0\n"),
    );
    let (status, findings, err) = folder.check(&["今年.csv", "--previous", "去年.csv"]);
    assert_eq!((status, rules(&findings, "N105")), (1, vec!["乙局".to_owned()]), "{findings:?}");
    assert!(err.contains("丙局（今年.csv 第 4 行）") && !err.contains("甲局（"), "{err}");
    // Each finding says whose it is, and in which row.
    let found = findings.iter().find(|f| f["rule"] == "N105").unwrap();
    assert_eq!((found["row"].clone(), found["file"].as_str().unwrap()), (json!(3), "今年.csv!E3"));
    let (_, results, _) = folder.build(&["今年.csv", "--previous", "去年.csv"]);
    let rows: Vec<_> = results.iter().map(|r| (r["agency"].clone(), r["row"].clone())).collect();
    assert_eq!(rows, [(json!("甲局"), json!(2)), (json!("乙局"), json!(3)), (json!("丙局"), json!(4))]);
    // For people, too.
    let (_, out, err) = nianbao(folder.0.path(), &["check", "今年.csv", "--previous", "去年.csv"]);
    assert!(err.contains("只有 2022 年度的"), "{err}");
    assert!(out.contains("—— 乙局（今年.csv 第 3 行）") && out.contains("今年.csv!E3:3:5（乙局）"), "{out}");
    assert!(err.contains("乙局（今年.csv 第 3 行）：1 个错误"), "{err}");
}

#[test]
fn a_list_gives_files_and_may_say_whose_they_are() {
    let folder = Folder::new();
    folder
        .write("今年/a.yaml", &report("甲局", 2024, 1, 0))
        .write("今年/b.yaml", &report("乙局", 2024, 1, 0));
    folder.write("旧/甲.yaml", &report("甲局", 2023, 0, 2)).write("旧/丙.yaml", &report("丙局", 2023, 0, 3));
    folder.write("清单.txt", "\u{feff}# 上年\r\n旧/甲.yaml\r\n\r\n乙局，旧/丙.yaml\r\n");
    let (status, findings, err) = folder.check(&["今年", "--previous", "清单.txt"]);
    assert_eq!(
        (status, rules(&findings, "N105")),
        (1, vec!["甲局".into(), "乙局".into()]),
        "{findings:?}{err}"
    );
    folder.write("清单.txt", "旧/没有.yaml\n");
    let (status, _, err) = folder.check(&["今年", "--previous", "清单.txt"]);
    assert_eq!(status, 0);
    assert!(err.contains("旧/没有.yaml") && err.contains("没有核对 2 份"), "{err}");
}

#[test]
fn a_report_of_last_year_with_errors_gives_what_could_be_read() {
    let folder = Folder::new();
    folder.write("a.yaml", &report("甲局", 2024, 1, 3));
    // A figure that is none, and prose with a wrong name: the other column is still compared.
    let last = report("甲局", 2023, 0, 5)
        .replace("结转下年度: {自然人: 5}", "结转下年度: {自然人: 五, 商业企业: 2}");
    folder.write("去年.yaml", &format!("{last}其他事项: '{{{{没有}}}}'\n"));
    let (status, findings, err) = folder.check(&["a.yaml", "--previous", "去年.yaml"]);
    let paths: Vec<_> = findings.iter().filter(|f| f["rule"] == "N105").map(|f| f["path"].clone()).collect();
    assert_eq!((status, paths), (1, vec![json!("依申请公开.上年结转.商业企业")]), "{findings:?}");
    assert!(!err.contains("错误："), "{err}");
    // A key that cannot be read may have hidden any figure that is not written.
    folder.write("去年.yaml", &report("甲局", 2023, 0, 5).replace("结转下年度", "结转下年渡"));
    let (status, findings, _) = folder.check(&["a.yaml", "--previous", "去年.yaml"]);
    assert_eq!((status, rules(&findings, "N105").len()), (0, 0), "{findings:?}");
    let (_, results, _) = folder.build(&["a.yaml", "--previous", "去年.yaml"]);
    let note = results[0]["previous"]["note"].as_str().unwrap().to_owned();
    assert!(note.contains("去年.yaml 有 1 处读不出的") && note.contains("没有核对"), "{note}");
    let (_, _, err) = nianbao(folder.0.path(), &["check", "a.yaml", "--previous", "去年.yaml"]);
    assert!(err.contains(&note), "{err}");
}

#[test]
fn new_files_name_last_years_by_a_path_that_may_be_opened() {
    let folder = Folder::new();
    let elsewhere = Folder::new();
    for at in [&folder, &elsewhere] {
        at.write("去年/2023.yaml", &format!("{}曾用名: 甲委\n", report("甲局", 2023, 0, 5)));
    }
    std::fs::create_dir(folder.0.path().join("今年")).unwrap();
    let init = ["init", "--from", "去年/2023.yaml", "--agency", "甲市甲局", "-o", "今年/2024.yaml"];
    assert_eq!(nianbao(folder.0.path(), &init).0, 0);
    let text = std::fs::read_to_string(folder.0.path().join("今年/2024.yaml")).unwrap();
    assert!(
        text.contains("上年数据: \"../去年/2023.yaml\"\n") && text.contains("曾用名: [甲局, 甲委]\n"),
        "{text}"
    );
    let (_, findings, _) = folder.check(&["今年/2024.yaml"]);
    assert!(findings.iter().all(|f| f["rule"] == "N208"), "{findings:?}");
    // From elsewhere no path is written, as none would be opened.
    let from = elsewhere.0.path().join("去年/2023.yaml").display().to_string();
    let (status, out, err) = nianbao(folder.0.path(), &["init", "--from", &from]);
    assert!(status == 0 && !out.contains("上年数据:") && err.contains("--previous"), "{out}{err}");
}

/// The outlines of last year's are read once and quickly, and each report in full when it is needed.
#[test]
fn five_hundred_reports_of_last_year_are_indexed_quickly() {
    let folder = tempfile::tempdir().unwrap();
    crate::fill(&folder.path().join("今年"), 1);
    for number in 0..500 {
        std::fs::write(folder.path().join(format!("{number:05}.yaml")), crate::corpus::last_year(number))
            .unwrap();
    }
    let cpu = |args: &[&str]| -> f64 {
        let mut command = std::process::Command::new("time");
        let program = program(folder.path(), args);
        command.current_dir(folder.path()).args(["--format", "%U %S"]).arg(program.get_program()).args(args);
        let output = command.output().expect("GNU time is installed");
        let text = String::from_utf8(output.stderr).unwrap();
        text.lines().last().unwrap().split(' ').map(|n| n.parse::<f64>().unwrap()).sum()
    };
    let without = cpu(&["check", "今年", "--output", "json"]);
    let with = cpu(&["check", "今年", "--previous", ".", "--output", "json"]);
    // 0.4 ms for each in a release build, and an unoptimized one takes twenty times as long.
    assert!(with - without < 15.0, "{with} {without}");
}

/// Shares of a run find their reports of last year as one run does.
#[test]
fn shares_of_a_run_compare_as_one_run_does() {
    let folder = tempfile::tempdir().unwrap();
    crate::fill(&folder.path().join("今年"), 12);
    std::fs::create_dir(folder.path().join("去年")).unwrap();
    for number in 0..11 {
        let path = folder.path().join(format!("去年/{number}.yaml"));
        std::fs::write(path, crate::corpus::last_year(number)).unwrap();
    }
    let run = |out: &str, shard: &str| {
        let options = ["--to", "html", "--output", "json", "--previous", "去年", "--shard", shard];
        let (status, out, err) =
            nianbao(folder.path(), &[&["build", "今年", "-o", out], &options[..]].concat());
        assert_eq!(status, 0, "{out}{err}");
        objects(&out).into_iter().map(|o| (o["input"].to_string(), o["previous"].clone())).collect::<Vec<_>>()
    };
    let whole = run("whole", "1/1");
    let mut shares: Vec<_> = ["1/3", "2/3", "3/3"].iter().flat_map(|shard| run("shares", shard)).collect();
    shares.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(shares, whole);
    assert_eq!(whole.iter().filter(|(_, previous)| previous["status"] == "compared").count(), 11);
    assert!(crate::files(&folder.path().join("whole")) == crate::files(&folder.path().join("shares")));
}
