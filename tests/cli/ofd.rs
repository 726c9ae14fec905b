//! `--to ofd` on the command line: asked for in every way a format is asked for, kept up to date as the others.
//! What is inside the file is tried in `tests/ofd`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Stdio;

use crate::{BAD, GOOD, NAME, names, nianbao, write};

/// The text of each page of an OFD, in the order of `Document.xml`.
fn pages(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an OFD is a ZIP archive");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let document = part("Doc_0/Document.xml");
    let list = document.split_once("<ofd:Pages>").unwrap().1.split_once("</ofd:Pages>").unwrap().0;
    let places = list.split("BaseLoc=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let content = |place: &str| {
        let content = part(&format!("Doc_0/{place}"));
        let codes = content.split("<ofd:TextCode ").skip(1);
        codes.map(|code| code.split_once('>').unwrap().1.split('<').next().unwrap()).collect()
    };
    places.map(content).collect()
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn it_is_asked_for_as_every_format_is() {
    for (arguments, made) in [
        (&["--to", "ofd"] as &[&str], vec![format!("{NAME}.ofd")]),
        (&["--to", "OFD"], vec![format!("{NAME}.ofd")]),
        (&["--to", "pdf,ofd"], vec![format!("{NAME}.ofd"), format!("{NAME}.pdf")]),
        (&["--to", "ofd", "--to", "html"], vec![format!("{NAME}.html"), format!("{NAME}.ofd")]),
        (&["-o", "报告 一.ofd"], vec!["报告 一.ofd".to_owned()]),
        (&["-o", "报告.OFD"], vec!["报告.OFD".to_owned()]),
        // It is asked for and not made unasked.
        (&[], vec![format!("{NAME}.docx"), format!("{NAME}.pdf")]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.yaml", GOOD);
        let (status, _, err) = nianbao(folder.path(), &[&["build", "a.yaml"], arguments].concat());
        assert_eq!(status, 0, "{arguments:?} {err}");
        let there = names(folder.path());
        assert_eq!(
            there.iter().filter(|name| *name != "a.yaml").collect::<Vec<_>>(),
            made.iter().collect::<Vec<_>>()
        );
        for name in made {
            assert!(err.contains(&format!("已生成 {name}")), "{arguments:?} {err}");
            if name.to_lowercase().ends_with(".ofd") {
                let pages = pages(&read(&folder.path().join(&name)));
                assert!(pages.concat().contains("政府信息公开工作年度报告"), "{arguments:?} {pages:?}");
            }
        }
    }
}

#[test]
fn it_goes_to_stdout_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let build = |to: &str| {
        let mut command = crate::tools::nianbao();
        command.current_dir(folder.path()).args(["build", "a.yaml", "-o", "-", "--to", to]).output().unwrap()
    };
    let alone = build("ofd");
    assert!(alone.status.success());
    assert_eq!(pages(&alone.stdout).len(), 3);
    let two = build("pdf,ofd");
    assert_eq!((two.status.code(), two.stdout.len()), (Some(2), 0));
}

#[test]
fn what_contradicts_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    write(folder.path(), "b.yaml", &GOOD.replace("甲市", "乙市"));
    for (arguments, message) in [
        (&["a.yaml", "-o", "报告.ofd", "--to", "pdf"] as &[&str], "-o 报告.ofd 只能写一种格式，与 --to 不符"),
        (&["a.yaml", "-o", "报告.pdf", "--to", "ofd"], "-o 报告.pdf 只能写一种格式，与 --to 不符"),
        (&["a.yaml", "b.yaml", "-o", "报告.ofd"], "有 2 份数据文件，-o 应当是文件夹，不能是 报告.ofd"),
        (
            &["a.yaml", "--to", "odf"],
            "没有“odf”这种输出格式，可以写：pdf、ofd、docx、html、html-fragment、png",
        ),
    ] {
        let (status, _, err) = nianbao(folder.path(), &[&["build"], arguments].concat());
        assert_eq!(status, 2, "{arguments:?} {err}");
        assert!(err.contains(message), "{arguments:?} {err}");
    }
    assert_eq!(names(folder.path()), ["a.yaml", "b.yaml"]);
}

#[test]
fn the_help_and_the_manual_page_have_it() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["help", "build"], ["help", "watch"], ["man-page", "build"], ["man-page", "watch"]] {
        let (status, out, err) = nianbao(folder.path(), &arguments);
        assert_eq!(status, 0, "{err}");
        assert!(out.contains("ofd"), "{arguments:?}: {out}");
    }
}

#[test]
fn a_report_with_errors_is_made_as_a_draft_only_and_every_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "a.yaml", BAD);
    let (status, _, err) = nianbao(at, &["build", "a.yaml", "--to", "ofd"]);
    assert_eq!((status, names(at)), (1, vec!["a.yaml".to_owned()]), "{err}");
    let (status, _, err) = nianbao(at, &["build", "--draft", "a.yaml", "-o", "草稿.ofd"]);
    assert_eq!(status, 1, "{err}");
    let pages = pages(&read(&at.join("草稿.ofd")));
    assert!(pages.len() > 1 && pages.iter().all(|page| page.contains("草稿")), "{pages:?}");
}

