//! `nianbao fonts`.

use super::args::FontsArgs;
use super::{Failure, Status, output};
use crate::fonts::{BUNDLED_LICENCES, role_name};
use crate::layout::Layout;
use crate::text::columns;

/// Lists the face of each role on this machine, where it comes from, and what official faces are missing.
pub fn run(args: &FontsArgs) -> Result<Status, Failure> {
    if args.licenses {
        return output::text(&licences()).map(|()| Status::Clean);
    }
    let layout = Layout::parse(crate::templates::LAYOUT)?;
    let fonts = layout.fonts(&args.faces.options())?;
    let mut out = String::new();
    for role in fonts.listing() {
        let name = role_name(role.role);
        for (i, face) in role.chain.iter().enumerate() {
            let head = if i == 0 { name } else { "" };
            let pad = " ".repeat(8usize.saturating_sub(columns(head)));
            let use_ = if i == 0 { "用" } else { "缺字时用" };
            out.push_str(&format!("{head}{pad}{use_} {}（{}，{}）\n", face.family(), face.source, face.file));
        }
        if !role.absent.is_empty() {
            out.push_str(&format!("        本机没有：{}\n", role.absent.join("、")));
        }
    }
    for notice in fonts.notices() {
        out.push_str(&format!("提示：{notice}\n"));
    }
    output::text(&out).map(|()| Status::Clean)
}

/// What each bundled face is, on what terms it may be passed on, and the texts of the licences.
fn licences() -> String {
    let mut out = String::new();
    for licence in BUNDLED_LICENCES {
        out.push_str(&format!(
            "{}\n  来源：{}\n  许可：{}\n",
            licence.files.join("、"),
            licence.origin,
            licence.name
        ));
        if let Some(replacement) = licence.replacement {
            out.push_str(&format!("  替换：{replacement}\n"));
        }
        out.push('\n');
    }
    for licence in BUNDLED_LICENCES {
        for text in licence.texts {
            out.push_str(&format!("———— {} ————\n\n{}\n\n", licence.files.join("、"), text.trim_end()));
        }
    }
    out
}
