//! `--index`: a page that lists what a run has made, with links.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

use super::super::Failure;
use crate::publish::{Published, refuse_foreign, replace_own};

/// Under this name the page is known to the manifest.
const COMMAND: &str = "index";

/// The page as it grows, row by row. No clock: the same run gives the same page.
pub struct Index {
    file: PathBuf,
    rows: String,
}

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
<title>年度报告目录</title>\n<style>\nbody{font-family:serif;margin:2rem auto;max-width:64rem;padding:0 1rem}\n\
table{border-collapse:collapse;width:100%}\nth,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}\n\
.failed{background:#fdd}\nul{margin:0;padding-left:1.2rem}\n</style>\n</head>\n<body>\n<h1>年度报告目录</h1>\n";

impl Index {
    /// A page for this file.
    ///
    /// # Errors
    /// The file is there and is no earlier page of a run.
    pub fn new(file: &Path) -> Result<Self, Failure> {
        refuse_foreign(file, COMMAND)?;
        Ok(Self { file: file.to_path_buf(), rows: String::new() })
    }

    /// Adds a data file.
    pub fn row(&mut self, name: &str, word: &str, outcome: &Result<Published, Failure>) {
        let label = match word {
            "built" => "已生成",
            "skipped" => "已是最新",
            _ => "失败",
        };
        let (mut links, mut notes) = (Vec::new(), Vec::new());
        match outcome {
            Err(Failure(message)) => notes.push(escape(message)),
            Ok(done) => {
                for path in done.written.iter().chain(&done.current).chain(&done.kept) {
                    let text = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    links.push(format!("<a href=\"{}\">{}</a>", self.href(path), escape(&text)));
                }
                notes.extend(
                    done.kept
                        .iter()
                        .map(|p| format!("{} 被人工改过，没有覆盖", escape(&p.display().to_string()))),
                );
                for finding in &done.findings {
                    let kind = finding.severity.chinese();
                    let (line, column) = (finding.place.start.line, finding.place.start.column);
                    notes.push(format!(
                        "{kind} {}（{line}:{column}）：{}",
                        finding.rule,
                        escape(&finding.message)
                    ));
                }
            }
        }
        let list = |items: &[String]| match items {
            [] => String::new(),
            items => {
                format!("<ul>{}</ul>", items.iter().map(|i| format!("<li>{i}</li>")).collect::<String>())
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.rows,
            "<tr class=\"{word}\"><th scope=\"row\">{}</th><td>{label}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            list(&links),
            list(&notes)
        );
    }

    /// Writes the page.
    pub fn write(self, counts: &str) -> Result<(), Failure> {
        let page = format!(
            "{HEAD}<p>{counts}</p>\n<table>\n<thead><tr><th scope=\"col\">数据文件</th><th scope=\"col\">结果</th><th scope=\"col\">文件</th>\
             <th scope=\"col\">说明</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</body>\n</html>\n",
            self.rows
        );
        replace_own(&self.file, page.as_bytes(), COMMAND)?;
        Ok(())
    }

    /// The relative URL from the page to a file.
    fn href(&self, path: &Path) -> String {
        let whole = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_path_buf());
        let (file, path) = (whole(&self.file), whole(path));
        let from: Vec<Component<'_>> = file.parent().map(|p| p.components().collect()).unwrap_or_default();
        let to: Vec<Component<'_>> = path.components().collect();
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let up = from[common..].iter().map(|_| "..".to_owned());
        let down = to[common..].iter().map(|c| percent(&c.as_os_str().to_string_lossy()));
        up.chain(down).collect::<Vec<_>>().join("/")
    }
}

/// A part of a path in a URL: what would end it or be markup is percent-encoded, Chinese stays readable (RFC
/// 3987).
fn percent(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | '_' | '~')
            || (!c.is_ascii() && !c.is_control())
        {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_page_to_the_file() {
        for (page, file, link) in [
            ("out/index.html", "out/甲 局.pdf", "甲%20局.pdf"),
            ("index.html", "out/a#b.pdf", "out/a%23b.pdf"),
            ("web/index.html", "out/a.pdf", "../out/a.pdf"),
        ] {
            assert_eq!(Index::new(Path::new(page)).unwrap().href(Path::new(file)), link);
        }
    }
}
