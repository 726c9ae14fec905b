//! The handbook for clerks and the READMEs: what people are to type is understood, what they quote is what the
//! program says, what they show is there.
//!
//! A block ```` ```sh ```` holds commands that are only parsed; a block ```` ```console ```` is run, command by
//! command, in a folder that has the example as `2024.yaml`, the same with an answer too few as `写错.yaml`, and a
//! list of agencies, `名单.txt`, and two registers, `台账.csv` and `台账有误.csv`. The lines below
//! a command must be lines of its output, in this order; `…` stands for any number of others.
//! `NIANBAO_UPDATE=1 cargo test --test cli handbook` writes what the program says today.

use std::path::{Path, PathBuf};

use crate::tools::repository;
use crate::{outcome, write};

const PICTURES: &str = "docs/手册/图";
/// The largest picture, in bytes: the handbook comes with every checkout.
const MAX_PICTURE: u64 = 200_000;

/// A register of applications, with one that last year's report carried over.
const REGISTER: &str = "编号,收到日期,申请人类型,办理结果,答复日期,行政复议结果,复议审结日期\n\
    济公开2024-17,2024-12-20,公民,信息不存在,2025-01-10,,\n\
    济公开2025-1,2025-02-18,公民,予以公开,2025-03-10,,\n\
    济公开2025-2,2025-03-05,企业,不予公开（内部事务信息）,2025-04-15,结果维持,2025-08-01\n\
    济公开2025-3,2025-12-22,公民,,,,\n";

/// The handbook's pages and the READMEs.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(repository("docs/手册"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.extend([repository("README.md"), repository("README.zh-CN.md")]);
    pages.sort();
    pages
}

/// A block of code: its language, and its lines with their numbers from 0.
struct Block {
    language: String,
    lines: Vec<(usize, String)>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(language), None) => {
                open = Some(Block { language: language.trim().to_owned(), lines: Vec::new() });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.lines.push((number, line.trim().to_owned()));
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The arguments of a command of the program; none if the line is something else. A remark at its end and where
/// its output goes are left out.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let rest = line.strip_prefix("nianbao ")?;
    let command = rest.split(" #").next().unwrap_or(rest).split(" > ").next().unwrap_or(rest);
    Some(command.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect())
}

#[test]
fn commands_of_the_handbook_are_understood() {
    let mut wrong = String::new();
    let mut count = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let commands = blocks(&text).into_iter().flat_map(|block| {
            // What the program says may begin with its name, too.
            let quotes = block.language == "console";
            block.lines.into_iter().filter(move |(_, line)| !quotes || line.starts_with("$ "))
        });
        for (number, line) in commands {
            let Some(mut arguments) = arguments(&line) else { continue };
            count += 1;
            // Help is given only after all that stands before it was understood.
            arguments.push("--help".to_owned());
            let (status, _, stderr) = outcome(crate::tools::nianbao().args(&arguments));
            if status != 0 {
                wrong += &format!("{}:{}: {line}\n{stderr}\n", page.display(), number + 1);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 40, "{count} commands were found");
}

/// Where the pages lead: `](target)` outside of code.
fn links(text: &str) -> Vec<String> {
    let (mut links, mut in_code) = (Vec::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            let outside: String = line.split('`').step_by(2).collect();
            links.extend(
                outside.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())),
            );
        }
    }
    links.retain(|link| !link.starts_with("http") && !link.starts_with('#'));
    links
}

#[test]
fn the_handbook_leads_nowhere_in_vain() {
    let (mut wrong, mut shown) = (String::new(), Vec::new());
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let file = link.split('#').next().unwrap_or(&link);
            let target = page.parent().unwrap().join(file);
            match target.canonicalize() {
                Ok(target) => shown.push(target),
                Err(_) => wrong += &format!("{}: {link}\n", page.display()),
            }
        }
    }
    for entry in std::fs::read_dir(repository(PICTURES)).unwrap() {
        let picture = entry.unwrap().path().canonicalize().unwrap();
        let size = picture.metadata().unwrap().len();
        if size > MAX_PICTURE {
            wrong += &format!("{}: {size} bytes\n", picture.display());
        }
        if !shown.contains(&picture) {
            wrong += &format!("{}: no page shows it\n", picture.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What a command prints, its data first.
fn output(folder: &Path, command: &str) -> Vec<String> {
    let arguments = arguments(command).unwrap_or_else(|| panic!("{command} is no command of the program"));
    let (_, stdout, stderr) = outcome(crate::tools::nianbao().current_dir(folder).args(arguments));
    stdout.lines().chain(stderr.lines()).map(|line| line.trim().to_owned()).collect()
}

/// Whether lines are found in an output, in this order.
fn is_quoted(quoted: &[&str], output: &[String]) -> bool {
    let mut rest = output.iter();
    quoted.iter().filter(|line| **line != "…" && !line.is_empty()).all(|line| rest.any(|said| said == line))
}

#[test]
fn the_handbook_quotes_what_the_program_says() {
    let mut wrong = String::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let example = std::fs::read_to_string(repository("examples/jiyuan-2024.yaml")).unwrap();
        write(folder.path(), "2024.yaml", &example);
        write(folder.path(), "写错.yaml", &example.replace("予以公开: {自然人: 3}", "予以公开: {自然人: 2}"));
        write(folder.path(), "名单.txt", "甲县教育局\n甲县民政局\n");
        write(folder.path(), "台账.csv", REGISTER);
        let wrong_register = REGISTER.replace("2025-02-18", "2月18日").replace("（内部事务信息）", "");
        write(folder.path(), "台账有误.csv", &wrong_register);
        let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
        for block in blocks(&text).into_iter().filter(|block| block.language == "console") {
            for part in block.lines.chunk_by(|_, (_, next)| !next.starts_with("$ ")) {
                let ((at, command), quoted) = part.split_first().unwrap();
                let said = output(folder.path(), command);
                let quoted_lines: Vec<&str> = quoted.iter().map(|(_, line)| line.as_str()).collect();
                if std::env::var_os("NIANBAO_UPDATE").is_some() && !is_quoted(&quoted_lines, &said) {
                    quoted.iter().for_each(|(number, _)| lines[*number].clear());
                    lines[*at].extend(said);
                } else if !is_quoted(&quoted_lines, &said) || quoted.is_empty() && !said.is_empty() {
                    wrong += &format!("{}:{}: {command}\n{}\n\n", page.display(), at + 1, said.join("\n"));
                }
            }
        }
        if std::env::var_os("NIANBAO_UPDATE").is_some() {
            let lines: Vec<String> = lines.into_iter().flatten().collect();
            std::fs::write(&page, lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
