//! What to do about a finding, for whoever reads it. The rules advise who writes a data file and calls the
//! program on a command line. Who fills in the form on the page has neither, who has sent in a report has
//! only the report: to them a part of the advice is said in other words, or not at all.
//!
//! ```text
//! data file   改为“甲局2024年…”，或删去标题由程序生成
//! page        改为“甲局2024年…”，或清空“标题”，由程序生成
//! report      改为“甲局2024年…”
//! ```

/// Whom a finding is shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Audience {
    /// Somebody who fills in the form on the page.
    Page,
    /// Somebody who has a report and no data file.
    Report,
}

/// A part of an advice that not everybody can follow.
struct Part {
    /// How it begins.
    begin: &'static str,
    /// How it ends, where something may follow; none for the rest of the advice.
    end: Option<&'static str>,
    page: Instead,
    report: Instead,
}

/// What is said instead of a part.
#[derive(Clone, Copy)]
enum Instead {
    /// The part itself.
    Same,
    /// Nothing.
    Nothing,
    /// This.
    Say(&'static str),
}

use Instead::{Nothing, Same, Say};

const PARTS: [Part; 13] = [
    // N201
    part("（可写成 {{", Some("）"), Say("（可插入表中的这个数，由程序填写）"), Nothing),
    // N204
    part("，或写成 {{", Some("}}"), Nothing, Nothing),
    // N211
    part("，或用“豁免”说明", None, Say("，或点这一条的“豁免”写明理由"), Nothing),
    // N206
    part("，或删去标题由程序生成", None, Say("，或清空“标题”，由程序生成"), Nothing),
    // N102 to N104
    part("；删去", None, Nothing, Nothing),
    // N209
    part("；是本机关的简称或原名称，加一行", None, Same, Nothing),
    // N208
    part("；没有写完要先看样子，用 build --draft", None, Say("；没有写完要先看样子，点“下载草稿”"), Nothing),
    // N020
    part("；放在别处的，用 --previous 指明", None, Nothing, Nothing),
    // N301
    part(
        "，用 --font-path 指定",
        Some("一种有这个字的字体"),
        Say("，请管理电脑的人装上一种有这个字的字体"),
        Same,
    ),
    // N018
    part("规则编号见 nianbao explain", None, Say("改对规则编号，或取消这一条豁免"), Same),
    // N003
    part("；可用 nianbao init 生成一份", None, Say("；可在“全部报告”里新建一份"), Same),
    // N002
    part("Word 文件请用 nianbao import 读入", None, Say("Word 文件请在“全部报告”里读入"), Same),
    // N005
    part("；第一处在第 ", None, Nothing, Same),
];

const fn part(begin: &'static str, end: Option<&'static str>, page: Instead, report: Instead) -> Part {
    Part { begin, end, page, report }
}

/// What a finding advises, for this audience.
///
/// ```
/// use nianbao::rules::{Audience, advice};
/// let help = "改为 16，或核对各项；删去总计，程序会自动计算";
/// assert_eq!(advice(help, Audience::Report), "改为 16，或核对各项");
/// ```
pub fn advice(help: &str, audience: Audience) -> String {
    let mut help = help.to_owned();
    for Part { begin, end, page, report } in &PARTS {
        let instead = match audience {
            Audience::Page => *page,
            Audience::Report => *report,
        };
        let text = match instead {
            Same => continue,
            Nothing => "",
            Say(text) => text,
        };
        let Some(at) = help.find(begin) else { continue };
        let rest = &help[at + begin.len()..];
        let length = end.and_then(|end| rest.find(end).map(|to| to + end.len())).unwrap_or(rest.len());
        help.replace_range(at..at + begin.len() + length, text);
    }
    help
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::read;
    use crate::rules::{CheckOptions, RULES, check};
    use crate::yaml::Source;

    #[test]
    fn help_speaks_of_the_report() {
        for (help, want) in [
            (
                "核对后改正文为 16（可写成 {{ 依申请公开.本年新收.总计 }}，由程序填写），或改正表格",
                "核对后改正文为 16，或改正表格",
            ),
            ("改为 16，或核对各项；删去总计，程序会自动计算", "改为 16，或核对各项"),
            (
                "改为“甲局2024年政府信息公开工作年度报告”，或删去标题由程序生成",
                "改为“甲局2024年政府信息公开工作年度报告”",
            ),
            ("没有数据的写 0，不要留空", "没有数据的写 0，不要留空"),
        ] {
            assert_eq!(advice(help, Audience::Report), want);
        }
    }

    #[test]
    fn help_speaks_of_the_page() {
        for (help, want) in [
            (
                "核对后改正文为 16（可写成 {{ 依申请公开.本年新收.总计 }}，由程序填写），或改正表格",
                "核对后改正文为 16（可插入表中的这个数，由程序填写），或改正表格",
            ),
            ("改为 2024，或写成 {{ 年度 }}", "改为 2024"),
            ("只保留一处；第一处在第 12 行", "只保留一处"),
            (
                "核对这个字；确实要用的，用 --font-path 指定一种有这个字的字体",
                "核对这个字；确实要用的，请管理电脑的人装上一种有这个字的字体",
            ),
        ] {
            assert_eq!(advice(help, Audience::Page), want);
        }
    }

    /// Whatever the rules say of their own examples, the page speaks of no command and no line.
    #[test]
    fn no_advice_on_the_page_speaks_of_commands_or_lines() {
        let mut heard = 0;
        for rule in RULES {
            let source = Source::new("甲.yaml", format!("机关名称: 甲局\n{}", rule.wrong));
            let (report, findings) = read(source.into());
            let Some(report) = report else { continue };
            for finding in check(&report, findings, &CheckOptions::default()).findings {
                let help = advice(finding.help.as_deref().unwrap_or_default(), Audience::Page);
                let is_of_lines =
                    help.contains("行") && help.chars().any(|c| c.is_ascii_digit()) && help.contains("第 ");
                assert!(
                    !help.contains("--") && !help.contains("nianbao") && !is_of_lines,
                    "{}: {help}",
                    rule.code
                );
                heard += 1;
            }
        }
        assert!(heard > RULES.len(), "{heard}");
    }
}
