//! Every path that a file writes: in `use`, types, expressions, visibilities, attributes and macros.
//!
//! Comments, doc comments and strings hold none; the parser has dropped or marked them. The one exception is a
//! string that an attribute reads as a path, as in `#[serde(default = "super::pages")]`: that is code.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

use super::source::{ModulePath, SourceFile, is_for_tests};

/// A path as it is written.
#[derive(Debug, Clone)]
pub struct WrittenPath {
    /// The module it is written in; one deeper than the file's inside `mod tests { … }`.
    pub module: ModulePath,
    /// `["super", "tree", "Node"]`.
    pub segments: Vec<String>,
    pub line: usize,
    /// Under `#[cfg(test)]`.
    pub is_test: bool,
    pub kind: PathKind,
}

/// Where a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// In a `use` declaration or a visibility.
    Import,
    /// In a type, an expression, a pattern, a macro, an attribute.
    Mention,
    /// The type of an `impl Type { … }` that implements no trait.
    InherentImpl,
}

/// What a module has in its scope by its own declarations.
#[derive(Debug, Default)]
pub struct Scope {
    /// What `use` brings in, by the name it has here.
    pub imports: BTreeMap<String, Vec<String>>,
    /// `use path::*`.
    pub globs: Vec<Vec<String>>,
    /// What is defined here: types, functions, constants, traits, macros.
    pub items: BTreeSet<String>,
}

/// The paths of a file and the scopes of its modules.
pub fn written_paths(file: &SourceFile) -> (Vec<WrittenPath>, BTreeMap<ModulePath, Scope>) {
    let mut collector = Collector {
        module: file.module.clone(),
        is_test: file.is_test,
        paths: Vec::new(),
        scopes: BTreeMap::new(),
    };
    collector.scopes.entry(file.module.clone()).or_default();
    collector.visit_file(&file.syntax);
    (collector.paths, collector.scopes)
}

struct Collector {
    module: ModulePath,
    is_test: bool,
    paths: Vec<WrittenPath>,
    scopes: BTreeMap<ModulePath, Scope>,
}

impl Collector {
    fn add(&mut self, segments: Vec<String>, line: usize, kind: PathKind) {
        let module = self.module.clone();
        self.paths.push(WrittenPath { module, segments, line, is_test: self.is_test, kind });
    }

    fn scope(&mut self) -> &mut Scope {
        self.scopes.entry(self.module.clone()).or_default()
    }

    /// Takes a `use` tree apart: `a::{b, c::d as e, f::*}` is three paths, one of them a glob.
    fn add_use(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.add_use(&path.tree, &with(path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_use(tree, before)),
            UseTree::Name(name) => {
                let name_here = name.ident.to_string();
                self.add_import(name_here, before, name.ident.to_string(), name.ident.span().start().line);
            }
            UseTree::Rename(rename) => {
                let name_here = rename.rename.to_string();
                self.add_import(
                    name_here,
                    before,
                    rename.ident.to_string(),
                    rename.ident.span().start().line,
                );
            }
            UseTree::Glob(glob) => {
                self.scope().globs.push(before.to_vec());
                self.add(before.to_vec(), glob.star_token.spans[0].start().line, PathKind::Import);
            }
        }
    }

    /// `use a::b::{self}` imports `a::b` under the name `b`.
    fn add_import(&mut self, name_here: String, before: &[String], name: String, line: usize) {
        let (name_here, path) = match (name.as_str(), before.last()) {
            ("self", Some(last)) if name_here == "self" => (last.clone(), before.to_vec()),
            ("self", Some(_)) => (name_here, before.to_vec()),
            _ => (name_here, [before, &[name]].concat()),
        };
        self.scope().imports.insert(name_here, path.clone());
        self.add(path, line, PathKind::Import);
    }

    /// Finds `a::b` in tokens that no parser has read: the body of a macro or an attribute.
    fn add_tokens(&mut self, tokens: TokenStream, strings_are_paths: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.add_tokens(group.stream(), strings_are_paths),
                TokenTree::Ident(first) if !is_continued(&tokens[..at]) => {
                    let mut segments = vec![first.to_string()];
                    while let Some(TokenTree::Ident(next)) = after_colons(&tokens, at + 1) {
                        segments.push(next.to_string());
                        at += 3;
                    }
                    self.add(segments, first.span().start().line, PathKind::Mention);
                }
                TokenTree::Literal(literal) if strings_are_paths => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                        && let Ok(path) = text.parse::<syn::Path>()
                    {
                        self.add(segments(&path), literal.span().start().line, PathKind::Mention);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        if let Some(name) = defined_name(item) {
            self.scope().items.insert(name);
        }
        let before = self.is_test;
        self.is_test |= is_for_tests(attributes(item));
        visit::visit_item(self, item);
        self.is_test = before;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() {
            return;
        }
        self.module.push(item.ident.to_string());
        self.scope();
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_none() {
            self.add_use(&item.tree, &[]);
        }
        self.visit_visibility(&item.vis);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_none()
            && let syn::Type::Path(of) = &*item.self_ty
        {
            self.add(segments(&of.path), line_of(&of.path), PathKind::InherentImpl);
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_vis_restricted(&mut self, visibility: &'ast syn::VisRestricted) {
        if visibility.in_token.is_some() {
            self.add(segments(&visibility.path), line_of(&visibility.path), PathKind::Import);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.add(segments(path), line_of(path), PathKind::Mention);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        self.add_tokens(called.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            syn::Meta::List(list) => {
                self.add_tokens(list.tokens.clone(), attribute.path().is_ident("serde"));
            }
            syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
            syn::Meta::Path(_) => {}
        }
    }
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// The line a path begins on.
fn line_of(path: &syn::Path) -> usize {
    path.segments.first().map_or(0, |segment| segment.ident.span().start().line)
}

/// Whether an identifier after these tokens goes on with something: a field, a method, the end of a path.
fn is_continued(before: &[TokenTree]) -> bool {
    matches!(before.last(), Some(TokenTree::Punct(p)) if matches!(p.as_char(), '.' | ':' | '\''))
        && !ends_with_single_colon(before)
        && !ends_with_range(before)
}

/// `field: crate::a` begins a path, `a::b` goes on with one.
fn ends_with_single_colon(before: &[TokenTree]) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(before.last()) && !colon(before.len().checked_sub(2).and_then(|at| before.get(at)))
}

/// `0..super::MAX` begins a path.
fn ends_with_range(before: &[TokenTree]) -> bool {
    let dot = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == '.');
    dot(before.last()) && dot(before.len().checked_sub(2).and_then(|at| before.get(at)))
}

/// The token after `::` at `at`.
fn after_colons(tokens: &[TokenTree], at: usize) -> Option<&TokenTree> {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ':');
    (tokens.get(at).is_some_and(is_colon) && tokens.get(at + 1).is_some_and(is_colon))
        .then(|| tokens.get(at + 2))
        .flatten()
}

fn defined_name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::TraitAlias(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
