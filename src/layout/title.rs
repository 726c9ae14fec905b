//! Breaking the title: one to three balanced lines, broken between words (GB/T 9704-2012 7.3.1:
//! 回行时词意完整、排列对称).

/// What ends a word in the name of an agency: a line may break behind it.
const ENDS: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "省",
    "市",
    "县",
    "区",
    "州",
    "盟",
    "旗",
    "镇",
    "乡",
    "街道",
    "人民政府",
    "办公厅",
    "办公室",
    "委员会",
    "管委会",
    "管理局",
    "示范区",
    "开发区",
    "分局",
    "总局",
    "支队",
    "（",
    "、",
    "和",
];

/// Words that no line break may split, whatever they contain: 城市管理 is not broken behind 市.
const WHOLE: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "示范区",
    "开发区",
    "市场监督管理局",
    "市场监管",
    "城市管理",
    "城市",
    "地区",
    "社区",
    "县级",
    "市级",
    "区级",
    "街道办事处",
    "政府信息公开",
    "政府信息",
    "信息公开",
    "工作年度报告",
    "年度报告",
    "人民政府",
    "办公厅",
    "办公室",
    "委员会",
    "管理委员会",
    "行政区",
];

/// Breaks a title into lines of at most `chars` full-width characters (a digit or Latin letter counts half).
///
/// The agency's name and `YYYY年政府信息公开工作年度报告` each stay on their own lines; a name longer than a line breaks
/// behind a word, as evenly as it can. A title that takes more than `max_lines` this way is broken as one
/// text, in as few lines as it needs.
///
/// Example, at 20 characters: 内蒙古自治区鄂尔多斯市康巴什区住房和城乡建设局2024年政府信息公开工作年度报告 is cut in
/// front of the year; the name has 23 characters, so it takes two lines of about 12. Words end behind 自治区 (6
/// characters), 市 (11), 区 (15), 和 (18), and 市 is the nearest to 12.
pub(super) fn break_title(title: &str, agency: &str, chars: usize, max_lines: usize) -> Vec<String> {
    if title.is_empty() {
        return Vec::new();
    }
    if width(title) <= 2 * chars {
        return vec![title.to_owned()];
    }
    let cut = match title.strip_prefix(agency) {
        Some(rest) if !agency.is_empty() && !rest.trim().is_empty() => Some(agency.len()),
        _ => year_at(title).filter(|at| *at > 0),
    };
    let lines = cut.map(|cut| {
        let (name, rest) = title.split_at(cut);
        [balanced(name.trim(), chars), balanced(rest.trim(), chars)].concat()
    });
    lines.filter(|lines| lines.len() <= max_lines).unwrap_or_else(|| balanced(title, chars))
}

/// Width in half characters.
fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

/// Where `2024年` begins.
fn year_at(text: &str) -> Option<usize> {
    text.match_indices('年').find_map(|(at, _)| {
        let digits = text[..at].trim_end();
        let start = digits.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (digits.len() - start == 4).then_some(start)
    })
}

/// Splits a text into as few lines as it needs, as even as word ends allow: the first line is cut off at the
/// end of a word nearest to its share, then the rest is split in the same way.
fn balanced(text: &str, chars: usize) -> Vec<String> {
    let chars = chars.max(1);
    let places = Places::new(text);
    let mut lines = Vec::new();
    let mut first = 0;
    while let Some(cut) = places.line_end(first, chars) {
        lines.push(places.between(first, cut).to_owned());
        first = cut;
    }
    lines.push(places.between(first, places.last()).to_owned());
    lines
}

/// The places between the characters of a text, each looked at once: a title is as long as its author likes.
struct Places<'t> {
    text: &'t str,
    /// In front of each character, and behind the last.
    all: Vec<TitlePlace>,
}

