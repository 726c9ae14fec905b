//! `nianbao watch`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::{BAD, GOOD, NAME, write};

/// Waits until a condition holds; a minute is far more than a loaded machine needs.
fn until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_file_is_built_again_when_it_changes_and_errors_end_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.yaml", GOOD);
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let mut command = crate::tools::nianbao();
    let mut child = command
        .current_dir(folder.path())
        .args(["watch", "a.yaml", "--to", "docx"])
        .stdin(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let output = folder.path().join(format!("{NAME}.docx"));
    let log = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    until("the first build", || output.exists());
    write(folder.path(), "a.yaml", BAD);
    until("the error", || log().contains("N101"));
    std::fs::remove_file(&output).unwrap();
    write(folder.path(), "a.yaml", &GOOD.replace("16", "17").replace("15", "16"));
    until("the second build", || output.exists());
    assert_eq!(child.try_wait().unwrap(), None);
    child.kill().unwrap();
    child.wait().unwrap();
}
