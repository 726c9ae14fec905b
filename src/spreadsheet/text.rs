//! Comma-separated text.

use super::Sheet;
use super::cells::Allowance;
use crate::files::limits::in_words;

/// Bytes of a table as text, which is held in memory several times: it takes some 10 KB for each agency.
const MAX_BYTES: usize = 32 << 20;

/// Reads comma- or tab-separated text in UTF-8, UTF-16 with a mark, or GBK, which Excel writes in China.
pub(super) fn read(bytes: &[u8], allowance: &Allowance) -> Result<Sheet, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("文件超过 {}", in_words(MAX_BYTES as u64)));
    }
    let text = decode(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut sheet, mut allowance) = (Sheet::default(), allowance.clone());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|e| format!("第 {} 行不是正确的 CSV：{e}", row + 1))?
    {
        // The row of a spreadsheet, which counts records; a quoted cell may have lines of its own.
        for (column, text) in (0..).zip(&record) {
            sheet.put((row, column), text, &mut allowance)?;
        }
        row += 1;
    }
    Ok(sheet)
}

/// How many bytes of a text in an unknown encoding are looked at.
const SAMPLE: usize = 1 << 20;

fn decode(bytes: &[u8]) -> Result<String, String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if malformed {
            Err(format!("文件标明是 {} 编码，内容却不是", encoding.name()))
        } else {
            Ok(text.into_owned())
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if text.contains('\0') {
            return Err("文件里有空字节，可能是没有标记的 UTF-16，请另存为 UTF-8".to_owned());
        }
        return Ok(text.to_owned());
    }
    let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let sound = String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE)]);
    let (good, bad) = (sound.chars().filter(|c| !c.is_ascii()).count(), sound.matches('\u{FFFD}').count());
    let (text, malformed) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    // GBK read as UTF-8 is nearly all errors: mostly sound characters are a damaged UTF-8 file.
    if malformed || good > 5 * bad {
        let line = bytes[..valid].iter().filter(|&&b| b == b'\n').count() + 1;
        return Err(format!("第 {line} 行起既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8"));
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_in_many_encodings() {
        let text = "机关名称,年度\n\"甲局，\n乙科\",2024\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{FEFF}{text}").into_bytes(),
            gbk,
            utf16,
            text.replace(',', "\t").into_bytes(),
        ] {
            let sheet = read(&bytes, &Allowance::default()).unwrap();
            assert_eq!(
                (sheet.text((0, 0)), sheet.text((1, 0)), sheet.text((1, 1))),
                (Some("机关名称"), Some("甲局，\n乙科"), Some("2024"))
            );
        }
        let mut damaged = "机关名称,年度\n甲局甲局甲局甲局,2024\n".repeat(3).into_bytes();
        damaged[60] = 0xFF;
        assert!(read(&damaged, &Allowance::default()).unwrap_err().contains("第 3 行"));
    }
}
