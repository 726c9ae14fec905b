//! N202, N203, N205: what the sections of prose must speak of.

use super::blanks::has_blank;
use super::rule::{CheckOptions, OFFICIAL_FORMAT, Rule, severity};
use super::text::{Section, sentences};
use super::words::{WORDS, holds, is_government};
use crate::diagnostic::{Finding, Place, RuleCode, Severity};
use crate::form::{Content, FeeStatement, Path, ProseSpec, RequiredTopics, Topic};
use crate::report::Report;

/// Section five says something.
pub(super) const N202: Rule<'static> = Rule {
    code: RuleCode::N202,
    severity: Severity::Warning,
    title: "第五部分空缺，或没有写问题、没有写改进",
    meaning: "“存在的主要问题及改进情况”要写明存在的主要问题，也要写明改进情况，不能空着、只写“无”，也不能只有几个字（少于 20 字）。",
    source: OFFICIAL_FORMAT,
    wrong: "问题与改进: 无",
    right: "问题与改进: |\n  存在的主要问题：一是政策解读形式单一。改进情况：一是增加图解、视频解读，二是加强业务培训。",
};

/// Section six states the fee.
pub(super) const N203: Rule<'static> = Rule {
    code: RuleCode::N203,
    severity: Severity::Warning,
    title: "第六部分没有写明信息处理费，或与表格、单位不符",
    meaning: "“其他需要报告的事项”必须写明收取信息处理费的情况，没有收取也要写明。有“逾期不缴费”的申请时不应写没有收取。信息处理费以元为单位（第二张表的收费金额才是万元）。",
    source: "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；国办公开办函〔2021〕30号",
    wrong: "其他事项: 无其他需要报告的事项。",
    right: "其他事项: 2024年度本机关未收取信息处理费。",
};

/// Section one has its five parts.
pub(super) const N205: Rule<'static> = Rule {
    code: RuleCode::N205,
    severity: Severity::Warning,
    title: "第一部分缺少应写的内容",
    meaning: "“总体情况”要写主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障五个方面；各级人民政府的报告还要写工作考核、社会评议、责任追究结果。",
    source: "《中华人民共和国政府信息公开条例》第五十条；国办公开办函〔2021〕30号",
    wrong: "总体情况: 全年主动公开信息 120 条。",
    right: "总体情况: |\n  （一）主动公开\n  ……\n  （五）监督保障\n  ……",
};

/// The sections of prose: what is asked of each, and where it stands if it is there.
fn prose_sections(report: &Report) -> impl Iterator<Item = (usize, &ProseSpec)> {
    report.form.sections.iter().enumerate().filter_map(|(number, section)| match &section.content {
        Content::Prose(spec) => Some((number, spec)),
        Content::Table(_) => None,
    })
}

/// Where a section stands; for one that is left out, the report year, which every file has.
fn place(report: &Report, number: usize) -> Place {
    report.place(report.section_spans[number].as_ref().unwrap_or(&report.year.span))
}

/// True if what stands in the place of the prose is not prose. The reader has reported it (N006).
fn is_unreadable(report: &Report, number: usize) -> bool {
    let written =
        report.section_spans[number].as_ref().and_then(|span| report.source.text().get(span.clone()));
    let own_key = |text: &str| {
        report.form.section_named(text).is_some_and(|s| s.path == report.form.sections[number].path)
    };
    report.prose[number].is_none()
        && written.is_some_and(|text| !own_key(text) && !matches!(text, "~" | "null" | "Null" | "NULL"))
}

/// A finding about a section as a whole.
fn finding(report: &Report, rule: &RuleCode, number: usize, message: String, help: String) -> Finding {
    let path: Path = report.form.sections[number].path.clone();
    let severity = severity(report, rule, Severity::Warning);
    Finding::new(rule.clone(), severity, message, place(report, number)).with_path(path).with_help(help)
}

/// N202, N205: every section of prose is long enough and covers its required topics.
pub(super) fn required_topics(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for (number, required) in
        prose_sections(report).filter_map(|(n, spec)| Some((n, spec.required_topics.as_ref()?)))
    {
        let section = &report.form.sections[number];
        if is_unreadable(report, number) {
            continue;
        }
        let text = report.prose[number].as_ref().map(|prose| prose.text()).unwrap_or_default();
        if has_blank(&text) {
            // It is still being written, and N208 says so.
            continue;
        }
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let help = format!("“{}”{}", section.key, help(required, report));
        if length < required.min_characters.max(1) {
            let message = match length {
                0 => format!("“{}”没有内容", section.title),
                n => format!("“{}”只有 {n} 个字，少于 {} 个字", section.title, required.min_characters),
            };
            findings.push(finding(report, &required.rule, number, message, help));
            continue;
        }
        let missing: Vec<&str> = parts(required, report)
            .filter(|part| !holds(&text, &part.words))
            .map(|part| part.name.as_str())
            .collect();
        if !missing.is_empty() {
            let message = format!("“{}”没有写到{}", section.title, missing.join("、"));
            findings.push(finding(report, &required.rule, number, message, help));
        }
    }
}

