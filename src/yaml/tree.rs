//! The tree: values with the bytes they stand at.

use std::ops::Range;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// The bytes of the value's own text, quotes included, without white space or line breaks at its end. An
    /// absent value has an empty range where it would stand.
    pub span: Range<usize>,
}

/// What a YAML value can be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, or a plain `~` or `null`.
    Null,
    /// Text, exactly as written.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file. Keys are scalars and no key stands twice.
    Mapping(Vec<(Node, Node)>),
}

/// Text of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text after quotes, escapes, folding and indentation are taken away; nothing else is interpreted.
    pub text: String,
    /// How it was written.
    pub style: ScalarStyle,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarStyle {
    /// `text`
    Plain,
    /// `'text'`
    SingleQuoted,
    /// `"text"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl Node {
    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of the scalar, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The scalars at and under this value, keys among them, in the order of the file.
    pub fn scalars(&self) -> impl Iterator<Item = (&Node, &Scalar)> {
        // A stack of its own: values may nest more deeply than calls should.
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            loop {
                let node = pending.pop()?;
                match &node.value {
                    Value::Null => {}
                    Value::Scalar(scalar) => return Some((node, scalar)),
                    Value::Sequence(items) => pending.extend(items.iter().rev()),
                    Value::Mapping(entries) => {
                        pending.extend(entries.iter().rev().flat_map(|(key, value)| [value, key]));
                    }
                }
            }
        })
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
    }
}
