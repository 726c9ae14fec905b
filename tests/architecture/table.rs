//! The tables of ARCHITECTURE.md that a test holds the code to.

use std::collections::BTreeSet;
use std::error::Error;

/// The table of layers, from the bottom up.
pub struct Layers {
    pub rows: Vec<LayerRow>,
}

/// One row: a top-level module.
pub struct LayerRow {
    pub layer: u32,
    pub module: String,
    /// Modules of the same layer that it may use.
    pub beside: BTreeSet<String>,
}

impl Layers {
    /// Reads the table that begins with the columns `layer` and `module`.
    ///
    /// # Errors
    /// No such table, a layer that is no number or stands below the one before it, a module named twice.
    pub fn parse(markdown: &str) -> Result<Self, Box<dyn Error>> {
        let mut rows: Vec<LayerRow> = Vec::new();
        for cells in table(markdown, &["layer", "module"]).ok_or("ARCHITECTURE.md has no table of layers")? {
            let [layer, module, .., beside] = cells.as_slice() else {
                return Err(format!("a row of the table of layers has too few cells: {cells:?}").into());
            };
            let layer: u32 = layer.parse().map_err(|_| format!("“{layer}” is not the number of a layer"))?;
            let module = in_backticks(module).next().ok_or_else(|| format!("no module in row {module}"))?;
            if rows.last().is_some_and(|before| before.layer > layer) {
                return Err(format!("`{module}` of layer {layer} stands above a higher layer").into());
            }
            if rows.iter().any(|row| row.module == module) {
                return Err(format!("`{module}` has two rows").into());
            }
            let beside = in_backticks(beside).map(str::to_owned).collect();
            rows.push(LayerRow { layer, module: module.to_owned(), beside });
        }
        Ok(Self { rows })
    }

    /// The row of a module.
    pub fn row(&self, module: &str) -> Option<&LayerRow> {
        self.rows.iter().find(|row| row.module == module)
    }
}

/// The table that begins with the columns `module` and `files`: the files and folders in backticks, from the
/// repository's folder: `src/report/read.rs`, `src/report/prose/`.
pub fn files(markdown: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for cells in table(markdown, &["module", "files"]).unwrap_or_default() {
        if let [module, names, ..] = cells.as_slice()
            && let Some(module) = in_backticks(module).next()
        {
            let names = in_backticks(names).filter(|name| is_file_or_folder(name));
            files.extend(names.map(|name| format!("src/{module}/{name}")));
        }
    }
    files
}

/// `read.rs`, `prose/`.
fn is_file_or_folder(name: &str) -> bool {
    name.ends_with(".rs") || name.ends_with('/')
}

/// A word that is no name in this code, and what to write for it.
pub struct Word {
    pub not: String,
    pub but: String,
}

/// Reads the table that begins with the columns `not` and `but`: the words in backticks of its first column.
pub fn words(markdown: &str) -> Vec<Word> {
    let rows = table(markdown, &["not", "but"]).unwrap_or_default();
    let words = rows.iter().filter_map(|cells| match cells.as_slice() {
        [not, but, ..] => Some(in_backticks(not).map(|not| Word { not: not.into(), but: but.clone() })),
        _ => None,
    });
    words.flatten().collect()
}

/// The rows below the head of the first table whose columns begin with `head`.
fn table(markdown: &str, head: &[&str]) -> Option<Vec<Vec<String>>> {
    let mut lines = markdown.lines();
    lines.find(|line| cells(line).is_some_and(|cells| cells.iter().take(head.len()).eq(head)))?;
    Some(lines.skip(1).map_while(cells).collect())
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().to_owned()).collect())
}

fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
