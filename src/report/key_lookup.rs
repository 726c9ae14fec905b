//! Keys of a data file looked up in the form.

use crate::form::{KeyNode, KeyTarget};

/// The node of a key, looked for under the form's unkeyed groups too.
pub(crate) fn find<'a>(keys: &'a [KeyNode], normal: &str) -> Option<&'a KeyNode> {
    keys.iter().find(|k| k.names.iter().any(|n| n == normal)).or_else(|| {
        keys.iter().find_map(|k| match &k.target {
            KeyTarget::UnkeyedGroup(children) => find(children, normal),
            _ => None,
        })
    })
}

/// The node of a key, wherever below these keys it stands.
pub(super) fn find_deep<'a>(keys: &'a [KeyNode], normal: &str) -> Option<&'a KeyNode> {
    find(keys, normal).or_else(|| {
        keys.iter().find_map(|k| match &k.target {
            KeyTarget::UnkeyedGroup(children) | KeyTarget::Group(children) => find_deep(children, normal),
            KeyTarget::Row(_) => None,
        })
    })
}

/// The keys that may be written at this level, those of unkeyed groups among them.
pub(super) fn proposals<'a>(keys: &'a [KeyNode], out: &mut Vec<&'a str>) {
    for key in keys {
        match &key.target {
            KeyTarget::UnkeyedGroup(children) => proposals(children, out),
            _ => out.push(&key.key),
        }
    }
}