fn parts<'a>(required: &'a RequiredTopics, report: &Report) -> impl Iterator<Item = &'a Topic> {
    let government: &[Topic] = if is_government(&report.agency.text) { &required.government } else { &[] };
    required.topics.iter().chain(government)
}

fn help(required: &RequiredTopics, report: &Report) -> String {
    let names: Vec<&str> = parts(required, report).map(|part| part.name.as_str()).collect();
    format!("要写到：{}", names.join("、"))
}

/// N203: the statement on the fee is made, and agrees with the tables.
pub(super) fn fee_statements(report: &Report, _: &CheckOptions, findings: &mut Vec<Finding>) {
    for (number, fee) in prose_sections(report).filter_map(|(n, spec)| Some((n, spec.fee.as_ref()?))) {
        if is_unreadable(report, number) {
            continue;
        }
        let Some(prose) = &report.prose[number] else {
            findings.push(unstated(report, number, fee));
            continue;
        };
        let section = Section::new(prose);
        let mut stated = false;
        for (at, paragraph) in section.paragraphs.iter().enumerate() {
            for sentence in sentences(&paragraph.text) {
                let text = &paragraph.text[sentence.clone()];
                if states_fee(text, fee) {
                    stated = true;
                    let place = |from: usize, to: usize| {
                        section.place(report, at, sentence.start + from..sentence.start + to)
                    };
                    fee_sentence(report, number, fee, text, &place, findings);
                }
            }
        }
        if !stated && !has_blank(&prose.text()) {
            findings.push(unstated(report, number, fee));
        }
    }
}

/// True if a sentence says whether the fee was taken: by its name, or in other words, 未向公众收取……相关费用.
fn states_fee(text: &str, fee: &FeeStatement) -> bool {
    let charges = |clause: &str| {
        WORDS.charging.iter().any(|word| {
            clause.split_once(word.as_str()).is_some_and(|(_, behind)| behind.contains(&WORDS.charge))
        })
    };
    holds(text, &fee.words) || text.split(['，', '；', '。', ',', ';']).any(charges)
}

/// Where a sentence says that nothing was taken: bytes from and to.
fn denied_fee(text: &str) -> Option<(usize, usize)> {
    let plain = WORDS.charged_none.iter().find_map(|word| {
        // 1200元 holds 0元.
        let whole = |at: &usize| {
            !text[..*at].ends_with(|c: char| word.starts_with('0') && (c.is_ascii_digit() || c == '.'))
        };
        text.match_indices(word.as_str()).map(|(at, _)| at).find(whole).map(|at| (at, at + word.len()))
    });
    // 未向公众收取: the negation stands apart from its verb, within one clause.
    plain.or_else(|| {
        WORDS.charging.iter().find_map(|word| {
            let verb = text.find(word.as_str())?;
            let clause =
                text[..verb].rfind(['，', '；', '：', ',', ';']).map_or(0, |at| at + '，'.len_utf8());
            let clause = if text.is_char_boundary(clause) { clause } else { verb };
            let negation = text[clause..verb].find(['未', '无', '不', '没'])?;
            Some((clause + negation, verb + word.len()))
        })
    })
}

fn unstated(report: &Report, number: usize, fee: &FeeStatement) -> Finding {
    let message = format!("“{}”没有写明{}的收取情况", report.form.sections[number].title, fee.name);
    let help = format!(
        "加上一句，例如：{}年度本机关未收取{}。收取了的写明件数和总金额（{}）",
        report.year.number, fee.name, fee.unit
    );
    finding(report, &fee.rule, number, message, help)
}

fn fee_sentence(
    report: &Report,
    number: usize,
    fee: &FeeStatement,
    text: &str,
    place: &dyn Fn(usize, usize) -> Place,
    findings: &mut Vec<Finding>,
) {
    let path = report.form.sections[number].path.clone();
    let overdue = fee.overdue.as_ref().and_then(|path| report.form.figure_at(&Path::new(path)));
    if let (Some(id), Some((from, to))) = (overdue, denied_fee(text))
        && !report.number(id).is_zero()
        && !report.figure(id).unreadable
    {
        let name = report.form.figure_name(id);
        let message = format!("这里写没有收取{}，表中“{name}”是 {}", fee.name, report.number(id));
        let severity = severity(report, &fee.rule, Severity::Warning);
        let finding =
            Finding::new(fee.rule.clone(), severity, message, place(from, to)).with_path(path.clone());
        let help = format!("写明发出收费通知的件数和收取的总金额，或核对“{name}”");
        findings.push(
            finding.with_help(help).with_note(report.figure_place(id), format!("{}", report.number(id))),
        );
    }
    let Some(wrong) = &fee.wrong_unit else { return };
    let amount = text.match_indices(wrong.unit.as_str()).find_map(|(at, unit)| {
        let digits = text[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        (digits < at).then_some((digits, at + unit.len()))
    });
    if let Some((from, to)) = amount {
        let message = format!("{}以{}为单位，这里写的是{}", fee.name, fee.unit, &text[from..to]);
        let severity = severity(report, &fee.rule, Severity::Warning);
        let finding = Finding::new(fee.rule.clone(), severity, message, place(from, to)).with_path(path);
        findings.push(finding.with_help(wrong.help.clone()));
    }
}
