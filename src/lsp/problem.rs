//! Why a message has no result: what is wrong with it, or that the work on it has panicked.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Why a request is not answered.
#[derive(Debug)]
pub(super) struct Problem {
    pub code: ErrorCode,
    pub message: String,
}

impl Problem {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The parameters of a message.
pub(super) fn parsed<T: DeserializeOwned>(params: Json) -> Result<T, Problem> {
    serde_json::from_value(params)
        .map_err(|error| Problem::new(ErrorCode::InvalidParams, format!("参数不合协议：{error}")))
}

/// A result as it is sent.
pub(super) fn to_json(value: impl Serialize) -> Result<Json, Problem> {
    serde_json::to_value(value).map_err(|error| Problem::new(ErrorCode::InternalError, error.to_string()))
}

/// An answer that cannot be sent.
pub(super) fn unwritten(error: io::Error) -> Problem {
    Problem::new(ErrorCode::InternalError, error.to_string())
}

/// What a piece of work gives, or that it has panicked. The panic itself goes to standard error, which
/// editors keep.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = format!("程序出错，这一次没有结果，其他的不受影响：{}", panic_text(&*panic));
        Problem::new(ErrorCode::InternalError, message)
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("原因不明")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_work_and_not_the_server() {
        let work = || -> () { panic!("第 {} 次", 1) };
        let problem = guarded(work).expect_err("the work panics");
        assert_eq!(problem.code as i32, ErrorCode::InternalError as i32);
        assert!(problem.message.contains("第 1 次"), "{}", problem.message);
        assert!(guarded(|| 1).is_ok_and(|one| one == 1));
    }
}
