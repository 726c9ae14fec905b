//! The OFD output, checked against the standard (GB/T 33190-2016, a table in `standard.txt`), by the profile for
//! archives (GB/T 42133-2022) and by what the report says.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod archive;
mod archive_faults;
mod by_hand;
mod contents;
#[path = "../bulk/corpus.rs"]
#[allow(dead_code, reason = "these tests ask for no reports of last year")]
mod corpus;
#[path = "../import/generate.rs"]
#[allow(dead_code, reason = "these tests write no Word drafts")]
mod generate;
mod model;
mod mutations;
mod objects;
mod package;
mod random;
mod reading;
mod repeat;
mod reports;
mod samples;
mod standard;
#[path = "../tools/mod.rs"]
#[allow(dead_code, reason = "the tools are shared by several test binaries")]
mod tools;
mod validate;
mod values;
