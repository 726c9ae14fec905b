//! What the tests need from outside, set up by themselves: a Python environment with readers that had no part
//! in making the files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program under test.
pub fn nianbao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.env_remove("SOURCE_DATE_EPOCH").env_remove("NIANBAO_FONTS");
    command
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Python with the packages of requirements.txt, in a virtual environment under target/.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let folder = repository("target/tools/python");
        let requirements = repository("tests/tools/requirements.txt");
        let (python, stamp) = (folder.join("bin/python"), folder.join("requirements.txt"));
        let wanted = std::fs::read(&requirements).unwrap();
        // Test binaries run one after another under cargo; a lock file would be needed only if that changed.
        if std::fs::read(&stamp).ok().as_deref() != Some(&wanted) {
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder));
            run(Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(&requirements));
            std::fs::write(&stamp, wanted).unwrap();
        }
        python
    })
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?} cannot be run: {e}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed:\n{out}\n{err}");
    out.into_owned()
}

/// The three tables and the text of a finished report, by `read_tables.py`.
pub fn read_tables(file: &Path) -> serde_json::Value {
    let out = run(Command::new(python()).arg(repository("tests/tools/read_tables.py")).arg(file));
    serde_json::from_str(&out).unwrap()
}

/// A text without any white space: line breaks of a layout do not count.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
