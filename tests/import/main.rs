//! The way back from files to data files, and comparing two of them.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]

mod by_hand;
mod compare;
mod generate;
mod hostile;
mod office;
mod pages;
mod paste;
mod pdf;
mod pdf_hostile;
mod pictures;
mod published;
mod round_trip;
mod texts;
mod update;
