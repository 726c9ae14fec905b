//! nianbao as a library: a data file in, findings on the terminal and finished files in a folder.
//!
//! `cargo run --example library -- examples/jiyuan-2024.yaml out`

use std::error::Error;
use std::path::PathBuf;

use nianbao::pipeline::inputs::Input;
use nianbao::pipeline::{BuildOptions, Format, Pipeline};
use nianbao::printing::human::{self, HumanOptions};
use nianbao::publish::write_all;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "examples/jiyuan-2024.yaml".into());
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "out".into()));

    // Made once: the faces are found and the templates are read here. It can be shared by threads.
    let mut options = BuildOptions::default();
    options.formats = vec![Format::Pdf, Format::Ofd, Format::Docx, Format::Html];
    let pipeline = Pipeline::new(options)?;

    let opened = pipeline.open(&Input::argument(file))?;
    let previous = pipeline.previous(&opened)?;
    let checked = pipeline.check(opened, previous);
    let shown = checked.shown.as_deref();
    eprint!("{}", human::render(checked.about(), &checked.findings, &|_| shown, &HumanOptions::default()));

    // Empty if the report has errors.
    let outputs = pipeline.render(&checked)?;
    let name = checked.name.as_deref().unwrap_or_default();
    let files: Vec<(PathBuf, &[u8])> =
        outputs.iter().map(|o| (folder.join(format!("{name}{}", o.ending)), o.bytes.as_slice())).collect();
    write_all(&files)?;
    for (path, _) in &files {
        println!("{}", path.display());
    }
    Ok(())
}
