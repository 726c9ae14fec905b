//! Runs over many reports of which one ends the process that makes it, or never ends. A template of one's own
//! provokes both, for the agency that it looks for: typst code that fills the stack, eats memory, or goes on.

use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::harness::Live;
use crate::{Attack, tools};

/// How many reports a run has; those of odd numbers come before and after the bad one, so that it is neither
/// the first nor the last.
const COUNT: usize = 21;
/// The agency that the templates look for.
const BAD: &str = "第11局";

/// Drops arrays in arrays, three hundred thousand deep.
const FILL_STACK: &str = "{ let c = (); for i in range(300000) { c = (c,) } }";
/// An array of 3.2 GB: more than the process may have.
const EAT_MEMORY: &str = "{ let c = range(100000000) }";
/// Some hundred years.
const GO_ON: &str = "{ for a in range(10000) { for b in range(10000) { for c in range(10000) { for d in range(10000) { } } } } }";

/// A folder with reports `in/01.yaml` …, and a template `bad` that does this for the bad one.
fn attack(code: &str) -> Attack {
    let mut attack = Attack::new();
    attack.limits(4000, 120, 300);
    for number in 1..=COUNT {
        attack.file(&format!("in/{number:02}.yaml"), format!("机关名称: 第{number:02}局\n年度: 2024\n"));
    }
    attack.run(&["template", "export", "bad"]).exits(0);
    let template = attack.path("bad/report.typ");
    let text = std::fs::read_to_string(&template).unwrap();
    let report = "#let report = json(\"report.json\")\n";
    let bad = format!("{report}#if repr(report).contains(\"{BAD}\") {code}\n");
    assert!(text.contains(report));
    std::fs::write(&template, text.replace(report, &bad)).unwrap();
    attack
}

const ARGS: [&str; 9] = ["build", "in", "-o", "out", "--template", "bad", "--to=pdf", "--output", "json"];

/// The objects that a run printed, by line.
fn objects(out: &str) -> Vec<Json> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All reports but the bad one are built, in the order of their names, whole and without anything left over;
/// gives what is said of the bad one.
#[track_caller]
fn all_but_one(folder: &Path, out: &str) -> String {
    let objects = objects(out);
    let inputs: Vec<_> = objects.iter().map(|o| o["input"].as_str().unwrap()).collect();
    let wanted: Vec<_> = (1..=COUNT).map(|number| format!("in/{number:02}.yaml")).collect();
    assert_eq!(inputs, wanted);
    let built = objects.iter().filter(|o| o["status"] == "built").count();
    assert_eq!((built, whole_files(&folder.join("out"))), (COUNT - 1, COUNT - 1), "{out}");
    let bad = &objects[10];
    assert_eq!(bad["status"], "failed");
    bad["error"].as_str().unwrap().to_owned()
}

/// How many files a folder of PDFs has. None is half written, and none is a temporary one.
#[track_caller]
fn whole_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes.trim_ascii_end().ends_with(b"%%EOF"), "{file:?}");
    }
    files.len()
}

#[test]
fn a_report_that_fills_the_stack_fails_alone() {
    let attack = attack(FILL_STACK);
    let run = attack.run(&ARGS);
    run.exits(2);
    let error = all_but_one(attack.folder(), &run.stdout);
    assert!(error.contains("栈溢出"), "{error}");
}

#[test]
fn a_report_that_eats_memory_fails_alone() {
    let attack = attack(EAT_MEMORY);
    let run = attack.run(&ARGS);
    run.exits(2);
    let error = all_but_one(attack.folder(), &run.stdout);
    assert!(error.contains("内存不足"), "{error}");
}

#[test]
fn a_report_that_never_ends_fails_alone_when_its_time_is_up() {
    let attack = attack(GO_ON);
    let run = attack.run(&[&ARGS[..], &["--time-limit", "20"]].concat());
    run.exits(2);
    let error = all_but_one(attack.folder(), &run.stdout);
    assert!(error.contains("20 秒还没有做完"), "{error}");
    // What is up to date is not made again, and with one job a report that hangs keeps nothing else from
    // being done either.
    std::fs::remove_dir_all(attack.path("out")).unwrap();
    let run = attack.run(&[&ARGS[..], &["--time-limit", "10", "--jobs", "1"]].concat());
    run.exits(2);
    all_but_one(attack.folder(), &run.stdout);
}

#[test]
fn a_single_report_that_never_ends_is_ended() {
    let attack = attack(GO_ON);
    let args = ["build", "in/11.yaml", "--template", "bad", "--to=pdf", "-o", "out", "--time-limit", "5"];
    let run = attack.run(&args);
    run.says(2, "第11局（in/11.yaml）：5 秒还没有做完").within(150, 30);
    assert!(!attack.path("out").exists());
}

/// The worker process of a run.
fn worker(live: &Live) -> Option<u32> {
    let id = live.id();
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    children.split_whitespace().next().map(|child| child.parse().unwrap())
}

/// Starts a run whose bad report goes on for ever, and waits until nothing but that is left to do.
fn stuck(attack: &Attack) -> Live {
    let mut live = attack.start(&[&ARGS[..], &["--time-limit", "0"]].concat(), &[]);
    live.until(120, "ten reports", |live| live.stdout().lines().count() == 10);
    live
}

