//! Which file of `src/` uses which: every path that the code writes, followed to the file that defines what it
//! names.
//!
//! How a path is followed. `use super::{Face}` in `src/fonts/scan.rs` names the module `fonts`; there,
//! `pub use self::face::Face` hands it on; so the path leads to two files, `src/fonts/mod.rs` and
//! `src/fonts/face.rs`, and `scan.rs` depends on both. In the same way `report::read()` is followed through the
//! `use crate::report;` above it, and a name that `use super::*` brought in through that glob.
//!
//! What rustc knows and this does not: types that no path names (the result of a method), items made by macros.
//!
//! Shared by `tests/architecture.rs` and `examples/import_graph.rs`.

pub mod paths;
pub mod source;
pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use self::paths::{PathKind, Scope, WrittenPath, written_paths};
use self::source::{ModulePath, Sources};

/// One file uses another.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Indices into [`Sources::files`].
    pub from: usize,
    pub to: usize,
    pub line: usize,
    /// The path as it is written.
    pub written: String,
    pub is_test: bool,
    pub kind: PathKind,
}

/// The files and what each of them uses.
pub struct Graph {
    pub sources: Sources,
    pub edges: Vec<Edge>,
    /// The top-level modules, in the order of their names.
    pub modules: BTreeSet<String>,
}

impl Graph {
    /// Finds every edge between two files.
    pub fn new(sources: Sources) -> Self {
        let mut resolver = Resolver::default();
        let mut written = Vec::new();
        for (index, file) in sources.files.iter().enumerate() {
            let (paths, scopes) = written_paths(file);
            resolver.modules.extend(scopes.keys().map(|module| (module.clone(), index)));
            resolver.scopes.extend(scopes);
            written.extend(paths.into_iter().map(|path| (index, path)));
        }
        let edges = written.iter().flat_map(|(from, path)| resolver.edges(*from, path)).collect();
        let modules = sources.files.iter().filter_map(|file| file.module.first().cloned()).collect();
        Self { sources, edges, modules }
    }

    /// The name of a file: `src/report/read.rs`.
    pub fn path(&self, file: usize) -> &str {
        &self.sources.files[file].path
    }

    /// The module that a file holds.
    pub fn module(&self, file: usize) -> &[String] {
        &self.sources.files[file].module
    }

    /// Which top-level module uses which, tests apart.
    pub fn between_modules(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut uses: BTreeMap<&str, BTreeSet<&str>> =
            self.modules.iter().map(|module| (module.as_str(), BTreeSet::new())).collect();
        for edge in self.edges.iter().filter(|edge| !edge.is_test) {
            if let (Some(from), Some(to)) = (self.module(edge.from).first(), self.module(edge.to).first())
                && from != to
            {
                uses.entry(from).or_default().insert(to);
            }
        }
        uses
    }

    /// Circles between the children of one module, at every depth; one circle for each set of children that
    /// reach one another, as the edges that close it.
    ///
    /// A child stands for all files below it. Edges between a module's own file and what is below it count
    /// nowhere, as a parent and its child may know each other; so do tests.
    pub fn circles(&self) -> Vec<Vec<&Edge>> {
        // Parent module → (child, child) → the first edge between them.
        let mut levels: BTreeMap<&[String], BTreeMap<(&str, &str), &Edge>> = BTreeMap::new();
        for edge in self.edges.iter().filter(|edge| !edge.is_test) {
            let (from, to) = (self.module(edge.from), self.module(edge.to));
            let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
            if let (Some(a), Some(b)) = (from.get(shared), to.get(shared)) {
                levels.entry(&from[..shared]).or_default().entry((a, b)).or_insert(edge);
            }
        }
        levels.values().flat_map(circles_among).collect()
    }
}

/// Finds for each group of nodes that reach one another a shortest circle through its first node.
fn circles_among<'a>(edges: &BTreeMap<(&str, &str), &'a Edge>) -> Vec<Vec<&'a Edge>> {
    let nodes: BTreeSet<&str> = edges.keys().map(|(from, _)| *from).collect();
    let mut circles = Vec::new();
    let mut done = BTreeSet::new();
    for start in nodes {
        if done.contains(start) {
            continue;
        }
        // Breadth first from `start`, remembering by which edge each node was reached first.
        let mut reached_by: BTreeMap<&str, (&str, &'a Edge)> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for ((_, to), edge) in edges.iter().filter(|((from, _), _)| *from == node) {
                if !reached_by.contains_key(to) {
                    reached_by.insert(to, (node, edge));
                    queue.push_back(to);
                }
            }
        }
        if !reached_by.contains_key(start) {
            continue;
        }
        let mut circle = Vec::new();
        let mut node = start;
        loop {
            let (before, edge) = reached_by[node];
            circle.push(edge);
            done.insert(before);
            node = before;
            if node == start {
                break;
            }
        }
        circle.reverse();
        circles.push(circle);
    }
    circles
}

