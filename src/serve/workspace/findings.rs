//! Findings as the page lists them: in the form's words, errors first, then by section; equal ones together,
//! each place with what is selected there.
//!
//! ```text
//! findings   N208 “待补充” 甲.yaml:9:3     N101 甲.yaml:40:20     N208 “待补充” 甲.yaml:14:3
//! listed     错误 N208 这里还留着“待补充”   一、总体情况 第 1 段 → characters 0 to 3 of its text
//!                                        五、存在的主要问题… 第 1 段 → characters 0 to 3
//!            错误 N101 …                  三、… → “六、结转下年度…” → “自然人” → the cell
//! ```

use serde::Serialize;

use crate::data_file::FormView;
use crate::diagnostic::{Finding, Path, Place, Severity, listed};
use crate::form::Content;
use crate::report::{Report, Spot, TextPlace};
use crate::rules::{Audience, advice, is_waivable, rule};

/// What is to be selected on the page: where something can be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Target {
    /// The cell of a figure, by its path.
    Figures {
        /// The path.
        key: String,
    },
    /// A field outside the sections, by its key.
    Fields {
        /// The key.
        key: String,
    },
    /// The prose of a section, by its key.
    Prose {
        /// The key.
        key: String,
        /// The very words: UTF-16 units of the text that the page shows; none for all of it.
        range: Option<[usize; 2]>,
    },
    /// A section of figures as a whole, by its key.
    Section {
        /// The key.
        key: String,
    },
    /// Characters of the source file, from 1; the end is exclusive.
    Source {
        /// Line and column of the first character.
        from: [u32; 2],
        /// Line and column behind the last.
        to: [u32; 2],
    },
}

/// A place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingPlace {
    /// What it is called in the form.
    words: String,
    /// The words themselves, where it is words.
    excerpt: Option<String>,
    /// What is selected there; none for a place in another file.
    target: Option<Target>,
    /// The figure or key concerned, where there is one.
    path: Option<Path>,
    /// Further places, with a few words on each.
    notes: Vec<FindingNote>,
}

/// A further place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingNote {
    words: String,
    text: String,
    target: Option<Target>,
}

/// Findings that say the same, with their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingGroup {
    rule: String,
    severity: &'static str,
    /// The severity in a word for people.
    word: &'static str,
    message: String,
    help: Option<String>,
    /// Whether it may be kept with a reason.
    waivable: bool,
    places: Vec<FindingPlace>,
}

/// A warning that is kept, with its reason and what it silences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaiverView {
    rule: String,
    title: String,
    reason: String,
    findings: Vec<FindingGroup>,
}

/// The findings of a report as the page lists them; none is a text that cannot be filled in yet, whose places
/// are in the source file.
pub(super) fn groups(report: Option<&Report>, findings: &[Finding]) -> Vec<FindingGroup> {
    let placed = listed(findings).into_iter().map(|finding| {
        let (order, place) = placed(report, &finding);
        (finding.severity, order, finding, place)
    });
    let mut placed: Vec<_> = placed.collect();
    // Stable: those of one section stay in the order of the file.
    placed.sort_by_key(|(severity, order, ..)| (*severity, *order));
    let mut groups: Vec<FindingGroup> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    for (_, _, finding, place) in placed {
        let key = (finding.rule.clone(), finding.severity, finding.message.clone(), finding.help.clone());
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.places.push(place),
            None => groups.push(group(report, &finding, place)),
        }
    }
    groups
}

fn group(report: Option<&Report>, finding: &Finding, place: FindingPlace) -> FindingGroup {
    let may_be_kept = |report: &Report| is_waivable(finding.rule.as_str(), &report.form);
    FindingGroup {
        rule: finding.rule.to_string(),
        severity: finding.severity.as_str(),
        word: finding.severity.chinese(),
        message: finding.message.clone(),
        help: finding.help.as_deref().map(|help| advice(help, Audience::Page)),
        waivable: finding.severity == Severity::Warning && report.is_some_and(may_be_kept),
        places: vec![place],
    }
}

/// Words of the prose that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Which one of the groups, from 0.
    finding: usize,
    /// The key of the section.
    part: String,
    /// UTF-16 units of its text.
    start: usize,
    end: usize,
}

/// The words of prose that findings are about.
pub(super) fn marks(groups: &[FindingGroup]) -> Vec<Mark> {
    let places = groups.iter().enumerate().flat_map(|(number, group)| {
        group.places.iter().filter_map(move |place| Some((number, place.target.as_ref()?)))
    });
    let mark = |(finding, target): (usize, &Target)| match target {
        Target::Prose { key, range: Some([start, end]) } if start < end => {
            Some(Mark { finding, part: key.clone(), start: *start, end: *end })
        }
        _ => None,
    };
    places.filter_map(mark).collect()
}

