//! What pages on the web put around an article: its date and source under the title, links and the owner of
//! the site below it. None of it is the report's.

use super::title;

/// Words of the lines that stand under a title.
const UNDER_TITLE: [&str; 22] = [
    "发布时间",
    "发布日期",
    "公开日期",
    "公开时间",
    "成文日期",
    "生成日期",
    "发布机构",
    "信息来源",
    "来源：",
    "来源:",
    "作者：",
    "浏览次数",
    "阅读次数",
    "点击数",
    "访问量",
    "字体：",
    "字号：",
    "【打印",
    "分享到",
    "索引号",
    "当前位置",
    "您的位置",
];

/// Words of the lines that stand below an article.
const BELOW: [&str; 25] = [
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "主办",
    "承办",
    "协办",
    "版权所有",
    "ICP备",
    "公网安备",
    "公安备案",
    "网站标识码",
    "打印本页",
    "关闭窗口",
    "关闭本页",
    "【关闭",
    "【打印",
    "[打印",
    "[关闭",
    "分享到",
    "扫一扫",
    "返回顶部",
    "技术支持",
    "网站地图",
    "责任编辑",
];

/// No such line has more characters.
const MAX_CHARS: usize = 100;

/// Lines that pages on the web put under a title.
pub(super) fn is_under_title(text: &str) -> bool {
    text.chars().count() <= MAX_CHARS && UNDER_TITLE.iter().any(|mark| text.contains(mark))
}

/// Lines that pages on the web put below an article. What is a sentence is none: 主办 is a word of reports
/// too.
pub(super) fn is_below(text: &str) -> bool {
    let text: String = text.split_whitespace().collect();
    text.chars().count() <= MAX_CHARS && !text.contains('。') && BELOW.iter().any(|mark| text.contains(mark))
}

/// From which line of the last section on nothing is the report's: behind its date, or at the first line that
/// stands below articles.
pub(super) fn start<'t>(lines: impl DoubleEndedIterator<Item = &'t str> + Clone) -> Option<usize> {
    let below = lines.clone().position(is_below);
    // A date that ends the text stands before what is below it.
    let dated = lines
        .enumerate()
        .filter(|(at, text)| below.is_none_or(|below| *at < below) && title::date(text).is_some());
    let dated = dated.last().map(|(at, _)| at + 1);
    match (dated, below) {
        (Some(dated), Some(below)) => Some(dated.min(below)),
        (dated, below) => below.or(dated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_an_article_is_no_part_of_its_text() {
        for text in [
            "上一篇：关于印发……的通知",
            "主办：甲市人民政府办公室",
            "苏ICP备05000000号",
            "【打印本页】 【关闭窗口】",
        ] {
            assert!(is_below(text), "{text}");
        }
        for text in ["全年主办建议提案12件。", "无。", "甲市教育局"] {
            assert!(!is_below(text), "{text}");
        }
        let start = |lines: &[&str]| start(lines.iter().copied());
        assert_eq!(start(&["无。", "甲市教育局", "2025年1月20日", "无障碍", "主办：甲市"]), Some(3));
        assert_eq!(start(&["无。", "上一篇：无", "甲市"]), Some(1));
        assert_eq!(start(&["无。", "甲市教育局", "2025年1月20日"]), Some(3));
        assert_eq!(start(&["无。"]), None);
    }
}
