//! Pictures of every kind, whole, broken and hostile.

use super::*;

/// A PNG of chunks with the sums that their writer would put behind them.
fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let chunk = |(name, data): &(&[u8; 4], Vec<u8>)| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let summed = [&name[..], data].concat();
        let sum = crc(&summed).to_be_bytes();
        [&length[..], &summed, &sum].concat()
    };
    [png::SIGNATURE.to_vec(), chunks.iter().flat_map(chunk).collect()].concat()
}

/// CRC-32, another way than the reader's.
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for bit in bytes.iter().flat_map(|byte| (0..8).map(move |bit| u32::from(byte >> bit & 1))) {
        sum = (sum >> 1) ^ (0xEDB8_8320 * ((sum ^ bit) & 1));
    }
    !sum
}

fn header(width: u32, height: u32) -> (&'static [u8; 4], Vec<u8>) {
    (b"IHDR", [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat())
}

fn end() -> [(&'static [u8; 4], Vec<u8>); 2] {
    [(b"IDAT", vec![0; 20]), (b"IEND", Vec::new())]
}

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let [data, end] = end();
    png(&[header(width, height), data, end])
}

/// A JPEG of segments, with one scan.
fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
    let segment = |(mark, data): &(u8, &[u8])| {
        [&[0xFF, *mark][..], &u16::try_from(data.len() + 2).unwrap().to_be_bytes(), data].concat()
    };
    let scan = [0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0, 3, 0xFF, 0xD3, 4];
    [&[0xFF, 0xD8], &segments.iter().flat_map(segment).collect::<Vec<u8>>()[..], &scan, &[0xFF, 0xD9]]
        .concat()
}

/// The frame of 300 × 200 pixels in so many colours.
fn frame(colours: u8) -> [u8; 6] {
    [8, 0, 200, 1, 44, colours]
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\">{inside}</svg>")
        .into_bytes()
}

fn refusal(bytes: Vec<u8>) -> String {
    Picture::read(bytes).expect_err("is refused").to_string()
}

#[test]
fn sizes_follow_from_pixels_and_resolution() {
    let read = |bytes| {
        let picture = Picture::read(bytes).unwrap();
        (picture.size_px(), picture.size_pt())
    };
    assert_eq!(read(png_of(960, 480)), ((960, 480), (720.0, 360.0)));
    let [data, last] = end();
    // 11811 pixels to the metre are 300 to the inch.
    let resolution = [&11811u32.to_be_bytes()[..], &11811u32.to_be_bytes(), &[1]].concat();
    let (_, (width, _)) = read(png(&[header(300, 100), (b"pHYs", resolution), data, last]));
    assert!((width - 72.0).abs() < 0.01, "{width}");
    let jfif = b"JFIF\0\x01\x02\x01\0\x96\0\x96\0\0";
    assert_eq!(read(jpeg(&[(0xE0, jfif), (0xC2, &frame(3))])), ((300, 200), (144.0, 96.0)));
    let sized = |attributes: &str| {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}></svg>");
        Picture::read(svg.into_bytes()).map(|p| p.size_pt()).ok()
    };
    assert_eq!(sized("width='72pt' height=\"1in\""), Some((72.0, 72.0)));
    assert_eq!(sized("width='100%' viewBox='0 0 96,192'"), Some((72.0, 144.0)));
    assert_eq!(sized("width='96' viewBox='0 0 10 5'"), Some((72.0, 36.0)));
    for none in ["", "width='1'", "viewBox='0 0 0 0'", "width='1e30' height='1'", "width='NaN' height='1'"] {
        assert_eq!(sized(none), None, "{none}");
    }
}

#[test]
fn a_bitmap_that_is_cut_off_or_changed_is_damaged() {
    for whole in [png_of(3, 3), jpeg(&[(0xC0, &frame(3))])] {
        assert!(Picture::read(whole.clone()).is_ok());
        for length in 0..whole.len() {
            assert!(Picture::read(whole[..length].to_vec()).is_err(), "{length}");
        }
    }
    let mut changed = png_of(3, 3);
    let at = changed.len() - 20;
    changed[at] ^= 1;
    assert_eq!(refusal(changed), "这个 PNG 图片不完整或已损坏；请重新导出");
}

#[test]
fn a_bitmap_of_too_many_pixels_is_refused_by_its_header() {
    for (width, height) in [(40_000, 25_000), (1_000_000, 1), (u32::MAX, u32::MAX)] {
        assert!(refusal(png_of(width, height)).contains("超过上限 2500 万"));
    }
    assert!(Picture::read(png_of(5000, 5000)).is_ok());
    assert!(matches!(Picture::read(png_of(0, 5)), Err(PictureError::Damaged(PictureKind::Png))));
}

