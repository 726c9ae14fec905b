//! What the world does to a run.

use std::path::Path;
use std::process::Command;

use crate::{corpus, count, files, fill, nianbao, objects, program};

#[test]
fn an_input_that_vanishes_is_its_own_failure() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 3);
    std::fs::write(folder.path().join("list"), "in/00000.yaml\nin/gone.yaml\nin/00001.yaml\n").unwrap();
    let args = ["build", "--files-from", "list", "-o", "out", "--to", "docx", "--output", "json"];
    let (status, out, _) = nianbao(folder.path(), &args);
    let objects = objects(&out);
    assert_eq!((status, objects.len(), count(&out, "built")), (2, 3, 2));
    assert_eq!(objects[1]["status"], "failed");
    assert!(objects[1]["error"].as_str().unwrap().contains("没有这个文件"), "{out}");
}

#[test]
fn two_inputs_of_one_name_end_the_run_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 6);
    std::fs::copy(folder.path().join("in/00003.yaml"), folder.path().join("in/copy.yaml")).unwrap();
    // Whatever share of the run it is: two machines must not write one file either.
    for shard in ["1/1", "1/9", "5/9"] {
        let (status, out, err) = nianbao(folder.path(), &["build", "in", "-o", "out", "--shard", shard]);
        assert_eq!((status, out.as_str()), (2, ""));
        assert!(err.contains("in/00003.yaml、in/copy.yaml") && !err.contains("00002"), "{err}");
        assert!(!folder.path().join("out").exists());
    }
    // Beside their inputs in two folders they are two files.
    std::fs::create_dir(folder.path().join("in/b")).unwrap();
    std::fs::rename(folder.path().join("in/copy.yaml"), folder.path().join("in/b/copy.yaml")).unwrap();
    let (status, out, _) = nianbao(folder.path(), &["build", "in", "--to", "docx", "--output", "json"]);
    assert_eq!((status, count(&out, "built")), (0, 7));
}

#[test]
fn paths_with_spaces_and_characters_of_all_kinds() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("各县 (数据) [一]/子 目录 #1");
    fill(&data, 2);
    let (status, out, err) =
        nianbao(folder.path(), &["build", "各县 (数据) [一]", "-o", "成品 & 草稿/甲'乙", "--output", "json"]);
    assert_eq!((status, count(&out, "built")), (0, 2), "{err}");
    assert_eq!(files(&folder.path().join("成品 & 草稿/甲'乙")).len(), 4);
}

/// True if the tests run as root, whom permissions do not stop.
fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_fails_every_report_and_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 2);
    let out = folder.path().join("out");
    if root() {
        // Root is stopped by a file system that is read-only, not by permissions.
        std::fs::create_dir(&out).unwrap();
        if !mount(&out, "ro,size=1m") {
            eprintln!("no tmpfs here: not tested");
            return;
        }
    } else {
        std::fs::create_dir(&out).unwrap();
        std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o555)).unwrap();
    }
    let (status, told, _) = nianbao(folder.path(), &["build", "in", "-o", "out", "--output", "json"]);
    let left = std::fs::read_dir(&out).unwrap().count();
    unmount(&out);
    let _ = std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o755));
    assert_eq!((status, count(&told, "failed"), left), (2, 2, 0), "{told}");
    let error = objects(&told)[0]["error"].as_str().unwrap().to_owned();
    assert!(error.contains("磁盘是只读的") || error.contains("没有权限"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_fails_what_has_no_room_and_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 12);
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    if !root() || !mount(&out, "size=1m") {
        eprintln!("no tmpfs without root: not tested");
        return;
    }
    let run = || nianbao(folder.path(), &["build", "in", "-o", "out", "--output", "json"]);
    let (status, told, _) = run();
    let made = files(&out);
    let whole = made
        .iter()
        .all(|(name, bytes)| bytes.starts_with(if name.ends_with("pdf") { b"%PDF" } else { b"PK\x03\x04" }));
    let failed = count(&told, "failed");
    // With room it goes on.
    let more =
        Command::new("mount").args(["-o", "remount,size=64m"]).arg(&out).status().is_ok_and(|s| s.success());
    let again = run();
    let complete = files(&out).len();
    unmount(&out);
    assert_eq!(status, 2);
    assert!(failed > 0 && failed < 12 && whole, "{told}");
    assert!(
        objects(&told)
            .iter()
            .filter(|o| o["status"] == "failed")
            .all(|o| o["error"].as_str().unwrap().contains("磁盘已满")),
        "{told}"
    );
    assert_eq!((more, again.0, complete), (true, 0, 24), "{}", again.1);
}

fn mount(folder: &Path, options: &str) -> bool {
    Command::new("mount")
        .args(["-t", "tmpfs", "-o", options, "tmpfs"])
        .arg(folder)
        .status()
        .is_ok_and(|s| s.success())
}

fn unmount(folder: &Path) {
    if root() {
        let _ = Command::new("umount").arg(folder).status();
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_run_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join("in"), 30);
    let args = ["build", "in", "-o", "out", "--to", "docx", "--output", "json"];
    let mut child = program(folder.path(), &args).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
    let made = files(&folder.path().join("out"));
    assert!(made.len() < 30 && made.values().all(|bytes| bytes.starts_with(b"PK")));
    assert_eq!(corpus::agency(0), "东山县教育局");
}
