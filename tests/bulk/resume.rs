//! What is up to date is skipped, what was edited is kept, a killed run goes on.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::{corpus, count, files, fill, many, nianbao, objects, program};

const JSON: [&str; 6] = ["build", "in", "-o", "out", "--output", "json"];

#[test]
fn what_is_up_to_date_is_skipped_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("in");
    fill(&data, 4);
    assert_eq!(count(&nianbao(folder.path(), &JSON).1, "built"), 4);
    let before = files(&folder.path().join("out"));
    let output = |number: usize, to: &str| {
        format!("out/{}2024年政府信息公开工作年度报告.{to}", corpus::agency(number))
    };

    // Written anew with the same text: another time, the same content.
    std::fs::write(data.join("00000.yaml"), corpus::report(0)).unwrap();
    // Another text; an output gone; another report in its place.
    std::fs::write(data.join("00001.yaml"), corpus::report(1).replace("一是", "其一，")).unwrap();
    std::fs::remove_file(folder.path().join(output(2, "pdf"))).unwrap();
    let (status, out, _) = nianbao(folder.path(), &JSON);
    let words: Vec<_> = objects(&out).iter().map(|o| o["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!((status, words), (0, ["skipped", "built", "built", "skipped"].map(str::to_owned).to_vec()));
    let after = files(&folder.path().join("out"));
    let changed: Vec<_> = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).collect();
    assert_eq!((before.len(), after.len(), changed.len()), (8, 8, 2));

    // Other options are another output; a format more is only that format.
    let options = |more: &[&str]| nianbao(folder.path(), &[&JSON[..], more].concat()).1;
    assert_eq!(count(&options(&["--controls", "--to", "docx"]), "built"), 4);
    assert_eq!(count(&options(&["--controls", "--to", "pdf"]), "skipped"), 4);
    assert_eq!(count(&options(&["--force"]), "built"), 4);
}

/// OFD is asked for and not made unasked; then it is kept up to date as the others are.
#[test]
fn an_ofd_is_built_skipped_and_kept_as_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("in");
    fill(&data, 3);
    let (status, out, _) = nianbao(folder.path(), &JSON);
    assert_eq!((status, count(&out, "built")), (0, 3));
    let both = || nianbao(folder.path(), &[&JSON[..], &["--to", "pdf,ofd"]].concat()).1;
    let made = files(&folder.path().join("out"));
    assert_eq!(count(&both(), "built"), 3);
    assert_eq!(count(&both(), "skipped"), 3);
    let before = files(&folder.path().join("out"));
    assert_eq!(before.keys().filter(|name| name.ends_with(".ofd")).count(), 3);
    assert!(made.iter().all(|(name, bytes)| before[name] == *bytes));

    // Another text: of the report that has it, both are written anew.
    std::fs::write(data.join("00001.yaml"), corpus::report(1).replace("一是", "其一，")).unwrap();
    let out = both();
    assert_eq!((count(&out, "built"), count(&out, "skipped")), (1, 2), "{out}");
    let after = files(&folder.path().join("out"));
    let changed: Vec<_> = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).collect();
    let own = format!("{}2024年政府信息公开工作年度报告.", corpus::agency(1));
    let names: Vec<_> = changed.iter().map(|(name, _)| name.strip_prefix(&own).unwrap()).collect();
    assert_eq!(names, ["ofd", "pdf"]);

    // One that is gone is written again with the same bytes; one that was edited is left alone.
    let file = |number: usize| {
        folder.path().join(format!("out/{}2024年政府信息公开工作年度报告.ofd", corpus::agency(number)))
    };
    std::fs::remove_file(file(0)).unwrap();
    std::fs::write(file(2), "sealed").unwrap();
    std::fs::write(data.join("00002.yaml"), corpus::report(2).replace("一是", "其一，")).unwrap();
    let out = both();
    assert_eq!(std::fs::read(file(0)).unwrap(), after[file(0).file_name().unwrap().to_str().unwrap()]);
    assert_eq!(std::fs::read(file(2)).unwrap(), b"sealed");
    assert!(objects(&out)[2]["kept"][0].as_str().unwrap().ends_with(".ofd"), "{out}");
}