/// The warnings that a report keeps, by rule, each with its first reason.
pub(super) fn waivers(report: &Report, waived: &[Finding]) -> Vec<WaiverView> {
    let mut views: Vec<WaiverView> = Vec::new();
    for waiver in &report.waivers {
        let Some(rule) = rule(&waiver.rule.text, &report.form).filter(|r| r.severity == Severity::Warning)
        else {
            continue;
        };
        let code = rule.code.to_string();
        if views.iter().any(|view| view.rule == code) {
            continue;
        }
        let own: Vec<Finding> = waived.iter().filter(|f| f.rule == rule.code).cloned().collect();
        views.push(WaiverView {
            rule: code,
            title: rule.title.to_owned(),
            reason: waiver.reason.text.clone(),
            findings: groups(Some(report), &own),
        });
    }
    views
}

/// Where a finding is, in the order of the form and for people.
fn placed(report: Option<&Report>, finding: &Finding) -> (u32, FindingPlace) {
    let path = finding.path.as_ref().or(finding.section.as_ref());
    let spot = report.and_then(|report| spot(report, &finding.place, path));
    let order = report.zip(spot.as_ref()).map_or(0, |(report, spot)| spot.order(report));
    let note = |note: &crate::diagnostic::Note| {
        let spot = report.and_then(|report| self::spot(report, &note.place, None));
        let (words, _, target) = shown(report, spot.as_ref(), &note.place);
        FindingNote { words, text: note.text.clone(), target }
    };
    let (words, excerpt, target) = shown(report, spot.as_ref(), &finding.place);
    let notes = finding.notes.iter().map(note).collect();
    (order, FindingPlace { words, excerpt, target, path: finding.path.clone(), notes })
}

/// What a place is in the form; none for a place in another file of which no path is known.
fn spot(report: &Report, place: &Place, path: Option<&Path>) -> Option<Spot> {
    match place.bytes().filter(|_| place.file == *report.source.file()) {
        Some(bytes) => Some(report.spot(&bytes, path)),
        None => path.and_then(|path| report.spot_named(path)),
    }
}

/// What a place is called, its words, and what is selected there.
fn shown(
    report: Option<&Report>,
    spot: Option<&Spot>,
    place: &Place,
) -> (String, Option<String>, Option<Target>) {
    let line = place.start.line;
    let in_source = Target::Source {
        from: [place.start.line, place.start.column],
        to: [place.end.line, place.end.column],
    };
    let Some(report) = report else {
        return (format!("源文件第 {line} 行"), None, Some(in_source));
    };
    let is_own = place.file == *report.source.file();
    let Some(spot) = spot else { return (format!("{} 第 {line} 行", place.file), None, None) };
    let target = target(report, spot).or_else(|| is_own.then_some(in_source));
    let words = match (&target, spot) {
        // What the form has no field for can only be mended in the source file.
        (Some(Target::Source { .. }), Spot::General(_)) => format!("源文件 → {}", spot.words(report)),
        (Some(Target::Source { .. }), _) => format!("源文件第 {line} 行"),
        _ => spot.words(report),
    };
    (words, excerpt(report, spot), target)
}

/// What is selected on the page; none for what the form has no field for.
fn target(report: &Report, spot: &Spot) -> Option<Target> {
    let form = &report.form;
    let prose = |section: &Option<usize>, range| {
        let key = section.map_or(&form.general.preface.key, |number| &form.sections[number].key);
        Target::Prose { key: key.clone(), range }
    };
    Some(match spot {
        Spot::Figure(id) | Spot::Row(id) => Target::Figures { key: form.figure(*id).path.to_string() },
        Spot::Words(section, range) => {
            let text = |place: &TextPlace| units(report, *section, *place);
            prose(section, Some([text(&range.start), text(&range.end)]))
        }
        Spot::Section(number) => match form.sections[*number].content {
            Content::Prose(_) => prose(&Some(*number), None),
            Content::Table(_) => Target::Section { key: form.sections[*number].key.clone() },
        },
        Spot::General(path) if path.as_str() == form.general.preface.key => prose(&None, None),
        Spot::General(path) if FormView::has_field(form, path.as_str()) => {
            Target::Fields { key: path.to_string() }
        }
        _ => return None,
    })
}

/// How many UTF-16 units stand before a place in the text that the page shows: paragraphs, one a line.
fn units(report: &Report, section: Option<usize>, place: TextPlace) -> usize {
    let prose = section.map_or(report.preface.as_ref(), |number| report.prose[number].as_ref());
    let paragraphs = prose.map_or(&[][..], |prose| &prose.paragraphs);
    let length = |text: &str| text.encode_utf16().count();
    let before: usize = paragraphs.iter().take(place.paragraph).map(|p| length(&p.text) + 1).sum();
    let own = paragraphs.get(place.paragraph).and_then(|p| p.text.get(..place.byte)).unwrap_or_default();
    before + length(own)
}

/// More characters of a place are not quoted.
const MAX_EXCERPT: usize = 40;

