//! How a worker process ended that was not asked to, and what a user is to make of it.

use std::process::ExitStatus;

/// Why a worker process ended before its reports were done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Ending {
    /// A stack is full; the language's runtime ends the process.
    #[error("排版时栈溢出，多半是正文或版式文件的嵌套过深；请简化这份数据或版式文件后再试")]
    StackOverflow,
    /// No memory is to be had, of the system or within the limit of the process.
    #[error("排版时内存不足，多半是正文过长或版式文件有误；请检查这份数据和版式文件，或减少 --jobs 后再试")]
    OutOfMemory,
    /// A mapped file has become shorter: a font file was cut off or replaced in place.
    #[error("读字体文件时出错（总线错误），多半是字体文件正在被改写；请等字体文件更新完后再试")]
    TruncatedFile,
    /// Another process ended it: on Linux often the kernel, when memory runs out.
    #[error("生成它的进程被强行结束（信号 9），多半是内存不足；请减少 --jobs，或检查这份数据后再试")]
    Killed,
    /// Any other signal, by its number.
    #[error("生成它的进程异常结束（信号 {0}），这是程序的缺陷；请把这份数据文件报告给开发者")]
    Signal(i32),
    /// It exited by itself.
    #[error("生成它的进程自行退出（状态 {0}），这是程序的缺陷；请把这份数据文件报告给开发者")]
    Exit(i32),
}

impl Ending {
    /// What a line of standard error announces: the runtime of the language prints it before it aborts.
    pub(super) fn announced(line: &str) -> Option<Self> {
        if line.contains("overflowed its stack") {
            Some(Ending::StackOverflow)
        } else if line.starts_with("memory allocation of") {
            Some(Ending::OutOfMemory)
        } else {
            None
        }
    }

    /// From the exit status.
    pub(super) fn of(status: ExitStatus) -> Self {
        match signal(status) {
            Some(SIGBUS) => Ending::TruncatedFile,
            Some(SIGKILL) => Ending::Killed,
            Some(signal) => Ending::Signal(signal),
            None => Ending::Exit(status.code().unwrap_or_default()),
        }
    }
}

const SIGKILL: i32 = 9;
/// Its number on Linux; on the systems that come from BSD it is 10.
const SIGBUS: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 7 } else { 10 };

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn the_cause_is_what_the_runtime_says_or_else_the_signal() {
        // The low bits of a status of wait(2) are the signal, the next eight the exit status.
        for (status, ending) in [
            (6, Ending::Signal(6)),
            (SIGBUS, Ending::TruncatedFile),
            (9, Ending::Killed),
            (3 << 8, Ending::Exit(3)),
        ] {
            assert_eq!(Ending::of(ExitStatus::from_raw(status)), ending);
        }
        for (line, ending) in [
            ("thread 'nianbao-pdf' has overflowed its stack", Some(Ending::StackOverflow)),
            ("memory allocation of 8589934592 bytes failed", Some(Ending::OutOfMemory)),
            ("fatal runtime error: stack overflow, aborting", None),
        ] {
            assert_eq!(Ending::announced(line), ending);
        }
    }
}
