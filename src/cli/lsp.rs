//! `nianbao lsp`: the language server, over standard input and output.

use std::io::IsTerminal;

use super::args::LspArgs;
use super::{Failure, Status, output};
use crate::files::reason;
use crate::lsp::{self, Ending};

/// Serves an editor until it ends the server.
pub fn run(args: &LspArgs) -> Result<Status, Failure> {
    let forms = args.form.templates()?.forms;
    #[expect(clippy::disallowed_methods, reason = "an editor may go on writing; each message has its limit")]
    let input = std::io::stdin();
    if input.is_terminal() {
        let text =
            "这个命令由编辑器启动，现在等着从标准输入来的请求；按 Ctrl-C 结束，用法见 nianbao help lsp";
        output::notice(text.to_owned());
    }
    match lsp::serve(input, std::io::stdout(), forms) {
        Ok(Ending::AfterShutdown) => Ok(Status::Clean),
        // The protocol asks for the exit status 1 where an editor ends the server without a word.
        Ok(Ending::WithoutShutdown) => Ok(Status::Findings),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Status::Findings),
        Err(error) => Err(Failure::Because(format!("写不到编辑器：{}", reason(&error)))),
    }
}
