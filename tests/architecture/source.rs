//! The files under `src/`, found as rustc finds them: from `lib.rs`, along the `mod` declarations.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item};

/// A module's name from the crate root, without `crate`: `["report", "read"]`; the root itself is empty.
pub type ModulePath = Vec<String>;

/// One file under `src/`.
pub struct SourceFile {
    /// From the repository's folder, with `/` on every system: `src/report/read.rs`.
    pub path: String,
    /// The module it holds.
    pub module: ModulePath,
    /// Whether it is compiled for tests only: its `mod` declaration stands under `#[cfg(test)]`.
    pub is_test: bool,
    pub text: String,
    pub syntax: syn::File,
}

/// Every file of the library.
pub struct Sources {
    pub files: Vec<SourceFile>,
    /// Files under `src/` that no `mod` declaration leads to, `main.rs` apart.
    pub orphans: Vec<String>,
}

impl Sources {
    /// Reads the crate in `root`, the folder that has `src/`.
    ///
    /// # Errors
    /// A file that cannot be read or parsed, or a `mod` declaration without a file, by name.
    pub fn read(root: &Path) -> Result<Self, Box<dyn Error>> {
        let mut sources = Self { files: Vec::new(), orphans: Vec::new() };
        sources.read_module(root, &root.join("src/lib.rs"), Vec::new(), false)?;
        let known: BTreeMap<&str, ()> = sources.files.iter().map(|f| (f.path.as_str(), ())).collect();
        let mut orphans = Vec::new();
        for path in rust_files(&root.join("src"))? {
            let path = name_of(root, &path);
            if path != "src/main.rs" && !known.contains_key(path.as_str()) {
                orphans.push(path);
            }
        }
        sources.orphans = orphans;
        Ok(sources)
    }

    fn read_module(
        &mut self,
        root: &Path,
        path: &Path,
        module: ModulePath,
        is_test: bool,
    ) -> Result<(), Box<dyn Error>> {
        let name = name_of(root, path);
        let text = fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        let syntax = syn::parse_file(&text).map_err(|e| format!("{name}:{}: {e}", e.span().start().line))?;
        let children = declared_modules(&syntax.items, is_test);
        self.files.push(SourceFile { path: name.clone(), module: module.clone(), is_test, text, syntax });
        for (child, is_test) in children {
            let file = file_of(path, &child).ok_or_else(|| format!("{name}: no file for `mod {child};`"))?;
            let mut module = module.clone();
            module.push(child);
            self.read_module(root, &file, module, is_test)?;
        }
        Ok(())
    }
}

/// The modules of a file that stand in files of their own, and whether each is for tests only.
///
/// Modules written out in the file (`mod tests { … }`) are part of the file.
fn declared_modules(items: &[Item], is_test: bool) -> Vec<(String, bool)> {
    let mut modules = Vec::new();
    for item in items {
        if let Item::Mod(item) = item
            && item.content.is_none()
        {
            modules.push((item.ident.to_string(), is_test || is_for_tests(&item.attrs)));
        }
    }
    modules
}

/// Whether `#[cfg(test)]` is among the attributes.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

/// The file of the module `child` that the file `parent` declares: `a/mod.rs` and `lib.rs` look beside
/// themselves, `a.rs` in the folder `a`.
fn file_of(parent: &Path, child: &str) -> Option<PathBuf> {
    let stem = parent.file_stem()?.to_str()?;
    let folder = match stem {
        "mod" | "lib" => parent.parent()?.to_path_buf(),
        _ => parent.with_extension(""),
    };
    let candidates = [folder.join(format!("{child}.rs")), folder.join(child).join("mod.rs")];
    candidates.into_iter().find(|path| path.is_file())
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
