//! Hostile input: whatever a file says, the program refuses it with a finding or a sentence, in bounded time
//! and memory. Every case runs the built program in a process of its own under limits of the system, so
//! that a case that fails takes neither the machine nor the other cases with it.
//!
//! A case writes files into a folder of its own, runs a command there and states what must hold:
//!
//! ```ignore
//! #[test]
//! fn a_partial_is_refused() {
//!     let attack = Attack::new();
//!     attack.file("a.yaml", format!("{HEAD}总体情况: '{{{{> x}}}}'\n"));
//!     let run = attack.run(&["check", "a.yaml"]);
//!     run.refuses("N010").within(150, 10);
//! }
//! ```
//!
//! - [`Attack::run`] waits for the end and measures: exit status or signal, standard output and error, CPU
//!   time and peak memory. [`Attack::limits`] sets other limits, for all runs after it.
//! - [`Attack::start`] is for what does not end by itself (`serve`, `watch`) or what is sent signals:
//!   the process is under the same limits, [`Live::id`] is the program's own and dropping it kills it.
//! - Time is CPU time, never time of the clock, and its limits are ten times what a sound run takes: a loaded
//!   machine must not fail a test. The clock only ends what hangs.
//! - [`harness::scales`] runs a case with n, 2n and 4n of something: for costs that grew with the square.
//!
//! A family of inputs is a file of this folder, with a `mod` line below. `build` runs on the bundled faces.
#![allow(clippy::disallowed_methods, reason = "tests read the files that they have written themselves")]
#![cfg(target_os = "linux")]

mod failing_calls;
mod files;
mod fonts;
mod harness;
#[allow(dead_code, reason = "two test binaries share it")]
#[path = "../tools/page_client.rs"]
mod page_client;
mod pictures;
mod previous;
mod prose;
mod scaling;
mod serve;
mod sizes;
mod smallest;
mod supervisor;
mod tables;
mod terminal;
#[path = "../tools/mod.rs"]
#[allow(dead_code, reason = "the tools are shared by several test binaries")]
mod tools;
mod writing;

use harness::{Attack, HEAD};
