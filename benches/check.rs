//! How long the whole check of one report takes inside the process (parse, read, check, against last year's
//! report too), and how many of 10,000 different reports are checked in a second, on one thread.
//!
//! `cargo bench --bench check`

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nianbao::report::{self, Report};
use nianbao::rules::{CheckOptions, check};
use nianbao::yaml::Source;

const EXAMPLE: &str = include_str!("../examples/jiyuan-2024.yaml");

/// Single checks that the median is of.
const SINGLE: usize = 500;
/// Different reports checked in a row.
const MANY: usize = 10_000;

fn read(text: String) -> (Option<Report>, usize) {
    let (report, found) = report::read(Arc::new(Source::new("bench.yaml", text)));
    (report, found.len())
}

/// Parses, reads and checks one report; gives back the number of findings.
fn whole(text: String, previous: Option<&Report>) -> usize {
    let (report, found) = report::read(Arc::new(Source::new("bench.yaml", text)));
    report
        .map_or(0, |report| check(&report, found, &CheckOptions::default().previous(previous)).findings.len())
}

/// The example with the figures and the agency of another report, so that no two are alike.
fn different(number: usize) -> String {
    EXAMPLE
        .replace("济源市人民政府办公室", &format!("第{number}市人民政府办公室"))
        .replace("本年新收: {自然人: 16}", &format!("本年新收: {{自然人: {}}}", 13 + number))
        .replace("予以公开: {自然人: 3}", &format!("予以公开: {{自然人: {number}}}"))
        .replace("10340", &format!("{}", 10_340 + number))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn time(mut work: impl FnMut() -> usize) -> Duration {
    let once = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    median((0..SINGLE).map(once).collect())
}

fn main() {
    let (last, _) = read(EXAMPLE.replace("年度: 2024", "年度: 2023"));
    let last = last.expect("the example is a report");
    println!("one report of {} bytes, median of {SINGLE}:", EXAMPLE.len());
    println!("  parse and read                     {:>9.3?}", time(|| read(EXAMPLE.to_owned()).1));
    println!("  parse, read, check                 {:>9.3?}", time(|| whole(EXAMPLE.to_owned(), None)));
    println!(
        "  parse, read, check with last year  {:>9.3?}",
        time(|| whole(EXAMPLE.to_owned(), Some(&last)))
    );

    let reports: Vec<String> = (0..MANY).map(different).collect();
    let start = Instant::now();
    let findings: usize = reports.into_iter().map(|text| whole(text, None)).sum();
    let took = start.elapsed();
    let rate = MANY as f64 / took.as_secs_f64();
    println!(
        "{MANY} different reports, one thread: {took:.2?}, {rate:.0} reports a second, {findings} findings"
    );
}
