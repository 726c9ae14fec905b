//! Writes made-up data files, all different, for trying out long runs:
//!
//! ```text
//! cargo run --release --example corpus -- 1000 corpus [LAST]
//! ```
//!
//! LAST is a folder for last year's data files of the same agencies.

use std::path::Path;

#[path = "../tests/bulk/corpus.rs"]
mod corpus;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(count), Some(folder), last, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err("usage: corpus COUNT FOLDER [LAST]".into());
    };
    let write = |folder: &str, number: usize, text: String| {
        let name = format!("{number:05}-{}.yaml", corpus::agency(number));
        std::fs::create_dir_all(folder)?;
        std::fs::write(Path::new(folder).join(name), text)
    };
    for number in 0..count.parse()? {
        write(&folder, number, corpus::report(number))?;
        if let Some(last) = &last {
            write(last, number, corpus::last_year(number))?;
        }
    }
    Ok(())
}
