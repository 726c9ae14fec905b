//! What the licence bits of a face forbid.

use std::fmt;

use ttf_parser::{Permissions, os2};

/// Why a face is not used although it is there: the `fsType` field of its OS/2 table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// Restricted License embedding: may not be embedded at all.
    Restricted,
    /// No subsetting, and a PDF gets a subset.
    NoSubsetting,
    /// Only its bitmaps may be embedded.
    BitmapOnly,
}

impl Refusal {
    /// What the `fsType` field forbids of the things a PDF does with a face. Where several of the usage bits
    /// are set, the least restrictive one holds.
    pub(super) fn of(os2: &os2::Table<'_>) -> Option<Self> {
        if os2.permissions() == Some(Permissions::Restricted) {
            Some(Refusal::Restricted)
        } else if !os2.is_outline_embedding_allowed() {
            Some(Refusal::BitmapOnly)
        } else if !os2.is_subsetting_allowed() {
            Some(Refusal::NoSubsetting)
        } else {
            None
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Restricted => "字体许可禁止嵌入文档（fsType 2）",
            Refusal::NoSubsetting => "字体许可禁止取子集嵌入（fsType 256）",
            Refusal::BitmapOnly => "字体许可只允许嵌入点阵（fsType 512）",
        })
    }
}
