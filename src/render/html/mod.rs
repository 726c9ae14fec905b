//! The web page: one self-contained page, or the fragment of it to paste into a content management system.
//!
//! The page is the Handlebars template `page.html.hbs` filled with the view (`view.rs`) of a document. No
//! script, no outside resource: style stands in the page's head and, where a paste filter would throw that
//! away, in `style` attributes.
//!
//! ```
//! use nianbao::document::{Document, DocumentOptions};
//! use nianbao::layout::Layout;
//! use nianbao::render::html::{HtmlOptions, HtmlRenderer};
//! use nianbao::templates::Templates;
//! use nianbao::{report, yaml::Source};
//! let source = Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n依申请公开: {本年新收: {自然人: 3}, 结转下年度: {自然人: 3}}\n");
//! let report = report::read(source.into()).0.expect("a report");
//! let templates = Templates::default();
//! let renderer = HtmlRenderer::new(&Layout::parse(&templates.layout.text)?, &templates.page)?;
//! let document = Document::of(&report, &DocumentOptions::default());
//! let page = renderer.render(&document, &HtmlOptions::default())?;
//! assert!(page.contains(r#"data-path="依申请公开.本年新收.自然人""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod header_scopes;
#[cfg(test)]
mod tests;
mod view;

use std::io;

use handlebars::Template as Compiled;
use handlebars::template::TemplateElement;
use handlebars::{Context, Handlebars, Output, RenderContext, Renderable};

use crate::document::Document;
use crate::layout::Layout;
use crate::templates::Template;
use crate::text::is_html_forbidden;
use crate::wording;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HtmlForm {
    /// A page of its own, from its doctype on.
    #[default]
    Page,
    /// One `article` element without head, to paste into a page of the agency's site.
    Fragment,
}

/// How HTML is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct HtmlOptions {
    /// Page or fragment.
    pub form: HtmlForm,
}

impl HtmlOptions {
    /// A page or a fragment.
    pub fn new(form: HtmlForm) -> Self {
        Self { form }
    }
}

/// Bytes of the largest page. That of a long report has 300 KB; a template that loops over its own data could
/// fill the memory.
const MAX_PAGE: usize = 64 << 20;
/// The most blocks inside each other, and the most brackets in a row, in a template. The built-in one has six
/// and one; the parser recurses over both.
const MAX_NESTING: usize = 64;

/// HTML could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HtmlError {
    /// The template is wrong.
    #[error("网页模板有误：{name}:{line}:{column}: {message}")]
    Template {
        /// The template's name.
        name: String,
        /// Line in it, from 1.
        line: usize,
        /// Column in it, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The document as data for the template is wrong; a fault of this program.
    #[error("网页未能生成：{0}")]
    Engine(String),
}

/// Writes HTML from documents. Made once, shared by all threads.
pub struct HtmlRenderer {
    registry: Handlebars<'static>,
    template: Compiled,
    /// The template's.
    name: String,
    layout: Layout,
}

impl HtmlRenderer {
    /// A renderer for a template and a layout (margins for print, faces, the fill of bands).
    ///
    /// # Errors
    /// The template is no Handlebars template. A name in it that does not exist shows only when a document is
    /// rendered.
    pub fn new(layout: &Layout, template: &Template) -> Result<Self, HtmlError> {
        let mut registry = Handlebars::new();
        // A misspelt name must be an error, not an empty text.
        registry.set_strict_mode(true);
        registry.unregister_helper("log");
        registry.register_escape_fn(escape);
        let wrong = |line, column, message| {
            Err(HtmlError::Template { name: template.name.clone(), line, column, message })
        };
        if let Some(line) = too_deep(&template.text) {
            return wrong(line, 1, format!("嵌套超过 {MAX_NESTING} 层"));
        }
        let compiled = match Compiled::compile_with_name(&template.text, template.name.clone()) {
            Ok(compiled) => compiled,
            Err(e) => {
                let (line, column) = e.pos().unwrap_or((1, 1));
                return wrong(line, column, wording::handlebars_template(e.reason()));
            }
        };
        if let Some((line, column)) = call_in_part(&compiled, false) {
            return wrong(line, column, "{{#*inline}} 里不能再用 {{> }}".to_owned());
        }
        // The template is not registered, so that it cannot call itself by its name.
        Ok(Self { registry, template: compiled, name: template.name.clone(), layout: layout.clone() })
    }

