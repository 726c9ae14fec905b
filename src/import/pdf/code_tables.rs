//! Tables of characters for files that name them and do not hold them: text in GBK or Unicode, in a face that
//! is not in the file either (`GBK-EUC-H`, `UniGB-UCS2-H`), as older programs write it.
//!
//! The interpreter goes from codes to the numbers of a collection of glyphs (Adobe-GB1), and from these to
//! characters. The tables for that are large, and only the characters are wanted here; so the numbers are
//! made up, but for Latin letters, whose widths a file gives by their true numbers:
//!
//! ```text
//! GBK-EUC-H      B1 A8 → 131072 + B1A8       20 (space) … 7E → 814 … 908
//! UniGB-UCS2-H   62A5 → 65536 + 62A5         0020 … 007E → 1 … 95
//! Adobe-GB1-UCS2 131072 + B1A8 → 报   65536 + 62A5 → 报   814 → space   1 → space
//! ```

use std::fmt::Write;
use std::sync::LazyLock;

use encoding_rs::GBK;
use hayro_interpret::hayro_cmap::CMapName;

/// The table of a name; none of one that is not known here.
pub(super) fn table(name: CMapName<'_>) -> Option<&'static [u8]> {
    match name {
        CMapName::GbEucH | CMapName::GbkEucH | CMapName::Gbk2kH => Some(FROM_GBK.as_bytes()),
        CMapName::GbkpEucH | CMapName::GbpcEucH => Some(FROM_GBK_PROPORTIONAL.as_bytes()),
        CMapName::UniGbUcs2H | CMapName::UniGbUtf16H => Some(FROM_UNICODE.as_bytes()),
        CMapName::AdobeGb1Ucs2 => Some(TO_UNICODE.as_bytes()),
        _ => None,
    }
}

const FROM_GBK: &str = "/Registry (Adobe) def /Ordering (GB1) def /Supplement 2 def /WMode 0 def
1 begincidrange <20> <7e> 814 <8140> <feff> 164160 endcidrange";

const FROM_GBK_PROPORTIONAL: &str = "/Registry (Adobe) def /Ordering (GB1) def /Supplement 2 def /WMode 0 def
1 begincidrange <20> <7e> 1 <8140> <feff> 164160 endcidrange";

const FROM_UNICODE: &str = "/Registry (Adobe) def /Ordering (GB1) def /Supplement 2 def /WMode 0 def
1 begincidrange <0020> <007e> 1 <007f> <ffff> 65663 endcidrange";

static TO_UNICODE: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from("1 beginbfrange <0001> <005f> <0020> <032e> <038c> <0020> ");
    text.push_str("<0001007f> <0001ffff> <007f> endbfrange\n1 beginbfchar\n");
    for code in 0x8140..=0xFEFF_u16 {
        let bytes = code.to_be_bytes();
        let Some(decoded) = GBK.decode_without_bom_handling_and_without_replacement(&bytes) else { continue };
        let mut units = decoded.encode_utf16();
        // Two units are a trail byte that was taken for a character of its own.
        if let (Some(unit), None) = (units.next(), units.next()) {
            let _ = writeln!(text, "<{:08x}> <{unit:04x}>", 0x2_0000 + u32::from(code));
        }
    }
    text.push_str("endbfchar");
    text
});

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::hayro_cmap::{BfString, CMap};

    #[test]
    fn codes_become_characters() {
        let to_unicode = CMap::parse(TO_UNICODE.as_bytes(), table).unwrap();
        for (name, codes) in [
            (
                CMapName::GbkEucH,
                &[(0xB1A8, 2, '报'), (0x31, 1, '1'), (0xA1A3, 2, '。'), (0xD540, 2, '誁')][..],
            ),
            (CMapName::UniGbUcs2H, &[(0x62A5, 2, '报'), (0x31, 2, '1'), (0x3002, 2, '。')]),
        ] {
            let codes_to_glyphs = CMap::parse(table(name).unwrap(), table).unwrap();
            for (code, length, c) in codes {
                let glyph = codes_to_glyphs.lookup_cid_code(*code, *length).unwrap();
                assert_eq!(to_unicode.lookup_bf_string(glyph), Some(BfString::Char(*c)), "{code:x}");
            }
        }
        assert!(table(CMapName::EucH).is_none());
    }
}
