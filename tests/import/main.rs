//! The way back from files to data files, and comparing two of them.

mod by_hand;
mod compare;
mod generate;
mod hostile;
mod office;
mod pages;
mod round_trip;
mod update;
