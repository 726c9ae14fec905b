//! Writes made-up data files, all different, for trying out long runs:
//!
//! ```text
//! cargo run --release --example corpus -- 1000 corpus
//! ```

use std::path::Path;

#[path = "../tests/bulk/corpus.rs"]
mod corpus;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(count), Some(folder), None) = (args.next(), args.next(), args.next()) else {
        return Err("usage: corpus COUNT FOLDER".into());
    };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for number in 0..count.parse()? {
        std::fs::write(
            folder.join(format!("{number:05}-{}.yaml", corpus::agency(number))),
            corpus::report(number),
        )?;
    }
    Ok(())
}
