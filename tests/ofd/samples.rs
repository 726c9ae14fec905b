//! Files of other programs, to see whether the table is right: what it complains about must be wrong.

use crate::archive::archive_complaints;
use crate::validate::complaints;

/// Prints what is wrong with the files of the folder in `NIANBAO_OFD_SAMPLES`.
///
/// ```text
/// NIANBAO_OFD_SAMPLES=FOLDER cargo test --test ofd of_other_programs -- --ignored --nocapture
/// ```
#[test]
#[ignore = "a tool: validates the files of a folder"]
fn files_of_other_programs_are_validated() {
    let folder = std::env::var("NIANBAO_OFD_SAMPLES").unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "ofd")) {
        let bytes = std::fs::read(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy();
        let read = |validate: fn(&[u8]) -> Vec<String>| {
            std::panic::catch_unwind(|| validate(&bytes)).unwrap_or_else(|_| vec!["cannot be read".into()])
        };
        for (what, found) in [("", read(complaints)), ("OFD/A ", read(archive_complaints))] {
            println!("{name}: {what}{}", if found.is_empty() { "good" } else { "" });
            for complaint in found {
                println!("    {what}{complaint}");
            }
        }
    }
}
