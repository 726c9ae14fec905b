//! Any bytes as a table of reports. The first one says what kind of file they are, and whether they are all of
//! it or the part with the cells.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao_fuzz::sheets::{self, CONTENT_TYPES, RELATIONS, WORKBOOK, WORKBOOK_RELATIONS};

fuzz_target!(init: nianbao_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let Some((kind, content)) = bytes.split_first() else { return };
    match kind % 6 {
        0 => sheets::try_table("fuzz.csv", content),
        1 => sheets::try_table("fuzz.tsv", content),
        2 => sheets::try_table("fuzz.xlsx", content),
        3 => sheets::try_table("fuzz.ods", content),
        4 => sheets::try_table("fuzz.ods", &nianbao_fuzz::package([("content.xml", content)])),
        _ => {
            let parts = [
                ("[Content_Types].xml", CONTENT_TYPES),
                ("_rels/.rels", RELATIONS),
                ("xl/workbook.xml", WORKBOOK),
                ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
                ("xl/worksheets/sheet1.xml", content),
            ];
            sheets::try_table("fuzz.xlsx", &nianbao_fuzz::package(parts));
        }
    }
});
