//! Arguments of the commands that inform people, editors and shells: rules, schema, language server,
//! completions, manual pages.

use clap_complete::Shell;

use super::TEMPLATE;
use super::data::FormArgs;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ExplainArgs {
    /// 规则编号，例如 nianbao explain N101；不写则列出全部规则
    #[arg(value_name = "规则")]
    pub rule: Option<String>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
}

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct SchemaArgs {
    /// 报告格式：2021 或 2019，例如 --format 2021
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct CompletionsArgs {
    /// 哪种命令行：bash、zsh、fish、powershell、elvish，例如 nianbao completions bash
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Arguments of `man-page`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ManPageArgs {
    /// 哪个命令的手册页，例如 nianbao man-page build；不写为程序自己的
    #[arg(value_name = "命令")]
    pub command: Vec<String>,
}

/// Arguments of `lsp`.
#[cfg(feature = "lsp")]
#[derive(Debug, clap::Args)]
#[command(
    help_template = TEMPLATE,
    after_help = "由编辑器启动，从标准输入读请求，把回答写到标准输出，例如在编辑器里把命令设为 nianbao lsp"
)]
pub struct LspArgs {
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 有的编辑器会加上这个选项；不写也是从标准输入读
    #[arg(long, hide = true)]
    pub stdio: bool,
}
