use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::layout::Layout;

fn layout() -> Layout {
    Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap()
}

fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts")
}

fn load(paths: Vec<PathBuf>) -> Fonts {
    layout().fonts(&FontOptions { paths, system: false, bundled: None }).unwrap()
}

/// A folder with an empty folder per name.
pub(super) fn with_folders(names: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for name in names {
        fs::create_dir_all(root.path().join(name)).unwrap();
    }
    root
}

/// A bundled face under a name of two bytes a character at most as long, with other licence bits.
fn renamed(folder: &Path, from: &str, old: &str, new: &str, fs_type: u16) -> PathBuf {
    let mut data = fs::read(bundled().join(from)).unwrap();
    let utf16 = |s: &str| s.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let (old, mut new) = (utf16(old), utf16(new));
    while new.len() < old.len() {
        new.extend([0, b' ']);
    }
    let places: Vec<usize> = (0..data.len() - old.len()).filter(|&i| data[i..].starts_with(&old)).collect();
    assert!(!places.is_empty());
    for place in places {
        data[place..place + new.len()].copy_from_slice(&new);
    }
    let count = usize::from(u16::from_be_bytes([data[4], data[5]]));
    let record = (0..count).map(|i| 12 + 16 * i).find(|&r| &data[r..r + 4] == b"OS/2").unwrap();
    let table = u32::from_be_bytes(data[record + 8..record + 12].try_into().unwrap()) as usize;
    data[table + 8..table + 10].copy_from_slice(&fs_type.to_be_bytes());
    let file = folder.join("own.ttf");
    fs::write(&file, data).unwrap();
    file
}

#[test]
fn bundled_faces_play_all_roles() {
    let fonts = load(vec![]);
    let first = |role| fonts.chain(role)[0].family().to_owned();
    assert_eq!(
        ROLES.map(first),
        [
            "Baogao Biaoti Song",
            "Baogao Hei",
            "FandolKai",
            "FandolFang R",
            "Baogao Shu Song",
            "Liberation Serif"
        ]
    );
    for role in &ROLES[..5] {
        assert_eq!(fonts.chain(*role).last().unwrap().family(), "Baogao Song");
    }
    assert!(fonts.chain(Role::Latin)[0].file.to_string().ends_with("LiberationSerif-Regular.ttf"));
    assert!(fonts.notices().is_empty(), "{:?}", fonts.notices());
    let listing = fonts.listing();
    assert_eq!(listing.len(), 6);
    let kai = listing.iter().find(|l| l.role == Role::Kai).unwrap();
    assert!(kai.absent.contains(&"KaiTi_GB2312"));
    assert_eq!(kai.chain[0].source, Source::Bundled);
}

#[test]
fn a_given_face_comes_first_by_its_english_or_chinese_name() {
    for (new, known_as) in [("SimHei", "SimHei"), ("黑体", "黑体")] {
        let folder = tempfile::tempdir().unwrap();
        // The face keeps its Chinese name 报告黑 beside the new one.
        renamed(folder.path(), "BaogaoHei.ttf", "Baogao Hei", new, 0);
        let fonts = load(vec![folder.path().to_owned()]);
        let face = &fonts.chain(Role::Hei)[0];
        assert_eq!(face.source, Source::Path);
        assert!(face.has_name(known_as), "{:?}", face.names());
        assert_eq!(fonts.chain(Role::Hei)[1].family(), "Baogao Hei");
        assert!(fonts.listing().iter().all(|l| l.role != Role::Hei || !l.absent.contains(&known_as)));
    }
}

#[test]
fn a_face_that_must_not_be_embedded_is_refused() {
    for (fs_type, refusal) in
        [(2, Refusal::Restricted), (0x108, Refusal::NoSubsetting), (0x200, Refusal::BitmapOnly)]
    {
        let folder = tempfile::tempdir().unwrap();
        let file = renamed(folder.path(), "BaogaoHei.ttf", "Baogao Hei", "SimHei", fs_type);
        let fonts = load(vec![file.clone()]);
        assert_eq!(fonts.chain(Role::Hei)[0].source, Source::Bundled);
        assert_eq!(
            fonts.notices(),
            [FontNotice::Refused { family: "SimHei".to_owned(), file: FontFile::Disk(file), refusal }]
        );
    }
}

#[test]
fn damaged_files_are_named_and_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(bundled().join("LiberationSerif-Regular.ttf")).unwrap();
    let mut lengths: Vec<usize> = (0..400).step_by(7).collect();
    lengths.extend([1000, 10_000, 100_000, whole.len() - 1000]);
    for (i, len) in lengths.iter().enumerate() {
        fs::write(folder.path().join(format!("{i:03}.ttf")), &whole[..*len]).unwrap();
    }
    fs::write(folder.path().join("text.otf"), "这不是字体").unwrap();
    fs::write(folder.path().join("huge.ttc"), b"ttcf\0\x01\0\0\xff\xff\xff\xff").unwrap();
    fs::write(folder.path().join("empty.ttf"), "").unwrap();
    fs::create_dir(folder.path().join("folder.ttf")).unwrap();
    let fonts = load(vec![folder.path().to_owned()]);
    let broken = fonts.notices().iter().filter(|n| matches!(n, FontNotice::Broken { .. })).count();
    assert!(broken > lengths.len() / 2, "{broken}");
    assert!(fonts.notices().iter().any(|n| n.to_string().contains("text.otf")));
    // Whatever was taken in can at least be asked.
    assert!(!fonts.chain(Role::Latin).is_empty());
    fonts.missing(Role::Latin, "中é");
}

