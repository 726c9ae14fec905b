//! A character on a page: what it says and where it stands.
//!
//! Characters that only a font's own table made another one of are put back: Chromium names the glyph of 一
//! by the first code point that has it, the radical ⼀ (U+2F00).

use unicode_normalization::UnicodeNormalization;

use super::structure::Block;
use crate::import::content;

/// Stands for a glyph of which the file does not say what character it is.
pub(super) const UNKNOWN: char = '〓';

/// A character on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// What it says: one character, or a few that are drawn as one.
    pub text: String,
    /// Its left edge.
    pub x: f64,
    /// Its advance.
    pub width: f64,
    /// Its baseline.
    pub y: f64,
    /// The size of its face.
    pub size: f64,
    /// The paragraph or cell that the file's tags put it into.
    pub block: Option<Block>,
}

impl Glyph {
    /// The point by which it is said to be inside of something.
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y - 0.35 * self.size)
    }
}

/// What is left of a character's text without what nobody sees and without the forms that only fonts know.
pub(super) fn plain(text: &str) -> String {
    let one = |c: char| -> String {
        match c {
            // Radicals, characters of other standards, ligatures of Latin letters: Unicode knows the plain
            // one.
            '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FB06}' => {
                c.to_string().nfkc().collect()
            }
            '\u{2E80}'..='\u{2EFF}' => radical(c).to_string(),
            '\u{A0}' => ' '.to_string(),
            _ => c.to_string(),
        }
    };
    content::readable(&text.chars().map(one).collect::<String>()).replace('\n', " ")
}

/// The character that a radical of the supplement (U+2E80 to U+2EFF) is drawn as, for those that are
/// characters of their own in simplified writing. (Unicode's EquivalentUnifiedIdeograph.txt.)
fn radical(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('⺁', '厂'),
        ('⺇', '几'),
        ('⺌', '小'),
        ('⺎', '兀'),
        ('⺏', '尣'),
        ('⺐', '尢'),
        ('⺒', '巳'),
        ('⺓', '幺'),
        ('⺛', '旡'),
        ('⺝', '月'),
        ('⺞', '歺'),
        ('⺟', '母'),
        ('⺠', '民'),
        ('⺬', '示'),
        ('⺮', '竹'),
        ('⺯', '糸'),
        ('⺳', '网'),
        ('⺷', '羊'),
        ('⺻', '聿'),
        ('⺼', '肉'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻑', '長'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻗', '雨'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻪', '黾'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻯', '竜'),
        ('⻰', '龙'),
        ('⻱', '龜'),
        ('⻲', '亀'),
        ('⻳', '龟'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_only_fonts_know_become_plain_ones() {
        assert_eq!(plain("⼀"), "一");
        assert_eq!(plain("⻚"), "页");
        assert_eq!(plain("ﬁ"), "fi");
        assert_eq!(plain("\u{A0}"), " ");
        assert_eq!(plain("（"), "（");
        assert_eq!(plain("①"), "①");
        assert_eq!(plain("\u{0}"), "");
    }
}
