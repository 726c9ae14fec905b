//! `nianbao watch`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::{BAD, GOOD, NAME, write};

/// Waits until a condition holds; a minute is far more than a loaded machine needs.
pub fn until(what: &str, condition: impl Fn() -> bool) {
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

/// A watch that runs, with what it has printed.
struct Watching {
    child: std::process::Child,
    folder: tempfile::TempDir,
}

impl Watching {
    fn new(folder: tempfile::TempDir, args: &[&str]) -> Self {
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = crate::tools::nianbao();
        command.current_dir(folder.path()).args(args).stdin(Stdio::null()).stderr(log);
        Self { child: command.spawn().unwrap(), folder }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    fn says(&self, what: &str) {
        until(what, || self.log().contains(what));
    }

    /// Waits until an output is there, and takes it away.
    fn makes(&self, name: &str) {
        let path = self.folder.path().join(name);
        until(name, || path.exists());
        until(name, || std::fs::remove_file(&path).is_ok());
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let is_running = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        assert!(is_running || std::thread::panicking(), "it has ended by itself");
    }
}

#[test]
fn a_folder_is_watched_and_a_missing_one_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let watching = Watching::new(folder, &["watch", "各局", "-o", "out", "--to", "html"]);
    watching.says("各局 不在；等它出现");
    let at = watching.folder.path();
    std::fs::create_dir(at.join("各局")).unwrap();
    write(&at.join("各局"), "a.yaml", GOOD);
    watching.makes(&format!("out/{NAME}.html"));
    // A second file, then a change of the first: only that one is built again.
    write(&at.join("各局"), "b.yaml", "机关名称: 乙局\n年度: 2024\n");
    until("乙局", || at.join("out/乙局2024年政府信息公开工作年度报告.html").exists());
    write(&at.join("各局"), "a.yaml", BAD);
    watching.says("N101");
    write(&at.join("各局"), "a.yaml", &GOOD.replace("16", "17").replace("15", "16"));
    watching.makes(&format!("out/{NAME}.html"));
    assert_eq!(watching.log().matches("已生成 out/乙局").count(), 1, "{}", watching.log());
}

#[test]
fn a_table_half_written_is_tried_again_and_its_error_is_printed_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.csv", "机关名称,年度\n甲局,2024\n");
    let watching = Watching::new(folder, &["watch", "a.csv", "-o", "out", "--to", "html"]);
    watching.makes("out/甲局2024年政府信息公开工作年度报告.html");
    write(watching.folder.path(), "a.csv", "机关");
    watching.says("错误：a.csv");
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(watching.log().matches("错误：a.csv").count(), 1, "{}", watching.log());
    write(watching.folder.path(), "a.csv", "机关名称,年度\n甲局,2024\n乙局,2024\n");
    watching.makes("out/乙局2024年政府信息公开工作年度报告.html");
}

#[test]
fn last_years_file_and_the_template_are_watched() {
    let folder = tempfile::tempdir().unwrap();
    let last = |left: u32| {
        format!(
            "机关名称: 甲局\n年度: 2023\n依申请公开: {{本年新收: {{自然人: {left}}}, 结转下年度: {{自然人: {left}}}}}\n"
        )
    };
    write(
        folder.path(),
        "a.yaml",
        "机关名称: 甲局\n年度: 2024\n上年数据: 去年.yaml\n依申请公开: {上年结转: {自然人: 1}, 予以公开: {自然人: 1}}\n",
    );
    let mut export = crate::tools::nianbao();
    let exported = export.current_dir(folder.path()).args(["template", "export", "版式"]).output().unwrap();
    assert!(exported.status.success(), "{exported:?}");
    let args = ["watch", "a.yaml", "-o", "out", "--to", "html", "--template", "版式"];
    let watching = Watching::new(folder, &args);
    let at = watching.folder.path();
    let name = "out/甲局2024年政府信息公开工作年度报告.html";
    watching.says("N020");
    write(at, "去年.yaml", &last(2));
    watching.says("N105");
    write(at, "去年.yaml", &last(1));
    watching.makes(name);
    let page = at.join("版式/page.html.hbs");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, "{{#if").unwrap();
    watching.says("改好后自动再试");
    std::fs::write(&page, text.replace("</body>", "<!-- 新 --></body>")).unwrap();
    watching.makes(name);
}
