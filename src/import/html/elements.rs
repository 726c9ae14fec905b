//! What the elements of a web page are to a report: paragraphs, layout, or nothing that it says.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Elements whose text is no part of what a page says.
pub(super) fn is_skipped(element: &Element) -> bool {
    let chart = element.classes().any(|c| c == "chart");
    let hidden = element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|s| s.replace(' ', "").contains("display:none"));
    chart
        || hidden
        || matches!(
            element.name(),
            "head"
                | "script"
                | "style"
                | "noscript"
                | "template"
                | "svg"
                | "img"
                | "video"
                | "audio"
                | "iframe"
                | "object"
                | "canvas"
                | "button"
                | "select"
                | "textarea"
                | "input"
                | "nav"
                | "caption"
        )
}

/// Skipped elements that a reader of the page sees.
pub(super) fn is_content(element: &Element) -> bool {
    matches!(element.name(), "img" | "svg" | "video" | "audio" | "iframe" | "object" | "canvas")
        || element.classes().any(|c| c == "chart")
}

/// A table that only lays out a page.
pub(super) fn is_layout(table: NodeRef<Node>) -> bool {
    let mut cells = 0;
    for node in table.descendants().skip(1) {
        if let Node::Element(element) = node.value() {
            match element.name() {
                "table" | "h1" | "h2" | "h3" => return true,
                "td" | "th" => cells += 1,
                _ => {}
            }
        }
    }
    cells <= 1
}

/// Elements that begin and end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "address"
            | "form"
            | "fieldset"
            | "hr"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "body"
            | "html"
            | "center"
    )
}

/// What our own pages put 署名 and date into.
pub(super) fn is_signature(element: &Element) -> bool {
    element.attr("class").is_some_and(|c| c.split_whitespace().any(|c| c == "signature"))
}
