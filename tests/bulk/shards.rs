//! Lists, patterns and shares of a run.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use crate::{files, fill, nianbao, objects, program};

#[test]
fn shares_are_disjoint_and_together_all() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 12);
    let mut seen = BTreeSet::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let args = ["build", "in", "-o", "out", "--to", "docx", "--output", "json", "--shard", shard];
        let (status, out, _) = nianbao(folder.path(), &args);
        assert_eq!(status, 0);
        let inputs: Vec<_> = objects(&out).iter().map(|o| o["input"].as_str().unwrap().to_owned()).collect();
        assert!(inputs.iter().all(|input| seen.insert(input.clone())), "{inputs:?}");
        // The same file belongs to the same share, however it is come by.
        let pattern =
            ["build", "./in/*.yaml", "-o", "out", "--to", "docx", "--output", "json", "--shard", shard];
        assert_eq!(objects(&nianbao(folder.path(), &pattern).1).len(), inputs.len());
    }
    assert_eq!((seen.len(), files(&folder.path().join("out")).len()), (12, 12));
    for wrong in ["0/3", "4/3", "x", "1/0"] {
        let (status, _, err) = nianbao(folder.path(), &["build", "in", "--shard", wrong]);
        assert_eq!(status, 2);
        assert!(err.contains("I/N"), "{err}");
    }
}

#[test]
fn a_list_comes_from_standard_input_by_lines_or_by_nul() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("各县 数据"), 3);
    for (list, want) in [
        ("各县 数据/00000.yaml\r\n\n各县 数据/00002.yaml\n各县 数据/00000.yaml\n", 2),
        ("各县 数据/00000.yaml\0各县 数据/00001.yaml\0", 2),
    ] {
        let args = ["build", "--files-from", "-", "-o", "out", "--to", "docx", "--output", "json"];
        let mut child =
            program(folder.path(), &args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(list.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(objects(&String::from_utf8(output.stdout).unwrap()).len(), want);
    }
    let (status, _, err) = nianbao(folder.path(), &["build", "没有/*.yaml"]);
    assert_eq!(status, 2);
    assert!(err.contains("没有文件符合“没有/*.yaml”"), "{err}");
}
