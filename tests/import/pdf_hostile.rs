//! PDFs that lie: a clear error, soon, and in little memory. Each is read by the library, in the process of the
//! test, and by the program, which has a process for it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use nianbao::import::{self, ImportError, Limits, PdfError};

/// So long may a file take on a machine that does nothing else; others may be at work when tests run.
const SOON: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 5 });

/// A PDF of these objects, numbered from 1, the first one its catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    out.extend(
        format!("{table}trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    out
}

fn object(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {dict} /Length {} >>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

/// A file of one page, with this content and further objects from 5 on.
fn page(content: Vec<u8>, resources: &str, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>"
    );
    let mut objects = vec![
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object(&page),
        content,
    ];
    objects.extend(more);
    pdf(&objects)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// So many spaces, packed, without as much memory.
fn deflated_spaces(megabytes: usize) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let megabyte = vec![b' '; 1 << 20];
    (0..megabytes).for_each(|_| packed.write_all(&megabyte).unwrap());
    packed.finish().unwrap()
}

fn by_the_library(what: &str, bytes: &[u8]) -> PdfError {
    let start = Instant::now();
    let error = import::pdf(bytes, &Limits::default()).map(|imported| imported.to_yaml()).expect_err(what);
    assert!(start.elapsed() < SOON, "{what}: {:?}", start.elapsed());
    match error {
        ImportError::Pdf(error) => error,
        other => panic!("{what}: {other}"),
    }
}

fn by_the_program(what: &str, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/import/hostile");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{what}.pdf"));
    std::fs::write(&file, bytes).unwrap();
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("import").arg(&file).output().unwrap();
    assert!(start.elapsed() < SOON, "{what}: {:?}", start.elapsed());
    assert_eq!(output.status.code(), Some(2), "{what}: {output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{what}: {message}");
    message
}

#[test]
fn what_unpacks_to_a_gigabyte_is_refused() {
    let gigabyte = deflated(&deflated_spaces(1 << 10));
    assert!(gigabyte.len() < 100_000, "{}", gigabyte.len());
    let twice = page(stream("/Filter [/FlateDecode /FlateDecode]", &gigabyte), "", vec![]);
    assert_eq!(by_the_library("twice", &twice), PdfError::Strange("内容反复压缩".to_owned()));
    assert!(by_the_program("twice", &twice).contains("反复压缩"));
    let once = page(stream("/Filter /FlateDecode", &deflated_spaces(100)), "", vec![]);
    assert!(matches!(by_the_library("once", &once), PdfError::TooLarge { .. }));
    // Behind a filter that the look through a file does not undo, only the process has a limit.
    let hidden =
        page(stream("/Filter [/AHx /FlateDecode]", &hexadecimal(&deflated_spaces(1 << 10))), "", vec![]);
    assert!(matches!(by_the_library("hidden", &hidden), PdfError::Strange(_)));
    by_the_program("hidden", &hidden);
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).chain(*b">").collect()
}

