//! A run spread over processes or machines: which reports belong to which share.

/// One share of a run: the I-th of N, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Whether a name belongs to this share. A name always belongs to the same one of N, whatever other names
    /// there are.
    pub fn has(self, name: &[u8]) -> bool {
        let hash = blake3::hash(name);
        let first = hash.as_bytes().iter().take(8).fold(0, |n, &byte| n << 8 | u64::from(byte));
        first % self.count == self.index - 1
    }
}

/// A text that is not `I/N` with 1 ≤ I ≤ N.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("应当写成 I/N，I 从 1 到 N，例如 2/8")]
pub struct NoShard;

impl std::str::FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let numbers = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err(NoShard),
        }
    }
}