/// The words of a place in one paragraph.
fn excerpt(report: &Report, spot: &Spot) -> Option<String> {
    let Spot::Words(section, range) = spot else { return None };
    let prose = section.map_or(report.preface.as_ref(), |number| report.prose[number].as_ref())?;
    let text = &prose.paragraphs.get(range.start.paragraph)?.text;
    let words = match range.start.paragraph == range.end.paragraph {
        true => text.get(range.start.byte..range.end.byte)?,
        false => text.get(range.start.byte..)?,
    };
    let cut: String = words.chars().take(MAX_EXCERPT).collect();
    let more = if cut.len() < words.len() { "…" } else { "" };
    (!cut.is_empty()).then(|| format!("{cut}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::read;
    use crate::rules::{CheckOptions, check};
    use crate::yaml::Source;

    fn listed(text: &str) -> (Report, Vec<FindingGroup>, Vec<WaiverView>) {
        let (report, findings) = read(Source::new("甲.yaml", text).into());
        let report = report.expect("a report");
        let checked = check(&report, findings, &CheckOptions::default());
        let groups = groups(Some(&report), &checked.findings);
        let waivers = waivers(&report, &checked.waived);
        (report, groups, waivers)
    }

    fn of<'g>(groups: &'g [FindingGroup], rule: &str) -> &'g FindingGroup {
        groups.iter().find(|group| group.rule == rule).unwrap_or_else(|| panic!("{rule}: {groups:?}"))
    }

    const TEXT: &str = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  𠮷祥。\n  {{年度}}年待补充，待补充。\n主动公开:\n  行政规范性文件: [17, 0, 6]\n依申请公开:\n  本年新收: {自然人: 3}\n存在的主要问题及改进情况: 待补充\n其他事项: |\n  全年新收{{依申请公开.本年新收.总计}}件，全年收到申请12件。\n";

    #[test]
    fn equal_findings_are_one_with_their_places_in_the_order_of_the_form() {
        let (_, groups, _) = listed(TEXT);
        let blanks = of(&groups, "N208");
        let places: Vec<_> = blanks.places.iter().map(|place| place.words.as_str()).collect();
        let (first, last) = ("一、总体情况 第 2 段", "五、存在的主要问题及改进情况 第 1 段");
        assert_eq!(places, [first, first, last]);
        let prose = |key: &str, range| Some(Target::Prose { key: key.to_owned(), range: Some(range) });
        // 𠮷 is two units of UTF-16, 2024 was filled in: 𠮷祥。 and a line feed are 5, 2024年 is 5.
        assert_eq!(blanks.places[0].target, prose("总体情况", [10, 13]));
        assert_eq!(blanks.places[1].target, prose("总体情况", [14, 17]));
        assert_eq!(blanks.places[0].excerpt.as_deref(), Some("待补充"));
        assert!(blanks.help.as_deref().is_some_and(|help| !help.contains("--")), "{blanks:?}");
    }

    #[test]
    fn errors_come_first_and_then_sections() {
        let (report, groups, _) = listed(TEXT);
        let severities: Vec<_> = groups.iter().map(|group| group.severity).collect();
        let errors = severities.iter().take_while(|severity| **severity == "error").count();
        assert!(errors > 0 && severities[errors..].iter().all(|severity| *severity == "warning"));
        let order = |group: &FindingGroup| {
            let heading = group.places[0].words.split([' ', '→']).next().unwrap_or_default().to_owned();
            report.form.sections.iter().position(|section| section.heading() == heading)
        };
        let orders: Vec<_> = groups[errors..].iter().map(order).collect();
        assert!(orders.is_sorted(), "{orders:?}");
        // The cell of the sum.
        let balance = of(&groups, "N101");
        assert!(
            matches!(&balance.places[0].target, Some(Target::Figures { key }) if key.starts_with("依申请公开."))
        );
    }

    #[test]
    fn what_is_waived_is_listed_with_its_reason_and_what_it_silences() {
        let waiver = "豁免: [{规则: N107, 理由: 上年漏报，今年补}, {规则: N211, 理由: 无此情况}, {规则: N101, 理由: 不行}]\n";
        let (_, before, none) = listed(TEXT);
        assert!(of(&before, "N107").waivable && !of(&before, "N101").waivable && none.is_empty());
        let (_, after, waivers) = listed(&format!("{TEXT}{waiver}"));
        assert!(after.iter().all(|group| group.rule != "N107"));
        let kept: Vec<_> =
            waivers.iter().map(|w| (w.rule.as_str(), w.reason.as_str(), w.findings.len())).collect();
        assert_eq!(kept, [("N107", "上年漏报，今年补", 1), ("N211", "无此情况", 0)]);
        let refused = of(&after, "N018");
        assert!(matches!(refused.places[0].target, Some(Target::Source { .. })));
    }

    #[test]
    fn without_a_form_places_are_lines_of_the_source_file() {
        let source = Source::new("甲.yaml", "机关名称: 甲局\n年度: 2024\n年度: 2025\n");
        let (_, findings) = read(source.into());
        let groups = groups(None, &findings);
        let place = &of(&groups, "N005").places[0];
        assert_eq!(place.words, "源文件第 3 行");
        assert_eq!(place.target, Some(Target::Source { from: [3, 1], to: [3, 3] }));
        assert_eq!(place.notes[0].words, "源文件第 2 行");
    }
}
