//! Any bytes as a register of applications: separated text, a workbook, or the sheet of a workbook. The first byte
//! says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao_fuzz::sheets::{self, CONTENT_TYPES, RELATIONS, WORKBOOK, WORKBOOK_RELATIONS};

/// The heads of a register, so that what follows is read as applications.
const HEADS: &str =
    "编号,收到日期,申请人类型,办理结果,不予公开理由,答复日期,复议,复议审结日期,诉讼,是否延期,收到补正日期\n";

fuzz_target!(init: nianbao_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let Some((kind, content)) = bytes.split_first() else { return };
    match kind % 4 {
        0 => sheets::try_register("fuzz.csv", content),
        1 => sheets::try_register("fuzz.csv", &[HEADS.as_bytes(), content].concat()),
        2 => sheets::try_register("fuzz.xlsx", content),
        _ => {
            let parts = [
                ("[Content_Types].xml", CONTENT_TYPES),
                ("_rels/.rels", RELATIONS),
                ("xl/workbook.xml", WORKBOOK),
                ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
                ("xl/worksheets/sheet1.xml", content),
            ];
            sheets::try_register("fuzz.xlsx", &nianbao_fuzz::package(parts));
        }
    }
});
