//! The conditions for archives can fail: each is broken in a file that keeps to them.

use crate::archive::archive_complaints_of;
use crate::mutations::replaced;
use crate::package::Package;
use crate::reports::{EXAMPLE, document, ofd, png, with_pictures};

#[test]
fn what_an_archive_may_not_hold_is_found() {
    let good = Package::read(&ofd(&document(EXAMPLE))).unwrap();
    assert_eq!(archive_complaints_of(&good), [""; 0]);
    let first = "<ofd:Layer ID=\"6\">";
    for (part, from, to, wanted) in [
        ("OFD.xml", "OFD-A", "OFD", "6.2.1 a"),
        ("OFD.xml", "</ofd:DocBody>", "</ofd:DocBody><ofd:DocBody/>", "6.2.1 c"),
        ("OFD.xml", "</ofd:DocRoot>", "</ofd:DocRoot><ofd:Signatures>a.xml</ofd:Signatures>", "6.13"),
        ("Document.xml", "</ofd:Outlines>", "</ofd:Outlines><ofd:Permissions/>", "6.2.2 a"),
        ("Document.xml", "</ofd:Outlines>", "</ofd:Outlines><ofd:VPreferences/>", "6.2.2 b"),
        (
            "Document.xml",
            "</ofd:Outlines>",
            "</ofd:Outlines><ofd:Actions><ofd:Action><ofd:URI/></ofd:Action></ofd:Actions>",
            "6.2.2 c",
        ),
        ("Document.xml", "</ofd:Document>", "<ofd:Extensions>a</ofd:Extensions></ofd:Document>", "6.2.2 e"),
        ("Document.xml", "</ofd:Document>", "<ofd:Attachments>a</ofd:Attachments></ofd:Document>", "6.15"),
        ("Document.xml", "</ofd:Document>", "<ofd:Annotations>a</ofd:Annotations></ofd:Document>", "6.10"),
        ("Document.xml", "PageID=\"1\"", "PageID=\"99999\"", "6.2.5 b"),
        (
            "Page_0/Content.xml",
            "<ofd:Content>",
            "<ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content>",
            "6.2.3 b",
        ),
        (
            "Page_0/Content.xml",
            "</ofd:Content>",
            "</ofd:Content><ofd:Actions><ofd:Action/></ofd:Actions>",
            "6.2.3 c",
        ),
        ("Page_0/Content.xml", first, "<ofd:Layer Name=\"a\"/><ofd:Layer Name=\"a\">", "6.2.3 d"),
        ("Page_0/Content.xml", first, "<ofd:Layer Type=\"Foreground\">", "6.2.4 a"),
        ("PublicRes.xml", "</ofd:Fonts>", "</ofd:Fonts><ofd:DrawParams/>", "6.2.6 a"),
        ("PublicRes.xml", "</ofd:Fonts>", "<ofd:Font ID=\"9\"/></ofd:Fonts>", "6.2.6 b"),
        ("Page_0/Content.xml", "Size=\"", "LineWidth=\"1\" Size=\"", "6.3.3 c"),
        ("Page_0/Content.xml", " Size=\"", " Siz=\"", "6.6 c"),
        ("Page_0/Content.xml", " Size=\"", " CTM=\"0.5 0 0 1 0 0\" Size=\"", "6.6 d"),
    ] {
        let found = archive_complaints_of(&replaced(&good, part, from, to));
        assert!(found.iter().any(|complaint| complaint.starts_with(wanted)), "{from} → {to}: {found:#?}");
    }
    let mut blocks = "<ofd:PageBlock>".repeat(4);
    blocks.push_str(&"</ofd:PageBlock>".repeat(4));
    let deep = replaced(&good, "Page_0/Content.xml", "</ofd:Layer>", &format!("{blocks}</ofd:Layer>"));
    assert_eq!(archive_complaints_of(&deep), ["6.2.3 e: blocks in blocks"]);
    let clip = "<ofd:TextObject Boundary=\"0 0 9 9\" Size=\"1\"><ofd:Clips><ofd:Clip><ofd:Area>\
                <ofd:Path Boundary=\"0 0 9 9\"><ofd:AbbreviatedData>M 0 0 L 9 0 L 9 9 C</ofd:AbbreviatedData>\
                </ofd:Path></ofd:Area></ofd:Clip></ofd:Clips></ofd:TextObject></ofd:Layer>";
    let clipped = replaced(&good, "Page_0/Content.xml", "</ofd:Layer>", clip);
    assert_eq!(archive_complaints_of(&clipped), ["6.3.2 a: a clip that cuts nothing"]);
    let mut bare = good.clone();
    let (_, face) = bare.parts.iter_mut().find(|(name, _)| name.ends_with(".ttf")).unwrap();
    let post = face.windows(4).position(|tag| tag == b"post").unwrap();
    face[post] = b'q';
    assert_eq!(archive_complaints_of(&bare), ["6.2.6 c: a face without one of its ten tables"]);
}

#[test]
fn what_an_archive_may_not_hold_of_pictures_is_found() {
    let yaml = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  ![图](图.png)\n";
    let good = Package::read(&ofd(&with_pictures(yaml, &[("图.png", png(30, 20))]))).unwrap();
    assert_eq!(archive_complaints_of(&good), [""; 0]);
    let clip = "<ofd:PathObject Boundary=\"0 0 9 9\"><ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"1 1 0 9\">\
                </ofd:Path></ofd:Area></ofd:Clip></ofd:Clips></ofd:PathObject></ofd:Layer>";
    for (part, from, to, wanted) in [
        ("DocumentRes.xml", ".png</ofd:MediaFile>", ".gif</ofd:MediaFile>", "6.2.6 e"),
        ("DocumentRes.xml", "Type=\"Image\"", "Type=\"Video\"", "6.2.6 g"),
        ("DocumentRes.xml", "<ofd:MultiMedias>", "<ofd:Fonts/><ofd:MultiMedias>", "6.2.6 a: Fonts"),
        ("Page_0/Content.xml", "<ofd:ImageObject ", "<ofd:ImageObject Fill=\"true\" ", "6.3.3 e"),
        ("Page_0/Content.xml", "<ofd:ImageObject ", "<ofd:ImageObject Interpolate=\"true\" ", "6.5 b"),
        ("Page_0/Content.xml", "</ofd:Layer>", clip, "6.3.2 b"),
    ] {
        let found = archive_complaints_of(&replaced(&good, part, from, to));
        assert!(found.iter().any(|complaint| complaint.starts_with(wanted)), "{from} → {to}: {found:#?}");
    }
    let mut sealed = good.clone();
    sealed.parts.push(("Encryptions.xml".to_owned(), Vec::new()));
    assert_eq!(archive_complaints_of(&sealed), ["6.16: encrypted"]);
}
