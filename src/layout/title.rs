//! Breaking titles and names of agencies into balanced lines between words (GB/T 9704-2012 7.3.1:
//! 回行时词意完整、排列对称).
//!
//! # How it works
//! Every place between two characters has a price: nothing behind the name of a province, a town or an
//! agency and before a bracket, a little between other words, much inside a word. A line costs what it is
//! longer or shorter than its share, and each line something for itself. The cheapest way to break the text
//! is found from the front: the best way to end a line at a place is the best way to end the line before it
//! at one of the places that are near enough.
//!
//! # Example
//! 内蒙古自治区鄂尔多斯市康巴什区住房和城乡建设局 at 20 characters a line has 23, so it takes two lines of about 12.
//! Good ends are behind 自治区 (6 characters), 市 (11) and 区 (15); 和 (18) is less good. 市 costs least, as its
//! lines of 11 and 12 characters are nearly what they should be.

/// What ends a name of a place or an agency: the best end of a line.
const NAME_ENDS: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
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
    "局",
    "）",
    "人民政府",
    "管委会",
    "委员会",
];

/// What ends a word inside such a name.
const WORD_ENDS: &[&str] = &["办公厅", "办公室", "支队", "、", "和", "与", "及"];

/// Words that no line break may split, whatever they contain: 城市管理 is not broken behind 市.
const WHOLE: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "示范区",
    "试验区",
    "开发区",
    "实验区",
    "合作区",
    "园区",
    "新区",
    "片区",
    "管理区",
    "直管区",
    "行政区",
    "地区",
    "社区",
    "区域",
    "县级",
    "市级",
    "区级",
    "县域",
    "市场监督管理局",
    "市场监管",
    "市政",
    "市容",
    "城市管理",
    "城市更新",
    "城市",
    "城乡建设",
    "城乡规划",
    "城乡",
    "乡村振兴",
    "乡村",
    "东乡族",
    "综合行政执法",
    "综合执法",
    "行政执法",
    "行政审批",
    "高新技术",
    "技术产业",
    "经济技术",
    "人力资源",
    "社会保障",
    "自然资源",
    "生态环境",
    "发展改革",
    "发展和改革",
    "住房",
    "交通运输",
    "农业农村",
    "退役军人",
    "应急管理",
    "卫生健康",
    "医疗保障",
    "文化广电",
    "自由贸易",
    "街道办事处",
    "办事处",
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
    "呼和浩特",
    "和平",
    "和田",
    "共和",
    "人和",
    "和谐",
];

/// What goes with the word before it: no line begins with it.
const GOES_WITH_WORD_BEFORE: &[&str] = &["自治", "族", "）", "、", "局", "区", "委员会"];

/// Breaks a title into lines of at most `chars` full-width characters (a digit or Latin letter counts half).
///
/// The agency's name and `YYYY年政府信息公开工作年度报告` each stay on their own lines; a name longer than a line breaks
/// [between words](self). A title that takes more than `max_lines` this way is broken as one text, in as few
/// lines as it needs.
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
    let parts = match cut.map(|cut| title.split_at(cut)) {
        Some((name, rest)) => vec![name.trim(), rest.trim()],
        None => vec![title],
    };
    let tries =
        [(parts.as_slice(), PRICE_OF_LINE), (&parts, PRICE_OF_LINE_TOO_MANY), (&[title], PRICE_OF_LINE)];
    let lines = |(parts, line): (&[&str], usize)| -> Vec<String> {
        parts.iter().flat_map(|part| break_at_price(part, chars, line)).collect()
    };
    let found = tries.into_iter().map(lines).find(|lines| lines.len() <= max_lines);
    found.unwrap_or_else(|| lines((&[title], PRICE_OF_LINE_TOO_MANY)))
}

/// Breaks a text [between words](self) into lines of at most `chars` full-width characters: as few as it
/// needs if no word is split.
pub(super) fn break_name(text: &str, chars: usize) -> Vec<String> {
    break_at_price(text, chars, PRICE_OF_LINE)
}

