//! Handing files and addresses to the desktop.

use std::path::Path;
use std::process::{Command, Stdio};

use super::output;

/// Opens a file or an address with the program that the desktop has for it, and says so if there is none.
pub fn open(what: &Path) {
    if !is_opened(what) {
        output::say(&format!("没有能打开它的程序，请自行打开 {}", what.display()));
    }
}

/// Opens a file or an address with the program that the desktop has for it. False if there is none.
pub fn is_opened(what: &Path) -> bool {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let child = Command::new(opener)
        .arg(what)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.is_ok()
}
