//! The way back from files to data files, and comparing two of them.
#![allow(missing_docs)]

mod compare;
mod generate;
mod hostile;
mod onto;
mod round_trip;