/// A place between two characters.
#[derive(Clone, Copy)]
struct TitlePlace {
    byte: usize,
    /// Half characters in front of it.
    width: usize,
    /// Whether it is inside one of the words of [`WHOLE`].
    inside_word: bool,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let mut all = Vec::new();
        let (mut before, mut word_end) = (0, 0);
        for (byte, c) in text.char_indices() {
            all.push(TitlePlace { byte, width: before, inside_word: byte < word_end });
            let word =
                WHOLE.iter().filter(|word| text[byte..].starts_with(**word)).map(|word| word.len()).max();
            word_end = word_end.max(byte + word.unwrap_or_default());
            before += width_of(c);
        }
        all.push(TitlePlace { byte: text.len(), width: before, inside_word: false });
        Self { text, all }
    }

    fn last(&self) -> usize {
        self.all.len() - 1
    }

    fn between(&self, from: usize, to: usize) -> &'t str {
        &self.text[self.all[from].byte..self.all[to].byte]
    }

    /// Where the line that begins at a place ends; none if all the rest is one line, or nothing fits.
    fn line_end(&self, first: usize, chars: usize) -> Option<usize> {
        let start = self.all[first].width;
        let rest = self.all[self.last()].width - start;
        let lines = rest.div_ceil(2 * chars).max(1);
        if lines == 1 {
            return None;
        }
        let target = start + rest.div_ceil(lines);
        // The line ends where it fits and where the rest still fits into the other lines.
        let least = start + rest.saturating_sub(2 * chars * (lines - 1));
        let behind = self.all.partition_point(|place| place.width <= start + 2 * chars);
        let fits: Vec<usize> =
            (first + 1..behind.min(self.last())).filter(|&at| self.all[at].width >= least).collect();
        let nearest = |wanted: &dyn Fn(usize) -> bool| {
            let score = |at: &usize| self.all[*at].width.abs_diff(target);
            fits.iter().copied().filter(|&at| wanted(at)).min_by_key(score)
        };
        nearest(&|at| self.ends_word(at))
            .or_else(|| nearest(&|at| !self.all[at].inside_word))
            // A name without any known word ending still has to be broken somewhere.
            .or_else(|| nearest(&|_| true))
    }

    fn ends_word(&self, at: usize) -> bool {
        let place = self.all[at];
        let opening = self.text[place.byte..].starts_with('（');
        let ends = || ENDS.iter().any(|end| *end != "（" && self.text[..place.byte].ends_with(end));
        !place.inside_word && (opening || ends())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_break_between_words() {
        for (agency, lines) in [
            ("甲局", vec!["甲局2024年政府信息公开工作年度报告"]),
            ("济源市人民政府办公室", vec!["济源市人民政府办公室", "2024年政府信息公开工作年度报告"]),
            (
                "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县市场监督管理局",
                vec![
                    "新疆维吾尔自治区伊犁哈萨克自治州",
                    "察布查尔锡伯自治县市场监督管理局",
                    "2024年政府信息公开工作年度报告",
                ],
            ),
            (
                "内蒙古自治区鄂尔多斯市康巴什区住房和城乡建设局",
                vec!["内蒙古自治区鄂尔多斯市", "康巴什区住房和城乡建设局", "2024年政府信息公开工作年度报告"],
            ),
        ] {
            let title = format!("{agency}2024年政府信息公开工作年度报告");
            assert_eq!(break_title(&title, agency, 20, 3), lines);
        }
    }

    #[test]
    fn a_title_of_its_own_breaks_at_the_year() {
        assert_eq!(
            break_title("关于甲乙丙丁市人民政府办公室 2024 年政府信息公开工作年度报告", "别的", 20, 3),
            ["关于甲乙丙丁市人民政府办公室", "2024 年政府信息公开工作年度报告"]
        );
    }

    #[test]
    fn a_title_of_too_many_lines_is_broken_as_one_text() {
        let agency = "甲市".repeat(21);
        let title = format!("{agency}2024年政府信息公开工作年度报告");
        assert_eq!(break_title(&title, &agency, 20, 4).len(), 4);
        let lines = break_title(&title, &agency, 20, 3);
        assert_eq!((lines.len(), lines.concat()), (3, title));
    }
}
