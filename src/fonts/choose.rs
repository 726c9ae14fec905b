//! Which of the faces found play a role.

use std::collections::BTreeMap;

use super::face::{Face, Source};

/// The faces found.
pub(super) struct Candidates {
    pub faces: Vec<Face>,
    /// Indices into `faces`, by the names of the family in lower case.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Candidates {
    pub fn new(faces: Vec<Face>) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, face) in faces.iter().enumerate() {
            for name in face.names() {
                by_name.entry(name.to_lowercase()).or_default().push(i);
            }
        }
        Self { faces, by_name }
    }

    /// The faces for a list of families, first choice first, as indices into `faces`.
    ///
    /// All faces that bear one of the names are ranked by, in this order: given by `--font-path` or not;
    /// place of the name in the list; system before bundled; distance from regular; path of the file. Of the
    /// faces of one family in one source (regular, bold, italic) only the first is kept, the one nearest to
    /// regular.
    ///
    /// Example: for the families 方正仿宋, 仿宋 on a machine with 仿宋 (regular and bold), a bundled 方正仿宋 and a
    /// 仿宋 in a `--font-path`, the result is the given 仿宋, the bundled 方正仿宋, the system's regular 仿宋.
    pub fn choose(&self, families: &[String]) -> Vec<usize> {
        let named =
            |family: &String| self.by_name.get(&family.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let mut ranked: Vec<_> = families
            .iter()
            .enumerate()
            .flat_map(|(rank, family)| named(family).iter().map(move |&i| (rank, i)))
            .map(|(rank, i)| {
                let face = &self.faces[i];
                (face.source != Source::Path, rank, face.source, face.distance_from_regular(), &face.file, i)
            })
            .collect();
        ranked.sort();
        ranked.dedup_by_key(|&mut (_, rank, source, ..)| (rank, source));
        // A face may be known by two names of the list.
        let mut chosen = Vec::new();
        for (.., i) in ranked {
            if !chosen.contains(&i) {
                chosen.push(i);
            }
        }
        chosen
    }
}
