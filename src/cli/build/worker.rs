//! The worker process of a `build` over many reports: the same program with the same arguments, and a
//! variable of the environment that says what it is. See [`supervisor`](crate::publish::supervisor).

use std::process::Command;

use super::{BuildArgs, Failure, Status, pipeline, rebuild};
use crate::pipeline::Pipeline;
use crate::publish::supervisor::SupervisorError;
use crate::publish::supervisor::worker::{self, Tasks};
use crate::publish::{Publisher, Target};

/// Set for a worker process, and for nothing else.
const VARIABLE: &str = "NIANBAO_BUILD_WORKER";

/// How many reports a run has at least that starts a worker process: nothing depends on how many more there
/// are.
const MANY: usize = 2;

/// True in a worker process.
pub fn is_one() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// The command that starts one.
///
/// # Errors
/// The system does not say where this program is.
pub fn command() -> Result<Command, SupervisorError> {
    let mut command = Command::new(std::env::current_exe().map_err(SupervisorError::Start)?);
    command.args(std::env::args_os().skip(1)).env(VARIABLE, "1");
    Ok(command)
}

/// Makes reports until the run has no more. The inputs among the arguments are the run's business: it sends
/// them one by one.
pub fn run(args: &BuildArgs) -> Result<Status, Failure> {
    let tasks = Tasks::from_stdin()?;
    // Ctrl-C in a terminal reaches both processes, and the run decides what comes of it.
    ctrlc::set_handler(|| {})?;
    worker::limit_memory(super::jobs(args));
    let (pipeline, notices, target) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(failure) => {
            worker::refuse(failure.to_string())?;
            return Ok(Status::Failed);
        }
    };
    let publisher = Publisher::new(&pipeline, &target, rebuild(args));
    let about = (notices, pipeline.common_fingerprint()?.to_string());
    // Panics print to standard error as ever. The run reads there why a process ended, and prints none of it.
    worker::work(tasks, super::jobs(args), about, &publisher)?;
    Ok(Status::Failed)
}

fn prepare(args: &BuildArgs) -> Result<(Pipeline, Vec<String>, Target), Failure> {
    let (target, formats) = Target::of(args.out.as_deref(), args.to.clone(), MANY)?;
    let (pipeline, notices) = pipeline(args, args.look.templates()?, formats, MANY)?;
    Ok((pipeline, notices, target))
}
