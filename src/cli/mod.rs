//! The command line: one file per command. A command prints and returns how the run ended; only `main` exits.

mod args;
mod build;
mod check;
mod compare;
mod desktop;
mod explain;
#[cfg(feature = "spreadsheet")]
mod export;
mod findings;
mod fonts;
#[cfg(feature = "gauge")]
mod gauge;
#[cfg(feature = "import")]
mod import;
#[cfg(all(feature = "import", feature = "spreadsheet"))]
mod import_table;
mod init;
#[cfg(feature = "lsp")]
mod lsp;
mod man_page;
mod merge;
mod output;
mod previous;
#[cfg(feature = "import")]
mod read_pdf;
#[cfg(feature = "import")]
mod reading;
#[cfg(feature = "review")]
mod review;
mod schema;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "spreadsheet")]
mod tally;
mod template;
mod watch;

use std::fmt;
use std::process::ExitCode;

use clap::FromArgMatches;

pub use args::Args;
use args::Command;

/// How a run ended. The worst one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// No errors.
    Clean,
    /// Findings of severity error. The run itself went well.
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

/// Why a run does not go on.
#[derive(Debug)]
pub enum Failure {
    /// It cannot; a message in Chinese for stderr.
    Because(String),
    /// What reads stdout has gone, as `head` does when it has its lines.
    Unread,
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Because(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Because(message) => f.write_str(message),
            Failure::Unread => f.write_str("标准输出的另一端已不再接收"),
        }
    }
}

/// How a run ended, with its last word on stderr. Who stops reading has what it wanted: nothing is wrong
/// then and nothing is to be said, as with other programs of the command line.
fn ended(result: Result<Status, Failure>) -> Status {
    match result {
        Ok(status) => status,
        Err(Failure::Unread) => Status::Clean,
        Err(Failure::Because(message)) => {
            output::say(&format!("错误：{message}"));
            Status::Failed
        }
    }
}

/// Parses the arguments and runs the command.
pub fn run() -> Status {
    #[cfg(feature = "import")]
    if let Some(status) = read_pdf::run_or_announce() {
        return status;
    }
    let matches = match Args::chinese().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return args::explain_usage(&error),
    };
    if let Some(("help", matches)) = matches.subcommand() {
        return help(matches.get_one::<String>("command"));
    }
    let args = match Args::from_arg_matches(&matches) {
        Ok(args) => args,
        Err(error) => return args::explain_usage(&error),
    };
    if args.quiet {
        output::be_quiet();
    }
    ended(match args.command {
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Build(args) => build::run(&args),
        #[cfg(feature = "review")]
        Command::Review(args) => review::run(&args),
        #[cfg(feature = "import")]
        Command::Import(args) => import::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Template(args) => template::run(&args.command),
        Command::Merge(args) => merge::run(&args),
        #[cfg(feature = "spreadsheet")]
        Command::Tally(args) => tally::run(&args),
        #[cfg(feature = "spreadsheet")]
        Command::Export(args) => export::run(&args),
        Command::Watch(args) => watch::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        #[cfg(feature = "gauge")]
        Command::Gauge(args) => gauge::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Fonts(args) => fonts::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => {
            let mut script = Vec::new();
            clap_complete::generate(args.shell, &mut Args::chinese(), "nianbao", &mut script);
            output::data(&script).map(|()| Status::Clean)
        }
        Command::ManPage(args) => man_page::run(&args),
    })
}

/// Prints the help of the program or of one of its commands.
fn help(name: Option<&String>) -> Status {
    let mut command = Args::chinese();
    let found = match name {
        None => Some(&mut command),
        Some(name) => command.find_subcommand_mut(name),
    };
    ended(match found {
        Some(command) => output::data(args::localised(&command.render_help().to_string()).as_bytes())
            .map(|()| Status::Clean),
        None => Err(Failure::Because(format!(
            "没有“{}”这个命令，全部命令见 nianbao help",
            name.map_or("", |n| n.as_str())
        ))),
    })
}
