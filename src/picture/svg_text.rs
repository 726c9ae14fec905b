//! The text of an SVG in a face of ours: a drawing names faces of the machine it was made on, and an engine
//! that does not find them takes one that may not have the characters.

use super::PictureError;
use crate::xml::{Element, Node, escape};

/// The drawing with all text in one family. `shown` gives for each character the one to be set.
///
/// ```text
/// <text style="font: bold 12px Arial; fill: red">甲</text>
/// <text style="font: bold 12px 'Shu Song'; fill: red">甲</text>
/// ```
pub(super) fn in_family(
    bytes: &[u8],
    family: &str,
    shown: &dyn Fn(char) -> char,
) -> Result<Vec<u8>, PictureError> {
    let text = super::svg::text(bytes)?;
    let mut root = Element::parse(&text, super::svg::LIMITS)?;
    set_family(&mut root, family, false, shown);
    root.set("font-family", escape(&quoted(family)));
    Ok(root.to_part(text.len()).into_bytes())
}

fn quoted(family: &str) -> String {
    format!("'{}'", family.replace(['\'', '\\'], ""))
}

fn set_family(element: &mut Element, family: &str, in_text: bool, shown: &dyn Fn(char) -> char) {
    let in_text = in_text || element.name == "text";
    let is_style = element.name == "style";
    element.remove_attribute("font-family");
    for name in ["style", "font"] {
        if let Some(value) = element.value(name).map(|value| value.into_owned()) {
            let value = match name {
                "style" => with_family(&value, family),
                _ => shorthand(&value, family),
            };
            element.set(name, escape(&value));
        }
    }
    for node in &mut element.children {
        match node {
            Node::Element(child) => set_family(child, family, in_text, shown),
            Node::Text(text) if is_style => *text = with_family(text, family).into(),
            Node::Text(text) if in_text => *text = text.chars().map(shown).collect::<String>().into(),
            Node::Text(_) => {}
        }
    }
}

/// Declarations of CSS without `font-family`, and with this family in `font`.
fn with_family(css: &str, family: &str) -> String {
    let declaration = |piece: &str| {
        let (text, end) = match piece.strip_suffix([';', '{', '}']) {
            Some(text) => (text, &piece[text.len()..]),
            None => (piece, ""),
        };
        match text.split_once(':').map(|(name, value)| (name.trim().to_lowercase(), value)) {
            Some((name, _)) if name == "font-family" => end.to_owned(),
            Some((name, value)) if name == "font" => format!("font:{}{end}", shorthand(value, family)),
            _ => piece.to_owned(),
        }
    };
    css.split_inclusive([';', '{', '}']).map(declaration).collect()
}

/// The value of `font` with another family: what stands behind the size.
fn shorthand(value: &str, family: &str) -> String {
    let words: Vec<&str> = value.split_whitespace().collect();
    // A weight (`700`) has no unit; the height of the line may stand behind the size (`12px/1.2`).
    let is_size = |word: &&str| {
        let word = word.split('/').next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && word.ends_with(|c: char| c.is_ascii_alphabetic() || c == '%')
    };
    match words.iter().position(is_size) {
        Some(size) => format!("{} {}", words[..=size].join(" "), quoted(family)),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_in_one_family() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\" font-family=\"Arial\">\
                   <style>.a{font-family:SimHei;fill:red} .b { font : bold 700 12px/1.2 Arial, sans-serif }</style>\
                   <text font-family=\"楷体\" style=\"fill:red;font-family:Arial\">甲乙&lt;</text><desc>乙</desc></svg>";
        let shown = |c| if c == '乙' { '〓' } else { c };
        let drawn = String::from_utf8(in_family(svg.as_bytes(), "Shu Song", &shown).unwrap()).unwrap();
        assert!(!drawn.contains("Arial") && !drawn.contains("SimHei") && !drawn.contains("楷体"), "{drawn}");
        assert!(drawn.contains(">甲〓&lt;</text><desc>乙</desc>"), "{drawn}");
        assert!(drawn.contains("font:bold 700 12px/1.2 'Shu Song'}"), "{drawn}");
        assert!(drawn.contains("fill:red"), "{drawn}");
        assert_eq!(drawn.matches("Shu Song").count(), 2, "{drawn}");
        assert!(super::super::svg::read(drawn.as_bytes()).is_ok());
    }
}