/// Follows paths to modules.
#[derive(Default)]
struct Resolver {
    /// Every module, those written out inside a file too, with the file it stands in.
    modules: BTreeMap<ModulePath, usize>,
    scopes: BTreeMap<ModulePath, Scope>,
}

/// Where one path has led so far.
#[derive(Default)]
struct Trail {
    /// The modules it leads through: the one it names and, where that hands the name on, the one that defines
    /// it.
    through: Vec<ModulePath>,
    /// Names looked up already: two modules may bring in each other's names by globs.
    seen: BTreeSet<(ModulePath, String)>,
}

impl Resolver {
    fn edges(&self, from: usize, path: &WrittenPath) -> Vec<Edge> {
        // A lone name of a variable or function is not a path to a module.
        let names_a_type = |name: &String| name.starts_with(char::is_uppercase);
        if path.segments.len() == 1 && path.kind == PathKind::Mention && !names_a_type(&path.segments[0]) {
            return Vec::new();
        }
        let mut trail = Trail::default();
        self.follow(&path.module, &path.segments, &mut trail);
        let files = trail.through.iter().filter_map(|module| self.modules.get(module)).copied();
        let files: BTreeSet<usize> = files.filter(|to| *to != from).collect();
        let edge = |to| Edge {
            from,
            to,
            line: path.line,
            written: path.segments.join("::"),
            is_test: path.is_test,
            kind: path.kind,
        };
        files.into_iter().map(edge).collect()
    }

    /// Follows a path written in `module`. Paths out of the crate lead nowhere.
    fn follow(&self, module: &[String], path: &[String], trail: &mut Trail) {
        match path.first().map(String::as_str) {
            None => {}
            Some("crate") => self.descend(Vec::new(), &path[1..], trail),
            Some("self") => self.descend(module.to_vec(), &path[1..], trail),
            Some("super") => {
                let steps = path.iter().take_while(|segment| *segment == "super").count();
                let parent = &module[..module.len().saturating_sub(steps)];
                self.descend(parent.to_vec(), &path[steps..], trail);
            }
            Some(_) => self.follow_name(module, path, trail),
        }
    }

    /// Follows a path that begins with a name in the scope of `module`.
    fn follow_name(&self, module: &[String], path: &[String], trail: &mut Trail) {
        let name = &path[0];
        let Some(scope) = self.scopes.get(module) else { return };
        if !trail.seen.insert((module.to_vec(), name.clone())) {
            return;
        }
        if self.is_module(module, name) {
            self.descend([module, &path[..1]].concat(), &path[1..], trail);
        } else if scope.items.contains(name) {
            trail.through.push(module.to_vec());
        } else if let Some(import) = scope.imports.get(name) {
            self.follow(module, &[import, &path[1..]].concat(), trail);
        } else {
            for glob in scope.globs.iter().filter(|glob| self.is_inside(module, scope, &glob[0])) {
                let mut found = Trail { through: Vec::new(), seen: std::mem::take(&mut trail.seen) };
                self.follow(module, &[glob, path].concat(), &mut found);
                trail.seen = found.seen;
                // Where a glob leads only to the module it names, the name is not one of that module's.
                if found.through.len() > 1 || found.through.first().is_some_and(|m| self.defines(m, name)) {
                    trail.through.extend(found.through);
                    return;
                }
            }
        }
    }

    /// Goes down from `module` along the names of child modules; the first name that is none is looked up there.
    fn descend(&self, mut module: ModulePath, path: &[String], trail: &mut Trail) {
        for (at, segment) in path.iter().enumerate() {
            if self.is_module(&module, segment) {
                module.push(segment.clone());
                continue;
            }
            trail.through.push(module.clone());
            if !self.defines(&module, segment) {
                self.follow_name(&module, &path[at..], trail);
            }
            return;
        }
        trail.through.push(module);
    }

    fn is_module(&self, parent: &[String], name: &String) -> bool {
        self.modules.contains_key(&[parent, std::slice::from_ref(name)].concat())
    }

    fn defines(&self, module: &ModulePath, name: &String) -> bool {
        self.scopes.get(module).is_some_and(|scope| scope.items.contains(name))
    }

    /// Whether a glob that begins with `first` is one of this crate's.
    fn is_inside(&self, module: &[String], scope: &Scope, first: &String) -> bool {
        matches!(first.as_str(), "crate" | "self" | "super")
            || self.is_module(module, first)
            || scope.items.contains(first)
            || scope.imports.contains_key(first)
    }
}
