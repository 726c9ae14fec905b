//! The files that the page is made of: plain HTML, CSS and modules of JavaScript, as they stand in `page/`.

#[cfg(debug_assertions)]
use crate::files::{self, NamedBy};
use crate::list_page::{FILTER_SCRIPT, FILTER_STYLE};

/// A file of the page.
struct Asset {
    name: &'static str,
    body: &'static str,
}

/// The files named, from the folder `page`.
macro_rules! assets {
    ($($name:literal,)*) => {
        &[$(Asset { name: $name, body: include_str!(concat!("page/", $name)) }),*]
    };
}

/// Every file of the page.
const ASSETS: &[Asset] = assets![
    "index.html",
    "api.js",
    "base.css",
    "clipboard.js",
    "compare.css",
    "compare.js",
    "dom.js",
    "explain.js",
    "drafts.js",
    "figure_picker.js",
    "findings.css",
    "findings.js",
    "form.css",
    "form.js",
    "grid.css",
    "grid.js",
    "history.js",
    "home.css",
    "home.js",
    "last_year.css",
    "last_year.js",
    "main.js",
    "merge.js",
    "preview.css",
    "preview.js",
    "print.css",
    "print.js",
    "print_pages.css",
    "prose.css",
    "prose.js",
    "prose_ranges.js",
    "quit.css",
    "quit.js",
    "refused.js",
    "report.js",
    "report_page.css",
    "report_page.js",
    "saving.js",
    "source.css",
    "source.js",
    "table_map.js",
    "tabs.js",
    "totals.js",
    "waivers.js",
    "unsaved.css",
];

/// What the page has in common with other pages that list reports.
const SHARED: &[Asset] =
    &[Asset { name: "filter.js", body: FILTER_SCRIPT }, Asset { name: "filter.css", body: FILTER_STYLE }];

/// Where a program that is being worked on reads the files instead, at every request: what was changed in the
/// page shows when it is loaded again. A program for offices knows nothing of it.
#[cfg(debug_assertions)]
const FOLDER: &str = "NIANBAO_PAGE";

/// The content type and the text of a file of the page; none where the page has no such file.
pub(super) fn find(name: &str) -> Option<(&'static str, String)> {
    let asset = ASSETS.iter().chain(SHARED).find(|asset| asset.name == name)?;
    let kind = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    #[cfg(debug_assertions)]
    if let Some(folder) = std::env::var_os(FOLDER) {
        let file = std::path::Path::new(&folder).join(name);
        let text = files::read_text(&file, NamedBy::Content, 1 << 20);
        return Some((kind, text.unwrap_or_else(|_| asset.body.to_owned())));
    }
    Some((kind, asset.body.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::ASSETS;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve/page");
        let there = std::fs::read_dir(folder).unwrap();
        let there: BTreeSet<String> =
            there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.name.to_owned()).collect();
        assert_eq!(there, served);
    }
}
