//! The Python module of `packaging/python` against this program.

use std::process::Command;

use crate::tools::{repository, run};

#[test]
fn the_python_module_says_what_the_program_says() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_nianbao"));
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&rest));
    let path = std::env::join_paths(folders).unwrap();
    run(Command::new("python3")
        .args(["-B", "-m", "unittest", "discover", "--start-directory"])
        .arg(repository("packaging/python/tests"))
        .env("PYTHONPATH", repository("packaging/python"))
        .env("PATH", path)
        .env_remove("NIANBAO_FONTS"));
}