#[test]
fn trees_of_pages_that_lead_back_are_refused() {
    let back = pdf(&[
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object("<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    ]);
    assert_eq!(by_the_library("back", &back), PdfError::Strange("页面目录循环".to_owned()));
    assert!(by_the_program("back", &back).contains("循环"));
    let mut objects = vec![object("<< /Type /Catalog /Pages 2 0 R >>")];
    for next in 3..40 {
        let kid = format!("{next} 0 R ").repeat(8);
        objects.push(object(&format!("<< /Type /Pages /Kids [{kid}] /Count 8 >>")));
    }
    assert!(matches!(by_the_library("ways", &pdf(&objects)), PdfError::TooLarge { .. }));
}

#[test]
fn a_hundred_thousand_objects_are_no_burden() {
    let mut objects = vec![
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
    ];
    objects.resize(100_000, object("<< /A [1 2 3] /B (text) >>"));
    assert_eq!(by_the_library("objects", &pdf(&objects)), PdfError::NoText);
    by_the_program("objects", &pdf(&objects));
    let kids: String = (3..100_000).map(|kid| format!("{kid} 0 R ")).collect();
    objects[1] = object(&format!("<< /Type /Pages /Kids [{kids}] /Count 99997 >>"));
    objects.truncate(3);
    objects.resize(100_000, object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"));
    assert!(matches!(by_the_library("pages", &pdf(&objects)), PdfError::TooLarge { .. }));
    by_the_program("pages", &pdf(&objects));
}

#[test]
fn drawings_without_end_are_ended() {
    // Each form shows the next one ten times.
    let form = |next: usize| {
        let resources = format!("/Resources << /XObject << /X {next} 0 R >> >>");
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"),
            "/X Do ".repeat(10).as_bytes(),
        )
    };
    let forms = (6..30).map(form).collect();
    let forms = page(stream("", b"/X Do"), "/XObject << /X 5 0 R >>", forms);
    assert!(matches!(by_the_library("forms", &forms), PdfError::TooLarge { .. }));
    by_the_program("forms", &forms);
    let nested = page(stream("", "[".repeat(1_000_000).as_bytes()), "", vec![]);
    assert_eq!(by_the_library("nested", &nested), PdfError::Strange("嵌套太深".to_owned()));
    by_the_program("nested", &nested);
    // Each of these keeps a copy of the state of the pen.
    let states = page(stream("", "q ".repeat(20_000_000).as_bytes()), "", vec![]);
    by_the_program("states", &states);
}

#[test]
fn files_without_text_say_what_helps() {
    let scan = page(
        stream("", b"q 595 0 0 842 0 0 cm /X Do Q"),
        "/XObject << /X 5 0 R >>",
        vec![stream(
            "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
            &[0, 255, 255, 0],
        )],
    );
    assert_eq!(by_the_library("scan", &scan), PdfError::Scanned { pages: 1 });
    let message = by_the_program("scan", &scan);
    assert!(message.contains("扫描件") && message.contains("Word"), "{message}");
    assert_eq!(by_the_library("empty page", &page(stream("", b""), "", vec![])), PdfError::NoText);
    let none =
        pdf(&[object("<< /Type /Catalog /Pages 2 0 R >>"), object("<< /Type /Pages /Kids [] /Count 0 >>")]);
    assert_eq!(by_the_library("no pages", &none), PdfError::NoPages);
    for (what, bytes) in [("empty", &b""[..]), ("word", b"PK\x03\x04"), ("page", b"<!DOCTYPE html><html>")] {
        assert_eq!(by_the_library(what, bytes), PdfError::NotPdf, "{what}");
    }
}

#[test]
fn encrypted_files_ask_for_one_that_is_not() {
    let mut objects = pdf(&[
        object("<< /Type /Catalog /Pages 2 0 R >>"),
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
        object(&format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>", "5a".repeat(32))),
    ]);
    let trailer =
        "/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Root";
    let text = String::from_utf8(objects.clone()).unwrap().replace("<< /Root", &format!("<< {trailer}"));
    objects = text.into_bytes();
    let message = by_the_program("encrypted", &objects);
    assert!(message.contains("打开密码"), "{message}");
}

#[test]
fn files_that_are_cut_off_or_changed_are_refused_or_read() {
    let whole = page(stream("", b"BT /F 12 Tf 100 700 Td (report) Tj ET"), "", vec![]);
    let mut random = crate::generate::Random(7);
    for n in 0..400 {
        let mut bytes = whole.clone();
        if n % 2 == 0 {
            bytes.truncate(random.below(bytes.len()));
        } else {
            for _ in 0..1 + random.below(8) {
                let at = random.below(bytes.len());
                bytes[at] = random.next() as u8;
            }
        }
        // A file so small has no report in it, whatever is read.
        import::pdf(&bytes, &Limits::default()).map(|imported| imported.to_yaml()).unwrap_err();
    }
}

#[test]
fn a_damaged_tree_of_tags_does_not_take_the_pages_with_it() {
    let tagged = |kids: &str| {
        pdf(&[
            object("<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R >>"),
            object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"),
            stream("", b"0 0 100 100 re f"),
            object(&format!("<< /Type /StructTreeRoot /K {kids} >>")),
        ])
    };
    let sound = by_the_library("sound tags", &tagged("[1 2]"));
    assert_ne!(sound, PdfError::Damaged);
    // The interpreter passes over these when it looks for the end of the array, and panics when it reads them.
    for (what, kids) in [("sign", "[+-1]"), ("name", "[/A#zz]")] {
        assert_eq!(by_the_library(what, &tagged(kids)), sound, "{what}");
        by_the_program(what, &tagged(kids));
    }
}