#[test]
fn a_jpeg_that_programs_show_in_different_ways_is_refused() {
    assert!(refusal(jpeg(&[(0xC0, &frame(4))])).contains("CMYK"));
    assert!(refusal(jpeg(&[(0xC3, &frame(3))])).contains("SOF3"));
    let exif = |orientation| {
        let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
        [&b"Exif\0\0MM\0*\0\0\0\x08\0\x01"[..], &entry].concat()
    };
    assert!(refusal(jpeg(&[(0xE1, &exif(6)), (0xC0, &frame(3))])).contains("旋转"));
    assert!(Picture::read(jpeg(&[(0xE1, &exif(1)), (0xC0, &frame(3))])).is_ok());
    let mut scans = jpeg(&[(0xC2, &frame(3))]);
    let end = scans.split_off(scans.len() - 2);
    let many = [scans, [0xFF, 0xDA, 0, 2, 7].repeat(40), end].concat();
    assert!(refusal(many).contains("32 遍"));
}

#[test]
fn an_svg_is_a_drawing_and_nothing_else() {
    let drawing = "<defs><clipPath id='c'><rect width='9' height='9'/></clipPath><path id='p' d='M0 0h9'/></defs>\
                   <g clip-path='url(#c)'><use xlink:href='#p' xmlns:xlink='http://www.w3.org/1999/xlink'/></g>\
                   <style>.a { fill: url(#g) }</style><text class='a'>甲</text><metadata><rdf:RDF/></metadata>";
    assert!(Picture::read(svg(drawing)).is_ok());
    let declared =
        [&b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'a.dtd'>"[..], &svg("")];
    assert!(Picture::read(declared.concat()).is_ok());
    for (inside, said) in [
        ("<script>alert(1)</script>", "“script”"),
        ("<foreignObject/>", "“foreignObject”"),
        ("<image href='#a'/>", "“image”"),
        ("<svg:script/>", "“svg:script”"),
        ("<a xmlns:x='http://www.w3.org/2000/svg'><x:script/></a>", "“xmlns:x”"),
        ("<g xmlns='http://www.w3.org/1999/xhtml'/>", "“xmlns”"),
        ("<rect onload='alert(1)'/>", "“onload”"),
        ("<use href='a.svg#p'/>", "“a.svg#p”"),
        ("<rect fill='url(http://a/b)'/>", "“http://a/b”"),
        ("<style>@import 'a.css';</style>", "“style”"),
        ("<rect style='fill:\\75rl(a)'/>", "“style”"),
        ("<rect style='fill:url( \"file:///etc/passwd\")'/>", "file:///etc/passwd"),
        ("<pattern/>", "“pattern”"),
    ] {
        let message = refusal(svg(inside));
        assert!(message.contains(said), "{inside}: {message}");
    }
}

#[test]
fn an_svg_that_grows_without_end_is_refused() {
    // Each group is ten copies of the one before.
    let level = |n: usize| format!("<g id='g{}'>{}</g>", n + 1, format!("<use href='#g{n}'/>").repeat(10));
    let bomb: String = (0..20).map(level).collect();
    assert!(refusal(svg(&format!("<g id='g0'><rect/></g>{bomb}"))).contains("重复引用太多"));
    let large = format!("<g id='a'>{}</g>{}", "<rect/>".repeat(1000), "<use href='#a'/>".repeat(1000));
    assert!(refusal(svg(&large)).contains("重复引用太多"));
    let clip = |n: usize| {
        format!(
            "<clipPath id='c{}'><rect clip-path='url(#c{n})'/><rect clip-path='url(#c{n})'/></clipPath>",
            n + 1
        )
    };
    assert!(refusal(svg(&(0..30).map(clip).collect::<String>())).contains("clip-path"));
    assert!(refusal(svg(&"<g>".repeat(100_000))).contains("嵌套"));
    let entities = "<!DOCTYPE svg [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><svg><text>&b;</text></svg>";
    assert!(refusal(entities.into()).contains("DTD"));
}

#[test]
fn a_file_is_what_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        Picture::open(&folder.path().join(name)).map(|picture| picture.kind()).map_err(|e| e.to_string())
    };
    assert_eq!(open("图1.PNG", &png_of(2, 2)), Ok(PictureKind::Png));
    assert_eq!(open("图1.jpeg", &jpeg(&[(0xC0, &frame(1))])), Ok(PictureKind::Jpeg));
    assert!(open("图1.jpg", &png_of(2, 2)).unwrap_err().contains("文件名说它是 JPEG，内容却是 PNG"));
    for (name, bytes) in
        [("a.gif", &b"GIF89a"[..]), ("a.png", b"GIF89a"), ("png", &png_of(2, 2)), ("a.svg", b"a: 1")]
    {
        assert!(open(name, bytes).unwrap_err().contains("不是 PNG、JPEG 或 SVG"), "{name}");
    }
    let limit = usize::try_from(limits::PICTURE).unwrap();
    assert!(open("b.png", &vec![0; limit + 1]).unwrap_err().contains("超过上限 10 MB"));
}