fn break_at_price(text: &str, chars: usize, price_of_line: usize) -> Vec<String> {
    let places = places(text);
    let chosen = cheapest_ends(&places, 2 * chars.max(1), price_of_line);
    let starts = std::iter::once(0).chain(chosen.iter().copied());
    starts.zip(&chosen).map(|(from, &to)| text[places[from].byte..places[to].byte].to_owned()).collect()
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

/// A place between two characters.
#[derive(Clone, Copy)]
struct TitlePlace {
    byte: usize,
    /// Half characters in front of it.
    width: usize,
    price: usize,
}

/// Prices of an end of a line, in the half characters by which a line would be too long or too short for the
/// same price.
const PRICE_OF_WORD_END: usize = 20;
const PRICE_OF_UNKNOWN: usize = 40;
const PRICE_OF_SPLIT_WORD: usize = 200;
/// Of a place inside brackets, beside its own: the line would better end in front of them.
const PRICE_IN_BRACKETS: usize = 20;
/// Of a line, so that there are as few as possible; but rather one more than a word split.
const PRICE_OF_LINE: usize = 150;
/// Of a line where there would be too many.
const PRICE_OF_LINE_TOO_MANY: usize = 10_000;

/// The places in front of each character of a text and behind the last, with their prices.
fn places(text: &str) -> Vec<TitlePlace> {
    let mut places = Vec::new();
    let (mut before, mut word_end, mut in_brackets) = (0, 0, false);
    for (byte, c) in text.char_indices() {
        let price = if byte < word_end { PRICE_OF_SPLIT_WORD } else { price(&text[..byte], &text[byte..]) };
        places.push(TitlePlace {
            byte,
            width: before,
            price: price + if in_brackets { PRICE_IN_BRACKETS } else { 0 },
        });
        in_brackets = c == '（' || (in_brackets && c != '）');
        let word = WHOLE.iter().filter(|word| text[byte..].starts_with(**word)).map(|word| word.len()).max();
        word_end = word_end.max(byte + word.unwrap_or_default());
        before += width_of(c);
    }
    places.push(TitlePlace { byte: text.len(), width: before, price: 0 });
    places
}

/// The price of a place that is inside no word known to be whole.
fn price(before: &str, after: &str) -> usize {
    let ends = |ends: &[&str]| ends.iter().any(|end| before.ends_with(end));
    let in_number = before.ends_with(|c: char| c.is_ascii_alphanumeric())
        && after.starts_with(|c: char| c.is_ascii_alphanumeric());
    if in_number || before.ends_with('（') || GOES_WITH_WORD_BEFORE.iter().any(|part| after.starts_with(part))
    {
        PRICE_OF_SPLIT_WORD
    } else if after.starts_with('（') || ends(NAME_ENDS) {
        0
    } else if ends(WORD_ENDS) || ends(WHOLE) {
        PRICE_OF_WORD_END
    } else {
        PRICE_OF_UNKNOWN
    }
}

/// Where the lines end, each at most `most` half characters wide: the numbers of their places, the last of
/// them behind the text.
fn cheapest_ends(places: &[TitlePlace], most: usize, price_of_line: usize) -> Vec<usize> {
    let whole = places.last().map_or(0, |place| place.width);
    let share = whole.div_ceil(whole.div_ceil(most).max(1));
    // For each place the price of all lines up to it, and where the last of them begins.
    let mut best: Vec<(usize, usize)> = vec![(0, 0)];
    let mut first = 0;
    for end in 1..places.len() {
        while first + 1 < end && places[end].width - places[first].width > most {
            first += 1;
        }
        let lines = (first..end).map(|start| {
            let length = places[end].width - places[start].width;
            (best[start].0 + length.abs_diff(share) + places[end].price + price_of_line, start)
        });
        best.push(lines.min().expect("a line holds at least one character"));
    }
    let mut ends = Vec::new();
    let mut end = places.len() - 1;
    while end > 0 {
        ends.push(end);
        end = best[end].1;
    }
    ends.reverse();
    ends
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

    #[test]
    fn names_of_agencies_break_behind_places_and_agencies_and_split_no_word() {
        for wanted in [
            "北京市海淀区/城市管理综合行政执法局",
            "江苏省苏州市工业园区/综合行政执法局",
            "苏州工业园区管理委员会/综合行政执法局",
            "甲市乙区城市管理局/（甲市乙区综合行政执法局）",
            "合肥市蜀山区城市管理局/（综合行政执法局）",
            "上海市徐汇区/漕河泾新兴技术开发区综合执法大队",
            "西藏自治区林芝市巴宜区/农业农村局（乡村振兴局）",
            "四川省凉山彝族自治州木里藏族自治县/发展改革和经济信息化局",
            "贵州省黔东南苗族侗族自治州/人力资源和社会保障局",
            "甘肃省临夏回族自治州积石山保安族东乡族/撒拉族自治县人民政府办公室",
            "中国（上海）自由贸易试验区/临港新片区管理委员会",
            "北京市东城区人民政府/东华门街道办事处",
        ] {
            let name = wanted.replace('/', "");
            let longest = wanted.split('/').map(|line| line.chars().count()).max().unwrap_or(0);
            let chars = longest + 1;
            assert_eq!(break_name(&name, chars).join("/"), wanted);
        }
    }

    #[test]
    fn one_line_more_is_better_than_a_word_split() {
        assert_eq!(break_name("甲乙丙综合行政执法局", 8).len(), 2);
        assert_eq!(break_name("沈阳市综合行政执法局", 7), ["沈阳市", "综合行政执法局"]);
        // Two lines of five would split the middle word.
        assert_eq!(break_name("甲乙市人民政府丙丁", 5), ["甲乙市", "人民政府", "丙丁"]);
        // But a title has no more lines than it may have.
        assert_eq!(break_title("甲乙市人民政府丙丁", "", 5, 2).len(), 2);
    }
}
