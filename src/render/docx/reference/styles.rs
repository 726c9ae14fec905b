//! The reference's styles with those added that a draft needs and the reference lacks.
//!
//! How it works: a style of the draft is the reference's if that has one of the same kind with the same
//! identifier, or with the same name: programs name identifiers as they like (`Heading1`, `1`, `a3`) but keep
//! Word's names (`heading 1`), if they do not translate them (标题 1). Where the identifiers differ, the
//! draft's paragraphs are renamed. A style that is missing is added. It stands on the reference's 正文 in
//! nothing, as the lines of a table would otherwise take over the spacing of its paragraphs: what the draft's
//! own 正文 says is added as a style of its own.
//!
//! ```text
//! draft       reference                        →
//! Heading1    id 1, name "heading 1"           the reference's, paragraphs refer to 1
//! Title       id Title, name "Title"           the reference's
//! TableText   –                                added, based on ReportBase
//! ```

use std::collections::BTreeMap;

use super::read::make_portable;
use crate::xml::{Element, Node, escape};

/// The draft's 正文 under a name of its own.
const BASE: &str = "ReportBase";

/// Identifiers of the draft that have another one in the reference.
pub(super) type Renamed = BTreeMap<String, String>;

/// Adds to the reference's styles what they lack of the draft's.
pub(super) fn merge<'t>(reference: &mut Element<'t>, draft: &Element<'t>) -> Renamed {
    make_portable(reference);
    let all = || draft.elements().filter(|style| style.name == "w:style");
    let mut renamed = Renamed::new();
    let mut missing = Vec::new();
    for style in all() {
        let id = id_of(style);
        match counterpart(reference, style) {
            Some(other) if other != id => drop(renamed.insert(id, other)),
            Some(_) => {}
            None => missing.push(style.clone()),
        }
    }
    if missing.is_empty() {
        return renamed;
    }
    reference.children.extend(base(draft).map(Node::Element));
    for mut style in missing {
        // Where another kind of style has its identifier.
        let id = id_of(&style);
        let taken = reference.elements().any(|other| other.name == "w:style" && id_of(other) == id);
        if taken {
            let own = format!("Report{id}");
            style.set("w:styleId", escape(&own));
            renamed.insert(id, own);
        }
        reference.push(style);
    }
    let added = reference.elements_mut().skip_while(|style| id_of(style) != BASE).skip(1);
    added.for_each(|style| rebase(style, &renamed));
    renamed
}

fn id_of(style: &Element) -> String {
    style.value("w:styleId").unwrap_or_default().into_owned()
}

/// Word's name of a style, in lower case and untranslated.
fn name_of(style: &Element) -> String {
    let name = style.elements().find(|e| e.name == "w:name").and_then(|e| e.value("w:val"));
    let name = name.unwrap_or_default().trim().to_lowercase();
    match name.as_str() {
        "正文" => "normal".to_owned(),
        "标题" => "title".to_owned(),
        "页眉" => "header".to_owned(),
        "页脚" => "footer".to_owned(),
        "签名" => "signature".to_owned(),
        "题注" => "caption".to_owned(),
        _ => match name.strip_prefix("标题") {
            Some(level) => format!("heading {}", level.trim()),
            None => name,
        },
    }
}

/// The identifier of the reference's style that stands for one of the draft's.
fn counterpart(reference: &Element, style: &Element) -> Option<String> {
    let kind = |style: &Element| style.value("w:type").unwrap_or_default().into_owned();
    let same_kind =
        || reference.elements().filter(|other| other.name == "w:style" && kind(other) == kind(style));
    let by_id = same_kind().find(|other| id_of(other) == id_of(style));
    let by_name = || same_kind().find(|other| name_of(other) == name_of(style));
    // A default style is there once for each kind.
    let is_default = |style: &Element| style.value("w:default").is_some_and(|v| v == "1" || v == "true");
    let by_default = || is_default(style).then(|| same_kind().find(|other| is_default(other))).flatten();
    by_default().or(by_id).or_else(by_name).map(id_of)
}

/// The draft's 正文 with its faces, as a style that stands on nothing.
fn base<'t>(draft: &Element<'t>) -> Option<Element<'t>> {
    let normal = draft.elements().find(|style| id_of(style) == "Normal")?;
    let mut base = Element::new("w:style").with("w:type", "paragraph").with("w:customStyle", "1");
    base.set("w:styleId", BASE);
    base.push(Element::new("w:name").with("w:val", "报告正文"));
    base.children.extend(normal.elements().filter(|e| e.name == "w:pPr").cloned().map(Node::Element));
    // Faces and size first, then what 正文 adds; both are in the order of the schema.
    let mut run = draft.find("rPrDefault")?.find("rPr")?.clone();
    if let Some(own) = normal.elements().find(|e| e.name == "w:rPr") {
        let size = run.elements().position(|e| e.name == "w:sz").unwrap_or(run.children.len());
        run.children.splice(size..size, own.children.iter().cloned());
    }
    base.push(run);
    Some(base)
}

/// Lets an added style stand on the draft's 正文 and refer to others by their names in the reference.
fn rebase(style: &mut Element, renamed: &Renamed) {
    // A pair of linked styles must name each other, and only one of them may be added.
    style.children.retain(|node| !matches!(node, Node::Element(e) if e.name == "w:link"));
    let is_paragraph = style.value("w:type").is_some_and(|kind| kind == "paragraph");
    for link in style.elements_mut().filter(|e| matches!(&*e.name, "w:basedOn" | "w:next")) {
        let to = link.value("w:val").unwrap_or_default().into_owned();
        let based_on_text = link.name == "w:basedOn" && to == "Normal" && is_paragraph;
        let to = if based_on_text { BASE } else { renamed.get(&to).unwrap_or(&to) };
        link.set("w:val", escape(to));
    }
}
