//! From the way to a key, as a text has it, to what the form means by it.

use super::outline::Step;
use crate::form::{
    Content, FigureId, FigureRow, Form, GeneralKey, GeneralValue, KeyNode, KeyTarget, Section, normal_label,
};
use crate::report::key_lookup::find;

/// What the form has at a place of a data file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning<'f> {
    /// The top of the file.
    Top,
    /// A section of prose.
    Prose(&'f Section),
    /// A section with a table.
    Table(&'f Section, &'f [KeyNode]),
    /// A group of keys.
    Group(&'f KeyNode, &'f [KeyNode]),
    /// A row of several figures.
    Row(&'f KeyNode, &'f FigureRow),
    /// A figure.
    Figure(FigureId),
    /// A key outside the sections.
    General(&'f GeneralKey, GeneralValue<'f>),
}

impl<'f> Meaning<'f> {
    /// What the form has at the end of a way; none where it has nothing. The items of lists are no part of
    /// its names.
    pub fn of(form: &'f Form, path: &[Step]) -> Option<Self> {
        let keys = path.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        });
        keys.into_iter().try_fold(Meaning::Top, |meaning, key| meaning.child(form, key))
    }

    fn child(self, form: &'f Form, key: &str) -> Option<Self> {
        let normal = normal_label(key);
        match self {
            Meaning::Top => top(form, &normal),
            Meaning::Table(_, keys) | Meaning::Group(_, keys) => {
                let node = find(keys, &normal)?;
                Some(match &node.target {
                    KeyTarget::Group(keys) | KeyTarget::UnkeyedGroup(keys) => Meaning::Group(node, keys),
                    KeyTarget::Row(id) => match form.figure_row(*id) {
                        FigureRow { columns, .. } if columns.len() == 1 && columns[0].key.is_none() => {
                            Meaning::Figure(columns[0].figure)
                        }
                        row => Meaning::Row(node, row),
                    },
                })
            }
            Meaning::Row(_, row) => {
                let column = row.columns.iter().find(|column| column.names.contains(&normal))?;
                Some(Meaning::Figure(column.figure))
            }
            Meaning::General(_, GeneralValue::Mapping(keys) | GeneralValue::List(keys)) => {
                let key = keys.into_iter().find(|key| key.key == normal)?;
                Some(Meaning::General(key, GeneralValue::Text))
            }
            Meaning::Prose(_) | Meaning::Figure(_) | Meaning::General(..) => None,
        }
    }
}

/// A key at the top of a data file.
fn top<'f>(form: &'f Form, normal: &str) -> Option<Meaning<'f>> {
    if let Some((key, value)) = form.general.keys().find(|(key, _)| key.key == normal) {
        return Some(Meaning::General(key, value));
    }
    let section = form.section_named(normal)?;
    Some(match &section.content {
        Content::Prose(_) => Meaning::Prose(section),
        Content::Table(table) => Meaning::Table(section, &table.keys),
    })
}

/// The form that a data file names, by the lines of its text; the standard one where it names none.
pub(super) fn form_of(
    forms: &crate::form::Forms,
    text: &str,
    entries: &[super::outline::Entry],
) -> std::sync::Arc<Form> {
    let names = |form: &&std::sync::Arc<Form>| {
        entries.iter().any(|entry| {
            matches!(entry.path.as_slice(), [Step::Key(key)] if normal_label(key) == form.general.format.key)
                && text[entry.value.clone()].trim_matches(['"', '\'', ' ']) == form.format
        })
    };
    forms.iter().find(names).cloned().unwrap_or_else(|| forms.standard())
}
