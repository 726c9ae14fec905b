//! The words with which sentences of prose give figures of a table: which mean which rows and columns.
//!
//! Example: in 全年答复45件，其中自然人40件 the word 答复 means the row 总计 of 依申请公开, and 自然人 is a column of
//! it. form.yaml lists such words, and the keys and labels of the table count as words too.

use super::label::{without_number, without_remark};
use super::spec::MentionsSpec;
use super::{FigureId, FigureRow, FigureRowId, Form, FormError, KeyNode, KeyTarget, Path, normal_label};
use crate::text::Wording;

/// The words for a table.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Words of headings in prose whose part is about this table.
    pub headings: Vec<String>,
    /// Words for what this table counts.
    pub objects: Vec<Wording>,
    /// Words that make a sentence one about this table, without naming what it counts.
    pub matters: Vec<Wording>,
    /// The column meant where a sentence names none.
    pub default_column: Option<String>,
    /// The rows that may be meant where a sentence names a column only.
    pub column_rows: Vec<Vec<Term>>,
    /// Words for rows.
    pub rows: Vec<RowMention>,
    /// Words for columns.
    pub columns: Vec<ColumnMention>,
}

/// Words for what a number counts.
#[derive(Debug, Clone)]
pub struct RowMention {
    /// The words.
    pub words: Vec<Wording>,
    /// The sums of rows that the number may be; the first is the one that messages name.
    pub is: Vec<Vec<Term>>,
    /// True if saying that there was none means 0.
    pub none: bool,
    /// True for a step that everything counted goes through (收到, 办理, 答复): two of them with one number
    /// both hold of it, and beside another row they are only its verb.
    pub step: bool,
    /// True for words that mean the row only after another number of the table: 收到5件，其中公开3件.
    pub among: bool,
}

/// Words for whose applications, or which results, a number counts.
#[derive(Debug, Clone)]
pub struct ColumnMention {
    /// The words.
    pub words: Vec<Wording>,
    /// What messages call the columns where they are several.
    pub name: String,
    /// Keys of columns, added up.
    pub is: Vec<String>,
}

/// Rows that are added up or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The path of the row, or of the group whose rows are meant.
    pub path: Path,
    /// The row, or the rows of the group.
    pub rows: Vec<FigureRowId>,
    /// Taken away.
    pub minus: bool,
}

/// Reads the words for a table and adds its own keys and labels.
pub(super) fn mentions(
    path: &Path,
    spec: &MentionsSpec,
    keys: &[KeyNode],
    figure_rows: &[FigureRow],
) -> Result<Mentions, FormError> {
    let all = flat(keys);
    let term = |text: &String| -> Result<Term, FormError> {
        let (minus, key) = text.strip_prefix('-').map_or((false, text.as_str()), |key| (true, key));
        let node = all
            .iter()
            .find(|n| n.key == key)
            .ok_or_else(|| FormError::Shape(format!("no row {key} in {path}")))?;
        Ok(Term { path: node.path.clone(), rows: rows(node, figure_rows), minus })
    };
    let sum = |terms: &Vec<String>| terms.iter().map(term).collect::<Result<Vec<_>, _>>();
    let mut out = Mentions {
        headings: spec.headings.clone(),
        objects: spec.objects.clone(),
        matters: spec.matters.clone(),
        default_column: spec.default_column.clone(),
        column_rows: spec.column_rows.iter().map(sum).collect::<Result<_, _>>()?,
        ..Mentions::default()
    };
    for row in &spec.rows {
        let is = row.is.iter().map(sum).collect::<Result<_, _>>()?;
        let (words, none, step, among) = (row.words.clone(), row.none, row.step, row.among);
        out.rows.push(RowMention { words, is, none, step, among });
    }
    if out.rows.is_empty() {
        return Ok(out);
    }
    for column in &spec.columns {
        let known =
            |key: &String| figure_rows.iter().flat_map(|r| &r.columns).any(|c| c.key.as_ref() == Some(key));
        if let Some(key) = column.is.iter().find(|key| !known(key)) {
            return Err(FormError::Shape(format!("no column {key} in {path}")));
        }
        let (words, is) = (column.words.clone(), column.is.clone());
        let name = column.name.clone().unwrap_or_else(|| is.join("、"));
        out.columns.push(ColumnMention { words, name, is });
    }
    own_words(&mut out, &all, figure_rows, path);
    Ok(out)
}

/// Adds the form's own words: keys and labels (without number and remark) that form.yaml gives no other
/// meaning.
///
/// Words of one or two characters (其他, 规章) are left out: in prose they mean too many things.
fn own_words(out: &mut Mentions, all: &[&KeyNode], figure_rows: &[FigureRow], path: &Path) {
    const MIN_CHARACTERS: usize = 3;
    let long = |word: &String| word.chars().count() >= MIN_CHARACTERS;
    for node in all {
        let label = normal_label(&node.label);
        let words = [node.key.clone(), without_remark(without_number(&label)).to_owned()];
        let mut words: Vec<String> = words.into_iter().filter(long).collect();
        words.dedup();
        let is_among = |list: &[Wording], word: &str| list.iter().any(|wording| wording.is(word));
        words.retain(|w| {
            !out.rows.iter().any(|r| is_among(&r.words, w))
                && !is_among(&out.objects, w)
                && !is_among(&out.matters, w)
        });
        if !words.is_empty() && !matches!(node.target, KeyTarget::UnkeyedGroup(_)) {
            let is =
                vec![vec![Term { path: node.path.clone(), rows: rows(node, figure_rows), minus: false }]];
            let words = words.iter().map(|word| Wording::plain(word)).collect();
            out.rows.push(RowMention { words, is, none: false, step: false, among: false });
        }
    }
    let below = format!("{path}.");
    for row in figure_rows.iter().filter(|r| r.path == *path || r.path.as_str().starts_with(&below)) {
        for key in row.columns.iter().filter(|c| !c.is_total).filter_map(|c| c.key.clone()).filter(long) {
            if !out.columns.iter().any(|c| c.words.iter().any(|w| w.is(&key))) {
                let words = vec![Wording::plain(&key)];
                out.columns.push(ColumnMention { words, name: key.clone(), is: vec![key] });
            }
        }
    }
}

fn flat(keys: &[KeyNode]) -> Vec<&KeyNode> {
    keys.iter()
        .flat_map(|node| {
            let below = match &node.target {
                KeyTarget::Group(children) | KeyTarget::UnkeyedGroup(children) => flat(children),
                KeyTarget::Row(_) => Vec::new(),
            };
            std::iter::once(node).chain(below)
        })
        .collect()
}

fn rows(node: &KeyNode, figure_rows: &[FigureRow]) -> Vec<FigureRowId> {
    match &node.target {
        KeyTarget::Row(id) => vec![*id],
        // A total among the rows of a group would count them twice.
        KeyTarget::Group(children) | KeyTarget::UnkeyedGroup(children) => {
            let all = children.iter().flat_map(|node| rows(node, figure_rows));
            all.filter(|id| !figure_rows[usize::from(id.0)].is_total).collect()
        }
    }
}

impl Term {
    /// The figures of these columns.
    pub fn figures(&self, form: &Form, columns: &[String]) -> Vec<FigureId> {
        let of = |id: &FigureRowId| {
            let row = form.figure_row(*id);
            row.columns
                .iter()
                .filter(|c| c.key.as_ref().is_some_and(|key| columns.contains(key)))
                .map(|c| c.figure)
        };
        self.rows.iter().flat_map(of).collect()
    }
}
