//! Writing files: whole files or none, and never over what is not ours to replace.
//!
//! Every file is written to a temporary name in its own folder and renamed when it is complete. Two kinds of
//! files differ in when they are safe from a power cut:
//!
//! - Data files are somebody's work. [`create_new`], [`create_all_new`] and [`write_durably`] return when
//!   they are on the disk, names and all.
//! - Outputs can be made again. [`write_all`] leaves them to the system; a run of many reports syncs them
//!   together (`session.rs`).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::durable::{folder_of, make_folder, sync_all, sync_folder};
use super::error::{CreateError, NewPlace, WriteCause, WriteError};
use super::owner_file;
use crate::files::{self, MANIFEST_FOLDER, Walk};

/// How many new files are open at once.
const OPEN_AT_ONCE: usize = 64;

/// Refuses to go on where a new file is there already: for a command that has much to do before it writes.
///
/// # Errors
/// [`CreateError::Exists`].
pub fn refuse_existing(path: &Path, place: NewPlace) -> Result<(), CreateError> {
    // A link that leads nowhere is there too.
    let there = path.symlink_metadata().is_ok();
    if there { Err(CreateError::Exists { path: path.to_path_buf(), place }) } else { Ok(()) }
}

/// Writes a new data file; never over one that is there. It is on the disk when this returns.
///
/// # Errors
/// It is there, or cannot be written.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), CreateError> {
    create_all_new(&[(path.to_path_buf(), bytes)], NewPlace::File)
}

/// Writes new data files; where one is there already or cannot be written, none is written. They are on the
/// disk when this returns.
///
/// # Errors
/// One is there, or cannot be written.
pub fn create_all_new(files: &[(PathBuf, &[u8])], place: NewPlace) -> Result<(), CreateError> {
    for (path, _) in files {
        refuse_existing(path, place)?;
    }
    let folders = make_folders(files)?;
    folders.iter().for_each(|folder| remove_stale_temp_files_in(folder));
    let mut created = Vec::new();
    let result = files
        .chunks(OPEN_AT_ONCE)
        .try_for_each(|some| create_some_new(some, place, &mut created))
        .and_then(|()| Ok(sync_folders(folders)?));
    if result.is_err() {
        // Nothing was there under these names, and nobody knows yet that there is now.
        for path in created {
            let _ = std::fs::remove_file(path);
        }
    }
    result
}

/// Writes new data files; adds to `created` those that have their names.
fn create_some_new<'f>(
    files: &'f [(PathBuf, &[u8])],
    place: NewPlace,
    created: &mut Vec<&'f Path>,
) -> Result<(), CreateError> {
    let prepared = prepare(files)?;
    prepared.sync()?;
    for (file, path) in prepared.0 {
        persist_new(file, path).map_err(|e| match e.kind() {
            // Another program has made the file in the meantime.
            io::ErrorKind::AlreadyExists => CreateError::Exists { path: path.to_path_buf(), place },
            _ => WriteError::new(path, e).into(),
        })?;
        created.push(path);
    }
    Ok(())
}

/// Gives a new file its name, and fails if there is a file of that name.
fn persist_new(file: NamedTempFile, path: &Path) -> io::Result<()> {
    use io::ErrorKind as Kind;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        // Some file systems cannot rename without replacing: an empty file takes the name first.
        Err(e)
            if matches!(e.error.kind(), Kind::Unsupported | Kind::InvalidInput | Kind::PermissionDenied) =>
        {
            std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
            e.file.persist(path).map(|_| ()).map_err(|e| {
                let _ = std::fs::remove_file(path);
                e.error
            })
        }
        Err(e) => Err(e.error),
    }
}

/// Writes a data file, over the one that is there if there is one, whose permissions it keeps. It is on the
/// disk when this returns.
///
/// # Errors
/// It cannot be written. The old file is as it was, unless the cause is [`WriteCause::NotSynced`] and names
/// it.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let files = [(path.to_path_buf(), bytes)];
    let folders = make_folders(&files)?;
    remove_stale_temp_files_in(folder_of(path));
    let prepared = prepare(&files)?;
    prepared.sync()?;
    prepared.persist()?;
    sync_folders(folders)
}

