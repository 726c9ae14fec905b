//! Every call by which a run changes a file fails once, for want of room and by a defect of the disk. Each time
//! all files must be there, old or new and whole, nothing half written may be left, and the run must say what
//! went wrong. `tests/tools/fail_call.c` lets the calls fail.
#![cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use nianbao::BuildOptions;
use nianbao::serve::Workspace;

use crate::{Attack, HEAD, tools};

/// The errors, by their numbers on Linux, and what the program says to each.
const ERRORS: [(&str, &str); 2] = [("28", "磁盘已满"), ("5", "磁盘读写出错")];

/// The files of a folder and of those in it, by their paths in it.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (name, path) = (entry.file_name(), entry.path());
        if path.is_dir() {
            files.extend(
                self::files(&path).into_iter().map(|(inside, bytes)| (Path::new(&name).join(inside), bytes)),
            );
        } else {
            files.insert(name.into(), std::fs::read(path).unwrap());
        }
    }
    files
}

/// Those that are the user's, not the program's notes.
fn visible(folder: &Path) -> Files {
    let mut files = files(folder);
    files.retain(|path, _| !path.components().any(|part| part.as_os_str() == ".nianbao"));
    files
}

fn fail_call() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fail_call");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/fail_call.c");
        tools::run(
            Command::new("cc").args(["-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&program).arg(source),
        );
        program
    })
}

/// Lets every call of a command fail in turn, each time in a copy of a prepared folder.
fn every_call_fails_once(prepared: &Attack, command: &[&str]) {
    every_call_of(prepared, env!("CARGO_BIN_EXE_nianbao"), command, &[]);
}

fn every_call_of(prepared: &Attack, program: &str, command: &[&str], again: &[&str]) {
    let copy = || {
        let attack = Attack::new();
        tools::run(Command::new("cp").arg("-a").arg(prepared.path(".")).arg(attack.folder()));
        attack
    };
    let report = tempfile::NamedTempFile::new().unwrap();
    let run = |attack: &Attack, number: usize, error: &str| {
        let (folder, report) = (attack.folder().to_str().unwrap(), report.path().to_str().unwrap());
        let number = number.to_string();
        let run = attack.program(
            fail_call().to_str().unwrap(),
            &[&[number.as_str(), error, folder, report, program], command].concat(),
        );
        assert_ne!(run.status, 125, "ptrace is allowed here: {run}");
        (run, std::fs::read_to_string(report).unwrap())
    };
    let (old, sound) = (visible(prepared.folder()), copy());
    let (first, failed) = run(&sound, 0, "5");
    assert_eq!((first.status, failed.as_str()), (0, ""), "{first}");
    let new = visible(sound.folder());
    assert!(old != new, "the command writes something");

    for number in 1.. {
        for (error, reason) in ERRORS {
            let attack = copy();
            let (run, failed) = run(&attack, number, error);
            if failed.is_empty() {
                assert!(number > 3, "{command:?} makes more calls than {number}");
                return;
            }
            let what = format!("call {number}, {failed}{run}");
            let left = visible(attack.folder());
            for (path, bytes) in &left {
                let whole = [&old, &new].iter().any(|files| files.get(path) == Some(bytes));
                assert!(whole, "{} is neither old nor new after {what}", path.display());
            }
            assert!(old.keys().all(|path| left.contains_key(path)), "something is lost after {what}");
            if run.status == 0 {
                // There are other ways to do what these do.
                let optional = failed.contains(".nianbao/.lock-") || failed.starts_with("link ");
                assert!(optional && left == new, "no message names {what}");
            } else {
                run.says(2, reason);
            }
            let temporary =
                files(attack.folder()).into_keys().find(|path| path.to_string_lossy().contains(".tmp"));
            assert_eq!(temporary, None, "{what}");
            if !again.is_empty() {
                assert_eq!(attack.run(again).status, 0);
                assert!(visible(attack.folder()) == new, "not as if nothing had been after {what}");
            }
        }
    }
}

/// A folder with two reports and old outputs of one of them.
fn with_old_outputs() -> Attack {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    assert_eq!(attack.run(&["build", "a.yaml", "-o", "out", "--to", "html,docx"]).status, 0);
    attack.file("a.yaml", format!("{HEAD}总体情况: 另一句。\n"));
    attack.file("b.yaml", HEAD.replace('甲', "乙"));
    attack
}

#[test]
fn of_a_build() {
    let build =
        ["build", "a.yaml", "b.yaml", "-o", "out", "--to", "html,docx", "--jobs", "1", "--no-system-fonts"];
    let again = &build[..build.len() - 1];
    every_call_of(&with_old_outputs(), env!("CARGO_BIN_EXE_nianbao"), &build, again);
}

#[test]
fn of_a_build_over_what_somebody_has_edited() {
    let attack = with_old_outputs();
    attack.file("out/甲2024年政府信息公开工作年度报告.html", "edited");
    let build = ["build", "a.yaml", "-o", "out", "--to", "html", "--force", "--no-system-fonts"];
    every_call_fails_once(&attack, &build);
}

#[test]
fn of_a_new_data_file() {
    let attack = Attack::new();
    every_call_fails_once(&attack, &["init", "--year", "2024", "--agency", "甲", "-o", "新 文件夹/a.yaml"]);
}

#[test]
fn of_the_data_files_of_a_table() {
    let attack = Attack::new();
    attack.file("各局.csv", "机关名称,年度\n甲,2024\n乙,2024\n丙,2024\n");
    every_call_fails_once(&attack, &["import", "各局.csv", "-o", "数据"]);
}

#[test]
fn of_a_draft_that_is_read_back() {
    let attack = with_old_outputs();
    let draft = "out/甲2024年政府信息公开工作年度报告.docx";
    every_call_fails_once(&attack, &["import", draft, "--onto", "a.yaml", "-o", "c.yaml"]);
}

#[test]
fn of_a_sum() {
    let attack = with_old_outputs();
    every_call_fails_once(&attack, &["merge", "a.yaml", "b.yaml", "--agency", "丙", "-o", "c.yaml"]);
}

#[test]
fn of_a_comparison_over_an_earlier_one() {
    let attack = with_old_outputs();
    assert_eq!(attack.run(&["compare", "b.yaml", "b.yaml", "-o", "c.txt"]).status, 0);
    every_call_fails_once(&attack, &["compare", "a.yaml", "b.yaml", "-o", "c.txt"]);
}

/// The variable by which the next test asks this one to save a file in that folder.
const SAVE_IN: &str = "NIANBAO_TEST_SAVE_IN";

#[test]
#[ignore = "started by the next test"]
fn save_once() {
    let Some(folder) = std::env::var_os(SAVE_IN) else { return };
    let workspace = Workspace::new(folder.into(), BuildOptions::default()).unwrap();
    let version = workspace.version("a.yaml").unwrap();
    if let Err(error) = workspace.save("a.yaml", &format!("{HEAD}总体情况: 新的一句。\n"), Some(&version))
    {
        eprintln!("错误：{error}");
        std::process::exit(2);
    }
}

#[test]
fn of_the_page_that_saves_a_file() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let this = std::env::current_exe().unwrap();
    let save = [
        "env",
        &format!("{SAVE_IN}=."),
        this.to_str().unwrap(),
        "--ignored",
        "--exact",
        "--nocapture",
        "failing_calls::save_once",
    ]
    .map(str::to_owned);
    let save: Vec<&str> = save.iter().map(String::as_str).collect();
    every_call_of(&attack, save[0], &save[1..], &[]);
}