#[test]
fn a_face_that_no_role_names_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = renamed(folder.path(), "BaogaoHei.ttf", "Baogao Hei", "Comic", 0);
    let notice = FontNotice::Unused { family: "Comic".to_owned(), file: FontFile::Disk(file.clone()) };
    assert_eq!(load(vec![file]).notices(), [notice]);
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let options = FontOptions { paths: vec!["/nowhere/at/all".into()], ..FontOptions::bundled_only() };
    assert!(matches!(layout().fonts(&options), Err(FontError::Path { .. })));
}

#[cfg(not(feature = "embed-fonts"))]
#[test]
fn without_any_face_the_places_looked_at_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let options = FontOptions { bundled: Some(folder.path().to_owned()), ..FontOptions::bundled_only() };
    let Err(FontError::NoFace { tried, .. }) = layout().fonts(&options) else { panic!("faces from nowhere") };
    assert_eq!(tried, [folder.path()]);
}

#[cfg(feature = "embed-fonts")]
#[test]
fn the_program_has_the_files_of_the_folder() {
    let embedded = bundled::embedded();
    let mut names: Vec<_> = fs::read_dir(bundled()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.retain(|name| matches!(Path::new(name).extension(), Some(e) if e == "ttf" || e == "otf"));
    names.sort();
    assert_eq!(names, embedded.iter().map(|file| file.name).collect::<Vec<_>>());
    for file in embedded {
        assert!(fs::read(bundled().join(file.name)).unwrap() == file.bytes, "{}", file.name);
    }
}

#[cfg(feature = "embed-fonts")]
#[test]
fn a_face_of_a_folder_replaces_the_one_in_the_program() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(bundled().join("FandolFang-Regular.otf"), folder.path().join("own.otf")).unwrap();
    let options = FontOptions { bundled: Some(folder.path().to_owned()), ..FontOptions::bundled_only() };
    let fonts = layout().fonts(&options).unwrap();
    let fang = fonts.chain(Role::Fang);
    assert_eq!(fang[0].file, FontFile::Disk(folder.path().join("own.otf")));
    assert_eq!(fang.iter().filter(|face| face.family() == "FandolFang R").count(), 1);
    assert!(matches!(fonts.chain(Role::Kai)[0].file, FontFile::Embedded(_)));
    assert!(fonts.notices().is_empty(), "{:?}", fonts.notices());
}

#[cfg(feature = "embed-fonts")]
#[test]
fn a_folder_that_is_not_there_is_named_and_the_program_has_faces() {
    let folder = PathBuf::from("/nowhere/at/all");
    let options = FontOptions { bundled: Some(folder.clone()), ..FontOptions::bundled_only() };
    let fonts = layout().fonts(&options).unwrap();
    assert_eq!(fonts.notices(), [FontNotice::NoFolder { folder }]);
}

#[test]
fn every_bundled_face_has_a_licence_with_its_text() {
    let licensed: BTreeSet<&str> = BUNDLED_LICENCES.iter().flat_map(|l| l.files).copied().collect();
    let files: BTreeSet<String> = fs::read_dir(bundled())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".ttf") || name.ends_with(".otf"))
        .collect();
    assert_eq!(licensed, files.iter().map(String::as_str).collect());
    for licence in BUNDLED_LICENCES {
        // GPL-3 asks that its faces can be replaced; what the text is, the text itself says.
        let gpl = licence.texts.iter().any(|text| text.contains("GNU GENERAL PUBLIC LICENSE"));
        let ofl = licence.texts.iter().any(|text| text.contains("SIL OPEN FONT LICENSE"));
        assert!(gpl != ofl, "{:?}", licence.files);
        assert_eq!(gpl, licence.replacement.is_some());
        assert_eq!(gpl, licence.name.contains("GPL-3.0"));
    }
}

/// A font file of one table: the family's name in bytes of two, as old Chinese faces for Windows have it.
fn old_chinese_face(name: &str) -> Vec<u8> {
    let gbk = encoding_rs::GBK.encode(name).0.into_owned();
    // One record: Windows, PRC, Chinese, family; two bytes a character.
    let mut table =
        vec![0, 0, 0, 1, 0, 18, 0, 3, 0, 3, 8, 4, 0, 1, 0, u8::try_from(gbk.len()).unwrap(), 0, 0];
    table.extend(&gbk);
    let mut data = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    data.extend(b"name\0\0\0\0\0\0\0\x1c");
    data.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
    data.extend(&table);
    data
}

#[test]
fn names_of_old_chinese_faces_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.ttf");
    fs::write(&file, old_chinese_face("仿宋_GB2312")).unwrap();
    assert_eq!(header::read(&FontFile::Disk(file.clone())).unwrap()[0].names, ["仿宋_GB2312"]);
}

#[test]
fn a_collection_may_have_the_directories_of_its_faces_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("far.ttc");
    let far = 100_000_u32;
    let mut data = b"ttcf\0\x01\0\0\0\0\0\x02".to_vec();
    data.extend([far, far].map(u32::to_be_bytes).concat());
    data.resize(far as usize, 0);
    let mut face = old_chinese_face("黑体");
    // The table's place counts from the start of the file.
    face[20..24].copy_from_slice(&(far + 28).to_be_bytes());
    data.extend(face);
    fs::write(&file, data).unwrap();
    let headers = header::read(&FontFile::Disk(file.clone())).unwrap();
    assert_eq!(headers.len(), 2);
    assert!(headers.iter().all(|h| h.names == ["黑体"]));
}

#[test]
fn a_spoilt_byte_in_a_header_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spoilt.ttf");
    let whole = old_chinese_face("仿宋");
    for at in 0..whole.len() {
        for byte in [0, 1, 0x7F, 0xFF] {
            let mut spoilt = whole.clone();
            spoilt[at] = byte;
            fs::write(&file, spoilt).unwrap();
            let _ = header::read(&FontFile::Disk(file.clone()));
        }
    }
}
