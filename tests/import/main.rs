//! The way back from files to data files, and comparing two of them.
#![allow(missing_docs)]

mod generate;
mod round_trip;
mod onto;
