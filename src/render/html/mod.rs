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

use handlebars::{Handlebars, RenderErrorReason};

use crate::document::Document;
use crate::layout::Layout;
use crate::templates::Template;
use crate::text::is_html_forbidden;

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
        /// What is wrong; in English if the message is the engine's.
        message: String,
    },
    /// The document as data for the template is wrong; a fault of this program.
    #[error("网页未能生成：{0}")]
    Engine(String),
}

/// Writes HTML from documents. Made once, shared by all threads.
pub struct HtmlRenderer {
    registry: Handlebars<'static>,
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
        registry.register_template_string(&template.name, &template.text).map_err(|e| {
            let (line, column) = e.pos().unwrap_or((1, 1));
            HtmlError::Template { name: template.name.clone(), line, column, message: e.reason().to_string() }
        })?;
        Ok(Self { registry, name: template.name.clone(), layout: layout.clone() })
    }

    /// The document as HTML. The same document gives the same text.
    ///
    /// # Errors
    /// The template names something that does not exist, or a helper in it failed.
    pub fn render(&self, document: &Document, options: &HtmlOptions) -> Result<String, HtmlError> {
        let document = document.accepted();
        let view = view::View::of(&document, &self.layout, options);
        self.registry.render(&self.name, &view).map_err(|e| match (e.line_no, e.column_no) {
            (Some(line), Some(column)) => {
                let message = match e.reason() {
                    RenderErrorReason::MissingVariable(Some(name)) => format!("没有“{name}”这个名称"),
                    reason => reason.to_string(),
                };
                HtmlError::Template { name: self.name.clone(), line, column, message }
            }
            _ => HtmlError::Engine(e.to_string()),
        })
    }
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
