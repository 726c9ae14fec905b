//! Every command and flag: this file has the commands, the others have the flags of a group of them.

mod data;
mod info;
mod output;
#[cfg(feature = "review")]
mod review;
#[cfg(feature = "spreadsheet")]
mod tables;
mod usage;
mod values;

use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum};

#[cfg(feature = "import")]
pub use data::ImportArgs;
pub use data::{CheckArgs, CompareArgs, Comparing, InitArgs, MergeArgs};
#[cfg(feature = "lsp")]
pub use info::LspArgs;
pub use info::{CompletionsArgs, ExplainArgs, ManPageArgs, SchemaArgs};
#[cfg(feature = "gauge")]
pub use output::GaugeArgs;
#[cfg(feature = "serve")]
pub use output::ServeArgs;
pub use output::{BuildArgs, FontsArgs, TemplateArgs, TemplateCommand, WatchArgs};
#[cfg(feature = "review")]
pub use review::ReviewArgs;
#[cfg(feature = "spreadsheet")]
pub use tables::{ExportArgs, Exporting, RowShape, TallyArgs};
pub use usage::{explain_usage, localised};

/// 政府信息公开工作年度报告：一份数据文件，生成 PDF、OFD、Word 文稿和网页
#[derive(Debug, Parser)]
#[command(name = "nianbao", version, help_template = TEMPLATE, next_help_heading = "选项")]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令")]
#[command(
    after_help = "例：nianbao init -o 2024.yaml，填好后 nianbao check 2024.yaml，再 nianbao build 2024.yaml\n退出状态：0 无误；1 有错误；2 无法运行或无法写出"
)]
pub struct Args {
    /// 只显示核对结果、错误和没有照做的事，不显示进度、小结和提示，例如 nianbao check -q 2024.yaml
    #[arg(short, long, global = true, display_order = 998)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// The command line with the texts that clap would give in English.
    pub fn chinese() -> clap::Command {
        fn localise(command: clap::Command) -> clap::Command {
            let help = Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .display_order(999)
                .help("显示用法，例如 nianbao build --help");
            command
                .disable_help_flag(true)
                .subcommand_help_heading("命令")
                .mut_args(|arg| {
                    let takes_value = arg.get_action().takes_values();
                    let heading = if arg.is_positional() { "参数" } else { "选项" };
                    // What may be written stands in the help lines; clap would list it in English.
                    let arg = arg.help_heading(heading);
                    if takes_value { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
                })
                .arg(help.help_heading("选项"))
                .mut_subcommands(localise)
        }
        let version =
            Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        let help = clap::Command::new("help")
            .about("显示一个命令的用法，例如 nianbao help build")
            .help_template(TEMPLATE)
            .arg(Arg::new("command").value_name("命令").help("哪个命令"));
        let mut command = localise(Args::command().disable_help_subcommand(true).subcommand(help))
            .disable_version_flag(true)
            .arg(version.help_heading("选项"));
        command.build();
        command
    }
}

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 写一份带说明的数据文件，照着填写
    Init(InitArgs),
    /// 核对数据文件，逐条报告错误和警告的位置
    Check(CheckArgs),
    /// 核对并生成报告：默认 PDF 和 Word 文稿
    Build(BuildArgs),
    /// 审核收到的报告：任何格式，一页结果、一个工作簿，问题批注在 Word 文件里
    #[cfg(feature = "review")]
    Review(ReviewArgs),
    /// 把改过的文稿、已发布的报告、填好的表格读成数据文件
    #[cfg(feature = "import")]
    Import(ImportArgs),
    /// 比较两份报告：逐个数字、逐段文字，可生成带修订标记的 Word 文件
    Compare(CompareArgs),
    /// 导出版式文件，改成自己的
    Template(TemplateArgs),
    /// 把下级机关的数据加到一份数据文件里
    Merge(MergeArgs),
    /// 数依申请公开台账，写成第三、四张表的数据
    #[cfg(feature = "spreadsheet")]
    Tally(TallyArgs),
    /// 把各份报告的数据导出成一张表：CSV、Excel 或 JSON
    #[cfg(feature = "spreadsheet")]
    Export(ExportArgs),
    /// 看着数据文件、文件夹或表格，存盘后自动生成
    Watch(WatchArgs),
    /// 在浏览器里填表，同时看到核对结果和版面
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// 语言服务：供编辑器在输入时核对、提示和改正
    #[cfg(feature = "lsp")]
    Lsp(LspArgs),
    /// 生成 GB/T 9704 校样尺，打印在胶片上比对版面
    #[cfg(feature = "gauge")]
    Gauge(GaugeArgs),
    /// 说明一条规则：要求、依据、错例和改法
    Explain(ExplainArgs),
    /// 列出各角色在本机使用的字体
    Fonts(FontsArgs),
    /// 输出数据文件的 JSON Schema，供编辑器提示
    Schema(SchemaArgs),
    /// 输出命令行补全脚本
    Completions(CompletionsArgs),
    /// 输出手册页（man），供打包用
    #[command(hide = true)]
    ManPage(ManPageArgs),
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people: on stdout where they are what the command is asked for, else on stderr.
    #[value(help = "给人看")]
    Human,
    /// One JSON object per finding, on stdout.
    #[value(help = "每条一个 JSON 对象，写到标准输出")]
    Json,
    /// Annotations of GitHub Actions, on stdout.
    #[value(help = "GitHub Actions 的标注，写到标准输出")]
    Github,
}
