//! `nianbao fonts`: the faces of the program itself, those of a folder, and their licences.

use crate::nianbao as run_in;
use crate::tools::{nianbao, repository, run};

/// Where each role's first face comes from, by the roles' names.
fn first_faces(listing: &str) -> Vec<(String, String)> {
    listing
        .lines()
        .filter(|line| !line.starts_with([' ', '提']))
        .map(|line| {
            let (role, rest) = line.split_once(char::is_whitespace).unwrap();
            (role.to_owned(), rest.trim().to_owned())
        })
        .collect()
}

#[test]
fn every_role_has_a_face_and_a_folder_replaces_one() {
    let folder = tempfile::tempdir().unwrap();
    let name = "FandolFang-Regular.otf";
    std::fs::copy(repository("fonts").join(name), folder.path().join(name)).unwrap();
    let listing = run(nianbao().env("NIANBAO_FONTS", folder.path()).args(["fonts", "--no-system-fonts"]));
    let faces = first_faces(&listing);
    assert_eq!(faces.len(), 6, "{listing}");
    for (role, face) in faces {
        let from_folder = face.contains(&*folder.path().to_string_lossy());
        assert_eq!(from_folder, role == "仿宋", "{role} {face}");
        assert_ne!(face.contains("程序内的"), from_folder, "{role} {face}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named_by_fonts_and_by_build() {
    let folder = tempfile::tempdir().unwrap();
    let message = "字体文件夹 /nowhere/at/all 不存在，用的是程序里自带的字体";
    let listing = run(nianbao().env("NIANBAO_FONTS", "/nowhere/at/all").arg("fonts"));
    assert!(listing.contains(message), "{listing}");
    let mut build = nianbao();
    build.env("NIANBAO_FONTS", "/nowhere/at/all").arg("build").arg(repository("examples/jiyuan-2024.yaml"));
    let out = build.arg("-o").arg(folder.path()).output().unwrap();
    assert!(out.status.success());
    assert!(String::from_utf8_lossy(&out.stderr).contains(message), "{out:?}");
}

#[test]
fn licences_name_every_file_and_print_their_texts() {
    let folder = tempfile::tempdir().unwrap();
    let (status, out, _) = run_in(folder.path(), &["fonts", "--licenses"]);
    assert_eq!(status, 0);
    for entry in std::fs::read_dir(repository("fonts")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with("tf") {
            assert!(out.contains(&name), "{name}");
        }
    }
    for entry in std::fs::read_dir(repository("fonts/licenses")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(out.contains(text.trim_end()));
    }
    assert!(out.contains("NIANBAO_FONTS"), "how the faces under GPL-3 are replaced");
}
