//! `nianbao man-page`: the manual page of the program or of one of its commands, for packages to install.
//!
//! clap_mangen writes the sections; headings that it has in English only are put in here.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::args::{Args, ManPageArgs};
use super::{Failure, Status, output};

/// Prints a page.
pub fn run(args: &ManPageArgs) -> Result<Status, Failure> {
    let mut command = Args::chinese();
    let mut found = &mut command;
    for name in &args.command {
        found = found
            .find_subcommand_mut(name)
            .ok_or_else(|| Failure::Because(format!("没有“{name}”这个命令，全部命令见 nianbao help")))?;
    }
    output::data(&page(found.clone())?)?;
    Ok(Status::Clean)
}

/// Behind the head: words are not hyphenated, lines are not stretched, and they may end between Chinese
/// characters, for which groff has a file.
const SETTINGS: &str = ".nh\n.ad l\n.mso zh.tmac\n";

/// The manual page of a command.
fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let has_subcommands = command.get_subcommands().any(|c| !c.is_hide_set());
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let after_help = command.get_after_help().map(ToString::to_string);
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command).source(format!("nianbao {version}")).manual("nianbao");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    page.extend_from_slice(SETTINGS.as_bytes());
    section(&mut page, Some("名称"), |out| man.render_name_section(out))?;
    section(&mut page, Some("用法"), |out| man.render_synopsis_section(out))?;
    section(&mut page, None, |out| man.render_options_section(out))?;
    if has_subcommands {
        section(&mut page, None, |out| man.render_subcommands_section(out))?;
    }
    let mut rest = Roff::default();
    if let Some(text) = after_help {
        rest.control("SH", ["例和退出状态"]);
        for line in text.lines() {
            rest.control("PP", []).text([roman(line)]);
        }
    }
    if let Some((parent, _)) = name.rsplit_once('-') {
        rest.control("SH", ["参见"]).text([bold(parent), roman("(1)")]);
    }
    section(&mut page, None, |out| rest.to_writer(out))?;
    Ok(page)
}

/// Adds a section, under a heading of ours where one is given. What every piece of roff opens with stands at
/// the head of the page already. A line may end behind a 、; groff has it stay with a Latin letter.
fn section(
    page: &mut Vec<u8>,
    heading: Option<&str>,
    render: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut section = Vec::new();
    render(&mut section)?;
    for line in String::from_utf8_lossy(&section).lines() {
        match (line, heading) {
            _ if line.starts_with(".ie ") || line.starts_with(".el ") => {}
            (_, Some(heading)) if line.starts_with(".SH ") => page.extend(format!(".SH {heading}\n").bytes()),
            (_, Some(_)) => page.extend(format!("{line}\n").bytes()),
            (_, None) => page.extend(format!("{}\n", line.replace('、', "、\\:")).bytes()),
        }
    }
    Ok(())
}
