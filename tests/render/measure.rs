//! How long reports take: `cargo test --test render measure -- --ignored --nocapture`.

use std::sync::Arc;
use std::time::Instant;

use nianbao::document::{Block, Document};
use nianbao::fonts::FontOptions;
use nianbao::layout::Layout;
use nianbao::render::pdf::{PdfOptions, PdfRenderer};
use nianbao::templates::Templates;

use crate::specimen;

/// CPU time of this process in milliseconds, and its peak memory in MB.
fn usage() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    (ticks * 10.0, peak.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0)
}

/// A report like the specimen, with prose and figures of its own.
fn report(n: usize) -> Document {
    let mut document = specimen::document();
    document.meta.title = format!("{n}号机关2024年政府信息公开工作年度报告");
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(p) => {
                let last = p.runs.last_mut().unwrap();
                last.text = last.text.replace("信息", &format!("信息{}", n * 7 % 1000));
            }
            Block::Table(t) => {
                for (i, cell) in t.rows.iter_mut().flat_map(|r| &mut r.cells).enumerate() {
                    if cell.kind == nianbao::document::CellKind::Figure {
                        cell.text = (n * 31 % 1000 * i % 997).to_string();
                    }
                }
            }
            _ => {}
        }
    }
    document
}

#[test]
#[ignore = "measures, proves nothing"]
fn measure() {
    let start = Instant::now();
    let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
    let parsed = start.elapsed();
    let fonts = Arc::new(layout.fonts(&FontOptions::default()).unwrap());
    let found = start.elapsed();
    let template = Templates::default().report;
    let renderer = PdfRenderer::new(&layout, &template, fonts, PdfOptions::default()).unwrap();
    println!("layout {parsed:?}, fonts {:?}, renderer {:?}", found - parsed, start.elapsed() - found);
    for n in 0..3 {
        let (cpu, _) = usage();
        let start = Instant::now();
        let bytes = renderer.render(&report(n)).unwrap().len();
        println!(
            "report {n}: {:?}, {} ms CPU, {bytes} bytes, peak {:.0} MB",
            start.elapsed(),
            usage().0 - cpu,
            usage().1
        );
    }
    for dpi in [96.0, 150.0] {
        let start = Instant::now();
        let bytes: usize = renderer.pages_png(&report(0), dpi).unwrap().iter().map(Vec::len).sum();
        println!("pictures at {dpi} dpi: {:?}, {bytes} bytes", start.elapsed());
    }
    let count: usize = std::env::var("COUNT").map_or(200, |c| c.parse().unwrap());
    for threads in [1, 2] {
        let (cpu, _) = usage();
        let start = Instant::now();
        std::thread::scope(|scope| {
            for t in 0..threads {
                let renderer = &renderer;
                scope.spawn(move || {
                    (0..count / threads)
                        .for_each(|i| drop(renderer.render(&report(10 + t + threads * i)).unwrap()))
                });
            }
        });
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let per = |ms: f64| ms / count as f64;
        println!(
            "{count} on {threads} threads: {:.1} ms each, {:.1} ms CPU each, peak {:.0} MB",
            per(start.elapsed().as_secs_f64() * 1000.0),
            per(usage().0 - cpu),
            usage().1
        );
    }
}