/// Writes outputs: each to a temporary name in its own folder first, and only when all are complete are they
/// renamed, so that a reader never sees half a file and a failure leaves the old ones. They keep the
/// permissions of those.
///
/// # Errors
/// The first file that cannot be written; none has been replaced then, unless a rename itself failed half
/// way.
pub fn write_all(files: &[(PathBuf, &[u8])]) -> Result<(), WriteError> {
    make_folders(files)?;
    prepare(files)?.persist()
}

/// Files that are complete under temporary names.
pub(super) struct Prepared<'f>(Vec<(NamedTempFile, &'f Path)>);

impl Prepared<'_> {
    /// Puts the bytes onto the disk.
    fn sync(&self) -> Result<(), WriteError> {
        sync_all(&self.0, |(file, _)| file.as_file().sync_all())
            .map_err(|(index, e)| WriteError::new(self.0[index].1, e))
    }

    /// Gives each its name.
    pub fn persist(self) -> Result<(), WriteError> {
        self.0.into_iter().try_for_each(|(file, path)| {
            file.persist(path).map(|_| ()).map_err(|e| WriteError::new(path, e.error))
        })
    }
}

/// Writes all files to temporary names in their folders, which must be there.
pub(super) fn prepare<'f>(files: &'f [(PathBuf, &[u8])]) -> Result<Prepared<'f>, WriteError> {
    let prepare = |(path, bytes): &'f (PathBuf, &[u8])| {
        if let Some(owner) = owner_file::find(path) {
            let cause = WriteCause::InUse { program: owner.program, owner_file: owner.path };
            return Err(WriteError::new(path, cause));
        }
        if path.is_dir() {
            return Err(WriteError::new(path, WriteCause::Folder));
        }
        let file = write_temporary(path, bytes).map_err(|e| WriteError::new(path, e))?;
        Ok((file, path.as_path()))
    };
    files.iter().map(prepare).collect::<Result<_, _>>().map(Prepared)
}

/// Makes the folders of files. Gives those that must be synced for the files to be found again.
fn make_folders(files: &[(PathBuf, &[u8])]) -> Result<BTreeSet<PathBuf>, WriteError> {
    let mut changed = BTreeSet::new();
    for folder in folders(files) {
        changed.extend(make_folder(folder).map_err(|e| WriteError::new(folder, e))?);
    }
    Ok(changed)
}

fn folders<'f>(files: &'f [(PathBuf, &[u8])]) -> BTreeSet<&'f Path> {
    files.iter().map(|(path, _)| folder_of(path)).collect()
}

fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let replaced = std::fs::metadata(path).ok().filter(Metadata::is_file);
    // Others must not open the new file before it has the permissions of the one it replaces.
    let mut file = temporary(folder_of(path), if replaced.is_some() { 0o600 } else { 0o666 })?;
    file.as_file_mut().write_all(bytes)?;
    if let Some(replaced) = replaced {
        keep_access(file.as_file(), &replaced)?;
    }
    Ok(file)
}

