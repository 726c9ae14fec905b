//! `nianbao build`: what is written, what is left alone.

use crate::{BAD, GOOD, NAME, names, nianbao, write};

#[test]
fn a_good_report_becomes_a_pdf_and_a_draft_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let (status, out, err) = nianbao(folder.path(), &["build", "a.yaml"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert_eq!(names(folder.path()), ["a.yaml".to_owned(), format!("{NAME}.docx"), format!("{NAME}.pdf")]);
    assert!(err.contains(&format!("已生成 {NAME}.pdf")), "{err}");
}

#[test]
fn a_report_with_errors_is_not_built_and_the_old_one_is_left() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", BAD);
    write(folder.path(), &format!("{NAME}.pdf"), "old");
    let (status, _, err) = nianbao(folder.path(), &["build", "a.yaml"]);
    assert_eq!(status, 1);
    assert!(err.contains("N101") && err.contains("没有生成"), "{err}");
    assert_eq!(names(folder.path()), ["a.yaml".to_owned(), format!("{NAME}.pdf")]);
    assert_eq!(std::fs::read(folder.path().join(format!("{NAME}.pdf"))).unwrap(), b"old");
}

#[test]
fn a_draft_is_built_in_spite_of_errors_and_says_so_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", BAD);
    let (status, _, err) = nianbao(folder.path(), &["build", "--draft", "a.yaml", "-o", "out"]);
    assert_eq!(status, 1, "{err}");
    assert!(err.contains("N101"), "{err}");
    assert_eq!(names(&folder.path().join("out")), [format!("{NAME}.docx"), format!("{NAME}.pdf")]);
}

#[test]
fn one_bad_file_stops_none_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", BAD);
    write(folder.path(), "b.yaml", &GOOD.replace("甲市", "乙市"));
    let (status, _, err) = nianbao(folder.path(), &["build", ".", "missing.yaml", "-o", "out"]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("missing.yaml") && err.contains("没有这个文件"), "{err}");
    assert_eq!(
        names(&folder.path().join("out")),
        [NAME.replace("甲市", "乙市") + ".docx", NAME.replace("甲市", "乙市") + ".pdf"]
    );
}

#[test]
fn two_reports_of_one_name_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.yaml", "b.yaml"] {
        write(folder.path(), name, GOOD);
    }
    write(folder.path(), "c.yaml", &GOOD.replace("甲市", "乙市"));
    let (status, _, err) = nianbao(folder.path(), &["build", "a.yaml", "b.yaml", "c.yaml", "-o", "out"]);
    assert_eq!(status, 2);
    assert!(err.contains("a.yaml、b.yaml") && !err.contains("c.yaml"), "{err}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn one_format_goes_to_a_named_file_or_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let (status, _, err) = nianbao(folder.path(), &["build", "a.yaml", "-o", "报告 一.docx"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(names(folder.path()), ["a.yaml", "报告 一.docx"]);
    let output = crate::tools::nianbao()
        .current_dir(folder.path())
        .args(["build", "a.yaml", "--to", "pdf", "-o", "-"])
        .output()
        .unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"%PDF-"));
}

#[test]
fn results_for_programs_are_one_json_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    write(folder.path(), "b.yaml", &BAD.replace("甲市", "乙市"));
    let (status, out, err) =
        nianbao(folder.path(), &["build", "a.yaml", "b.yaml", "--output", "json", "--to", "docx"]);
    assert_eq!((status, err.as_str()), (1, ""));
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["input"], "a.yaml");
    assert_eq!(lines[0]["status"], "built");
    assert_eq!(lines[0]["outputs"], serde_json::json!([format!("{NAME}.docx")]));
    assert!(lines[0]["ms"].is_number());
    assert_eq!(lines[1]["status"], "failed");
    let findings = lines[1]["findings"].as_array().unwrap();
    let sum = findings.iter().find(|f| f["rule"] == "N101").expect("the sum that does not hold");
    assert_eq!(sum["line"], 4);
}

#[test]
fn a_file_that_libreoffice_has_open_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    write(folder.path(), &format!(".~lock.{NAME}.docx#"), "");
    let (status, _, err) = nianbao(folder.path(), &["build", "a.yaml"]);
    assert_eq!(status, 2);
    assert!(err.contains("LibreOffice") && !folder.path().join(format!("{NAME}.pdf")).exists(), "{err}");
}

#[test]
fn a_folder_in_the_place_of_an_output_is_an_error_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    std::fs::create_dir(folder.path().join(format!("{NAME}.docx"))).unwrap();
    let (status, _, err) = nianbao(folder.path(), &["build", "a.yaml"]);
    assert_eq!(status, 2, "{err}");
    assert_eq!(names(folder.path()), ["a.yaml".to_owned(), format!("{NAME}.docx")]);
}

#[test]
fn the_date_of_a_file_comes_from_the_data_or_the_environment_never_from_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let bytes = |epoch: Option<&str>| {
        let mut command = crate::tools::nianbao();
        command.current_dir(folder.path()).args(["build", "a.yaml", "--to", "docx", "-o", "-"]);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        command.output().unwrap().stdout
    };
    assert_eq!(bytes(None), bytes(None));
    assert_ne!(bytes(None), bytes(Some("1700000000")));
}
