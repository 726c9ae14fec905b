//! nianbao as a library: a data file in, findings on the terminal and finished files in a folder.
//!
//! `cargo run --example library -- examples/jiyuan-2024.yaml out`

use std::error::Error;
use std::path::PathBuf;

use nianbao::pipeline::{BuildOptions, Builder, Format};
use nianbao::printing::human::{self, HumanOptions};
use nianbao::publish::write_all;
use nianbao::rules::CheckOptions;
use nianbao::yaml::Source;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "examples/jiyuan-2024.yaml".into());
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "out".into()));

    // Made once: the faces are found and the templates are read here. It can be shared by threads.
    let builder = Builder::new(BuildOptions {
        formats: vec![Format::Pdf, Format::Docx, Format::Html],
        ..BuildOptions::default()
    })?;

    let source = std::sync::Arc::new(Source::new(file.as_str(), std::fs::read_to_string(&file)?));
    let built = builder.build(source.clone(), &CheckOptions::default())?;
    eprint!("{}", human::render(&built.findings, &|_| Some(&*source), &HumanOptions::default()));

    // Empty if the report has errors.
    let name = built.name.unwrap_or_default();
    let files: Vec<(PathBuf, &[u8])> = built
        .outputs
        .iter()
        .map(|o| (folder.join(format!("{name}{}", o.ending)), o.bytes.as_slice()))
        .collect();
    write_all(&files)?;
    for (path, _) in &files {
        println!("{}", path.display());
    }
    Ok(())
}
