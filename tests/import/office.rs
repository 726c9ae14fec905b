//! Drafts that LibreOffice has opened and saved.

use std::process::{Command, Stdio};

use nianbao::import::{self, Limits};
use nianbao::render::docx::{Controls, DocxOptions};

use crate::generate::{assert_same, build_with, data, read};
use crate::round_trip::many;

/// A folder of its own under target/.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/import").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// How many of these: `NIANBAO_OFFICE_TRIPS`.
#[test]
fn drafts_come_back_after_libreoffice_has_saved_them() {
    let there = Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_err() {
        eprintln!("no soffice on this machine: nothing tested");
        return;
    }
    let (before, after) = (folder("before"), folder("after"));
    let mut reports = Vec::new();
    for seed in 0..many("NIANBAO_OFFICE_TRIPS", 2) {
        let report = read(&data(seed).to_yaml());
        let controls = if seed % 2 == 0 { Controls::Figures } else { Controls::None };
        let file = before.join(format!("{seed}.docx"));
        std::fs::write(&file, build_with(&report, &DocxOptions::default().controls(controls))).unwrap();
        reports.push((seed, report, file));
    }
    let tool = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/office-pdf");
    let mut command = Command::new(tool);
    command.env("OFFICE_FORMAT", "docx").arg(&after).args(reports.iter().map(|r| &r.2));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    for (seed, report, _) in reports {
        let bytes = std::fs::read(after.join(format!("{seed}.docx"))).unwrap();
        let imported = import::docx(&bytes, &Limits::default()).unwrap();
        assert_eq!(imported.unplaced, [], "{seed}");
        assert_same(&report, &read(&imported.to_yaml()), &format!("seed {seed}"));
    }
}
