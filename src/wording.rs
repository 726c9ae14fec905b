//! What the readers of YAML, Handlebars, typst and file patterns say of a mistake, in Chinese.
//!
//! Whoever writes a template of their own gets a sentence that says what to change, and behind it in brackets
//! the engine's own words, which can be searched for:
//!
//! ```text
//! unknown field `farmat`, expected `format` or `title`
//! 没有“farmat”这个键，可以写：format、title（unknown field `farmat`, expected `format` or `title`）
//! ```
//!
//! Mistakes that are made often have a sentence of their own; all others share one.

use handlebars::{RenderErrorReason, TemplateErrorReason};

/// A sentence, and the engine's words behind it.
fn with_original(sentence: &str, original: &str) -> String {
    format!("{sentence}（{original}）")
}

/// What the YAML reader, or serde behind it, says of a file of the program's own.
pub(crate) fn yaml(original: &str) -> String {
    // A path of keys may stand in front: `fonts: duplicate key …`.
    const STARTS: [&str; 8] = [
        "unknown field `",
        "duplicate key `",
        "duplicate field `",
        "duplicate key \"",
        "missing field `",
        "unknown variant `",
        "invalid type: ",
        "invalid value: ",
    ];
    let start = STARTS.iter().filter_map(|start| Some((original.find(start)?, *start))).min();
    let Some((at, start)) = start else {
        // Bounds of numbers are Chinese already.
        return match is_chinese(original) {
            true => original.to_owned(),
            false => with_original("不合 YAML 的写法", original),
        };
    };
    let said = &original[at..];
    let mut names = said.split(['`', '"']).skip(1).step_by(2);
    let name = names.next().unwrap_or_default();
    let others: Vec<&str> = names.collect();
    let instead =
        if others.is_empty() { String::new() } else { format!("，可以写：{}", others.join("、")) };
    let sentence = match start {
        "unknown field `" => format!("没有“{name}”这个键{instead}"),
        "missing field `" => format!("缺少“{name}”这个键"),
        "unknown variant `" => format!("没有“{name}”这种写法{instead}"),
        "invalid type: " | "invalid value: " => "值的写法不对".to_owned(),
        _ => format!("键“{name}”写了两次，只保留一处"),
    };
    with_original(&sentence, original)
}

/// What Handlebars says of a template.
pub(crate) fn handlebars_template(reason: &TemplateErrorReason) -> String {
    use TemplateErrorReason as Reason;
    let sentence = match reason {
        Reason::MismatchingClosedHelper(open, close) | Reason::MismatchingClosedDecorator(open, close) => {
            format!("“{{{{#{open}}}}}”要用“{{{{/{open}}}}}”收尾，这里是“{{{{/{close}}}}}”")
        }
        _ => "不合 Handlebars 的写法，请检查这里的 {{ }}".to_owned(),
    };
    with_original(&sentence, &reason.to_string())
}

/// What Handlebars says when a template is filled in.
pub(crate) fn handlebars_render(reason: &RenderErrorReason) -> String {
    use RenderErrorReason as Reason;
    let sentence = match reason {
        Reason::MissingVariable(Some(name)) => return format!("没有“{name}”这个名称"),
        Reason::HelperNotFound(name) => format!("没有“{name}”这个辅助函数"),
        Reason::PartialNotFound(name) => format!("没有“{name}”这个部件"),
        _ if is_chinese(&reason.to_string()) => return reason.to_string(),
        _ => "模板不能这样填写".to_owned(),
    };
    with_original(&sentence, &reason.to_string())
}

/// What typst says of a template.
#[cfg(feature = "pdf")]
pub(crate) fn typst(original: &str) -> String {
    const STARTS: [(&str, &str); 9] = [
        ("unclosed delimiter", "括号没有收尾"),
        ("unclosed string", "引号没有收尾"),
        ("unexpected", "这里不能这样写"),
        ("expected", "这里缺少或写错了内容"),
        ("unknown font family", "没有这种字体"),
        ("file not found", "没有这个文件；模板只能读随报告给它的文件"),
        ("missing argument", "缺少参数"),
        ("the character", "这里不能用这个字符"),
        ("cannot", "不能这样计算"),
    ];
    let sentence = match original.strip_prefix("unknown variable: ") {
        Some(name) => format!("没有“{name}”这个名称"),
        None => {
            let known = STARTS.iter().find(|(start, _)| original.starts_with(start));
            known.map_or("排版引擎不接受这里的写法", |(_, sentence)| sentence).to_owned()
        }
    };
    with_original(&sentence, original)
}

/// What is wrong with a pattern of file names.
pub(crate) fn pattern(error: &glob::PatternError) -> String {
    let place = error.pos + 1;
    let sentence = match error.msg {
        "invalid range pattern" => "方括号没有收尾或里面是空的；文件名里本来有的 [ 写成 [[]",
        _ => "** 只能单独作为一层，例如 各县/**/*.yaml",
    };
    with_original(&format!("第 {place} 个字处，{sentence}"), error.msg)
}

/// Whether a message is Chinese, apart from what it quotes.
fn is_chinese(message: &str) -> bool {
    let unquoted = message.split(['`', '"']).step_by(2);
    unquoted.flat_map(str::chars).any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_errors_say_what_to_write_and_keep_the_readers_words() {
        for (original, sentence) in [
            (
                "unknown field `hight`, expected `width` or `fonts`",
                "没有“hight”这个键，可以写：width、fonts（unknown",
            ),
            ("fonts: duplicate key `甲`", "键“甲”写了两次，只保留一处（fonts: duplicate key"),
            ("duplicate key \"甲\"", "键“甲”写了两次，只保留一处（duplicate"),
            ("missing field `title`", "缺少“title”这个键（missing"),
            ("甲.乙: invalid type: string \"a\", expected f64", "值的写法不对（甲.乙: invalid"),
            ("did not find expected key", "不合 YAML 的写法（did not"),
            ("无法理解的 \"a\"", "无法理解的 \"a\""),
            ("0 超出范围，应当大于 0", "0 超出范围，应当大于 0"),
        ] {
            assert!(yaml(original).starts_with(sentence), "{}", yaml(original));
        }
    }

    #[test]
    fn patterns_name_the_place() {
        for (text, says) in [("a[", "第 2 个字处，方括号没有收尾"), ("a**", "** 只能单独作为一层")]
        {
            let error = glob::Pattern::new(text).expect_err(text);
            assert!(pattern(&error).contains(says), "{}", pattern(&error));
        }
    }
}
