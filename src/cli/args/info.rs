//! Arguments of the commands that print information: rules, schema, completions, manual pages.

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