#[test]
fn the_page_of_charts_is_the_last() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let of = |more: &[&str]| {
        let (status, _, err) = nianbao(folder.path(), &[&["build", "a.yaml", "-o", "a.ofd"], more].concat());
        assert_eq!(status, 0, "{err}");
        pages(&read(&folder.path().join("a.ofd")))
    };
    let (without, with) = (of(&[]), of(&["--chart"]));
    assert_eq!(with.len(), without.len() + 1);
    assert!(with[with.len() - 1].contains("予以公开") && !with[with.len() - 1].contains("草稿"), "{with:?}");
}

/// Three agencies in a folder.
fn three(folder: &Path) {
    std::fs::create_dir(folder.join("各局")).unwrap();
    for (name, agency) in [("1.yaml", "甲市"), ("2.yaml", "乙市"), ("3.yaml", "丙市")] {
        write(&folder.join("各局"), name, &GOOD.replace("甲市", agency));
    }
}

/// The files of a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names(folder).into_iter().map(|name| (name.clone(), read(&folder.join(name)))).collect()
}

#[test]
fn many_are_the_same_bytes_with_any_number_of_jobs_and_skipped_while_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    three(at);
    let build = |out: &str, more: &[&str]| {
        let (status, said, err) =
            nianbao(at, &[&["build", "各局", "--to", "ofd", "-o", out, "--output", "json"], more].concat());
        assert_eq!(status, 0, "{said}{err}");
        let words = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        words.map(|object| object["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(build("one", &["--jobs", "1"]), ["built"; 3]);
    assert_eq!(build("two", &["--jobs", "2"]), ["built"; 3]);
    let made = files(&at.join("one"));
    assert_eq!(made.keys().filter(|name| name.ends_with(".ofd")).count(), 3);
    assert!(made == files(&at.join("two")), "the bytes depend on the number of jobs");
    assert_eq!(build("one", &[]), ["skipped"; 3]);
    // What changes one report makes one anew, what changes all makes all.
    write(at, "各局/2.yaml", &GOOD.replace("甲市", "乙市").replace("16", "17").replace("15", "16"));
    assert_eq!(build("one", &[]), ["skipped", "built", "skipped"]);
    assert_eq!(build("one", &["--chart"]), ["built"; 3]);
}

#[test]
fn one_that_somebody_has_changed_is_kept_and_a_damaged_one_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "a.yaml", GOOD);
    let build = |more: &[&str]| nianbao(at, &[&["build", "a.yaml", "--to", "ofd"], more].concat());
    assert_eq!(build(&[]).0, 0);
    let file = at.join(format!("{NAME}.ofd"));
    let whole = read(&file);
    // Half of it, as a power cut leaves it.
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(build(&[]).0, 0);
    assert!(read(&file) == whole);
    assert_eq!(names(at), ["a.yaml".to_owned(), format!("{NAME}.ofd")]);
    // A seal that was put on it is a part more.
    let mut archive = zip::ZipWriter::new_append(Cursor::new(whole)).unwrap();
    archive.start_file("Doc_0/Signs/Signatures.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let sealed = archive.finish().unwrap().into_inner();
    std::fs::write(&file, &sealed).unwrap();
    write(at, "a.yaml", &GOOD.replace("未收取", "没有收取"));
    let (_, _, err) = build(&[]);
    assert!(err.contains("被人工改过，没有覆盖"), "{err}");
    assert!(read(&file) == sealed);
    let (status, _, err) = build(&["--force"]);
    assert_eq!(status, 0, "{err}");
    assert!(read(&at.join(format!("{NAME}.ofd.bak"))) == sealed);
    assert!(pages(&read(&file)).concat().contains("没有收取"));
}

#[test]
fn the_list_of_a_run_links_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    three(at);
    let arguments = ["build", "各局", "--to", "pdf,ofd", "-o", "out", "--index", "out/index.html"];
    let (status, _, err) = nianbao(at, &arguments);
    assert_eq!(status, 0, "{err}");
    let page = std::fs::read_to_string(at.join("out/index.html")).unwrap();
    for agency in ["甲市", "乙市", "丙市"] {
        let name = format!("{}.ofd", NAME.replace("甲市", agency));
        assert!(at.join("out").join(&name).exists());
        let link = page.split("<a ").find(|link| link.contains(&format!("href=\"{name}\"")));
        let link = link.unwrap_or_else(|| panic!("{name} in {page}"));
        assert!(link.split("</a>").next().unwrap().ends_with("OFD"), "{link}");
    }
    // For .ci/check-html.
    let pages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::write(pages.join("list-page-ofd.html"), &page).unwrap();
}

#[test]
fn watch_makes_it_again_when_the_data_change() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let mut command = crate::tools::nianbao();
    let arguments = ["watch", "a.yaml", "--to", "ofd"];
    let command =
        command.current_dir(folder.path()).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let output = folder.path().join(format!("{NAME}.ofd"));
    crate::watch::until("the first build", || output.exists());
    let first = read(&output);
    write(folder.path(), "a.yaml", &GOOD.replace("16", "17").replace("15", "16"));
    crate::watch::until("the second build", || read(&output) != first);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(pages(&read(&output)).len(), 3);
}
