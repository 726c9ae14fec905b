//! The renderers, on documents made by hand: those of the formats that are compiled in.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "pdf")]
mod measure;
#[cfg(feature = "docx")]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(all(feature = "pdf", feature = "docx", feature = "html"))]
mod pictures;
#[cfg(feature = "docx")]
mod reference;
#[cfg(feature = "docx")]
mod sample;
#[cfg(feature = "pdf")]
mod specimen;
#[cfg(all(feature = "pdf", feature = "docx", feature = "html"))]
mod templates;

/// 署名 and date of an agency whose name is longer than a line, with the lines it breaks into.
#[cfg(any(feature = "pdf", feature = "docx"))]
fn signed_by_a_long_name() -> ([&'static str; 2], nianbao::document::Block) {
    let lines = ["新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县", "人力资源和社会保障局（医疗保障局）"];
    let signature = nianbao::document::Signature {
        name: Some(lines.concat()),
        date: Some("2025年1月20日".to_owned()),
        name_before: None,
        date_before: None,
    };
    (lines, nianbao::document::Block::Signature(signature))
}