    /// The document as HTML. The same document gives the same text.
    ///
    /// # Errors
    /// The template names something that does not exist, or a helper in it failed.
    pub fn render(&self, document: &Document, options: &HtmlOptions) -> Result<String, HtmlError> {
        let document = document.accepted();
        let view = view::View::of(&document, &self.layout, options);
        let data = Context::wraps(&view).map_err(|e| HtmlError::Engine(e.to_string()))?;
        let mut page = Page(String::new());
        let rendered = self.template.render(&self.registry, &data, &mut RenderContext::new(None), &mut page);
        rendered.map_err(|e| match (e.line_no, e.column_no) {
            (Some(line), Some(column)) => {
                let message = wording::handlebars_render(e.reason());
                HtmlError::Template { name: self.name.clone(), line, column, message }
            }
            _ => HtmlError::Engine(e.to_string()),
        })?;
        Ok(page.0)
    }
}

/// A page as it is written, up to [`MAX_PAGE`].
struct Page(String);

impl Output for Page {
    fn write(&mut self, text: &str) -> io::Result<()> {
        if self.0.len() + text.len() > MAX_PAGE {
            return Err(io::Error::other(format!("网页超过 {MAX_PAGE} 字节")));
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// The first line, from 1, at which blocks or brackets nest more deeply than the parser is trusted with.
/// Blocks are counted by the first sign of each tag.
fn too_deep(template: &str) -> Option<usize> {
    // For each open block itself and its `{{else if …}}`, which nest inside it when they are rendered.
    let mut open: Vec<usize> = Vec::new();
    let (mut depth, mut at) = (0, 0);
    while let Some(start) = template[at..].find("{{").map(|i| at + i) {
        at = start + template[start..].find("}}").unwrap_or(template.len() - start);
        let tag = &template[start..at];
        let inside = tag.trim_start_matches(['{', '~', ' ', '\t', '\r', '\n']);
        match inside.chars().next() {
            Some('#') => {
                open.push(1);
                depth += 1;
            }
            Some('/') => depth -= open.pop().unwrap_or(0),
            _ if inside.starts_with("else") || inside.starts_with('^') => {
                let chained = open.last_mut();
                depth += usize::from(chained.is_some());
                chained.into_iter().for_each(|block| *block += 1);
            }
            _ => {}
        }
        let brackets = tag.matches(['(', '[', '{']).count();
        if depth > MAX_NESTING || brackets > MAX_NESTING {
            return Some(1 + template[..start].matches('\n').count());
        }
    }
    None
}

/// Where a part of the template (`{{#*inline}}`) calls a part, itself perhaps, by line and column: what calls
/// itself overflows the stack. Parts are called from outside of parts only.
fn call_in_part(template: &Compiled, in_part: bool) -> Option<(usize, usize)> {
    template.elements.iter().zip(&template.mapping).find_map(|(element, place)| match element {
        TemplateElement::HelperBlock(block) => {
            block.template.iter().chain(&block.inverse).find_map(|inner| call_in_part(inner, in_part))
        }
        TemplateElement::DecoratorBlock(part) => {
            part.template.iter().find_map(|inner| call_in_part(inner, true))
        }
        TemplateElement::PartialBlock(call) if !in_part => {
            call.template.iter().find_map(|inner| call_in_part(inner, in_part))
        }
        TemplateElement::PartialExpression(_) if !in_part => None,
        TemplateElement::PartialBlock(_)
        | TemplateElement::PartialExpression(_)
        | TemplateElement::DecoratorExpression(_) => Some((place.0, place.1)),
        _ => None,
    })
}

/// Text as it stands in HTML, inside and outside of attributes. Characters that HTML forbids are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_html_forbidden(c) => {}
            c => out.push(c),
        }
    }
    out
}