#[test]
fn an_output_edited_by_hand_is_kept_until_forced_and_then_copied() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 1);
    let draft = folder.path().join(format!("out/{}2024年政府信息公开工作年度报告.docx", corpus::agency(0)));
    assert_eq!(count(&nianbao(folder.path(), &JSON).1, "built"), 1);
    std::fs::write(&draft, "edited").unwrap();
    std::fs::write(folder.path().join("in/00000.yaml"), corpus::report(0).replace("一是", "其一，")).unwrap();
    let (status, out, _) = nianbao(folder.path(), &JSON);
    let object = &objects(&out)[0];
    assert_eq!(
        (status, object["status"].as_str(), object["outputs"].as_array().map(Vec::len)),
        (0, Some("built"), Some(1))
    );
    assert!(object["kept"][0].as_str().unwrap().ends_with(".docx"));
    assert_eq!(std::fs::read(&draft).unwrap(), b"edited");
    let (_, _, err) = nianbao(folder.path(), &["build", "in", "-o", "out"]);
    assert!(err.contains("被人工改过") && err.contains("--force"), "{err}");

    let (status, out, _) = nianbao(folder.path(), &[&JSON[..], &["--force"]].concat());
    assert_eq!((status, count(&out, "built")), (0, 1));
    assert!(std::fs::read(&draft).unwrap().starts_with(b"PK"));
    assert_eq!(std::fs::read(draft.with_extension("docx.bak")).unwrap(), b"edited");
}

/// Runs a build until so many results are told, sends it a signal, and gives how it ended.
#[cfg(unix)]
fn interrupted(folder: &std::path::Path, after: usize, signal: &str) -> (std::process::ExitStatus, usize) {
    let mut child = program(folder, &JSON).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = lines.by_ref().take(after).count();
    crate::tools::run(std::process::Command::new("kill").args([signal, &child.id().to_string()]));
    told += lines.count();
    (child.wait().unwrap(), told)
}

#[cfg(unix)]
#[test]
fn a_killed_run_goes_on_and_ends_as_if_nothing_had_been() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), many());
    let (status, _, err) = nianbao(folder.path(), &["build", "in", "-o", "whole"]);
    assert_eq!(status, 0, "{err}");
    for after in [1, many() / 3, many() / 2] {
        let (status, _) = interrupted(folder.path(), after, "-KILL");
        assert!(!status.success());
    }
    // What a run leaves that is killed in the middle of writing a file.
    for left in ["out/.nianbao-aB3x.tmp", "out/.nianbao/.nianbao-9zzz.tmp"] {
        std::fs::write(folder.path().join(left), "half").unwrap();
    }
    let (status, out, _) = nianbao(folder.path(), &JSON);
    assert_eq!(status, 0);
    assert!(count(&out, "skipped") >= many() / 2, "{out}");
    assert_eq!(count(&out, "skipped") + count(&out, "built"), many());
    assert!(files(&folder.path().join("whole")) == files(&folder.path().join("out")));
    let names =
        std::fs::read_dir(folder.path().join("out/.nianbao")).unwrap().map(|e| e.unwrap().file_name());
    let notes = names.filter(|name| name.to_str().unwrap().ends_with(".json")).count();
    assert_eq!(notes, many());
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_what_is_begun_and_says_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), many());
    let (status, told) = interrupted(folder.path(), 2, "-INT");
    assert_eq!(status.code(), Some(2));
    assert!((2..many()).contains(&told), "{told}");
    let made = files(&folder.path().join("out"));
    assert_eq!(made.len(), 2 * told);
    assert!(made.iter().all(|(name, bytes)| bytes.starts_with(if name.ends_with("pdf") {
        b"%PDF"
    } else {
        b"PK\x03\x04"
    })));
    let (status, out, _) = nianbao(folder.path(), &JSON);
    assert_eq!((status, count(&out, "skipped"), count(&out, "built")), (0, told, many() - told));
}
