//! The process that reads a PDF: the same program, with an argument that no user has a reason to write. See
//! [`read_pdfs_in_a_process`].

use super::Status;
use crate::import::{answer_with_a_pdf, read_pdfs_in_a_process};

/// What a process that reads a PDF is called with, and nothing else is.
const ARGUMENT: &str = "--read-pdf-from-stdin";

/// In a process that was called to read a PDF, reads it and says how that ended. In any other, says how such
/// processes are called.
pub fn run_or_announce() -> Option<Status> {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT) {
        let answered = answer_with_a_pdf();
        return Some(if answered.is_ok() { Status::Clean } else { Status::Failed });
    }
    // A system that does not say where the program is leaves it to read PDFs by itself.
    if let Ok(program) = std::env::current_exe() {
        read_pdfs_in_a_process(program, ARGUMENT.into());
    }
    None
}