#[test]
fn a_stuck_run_ends_some_seconds_after_sigterm() {
    let attack = attack(GO_ON);
    let mut live = stuck(&attack);
    live.signal("TERM");
    assert_eq!(live.wait(60), 2);
    assert!(live.stderr().contains("再次运行同一命令，会接着做"), "{}", live.stderr());
    // Everything that was done is reported, what lies behind the stuck report too.
    assert_eq!(objects(&live.stdout()).len(), whole_files(&attack.path("out")));
}

#[test]
fn a_stuck_run_ends_at_the_second_ctrl_c() {
    let attack = attack(GO_ON);
    let mut live = stuck(&attack);
    let worker = worker(&live).expect("a worker process");
    live.signal("INT");
    std::thread::sleep(std::time::Duration::from_millis(300));
    live.signal("INT");
    assert_eq!(live.wait(8), 2, "before the seconds of grace are over");
    gone(worker);
    whole_files(&attack.path("out"));
}

#[test]
fn a_worker_process_does_not_outlive_its_run() {
    let attack = attack(GO_ON);
    let mut live = stuck(&attack);
    let worker = worker(&live).expect("a worker process");
    live.signal("KILL");
    assert_eq!(live.wait(10), 128 + 9);
    gone(worker);
}

/// Waits until a process is no more.
#[track_caller]
fn gone(process: u32) {
    let status = format!("/proc/{process}/status");
    let is_there = || {
        // What has ended and nobody has waited for yet is a zombie.
        std::fs::read_to_string(&status).is_ok_and(|status| !status.contains("State:\tZ"))
    };
    for _ in 0..200 {
        if !is_there() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("process {process} lives on");
}

#[test]
fn reports_of_a_killed_worker_process_are_made_all_the_same() {
    let attack = attack("{}");
    let mut live = attack.start(&ARGS, &[]);
    for lines in [3, 8] {
        live.until(60, "some reports", |live| live.stdout().lines().count() >= lines);
        let worker = worker(&live).expect("a worker process").to_string();
        tools::run(Command::new("kill").args(["-KILL", &worker]));
    }
    assert_eq!(live.wait(120), 0, "{}", live.stderr());
    let out = live.stdout();
    assert_eq!(objects(&out).iter().filter(|o| o["status"] == "built").count(), COUNT, "{out}");
    assert_eq!(whole_files(&attack.path("out")), COUNT);
}

#[test]
fn a_run_goes_on_when_a_font_file_is_cut_off_under_it() {
    let attack = attack("{}");
    std::fs::create_dir(attack.path("faces")).unwrap();
    for entry in std::fs::read_dir(tools::repository("fonts")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, attack.path("faces").join(path.file_name().unwrap())).unwrap();
        }
    }
    let args = [&ARGS[..], &["--jobs", "1", "--font-path", "faces"]].concat();
    let mut live = attack.start(&args, &[]);
    live.until(60, "some reports", |live| live.stdout().lines().count() >= 3);
    for entry in std::fs::read_dir(attack.path("faces")).unwrap() {
        // The head stays, the glyphs are gone.
        let file = std::fs::OpenOptions::new().write(true).open(entry.unwrap().path()).unwrap();
        file.set_len(4096).unwrap();
    }
    assert_eq!(live.wait(120), 0, "{}", live.stderr());
    assert!(live.stderr().contains("字体、版式文件或程序在生成期间变了"), "{}", live.stderr());
    assert_eq!(whole_files(&attack.path("out")), COUNT);
}

#[test]
fn standard_input_and_names_that_are_not_unicode_reach_the_worker_process() {
    use std::os::unix::ffi::OsStrExt;
    let mut attack = Attack::new();
    let name = std::ffi::OsStr::from_bytes(b"\xBC\xD7.yaml");
    std::fs::write(attack.folder().join(name), "机关名称: 甲\n年度: 2024\n").unwrap();
    std::fs::write(attack.path("list"), b"\xBC\xD7.yaml\n").unwrap();
    attack.stdin("机关名称: 乙\n年度: 2024\n");
    let args = ["build", "-", "--files-from", "list", "-o", "out", "--to=pdf", "--output", "json"];
    let run = attack.run(&args);
    run.exits(0);
    assert_eq!(objects(&run.stdout).len(), 2);
    assert_eq!(whole_files(&attack.path("out")), 2);
}

#[test]
fn a_run_and_its_worker_process_together_stay_under_250_mb() {
    let attack = attack("{}");
    let mut live = attack.start(&[&ARGS[..], &["--jobs", "2"]].concat(), &[]);
    let mut peak = 0;
    live.until(120, "the last reports", |live| {
        let of = |id: u32| memory_mb(id).unwrap_or(0);
        peak = peak.max(of(live.id()) + worker(live).map_or(0, of));
        live.stdout().lines().count() == COUNT
    });
    assert_eq!(live.wait(10), 0);
    assert!((20..250).contains(&peak), "{peak} MB");
}

/// The largest resident memory of a process so far; none if it has ended.
fn memory_mb(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
