//! N201 on sentences in the manner of published reports: `sentences.txt`.

use std::fmt::Write as _;

const SENTENCES: &str = include_str!("sentences.txt");
const TABLES: &str = include_str!("sentences.yaml");
/// Prose that asks nothing of N201, so that only the sentence is judged.
const REST: &str = "问题与改进: |\n  存在的主要问题是解读形式单一，改进措施是丰富解读形式。\n其他事项: 本年度未收取信息处理费。\n";

struct Sentence {
    agency: String,
    text: String,
    /// Characters of the text, from and to, that must be told.
    wrong: Vec<(u32, u32)>,
}

fn sentences() -> Vec<Sentence> {
    SENTENCES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (agency, line) = match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
                Some((agency, line)) => (agency, line),
                None => ("甲市教育局", line),
            };
            let (mut text, mut wrong, mut open) = (String::new(), Vec::new(), 0);
            let (line, whole) = line.strip_suffix('!').map_or((line, false), |line| (line, true));
            for c in line.chars() {
                let at = text.chars().count() as u32;
                match c {
                    '⟦' => open = at,
                    '⟧' => wrong.push((open, at)),
                    c => text.push(c),
                }
            }
            if whole {
                wrong.push((0, 0));
            }
            Sentence { agency: agency.to_owned(), text, wrong }
        })
        .collect()
}

/// What N201 says of a sentence: characters from and to, and the message.
fn told(sentence: &Sentence) -> Vec<((u32, u32), String)> {
    let file = format!(
        "机关名称: {}\n年度: 2024\n总体情况: |\n  {}\n{TABLES}{REST}",
        sentence.agency, sentence.text
    );
    super::findings("sentence.yaml", file.as_bytes(), None)
        .into_iter()
        .filter(|finding| finding.rule.as_str() == "N201")
        .map(|finding| {
            assert_eq!(finding.place.start.line, 4, "{}", sentence.text);
            ((finding.place.start.column - 3, finding.place.end.column - 3), finding.message)
        })
        .collect()
}

/// A finding on a whole clause answers a sentence that is wrong as a whole.
fn answers(found: (u32, u32), wrong: &(u32, u32)) -> bool {
    found == *wrong || *wrong == (0, 0) && found.1 - found.0 > 5
}

#[test]
fn figures_in_prose_are_told_where_the_tables_contradict_them() {
    let sentences = sentences();
    let silent = sentences.iter().filter(|s| s.wrong.is_empty()).count();
    assert!(
        sentences.len() >= 360 && silent * 2 >= sentences.len(),
        "{} sentences, {silent} silent",
        sentences.len()
    );
    let (mut right, mut false_alarms, mut missed) = (0, 0, 0);
    let mut report = String::new();
    for sentence in &sentences {
        let told = told(sentence);
        for (place, message) in &told {
            if sentence.wrong.iter().any(|wrong| answers(*place, wrong)) {
                right += 1;
            } else {
                false_alarms += 1;
                let _ = writeln!(report, "false alarm: {}\n    {place:?} {message}", sentence.text);
            }
        }
        for wrong in
            sentence.wrong.iter().filter(|wrong| !told.iter().any(|(place, _)| answers(*place, wrong)))
        {
            missed += 1;
            let _ = writeln!(report, "missed: {}\n    {wrong:?}", sentence.text);
        }
    }
    let precision = f64::from(right) / f64::from(right + false_alarms);
    let recall = f64::from(right) / f64::from(right + missed);
    eprintln!(
        "{} sentences, {silent} silent; {right} figures told, {missed} missed, {false_alarms} false alarms: \
         precision {precision:.3}, recall {recall:.3}\n{report}",
        sentences.len()
    );
    assert!(false_alarms == 0 && recall >= 0.95, "{report}");
}
