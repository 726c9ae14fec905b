//! Pictures that the prose of a data file names.

use crate::{Attack, HEAD};

fn report(picture: &str) -> String {
    format!("{HEAD}前言: |\n  ![图1 数量]({picture})\n")
}

/// A PNG of chunks, with their sums.
fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let bits = bytes.iter().flat_map(|byte| (0..8).map(move |bit| u32::from(byte >> bit & 1)));
        !bits.fold(u32::MAX, |sum, bit| (sum >> 1) ^ (0xEDB8_8320 * ((sum ^ bit) & 1)))
    };
    let chunk = |(name, data): &(&[u8; 4], &[u8])| {
        let summed = [&name[..], data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &summed, &crc(&summed).to_be_bytes()].concat()
    };
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.iter().flat_map(chunk).collect()].concat()
}

fn header(width: u32, height: u32) -> Vec<u8> {
    [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
}

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{inside}</svg>")
}

#[test]
fn a_path_that_leads_out_is_refused_at_its_place() {
    let attack = Attack::new();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("a.svg"), svg("")).unwrap();
    std::os::unix::fs::symlink(outside.path(), attack.path("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("a.svg"), attack.path("link.svg")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", attack.path("zero.png")).unwrap();
    attack.program("mkfifo", &["fifo.png"]).exits(0);
    for path in [
        "/etc/passwd",
        "/dev/zero",
        "~/a.png",
        r"\\server\share\a.png",
        r"C:\a.png",
        "http://a.cn/a.png",
        "file:///etc/passwd",
        "-",
        "NUL.png",
        "../a.svg",
        "out/a.svg",
        "link.svg",
        "zero.png",
        "fifo.png",
        "gone.png",
    ] {
        attack.file("a.yaml", report(path));
        let run = attack.run(&["check", "a.yaml"]);
        run.refuses("N021").says(1, "a.yaml:4:12").within(150, 10);
    }
    // One that stays inside is shown.
    attack.file("图/a.svg", svg(""));
    attack.file("a.yaml", report("图/a.svg"));
    attack.run(&["check", "a.yaml"]).exits(0).within(150, 10);
}

#[test]
fn a_picture_that_claims_too_much_is_refused_before_it_is_decoded() {
    let attack = Attack::new();
    let (rows, end) = ((&b"IDAT", &[0_u8; 64][..]), (&b"IEND", &[][..]));
    let bomb = png(&[(b"IHDR", &header(40_000, 25_000)), (rows.0, rows.1), (end.0, end.1)]);
    attack.file("a.png", bomb);
    attack.file("b.png", vec![0x89; 11 << 20]);
    attack.file("c.svg", svg(&"<g>".repeat(100_000)));
    let level = |n: usize| format!("<g id='g{}'>{}</g>", n + 1, format!("<use href='#g{n}'/>").repeat(10));
    let copies: String = (0..30).map(level).collect();
    attack.file("d.svg", svg(&format!("<g id='g0'><rect/></g>{copies}")));
    let entity = |n: usize| format!("<!ENTITY e{} '{}'>", n + 1, format!("&e{n};").repeat(10));
    let entities: String = (0..20).map(entity).collect();
    attack.file("e.svg", format!("<!DOCTYPE svg [<!ENTITY e0 'x'>{entities}]><svg><text>&e20;</text></svg>"));
    attack.file("f.svg", svg("<image href='file:///etc/passwd'/>"));
    attack.file("g.svg", svg("<script>alert(1)</script>"));
    attack.file("h.png", "GIF89a");
    for picture in ["a.png", "b.png", "c.svg", "d.svg", "e.svg", "f.svg", "g.svg", "h.png"] {
        attack.file("a.yaml", report(picture));
        let run = attack.run(&["build", "a.yaml", "-o", "out", "--to", "pdf,html"]);
        run.refuses("N021").says(1, "a.yaml:4:12").within(400, 30);
    }
}

/// What is whole by its sums and no picture all the same fails the one report, with a sentence.
#[test]
fn a_picture_that_no_engine_decodes_is_an_error() {
    let attack = Attack::new();
    let broken = png(&[(b"IHDR", &header(100, 100)), (b"IDAT", &[7; 64]), (b"IEND", &[])]);
    attack.file("a.png", broken);
    attack.file("a.yaml", report("a.png"));
    let run = attack.run(&["build", "a.yaml", "-o", "out", "--to", "pdf"]);
    assert!(run.status != 0 && run.stderr.contains("PDF 未能生成"), "{run}");
    run.within(400, 30);
}

#[test]
fn many_pictures_are_refused_together() {
    let attack = Attack::new();
    attack.file("a.svg", svg(""));
    let lines = "  ![图](a.svg)\n".repeat(41);
    attack.file("a.yaml", format!("{HEAD}前言: |\n{lines}"));
    attack.run(&["check", "a.yaml"]).refuses("N021").says(1, "a.yaml:44:8").within(150, 10);
    let lines = "  | 甲 | 乙 |\n  |-|-|\n".to_owned() + &"  | 1 | 2 |\n".repeat(30_000);
    attack.file("a.yaml", format!("{HEAD}前言: |\n{lines}"));
    attack.run(&["check", "a.yaml"]).refuses("N022").within(400, 30);
}
