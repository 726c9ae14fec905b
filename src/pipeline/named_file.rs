//! Where the names of other files in a data file may lead: 上年数据, and the pictures of the prose.
//!
//! Data files come from others. What one names is opened without anybody having seen it, so it must be what
//! an office would write: a relative path, from the folder of the data file, that stays inside this folder,
//! or for 上年数据 the folder that the command was given or started in. Everything else is refused with a
//! finding at its place, on every system alike, before anything is opened:
//!
//! ```text
//! 上年.yaml, ../2023/上年.yaml             a relative path
//! /dev/zero, ~/上年.yaml                   absolute, or a home folder
//! \\server\share\上年.yaml, C:上年.yaml    a network path, a drive
//! -, 上年.yaml:stream, NUL.yaml            standard input, a stream, a device of Windows
//! ../../../上年.yaml, link/上年.yaml       where the path, or a link in it, leads out
//! ```

use std::path::{Component, Path, PathBuf};

use super::inputs::InputError;
use crate::files::{ReadCause, ReadError, or_current, reason};

/// Names that Windows takes for devices, whatever ending they have and in whatever folder.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Why a file that a data file names is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `-`.
    StandardInput,
    /// It begins at the root of a file system, or in a home folder.
    Absolute,
    /// `\\server\share`.
    Network,
    /// `C:`, or a colon elsewhere.
    Colon,
    /// A name of Windows for a device.
    Device(String),
    /// It, or a link in it, leads out of the folders that it may lead to.
    Outside,
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// Its bytes are no text, for this reason.
    NotText(String),
}

impl Refusal {
    /// The refusal of a file that will not be readable at another try either.
    ///
    /// # Errors
    /// The system fails in another way: this may pass, so it is no finding but the failure of this try.
    pub fn unless_passing(error: ReadError) -> Result<Self, InputError> {
        use std::io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
        match &error.cause {
            ReadCause::System(e) if ![NotADirectory, NotFound, PermissionDenied].contains(&e.kind()) => {
                Err(error.into())
            }
            cause => Ok(Refusal::Unreadable(cause.to_string())),
        }
    }

    /// True where the path may be opened, and the file cannot be read.
    pub fn is_inside(&self) -> bool {
        matches!(self, Refusal::Unreadable(_) | Refusal::NotText(_))
    }

    /// What is wrong with the path, to be said after it.
    pub fn what(&self) -> String {
        match self {
            Refusal::StandardInput => "不能是标准输入".to_owned(),
            Refusal::Absolute => "不能是绝对路径".to_owned(),
            Refusal::Network => "不能是网络路径".to_owned(),
            Refusal::Colon => "不能有冒号（盘符）".to_owned(),
            Refusal::Device(name) => format!("不能用设备名“{name}”"),
            Refusal::Outside => "通到了所给的文件夹以外，没有打开".to_owned(),
            Refusal::Unreadable(reason) | Refusal::NotText(reason) => format!("读不了：{reason}"),
        }
    }
}

/// The path of a file that a data file in `folder` names, if it stays in `folder` or in one of `roots`.
pub(super) fn locate(text: &str, folder: &Path, roots: &[PathBuf]) -> Result<PathBuf, Refusal> {
    let relative = relative(text)?;
    let folder = or_current(folder);
    let path = if folder == Path::new(".") { relative.clone() } else { folder.join(&relative) };
    let allowed: Vec<&Path> = roots.iter().map(PathBuf::as_path).chain([folder]).collect();
    // By its text first: whether a file outside exists is nobody's business.
    let plain = |path: &Path| std::path::absolute(path).map(|path| without_dots(&path));
    let system = |error: std::io::Error| Refusal::Unreadable(reason(&error));
    let written = plain(&path).map_err(system)?;
    if !allowed.iter().any(|root| plain(root).is_ok_and(|root| written.starts_with(root))) {
        return Err(Refusal::Outside);
    }
    // Then as the file system has it, links followed.
    let real = path.canonicalize().map_err(system)?;
    let is_inside = |root: &&Path| root.canonicalize().is_ok_and(|root| real.starts_with(root));
    if allowed.iter().any(is_inside) { Ok(path) } else { Err(Refusal::Outside) }
}

/// A path as it is written, if it is a relative one on every system. Both strokes separate.
fn relative(text: &str) -> Result<PathBuf, Refusal> {
    let text = text.replace('\\', "/");
    if text == "-" {
        return Err(Refusal::StandardInput);
    }
    if text.starts_with("//") {
        return Err(Refusal::Network);
    }
    if text.starts_with(['/', '~']) {
        return Err(Refusal::Absolute);
    }
    if text.contains(':') {
        return Err(Refusal::Colon);
    }
    match text.split('/').find(|name| is_device(name)) {
        Some(name) => Err(Refusal::Device(name.to_owned())),
        None => Ok(PathBuf::from(text)),
    }
}

/// True for `NUL`, `nul.yaml`, `Com1 .txt`.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_port = || {
        let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        number.is_some_and(|n| {
            n.chars().count() == 1 && n.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c))
        })
    };
    DEVICES.contains(&stem.as_str()) || is_port()
}

/// A path without `.` and `..`, by its text.
pub(super) fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            component => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_relative_path_is_refused_on_every_system() {
        use Refusal::{Absolute, Colon, Network, StandardInput};
        let device = |name: &str| Refusal::Device(name.to_owned());
        for (text, refusal) in [
            ("/dev/zero", Absolute),
            ("~/上年.yaml", Absolute),
            ("\\上年.yaml", Absolute),
            ("\\\\server\\share\\上年.yaml", Network),
            ("//server/share/上年.yaml", Network),
            ("\\\\?\\C:\\上年.yaml", Network),
            ("C:\\上年.yaml", Colon),
            ("c:上年.yaml", Colon),
            ("上年.yaml::$DATA", Colon),
            ("file:///etc/passwd", Colon),
            ("-", StandardInput),
            ("NUL", device("NUL")),
            ("上年/con.yaml", device("con.yaml")),
            ("Com1 .yaml", device("Com1 .yaml")),
        ] {
            assert_eq!(relative(text), Err(refusal), "{text}");
        }
        assert_eq!(relative("..\\2023\\上年.yaml"), Ok(PathBuf::from("../2023/上年.yaml")));
        assert_eq!(relative("console.yaml"), Ok(PathBuf::from("console.yaml")));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_stays_inside_by_its_text_and_by_its_links() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        std::fs::create_dir_all(at("given/a")).unwrap();
        for file in ["out.yaml", "given/上年.yaml", "given/a/上年.yaml"] {
            std::fs::write(at(file), "").unwrap();
        }
        std::os::unix::fs::symlink(at("out.yaml"), at("given/a/link.yaml")).unwrap();
        std::os::unix::fs::symlink(top.path(), at("given/a/up")).unwrap();
        let roots = [at("given")];
        let locate = |text: &str, roots: &[PathBuf]| super::locate(text, &at("given/a"), roots);
        assert_eq!(locate("上年.yaml", &[]), Ok(at("given/a/上年.yaml")));
        assert_eq!(locate("../上年.yaml", &[]), Err(Refusal::Outside));
        assert_eq!(locate("../上年.yaml", &roots), Ok(at("given/a/../上年.yaml")));
        for out in ["../../out.yaml", "../../没有.yaml", "link.yaml", "up/out.yaml"] {
            assert_eq!(locate(out, &roots), Err(Refusal::Outside), "{out}");
        }
        assert!(matches!(locate("没有.yaml", &roots), Err(Refusal::Unreadable(_))));
    }
}
