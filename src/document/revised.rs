//! Two reports as one document: the second, with what changed since the first as revisions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::figure::part_blocks;
use super::paragraph::{clean, paragraph};
use super::{Block, Document, DocumentOptions, Paragraph, ParagraphKind, Revision, Signature};
use crate::compare::{Comparison, ParagraphChange, ProseChange, State, compare};
use crate::form::Path;
use crate::picture::Pictures;
use crate::report::{Prose, ProsePart, Report};

impl Document {
    /// Makes the document of the second of two reports, in which everything that changed since the first is a
    /// [`Revision`]: accepting all of them gives the second report, rejecting all the first. The Word draft
    /// shows them as tracked changes; the other outputs show the second report.
    ///
    /// A figure, the title and the signature are replaced as a whole; prose is compared by its sentences (see
    /// [`compare`]). Figures that the second report's form does not have are not shown.
    ///
    /// ```
    /// use nianbao::document::{Block, Document, DocumentOptions, Revision};
    /// use nianbao::{report, yaml::Source};
    /// let read = |text: &str| report::read(Source::new("甲.yaml", text.to_owned()).into()).0.unwrap();
    /// let before = read("机关名称: 甲市\n年度: 2023\n总体情况: 收到申请16件。\n");
    /// let after = read("机关名称: 甲市\n年度: 2024\n总体情况: 收到申请20件。\n");
    /// let document = Document::revised(&before, &after, &DocumentOptions::default());
    /// assert_eq!(document.title_before.as_deref(), Some("甲市2023年政府信息公开工作年度报告"));
    /// let Block::Paragraph(paragraph) = &document.blocks[1] else { panic!("a paragraph of prose") };
    /// let runs: Vec<_> = paragraph.runs.iter().map(|r| (r.text.as_str(), r.revision)).collect();
    /// assert_eq!(runs[1..3], [("16", Revision::Deleted), ("20", Revision::Inserted)]);
    /// ```
    pub fn revised(before: &Report, after: &Report, options: &DocumentOptions) -> Document {
        let comparison = compare(before, after);
        let keys = &after.form.general;
        let replaced = |key: &str| {
            let change = comparison.general.iter().find(|change| change.key == key);
            change.map(|change| clean(&change.a))
        };
        let mut document = Document::of(after, options);
        document.title_before = replaced(&keys.title.key);
        let prose = RevisedProse {
            after,
            changes: &comparison.prose,
            preface: Path::new(&keys.preface.key),
            pictures: &options.pictures,
        };
        document.blocks = prose.replace_in(document.blocks);
        replace_figures(&mut document.blocks, &comparison);
        let signature = [replaced(&keys.signature_name.key), replaced(&keys.signature_date.key)];
        replace_signature(&mut document.blocks, signature);
        document
    }

    /// The document with all revisions accepted, for an output that shows none.
    pub fn accepted(&self) -> Cow<'_, Document> {
        if self.title_before.is_none() && self.blocks.iter().all(is_plain) {
            return Cow::Borrowed(self);
        }
        let blocks = self.blocks.iter().cloned().filter_map(accepted_block).collect();
        Cow::Owned(Document { blocks, title_before: None, ..self.clone() })
    }
}

/// Whether a block holds no revision.
fn is_plain(block: &Block) -> bool {
    let is_kept = |revision| revision == Revision::Kept;
    match block {
        Block::Paragraph(p) => is_kept(p.revision) && p.runs.iter().all(|run| is_kept(run.revision)),
        Block::Table(t) => t.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.before.is_none()),
        Block::Signature(s) => s.name_before.is_none() && s.date_before.is_none(),
        Block::Heading(_) | Block::Figure(_) | Block::Chart(_) => true,
    }
}

/// A block with its revisions accepted; none where nothing is left of it.
fn accepted_block(mut block: Block) -> Option<Block> {
    match &mut block {
        Block::Paragraph(p) if p.revision == Revision::Deleted => return None,
        // The caption of a table is never revised.
        Block::Paragraph(p) if p.kind == ParagraphKind::TableCaption => {}
        Block::Paragraph(p) => *p = paragraph(&[(Revision::Kept, p.text())], &p.section, Revision::Kept),
        Block::Table(t) => {
            t.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| cell.before = None);
        }
        Block::Signature(s) => {
            (s.name_before, s.date_before) = (None, None);
            if s.name.is_none() && s.date.is_none() {
                return None;
            }
        }
        Block::Heading(_) | Block::Figure(_) | Block::Chart(_) => {}
    }
    Some(block)
}