/// Gives a file the permissions of the one that it is going to replace, and its owner and group where the
/// system allows that.
#[cfg(unix)]
fn keep_access(file: &File, replaced: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let made = file.metadata()?;
    let mut mode = replaced.mode() & 0o777;
    if made.uid() != replaced.uid() {
        // Only root may give a file away; for others the new file stays their own.
        let _ = fchown(file, Some(replaced.uid()), None);
    }
    if made.gid() != replaced.gid() && fchown(file, None, Some(replaced.gid())).is_err() {
        // What the old group was allowed is not meant for the group of this process: its members were among
        // all others before.
        mode = mode & !0o070 | (mode & 0o007) << 3;
    }
    if made.mode() & 0o777 == mode {
        // As it is on file systems that know no permissions, and refuse to set any.
        return Ok(());
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

/// Elsewhere a file has the permissions of its folder.
#[cfg(not(unix))]
fn keep_access(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

fn sync_folders(folders: BTreeSet<PathBuf>) -> Result<(), WriteError> {
    let folders: Vec<PathBuf> = folders.into_iter().collect();
    sync_all(&folders, |folder| sync_folder(folder)).map_err(|(i, e)| WriteError::not_synced(&folders[i], e))
}

/// Beginning and end of the names of files that are being written.
const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

/// A file to write into, locked for as long as it is open. By the lock [`remove_stale_temp_files`] leaves
/// alone the files of a running process and removes those of a killed one. `mode` has the permissions that
/// Unix gives it, less those that the user's umask takes away.
#[cfg_attr(not(unix), allow(unused_variables, reason = "only Unix has a mode"))]
pub(super) fn temporary(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    loop {
        // Opened and written here, as the crate's own errors do not have the number of the system's.
        let file = builder.make_in(folder, |path| options.open(path))?;
        match file.as_file().try_lock() {
            // Another run, removing stale files, got hold of it in the moment before it was locked.
            Err(std::fs::TryLockError::WouldBlock) => {}
            Ok(()) if !file.path().exists() => {}
            // Some network file systems have no locks; no stale file is removed there.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes what runs that were killed left behind in a folder of outputs, and in its folder of build
/// manifests.
pub fn remove_stale_temp_files(folder: &Path) {
    let folder = files::or_current(folder);
    remove_stale_temp_files_in(folder);
    remove_stale_temp_files_in(&folder.join(MANIFEST_FOLDER));
}

fn remove_stale_temp_files_in(folder: &Path) {
    let is_wanted =
        &|name: &OsStr| name.to_str().is_some_and(|n| n.starts_with(TEMPORARY.0) && n.ends_with(TEMPORARY.1));
    let walk = Walk {
        is_wanted,
        enter_folders: false,
        follow_links: true,
        skip_hidden: false,
        skip_unreadable: true,
    };
    for path in walk.files(folder).unwrap_or_default() {
        if let Ok(file) = files::open(&path, u64::MAX)
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_replaced_by_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        std::fs::write(&old, "old").unwrap();
        let both = [(new.clone(), b"x".as_slice()), (old.clone(), b"x".as_slice())];
        let error = create_all_new(&both, NewPlace::Folder).unwrap_err();
        assert!(error.to_string().ends_with("已经有了，没有覆盖；换一个文件夹，或先移走它"), "{error}");
        assert!(!new.exists());
        create_new(&new, b"new").unwrap();
        let error = create_new(&new, b"again").unwrap_err();
        assert!(error.to_string().ends_with("已经有了，没有覆盖；换一个名字，或先移走它"), "{error}");
        assert_eq!(std::fs::read(&new).unwrap(), b"new");
    }

    #[test]
    fn of_many_new_files_all_are_written_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = |number: usize| folder.path().join(format!("new/{number}"));
        let many: Vec<_> = (0..200).map(|number| (path(number), b"x".as_slice())).collect();
        // That the last one is open is seen when the others are written.
        let lock = folder.path().join("new/.~lock.199#");
        std::fs::create_dir(folder.path().join("new")).unwrap();
        std::fs::write(&lock, "x").unwrap();
        create_all_new(&many, NewPlace::Folder).unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
        std::fs::remove_file(lock).unwrap();
        create_all_new(&many, NewPlace::Folder).unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 200);
    }

    #[test]
    fn what_a_killed_run_left_is_gone_with_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".nianbao-x.tmp"), "half").unwrap();
        write_durably(&folder.path().join("a.yaml"), b"new").unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions_when_it_is_replaced() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        for mode in [0o600, 0o640, 0o664, 0o444] {
            std::fs::write(&path, "old").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            // Where root runs the test, the file is another user's.
            let _ = std::os::unix::fs::chown(&path, Some(12_345), Some(23_456));
            let owner = std::fs::metadata(&path).map(|m| (m.uid(), m.gid())).unwrap();
            write_all(&[(path.clone(), b"new")]).unwrap();
            let written = std::fs::metadata(&path).unwrap();
            assert_eq!((written.mode() & 0o777, (written.uid(), written.gid())), (mode, owner));
            assert_eq!(std::fs::read(&path).unwrap(), b"new");
            std::fs::remove_file(&path).unwrap();
        }
    }
}
