//! Handing files and addresses to the desktop.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::output;

/// How long the file with an address is there for the browser to read.
const HAND_OVER_TIME: Duration = Duration::from_secs(60);

/// Opens an address that others must not learn.
///
/// Every user of a Unix machine can list the arguments of all processes, and a browser that is started with
/// an address has it among them for as long as it runs. So it is started with a file that sends it there,
/// which only this user can read.
pub fn open_private(address: &str) {
    if cfg!(windows) {
        return open(Path::new(address));
    }
    let page = format!(
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>年度报告填报</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n\
         <a href=\"{address}\">打开填报页面</a>\n"
    );
    // The folder of this user's running programs, where the desktop has made one.
    let folder = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| Path::new(folder).is_dir());
    let folder = folder.map_or_else(std::env::temp_dir, Into::into);
    let file = tempfile::Builder::new().prefix("nianbao-").suffix(".html").tempfile_in(folder);
    let Ok(file) = file.and_then(|mut file| file.write_all(page.as_bytes()).map(|()| file)) else {
        return output::say("没有能自动打开浏览器，请自行打开上面的地址");
    };
    let path = file.into_temp_path();
    open(&path);
    std::thread::spawn(move || {
        std::thread::sleep(HAND_OVER_TIME);
        drop(path);
    });
}

/// Opens a file or an address with the program that the desktop has for it.
pub fn open(what: &Path) {
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
    if child.is_err() {
        output::say(&format!("没有能打开它的程序，请自行打开 {}", what.display()));
    }
}
