//! nianbao: see the library for what it does and how.

use std::process::ExitCode;

/// Layout and export allocate much and briefly; what it gains stands in docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    nianbao::cli::run().into()
}