/// The prose of the second report with what changed since the first.
struct RevisedProse<'a> {
    after: &'a Report,
    changes: &'a [ProseChange],
    /// The section's key of 前言.
    preface: Path,
    pictures: &'a Pictures,
}

impl RevisedProse<'_> {
    /// The blocks with the prose of changed sections exchanged for that of both reports merged. It follows
    /// the heading of its section; that of the preface stands first.
    fn replace_in(&self, blocks: Vec<Block>) -> Vec<Block> {
        let mut out = self.merged(&self.preface);
        for block in blocks {
            let section = match &block {
                Block::Paragraph(paragraph) => Some(&paragraph.section),
                Block::Figure(figure) => Some(&figure.section),
                Block::Table(table) => Some(&table.section),
                Block::Heading(_) | Block::Signature(_) | Block::Chart(_) => None,
            };
            if section.is_some_and(|section| self.change_of(section).is_some()) {
                continue;
            }
            let heading = match &block {
                Block::Heading(heading) => Some(heading.section.clone()),
                _ => None,
            };
            out.push(block);
            out.extend(heading.iter().flat_map(|section| self.merged(section)));
        }
        out
    }

    fn change_of(&self, section: &Path) -> Option<&ProseChange> {
        self.changes.iter().find(|change| change.section == *section)
    }

    fn prose_of(&self, section: &Path) -> Option<&Prose> {
        if *section == self.preface {
            return self.after.preface.as_ref();
        }
        let number = self.after.form.sections.iter().position(|s| s.path == *section)?;
        self.after.prose.get(number)?.as_ref()
    }

    /// The prose of a changed section. Pictures and tables are shown as they are now, without marks; those
    /// that are gone as deleted text.
    fn merged(&self, section: &Path) -> Vec<Block> {
        let Some(change) = self.change_of(section) else { return Vec::new() };
        let prose = self.prose_of(section);
        let parts = prose.map(Prose::parts).unwrap_or_default();
        let mut parts = parts.iter().peekable();
        let mut out = Vec::new();
        // Paragraphs of the second report so far.
        let mut number = 0;
        for change in &change.paragraphs {
            if change.state == State::Removed {
                out.extend(merged_paragraph(change, section).map(Block::Paragraph));
                continue;
            }
            while parts.next_if(|part| part.paragraphs().end <= number).is_some() {}
            match (parts.peek(), prose) {
                (Some(part @ (ProsePart::Picture(..) | ProsePart::Table(_))), Some(prose)) => {
                    // All of it at its first paragraph.
                    if part.paragraphs().start == number {
                        out.extend(part_blocks(prose, part, section, self.pictures));
                    }
                }
                _ => out.extend(merged_paragraph(change, section).map(Block::Paragraph)),
            }
            number += 1;
        }
        out
    }
}

/// A paragraph of either report or of both; none where no page would show it.
fn merged_paragraph(change: &ParagraphChange, section: &Path) -> Option<Paragraph> {
    let revision = |state| match state {
        State::Same | State::Changed => Revision::Kept,
        State::Added => Revision::Inserted,
        State::Removed => Revision::Deleted,
    };
    let pieces: Vec<(Revision, String)> =
        change.pieces.iter().map(|piece| (revision(piece.state), clean(&piece.text))).collect();
    let text_without = |left_out| -> String {
        pieces.iter().filter(|piece| piece.0 != left_out).map(|piece| piece.1.as_str()).collect()
    };
    let (old, new) = (text_without(Revision::Inserted), text_without(Revision::Deleted));
    // A blank paragraph is none: what has text only on one side is inserted or deleted with its end mark.
    match (old.trim().is_empty(), new.trim().is_empty()) {
        (true, true) => None,
        (true, false) => Some(paragraph(&[(Revision::Inserted, new)], section, Revision::Inserted)),
        (false, true) => Some(paragraph(&[(Revision::Deleted, old)], section, Revision::Deleted)),
        (false, false) => Some(paragraph(&pieces, section, Revision::Kept)),
    }
}

