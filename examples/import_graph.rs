//! Prints which module of `src/` uses which, layer by layer: every arrow points down.
//!
//! ```text
//! cargo run --no-default-features --example import_graph             layers and arrows as text
//! cargo run --no-default-features --example import_graph mermaid     a diagram for Markdown
//! cargo run --no-default-features --example import_graph dot         a diagram for Graphviz
//! cargo run --no-default-features --example import_graph report      the files of one module
//! ```
#![allow(clippy::disallowed_methods, reason = "a tool for developers, who name its files")]

#[allow(dead_code, reason = "shared with tests/architecture.rs")]
#[path = "../tests/architecture/graph.rs"]
mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use graph::Graph;
use graph::source::Sources;
use graph::table::{LayerRow, Layers};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let graph = Graph::new(Sources::read(root)?);
    let layers = Layers::parse(&std::fs::read_to_string(root.join("ARCHITECTURE.md"))?)?;
    let uses = graph.between_modules();
    match std::env::args().nth(1).as_deref() {
        None => print!("{}", as_text(&layers, &uses)),
        Some("mermaid") => print!("{}", as_mermaid(&layers, &uses)),
        Some("dot") => print!("{}", as_dot(&layers, &uses)),
        Some(module) if graph.modules.contains(module) => print!("{}", files_of(&graph, module)),
        Some(other) => return Err(format!("no module and no form of output: {other}").into()),
    }
    Ok(())
}

type Uses<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The arrows of a module, those first that end in the highest layer.
fn arrows<'a>(layers: &'a Layers, uses: &Uses, module: &str) -> Vec<&'a LayerRow> {
    let rows = layers.rows.iter().rev();
    rows.filter(|row| uses.get(module).is_some_and(|used| used.contains(row.module.as_str()))).collect()
}

/// The highest layer first; `↑` marks an arrow that points up, `→` one to a neighbour.
fn as_text(layers: &Layers, uses: &Uses) -> String {
    let mut text = String::new();
    let (mut down, mut beside, mut up) = (0, 0, 0);
    for row in layers.rows.iter().rev() {
        let mut targets = Vec::new();
        for target in arrows(layers, uses, &row.module) {
            let (arrow, count) = match target.layer.cmp(&row.layer) {
                std::cmp::Ordering::Less => ("↓", &mut down),
                std::cmp::Ordering::Equal => ("→", &mut beside),
                std::cmp::Ordering::Greater => ("↑", &mut up),
            };
            *count += 1;
            targets.push(format!("{arrow}{}", target.module));
        }
        text += format!("{:>2} {:<12} {}", row.layer, row.module, targets.join(" ")).trim_end();
        text.push('\n');
    }
    text + &format!("{down} arrows down, {beside} to a neighbour that the table allows, {up} up\n")
}

fn as_mermaid(layers: &Layers, uses: &Uses) -> String {
    let mut text = String::from("flowchart TD\n");
    for row in layers.rows.iter().rev() {
        for target in arrows(layers, uses, &row.module) {
            text += &format!("    {} --> {}\n", row.module, target.module);
        }
    }
    text
}

fn as_dot(layers: &Layers, uses: &Uses) -> String {
    let mut text = String::from("digraph nianbao {\n    rankdir=TB\n");
    let numbers: BTreeSet<u32> = layers.rows.iter().map(|row| row.layer).collect();
    for number in numbers.iter().rev() {
        let same: Vec<&str> =
            layers.rows.iter().filter(|row| row.layer == *number).map(|row| row.module.as_str()).collect();
        text += &format!("    {{ rank=same; {} }}\n", same.join("; "));
    }
    for row in layers.rows.iter().rev() {
        for target in arrows(layers, uses, &row.module) {
            text += &format!("    {} -> {}\n", row.module, target.module);
        }
    }
    text + "}\n"
}

/// Which file of a module uses which other one of it.
fn files_of(graph: &Graph, module: &str) -> String {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let is_inside = |file| graph.module(file).first().is_some_and(|first| first == module);
    for edge in graph.edges.iter().filter(|edge| !edge.is_test && is_inside(edge.from)) {
        let used = uses.entry(graph.path(edge.from)).or_default();
        if is_inside(edge.to) {
            used.insert(graph.path(edge.to));
        }
    }
    uses.iter()
        .map(|(file, used)| format!("{file} → {}\n", used.iter().copied().collect::<Vec<_>>().join(", ")))
        .collect()
}
