//! Long runs: in parallel, stopped, killed, on full disks, in folders of odd names.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod corpus;
mod faults;
mod previous;
mod resume;
mod shards;
mod tables;
#[path = "../tools/mod.rs"]
#[allow(dead_code, reason = "the tools are shared by several test binaries")]
mod tools;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

/// Fills a folder with data files.
fn fill(folder: &Path, count: usize) {
    std::fs::create_dir_all(folder).unwrap();
    for number in 0..count {
        std::fs::write(folder.join(format!("{number:05}.yaml")), corpus::report(number)).unwrap();
    }
}

/// The program in a folder, on bundled faces.
fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = tools::nianbao();
    command.current_dir(folder).args(args);
    if args.first() == Some(&"build") {
        command.arg("--no-system-fonts");
    }
    command
}

/// Runs it; gives exit status, stdout, stderr.
fn nianbao(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(folder, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

/// The objects of NDJSON.
fn objects(out: &str) -> Vec<Json> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many objects have this status.
fn count(out: &str, status: &str) -> usize {
    objects(out).iter().filter(|o| o["status"] == status).count()
}

/// The files of a folder with their bytes, without the notes on what was built.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap());
    let named = entries.map(|e| (e.file_name().into_string().unwrap(), e.path()));
    named
        .filter(|(name, _)| name != ".nianbao")
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

/// As many as take some seconds; NIANBAO_TEST_REPORTS asks for more.
fn many() -> usize {
    std::env::var("NIANBAO_TEST_REPORTS").ok().map_or(40, |n| n.parse().unwrap())
}

#[test]
fn two_jobs_write_what_one_writes_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), many());
    let mut told = Vec::new();
    for jobs in ["1", "2", "5"] {
        let (status, out, err) =
            nianbao(folder.path(), &["build", "in", "-o", jobs, "--jobs", jobs, "--output", "json"]);
        assert_eq!((status, err.as_str()), (0, ""));
        assert_eq!(count(&out, "built"), many());
        told.push(objects(&out).iter().map(|o| o["input"].clone()).collect::<Vec<_>>());
    }
    let one = files(&folder.path().join("1"));
    assert_eq!(one.len(), 2 * many());
    assert!(one == files(&folder.path().join("2")) && one == files(&folder.path().join("5")));
    // Told in the order of the input, whoever was done first.
    assert!(told[0] == told[1] && told[0] == told[2]);
    assert!(told[0].is_sorted_by_key(|input| input.as_str().unwrap().to_owned()));
}

#[test]
fn the_page_of_a_run_lists_and_links_everything() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 2);
    std::fs::write(folder.path().join("坏.yaml"), "机关名称: 甲<b>局\n年度: 2024\n行政许可: 3\n").unwrap();
    let args = ["build", ".", "-o", "out 目录", "--to", "docx", "--index", "页/index.html"];
    let (status, _, err) = nianbao(folder.path(), &args);
    assert_eq!(status, 1, "{err}");
    let page = std::fs::read_to_string(folder.path().join("页/index.html")).unwrap();
    let link = format!("href=\"../out%20目录/{}2024年政府信息公开工作年度报告.docx\"", corpus::agency(1));
    assert!(
        page.contains(&link)
            && page.contains("生成 2 份")
            && page.contains("失败 1 份")
            && page.contains("N004"),
        "{page}"
    );
    // For .ci/check-html.
    let pages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::write(pages.join("list-page.html"), &page).unwrap();
    assert!(err.contains("[1/3] 已生成") && err.contains("失败的是：\n  甲<b>局（./坏.yaml）"), "{err}");
    // The same run gives the same page.
    std::fs::remove_dir_all(folder.path().join("out 目录")).unwrap();
    nianbao(folder.path(), &args);
    assert_eq!(std::fs::read_to_string(folder.path().join("页/index.html")).unwrap(), page);
}