fn replace_figures(blocks: &mut [Block], comparison: &Comparison) {
    let changes: BTreeMap<&str, &Option<String>> =
        comparison.figures.iter().map(|change| (change.path.as_str(), &change.a)).collect();
    let tables = blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for cell in tables.flat_map(|table| &mut table.rows).flat_map(|row| &mut row.cells) {
        let change = cell.path.as_ref().and_then(|path| changes.get(path.as_str()));
        cell.before = change.map(|old| clean(old.as_deref().unwrap_or_default()));
    }
}

/// The signature with the name and date it replaces; one that is there only for these where the second report
/// has none.
fn replace_signature(blocks: &mut Vec<Block>, [name_before, date_before]: [Option<String>; 2]) {
    let signature = blocks.iter_mut().find_map(|block| match block {
        Block::Signature(signature) => Some(signature),
        _ => None,
    });
    match signature {
        Some(signature) => (signature.name_before, signature.date_before) = (name_before, date_before),
        None if name_before.is_some() || date_before.is_some() => {
            let signature = Signature { name: None, date: None, name_before, date_before };
            blocks.push(Block::Signature(signature));
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Source;

    fn read(text: &str) -> Report {
        crate::report::read(Source::new("甲.yaml", text.to_owned()).into()).0.expect("a report")
    }

    const BEFORE: &str = "机关名称: 甲市\n年度: 2023\n前言: 旧的前言。\n总体情况: |-\n  （一）主动公开。公开16件。\n  删去的一段。\n\
                          依申请公开: {本年新收: {自然人: 16}}\n落款: {署名: 甲市, 日期: 2024-01-20}\n";
    const AFTER: &str = "机关名称: 甲市\n年度: 2024\n总体情况: |-\n  （一）主动公开。公开20件。\n  另外增加的文字。\n\
                         依申请公开: {本年新收: {自然人: 20}}\n";

    #[test]
    fn accepting_all_revisions_gives_the_second_report() {
        let options = DocumentOptions::default();
        for (before, after) in [(BEFORE, AFTER), (AFTER, BEFORE), (AFTER, AFTER)] {
            let (before, after) = (read(before), read(after));
            let revised = Document::revised(&before, &after, &options);
            assert_eq!(*revised.accepted(), Document::of(&after, &options));
        }
    }

    #[test]
    fn tables_in_prose_are_shown_as_they_are_now() {
        let table =
            "总体情况: |-\n  甲段。\n  表1 数量\n  | 渠道 | 数量 |\n  |---|---|\n  | 网站 | 1 |\n  乙段。\n";
        let (before, after) =
            (format!("机关名称: 甲市\n年度: 2023\n{table}"), table.replace("| 1 |", "| 2 |"));
        let after = read(&format!("机关名称: 甲市\n年度: 2024\n{}", after.replace("乙段", "丙段")));
        let document = Document::revised(&read(&before), &after, &DocumentOptions::default());
        assert_eq!(*document.accepted(), Document::of(&after, &DocumentOptions::default()));
        let tables = document.blocks.iter().filter(|b| matches!(b, Block::Table(t) if t.title == "表1 数量"));
        assert_eq!(tables.count(), 1);
    }

    #[test]
    fn what_was_removed_stands_where_it_was() {
        let document = Document::revised(&read(BEFORE), &read(AFTER), &DocumentOptions::default());
        let shown: Vec<String> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(p) => Some(p.runs.iter().map(|run| match run.revision {
                    Revision::Kept => run.text.clone(),
                    Revision::Inserted => format!("[+{}]", run.text),
                    Revision::Deleted => format!("[-{}]", run.text),
                })),
                _ => None,
            })
            .map(Iterator::collect)
            .collect();
        let want =
            ["[-旧的前言。]", "（一）主动公开。公开[-16][+20]件。", "[-删去的一段。]", "[+另外增加的文字。]"];
        // The removed and the added paragraph have nothing in common; which comes first is no matter.
        assert_eq!(shown[..2], want[..2]);
        assert!(want[2..].iter().all(|text| shown[2..].contains(&(*text).to_owned())), "{shown:?}");
        let Some(Block::Signature(signature)) = document.blocks.last() else { panic!("a signature") };
        assert_eq!(signature.name_before.as_deref(), Some("甲市"));
        assert_eq!(signature.date_before.as_deref(), Some("2024年1月20日"));
    }
}
