//! What a data file may say as 上年数据, and what is said of it if it may not. Where it may lead,
//! `named_file.rs` knows.

use std::ffi::OsStr;
use std::path::Path;

use super::example;
use crate::diagnostic::{Finding, RuleCode};
use crate::files::{or_current, way};
use crate::form::Path as FigurePath;
use crate::pipeline::named_file::{Refusal, locate, without_dots};
use crate::report::{Report, Text};

/// N020 at the value of 上年数据.
pub(super) fn finding(refusal: &Refusal, report: &Report, text: &Text) -> Finding {
    let key = report.form.general.previous.key.as_str();
    let written = &text.text;
    let what = refusal.what();
    let help = match refusal {
        _ if refusal.is_inside() => {
            format!("核对文件名，路径从本文件所在的文件夹起；没有上年数据，删去“{key}”这一行")
        }
        _ => format!(
            "把上年的文件放进同一文件夹，写成相对路径，例如“{key}: {}”；放在别处的，用 --previous 指明",
            example(&report.form)
        ),
    };
    let place = report.place(&text.span);
    Finding::error(RuleCode::N020, format!("“{key}”写的“{written}”{what}"), place)
        .with_path(FigurePath::new(key))
        .with_help(help)
}

/// What a data file in `folder` writes as 上年数据 for a file, so that it may be opened by a command that is
/// started in the current folder; none if it may not.
///
/// ```text
/// 数据/2024.yaml, 数据/2023.yaml    2023.yaml
/// 数据/2024.yaml, 上年/2023.yaml    ../上年/2023.yaml
/// 数据/2024.yaml, /srv/2023.yaml    none
/// ```
pub fn path_of_previous(file: &Path, folder: &Path) -> Option<String> {
    let folder = or_current(folder);
    let plain = |path: &Path| std::path::absolute(path).ok().map(|path| without_dots(&path));
    let (to, from) = (plain(file)?, plain(folder)?);
    let names: Vec<&str> = way(&from, &to).map(OsStr::to_str).collect::<Option<_>>()?;
    let text = names.join("/");
    let roots = [std::env::current_dir().ok()?];
    locate(&text, folder, &roots).is_ok().then_some(text)
}
