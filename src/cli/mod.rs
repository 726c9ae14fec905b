//! The command line: one file per command. A command prints, and says how the run ended; only `main` exits.

mod args;
mod build;
mod check;
mod explain;
mod fonts;
mod init;
mod inputs;
mod output;
mod schema;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use args::Args;
use args::Command;

/// How a run ended. The worst one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing to complain of.
    Clean,
    /// Findings of severity error; nothing wrong with the run itself.
    Findings,
    /// Could not run or could not write.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Failed => 2,
        })
    }
}

/// A run that cannot go on, with a message in Chinese for stderr.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// Parses the arguments and runs the command.
pub fn run() -> Status {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::explain_usage(&error),
    };
    let result = match args.command {
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Fonts(args) => fonts::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => {
            let mut script = Vec::new();
            clap_complete::generate(args.shell, &mut Args::command(), "nianbao", &mut script);
            output::data(&script).map(|()| Status::Clean)
        }
    };
    result.unwrap_or_else(|Failure(message)| {
        output::say(&format!("错误：{message}"));
        Status::Failed
    })
}
