//! What the code under `src/` must keep to, as findings in words.

use std::collections::BTreeSet;

use super::graph::paths::PathKind;
use super::graph::table::Layers;
use super::graph::{Edge, Graph};

/// Every way in which the graph breaks the table of layers, one line each.
pub fn violations(graph: &Graph, layers: &Layers) -> Vec<String> {
    let mut found = rows_and_modules(graph, layers);
    // One line for two files, however often the one names the other.
    let mut seen = BTreeSet::new();
    for edge in &graph.edges {
        let against = foreign_impl(graph, edge).or_else(|| against_layers(graph, layers, edge));
        found.extend(against.filter(|_| seen.insert((edge.from, edge.to))));
    }
    found.extend(graph.circles().iter().map(|circle| {
        let mut edges: Vec<String> = circle.iter().map(|edge| shown(graph, edge)).collect();
        edges.insert(0, "a circle:".into());
        edges.join("\n    ")
    }));
    found
}

/// Modules without a row, rows without a module, files that belong to no module.
fn rows_and_modules(graph: &Graph, layers: &Layers) -> Vec<String> {
    let without_row = graph.modules.iter().filter(|module| layers.row(module).is_none());
    let without_module = layers.rows.iter().filter(|row| !graph.modules.contains(&row.module));
    let without_row = without_row.map(|module| format!("`{module}` has no row in ARCHITECTURE.md"));
    let without_module = without_module.map(|row| format!("`{}` is in ARCHITECTURE.md only", row.module));
    let orphans = graph.sources.orphans.iter().map(|path| format!("{path}: no `mod` leads to it"));
    without_row.chain(without_module).chain(orphans).collect()
}

/// Files that the table of files does not name, and names in it that are no files. A module in a single file
/// needs no row; what is deeper than a module's own folder may go under the name of that folder.
pub fn unnamed_files(graph: &Graph, named: &BTreeSet<String>) -> Vec<String> {
    let mut required = BTreeSet::new();
    let mut present = BTreeSet::new();
    for file in &graph.sources.files {
        let [module, child, deeper @ ..] = file.module.as_slice() else { continue };
        let is_folder = !deeper.is_empty() || file.path.ends_with("/mod.rs");
        let ending = if is_folder { "/" } else { ".rs" };
        if child != "tests" {
            required.insert(format!("src/{module}/{child}{ending}"));
        }
        present.insert(file.path.clone());
    }
    present.extend(required.clone());
    let missing = required.difference(named).map(|name| format!("{name} is not in ARCHITECTURE.md"));
    let gone = named.difference(&present).map(|name| format!("{name} is in ARCHITECTURE.md only"));
    missing.chain(gone).collect()
}

/// An import upwards, or between neighbours that the table does not allow.
///
/// Tests inside `src/` keep to the layers too: a test that needs more belongs in `tests/`. Only files named
/// `tests.rs`, which try a whole stage, may look further up.
fn against_layers(graph: &Graph, layers: &Layers, edge: &Edge) -> Option<String> {
    if edge.is_test && graph.path(edge.from).ends_with("/tests.rs") {
        return None;
    }
    let from = graph.module(edge.from).first()?;
    let Some(to) = graph.module(edge.to).first() else {
        return Some(format!("{}: name the module itself, not the crate root", shown(graph, edge)));
    };
    let (from, to) = (layers.row(from)?, layers.row(to)?);
    let reason = if from.module == to.module || to.layer < from.layer {
        return None;
    } else if to.layer > from.layer {
        format!("upwards, from layer {} to {}", from.layer, to.layer)
    } else if !from.beside.contains(&to.module) {
        format!("between neighbours of layer {}, not allowed by the table", from.layer)
    } else {
        return None;
    };
    Some(format!("{}: {reason}", shown(graph, edge)))
}

/// An `impl Type { … }` outside the top-level module that defines the type: a dependency of the type on code
/// it does not know.
fn foreign_impl(graph: &Graph, edge: &Edge) -> Option<String> {
    let (from, to) = (graph.module(edge.from).first()?, graph.module(edge.to).first()?);
    (edge.kind == PathKind::InherentImpl && from != to)
        .then(|| format!("{}: methods of a type stand in its own module", shown(graph, edge)))
}

/// `src/yaml/build.rs:11 uses src/form/mod.rs (crate::form::Path)`.
fn shown(graph: &Graph, edge: &Edge) -> String {
    let (from, to) = (graph.path(edge.from), graph.path(edge.to));
    format!("{from}:{} uses {to} ({})", edge.line, edge.written)
}
