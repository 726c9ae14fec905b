//! `nianbao check`, `explain`, `schema` and wrong command lines.

use crate::{BAD, GOOD, nianbao, write};

#[test]
fn findings_stand_under_the_very_figure() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", BAD);
    let (status, out, err) = nianbao(folder.path(), &["check", "a.yaml"]);
    assert_eq!(status, 1);
    assert!(out.contains("错误[N101]"), "{out}");
    assert!(out.contains("a.yaml:4:15（甲市教育局）"), "{out}");
    assert!(out.contains("16") && out.contains("15"), "{out}");
    assert!(err.contains("（a.yaml）：1 个错误") || err.contains("（a.yaml）：2 个错误"), "{err}");
}

#[test]
fn json_has_exactly_the_promised_keys() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", BAD);
    let (status, out, _) = nianbao(folder.path(), &["check", "--output", "json", "a.yaml"]);
    assert_eq!(status, 1);
    let sum = out.lines().find(|l| l.contains("\"N101\"")).expect("the sum that does not hold");
    let first: serde_json::Value = serde_json::from_str(sum).unwrap();
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "rule",
            "severity",
            "message",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "path",
            "help",
            "agency",
            "year",
            "row",
            "place"
        ]
    );
    assert_eq!((&first["file"], &first["line"], &first["column"]), (&"a.yaml".into(), &4.into(), &15.into()));
    assert_eq!(first["path"], "依申请公开.本年新收.自然人");
}

#[test]
fn warnings_count_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", &GOOD.replace("自然人: 16", "自然人: １６"));
    let (status, out, err) = nianbao(folder.path(), &["check", "a.yaml"]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("警告[N108]"), "{out}");
    assert_eq!(nianbao(folder.path(), &["check", "--deny-warnings", "a.yaml"]).0, 1);
}

#[test]
fn standard_input_is_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::tools::nianbao();
    command
        .current_dir(folder.path())
        .args(["check", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), BAD.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("-:4:15"));
}

#[test]
fn every_rule_explains_itself_and_unknown_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (status, list, _) = nianbao(folder.path(), &["explain"]);
    assert_eq!(status, 0);
    for line in list.lines() {
        let code = line.split_whitespace().next().unwrap();
        let (status, text, _) = nianbao(folder.path(), &["explain", code]);
        assert_eq!(status, 0);
        for part in ["要求", "依据", "错例", "改法"] {
            assert!(text.contains(part), "{code} lacks {part}");
        }
    }
    let (status, _, err) = nianbao(folder.path(), &["explain", "N999"]);
    assert_eq!(status, 2);
    assert!(err.contains("N999"), "{err}");
}

#[test]
fn a_wrong_command_line_is_told_in_chinese_and_ends_in_2() {
    let folder = tempfile::tempdir().unwrap();
    for (args, message) in [
        (&["chekc", "a.yaml"][..], "没有“chekc”这个命令"),
        (&["check"], "缺少"),
        (&["check", "--deny-warning", "a.yaml"], "没有“--deny-warning”这个选项"),
        (&["build", "a.yaml", "--to", "odt"], "没有“odt”这种输出格式"),
        (&["check", "nothing.yaml"], "没有这个文件"),
        (&["init", "--year", "1999"], "2008 至 2099"),
    ] {
        let (status, _, err) = nianbao(folder.path(), args);
        assert_eq!(status, 2, "{args:?}");
        assert!(err.contains(message), "{args:?}: {err}");
    }
}

#[test]
fn a_full_stdout_is_no_success() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = crate::tools::nianbao()
        .arg("schema")
        .stdout(full)
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(2));
}
