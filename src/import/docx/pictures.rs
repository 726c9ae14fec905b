//! The pictures of a Word file: the body refers to a relationship, and this to a part.

use std::sync::Arc;

use super::super::content::Item;
use super::super::{ImportError, Limits};
use super::package::Package;
use super::{Word, part};
use crate::picture::{MAX_PICTURES, Picture};

/// Looks up the pictures of the body. Those that are none of ours (EMF, links to other files), and those of a
/// file with more than a report may have, are counted as left out.
pub(super) fn look_up(
    package: &mut Package,
    main: &str,
    folder: &str,
    word: &mut Word,
    limits: &Limits,
) -> Result<(), ImportError> {
    if !word.items.iter().any(|item| matches!(item, Item::Picture(_))) {
        return Ok(());
    }
    let relationships = format!("{folder}_rels/{}.rels", main.rsplit('/').next().unwrap_or(main));
    let targets = match package.part(&relationships)? {
        Some(xml) => part::targets(&relationships, &xml, limits)?,
        None => Default::default(),
    };
    let (mut found, mut left_out) = (0, 0);
    for item in std::mem::take(&mut word.items) {
        let Item::Picture(mut drawing) = item else {
            word.items.push(item);
            continue;
        };
        let target = targets.get(&drawing.reference).filter(|_| found < MAX_PICTURES);
        let name = target.map(|target| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{target}"),
        });
        let bytes = match name {
            Some(name) => package.part(&name)?,
            None => None,
        };
        match bytes.and_then(|bytes| Picture::read(bytes).ok()) {
            Some(picture) => {
                found += 1;
                drawing.picture = Some(Arc::new(picture));
                word.items.push(Item::Picture(drawing));
            }
            None => left_out += 1,
        }
    }
    if left_out > 0 {
        word.left_out.push(("读不了的图片", left_out));
    }
    Ok(())
}
