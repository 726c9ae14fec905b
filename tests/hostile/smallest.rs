//! The harness itself: it measures what it says it measures, and its limits hold.

use crate::{Attack, HEAD};

#[test]
fn a_sound_report_stays_far_below_the_limits() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    attack.run(&["check", "a.yaml"]).exits(0).within(150, 10);
    let built = attack.run(&["build", "a.yaml", "-o", "out"]);
    built.exits(0).within(250, 30);
    assert!(built.peak_mb > 5 && built.cpu_seconds > 0.0, "nothing was measured: {built}");
}

#[test]
fn an_unknown_name_is_refused_at_its_place() {
    let attack = Attack::new();
    attack.file("a.yaml", format!("{HEAD}总体情况: '{{{{没有这个数}}}}'\n"));
    let run = attack.run(&["check", "a.yaml"]);
    run.refuses("N011").says(1, "a.yaml:3:10").within(150, 10);
}

/// A program that did not read to the end of its input would hang here, and one that took no notice of the
/// limit of CPU time could not be stopped.
#[test]
fn what_never_ends_is_ended() {
    let mut attack = Attack::new();
    attack.limits(1000, 1, 60);
    let run = attack.program("sh", &["-c", "while :; do :; done"]);
    assert_eq!(run.signal(), Some(24), "SIGXCPU: {run}");
    attack.limits(1000, 60, 1);
    assert_eq!(attack.program("sleep", &["1000"]).signal(), Some(9));
}

#[test]
fn what_takes_too_much_memory_gets_none() {
    let mut attack = Attack::new();
    attack.limits(100, 60, 60);
    let python = "b = bytearray(300 << 20)";
    let run = attack.program("python3", &["-c", python]);
    assert!(run.status != 0 && run.stderr.contains("MemoryError"), "{run}");
    attack.limits(1000, 60, 60);
    let run = attack.program("python3", &["-c", python]);
    run.exits(0);
    assert!((300..400).contains(&run.peak_mb), "{run}");
}

#[test]
fn standard_input_is_what_a_case_says() {
    let mut attack = Attack::new();
    attack.stdin(format!("{HEAD}行政许可: 3\n")).run(&["check", "-"]).refuses("N004");
}

#[test]
fn what_runs_on_is_watched_and_ended() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    let mut live = attack.start(&["serve", "--port", "0"], &["--nofile=64"]);
    live.until(60, "an address", |live| (live.stdout() + &live.stderr()).contains("http://"));
    assert!((1..150).contains(&live.peak_mb()), "{} MB", live.peak_mb());
    live.signal("KILL");
    assert_eq!(live.wait(60), 137);
}
