//! Every command and flag, in one place.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::{Status, output};
use crate::fonts::FontOptions;
use crate::pipeline::Format;
use crate::pipeline::inputs::Shard;
#[cfg(feature = "pdf")]
use crate::render::pdf::PdfStandard;
use crate::templates::{TemplateError, Templates};

/// 政府信息公开工作年度报告：一份数据文件，生成 PDF、Word 文稿和网页
#[derive(Debug, Parser)]
#[command(name = "nianbao", version, help_template = TEMPLATE, next_help_heading = "选项")]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令")]
#[command(
    after_help = "例：nianbao init -o 2024.yaml，填好后 nianbao check 2024.yaml，再 nianbao build 2024.yaml\n退出状态：0 无误；1 有错误；2 无法运行或无法写出"
)]
pub struct Args {
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
    /// 把改过的文稿、已发布的报告、填好的表格读成数据文件
    #[cfg(feature = "import")]
    Import(ImportArgs),
    /// 比较两份报告：逐个数字、逐段文字，可生成带修订标记的 Word 文件
    Compare(CompareArgs),
    /// 导出版式文件，改成自己的
    Template(TemplateArgs),
    /// 把下级机关的数据加到一份数据文件里
    Merge(MergeArgs),
    /// 看着一份数据文件，存盘后自动生成
    Watch(WatchArgs),
    /// 在浏览器里填表，同时看到核对结果和版面
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
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
}

/// The forms that data files may be of.
#[derive(Debug, clap::Args)]
pub struct FormArgs {
    /// 用自己的版式文件夹，其中的 form.yaml 是自己的报告格式，例如 --template 版式
    #[arg(long, value_name = "文件夹")]
    pub template: Option<PathBuf>,
}

impl FormArgs {
    /// The templates: the built-in ones where no folder is named.
    ///
    /// # Errors
    /// There is no template in the folder, or one cannot be used.
    pub fn templates(&self) -> Result<Templates, TemplateError> {
        self.template.as_deref().map(Templates::load).transpose().map(Option::unwrap_or_default)
    }
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct InitArgs {
    /// 机关全称，例如 --agency 济源市人民政府办公室
    #[arg(long, value_name = "名称")]
    pub agency: Option<String>,
    /// 报告年度，例如 --year 2024；不写为上年数据的下一年
    #[arg(long, value_name = "年度")]
    pub year: Option<u16>,
    /// 上年数据文件，结转和现行有效件数由它带入，例如 --from 2023.yaml
    #[arg(long, value_name = "文件")]
    pub from: Option<PathBuf>,
    /// 写一个 Excel 工作簿来填，每个机关一张工作表，例如 nianbao init --workbook --year 2024 -o 填报.xlsx
    #[arg(long)]
    pub workbook: bool,
    /// 工作簿里的机关：文本文件，每行一个机关全称，例如 --workbook --agencies 机关名单.txt
    #[arg(long, value_name = "文件", requires = "workbook", conflicts_with = "agency")]
    pub agencies: Option<PathBuf>,
    /// 报告格式：2021 或 2019，例如 --format 2021
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪个文件，例如 -o 2024.yaml；不写或写 - 为标准输出。已有的文件不会被覆盖
    #[arg(short, long = "out", value_name = "文件")]
    pub out: Option<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct CheckArgs {
    /// 数据文件、文件夹、文件名式样或表格，- 为标准输入，例如 nianbao check 2024.yaml
    #[arg(required_unless_present = "files_from", value_name = "文件")]
    pub files: Vec<PathBuf>,
    /// 从清单读数据文件，每行一个，- 为标准输入，例如 find . -name '*.yaml' | nianbao check --files-from -
    #[arg(long, value_name = "清单")]
    pub files_from: Option<PathBuf>,
    /// 表格（.xlsx、.ods、.csv，每个机关一行）的样板：表格里没有的正文和数据取自它，例如 nianbao check
    /// 各局.xlsx --with 样板.yaml
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 上年数据文件，用来核对结转和现行有效件数，例如 --previous 2023.yaml
    #[arg(long, value_name = "文件")]
    pub previous: Option<PathBuf>,
    /// 下级机关的数据文件或文件夹，核对汇总报告的数是否等于它们之和，可写多次，例如 --parts 各局 甲县.yaml
    #[arg(long, value_name = "位置")]
    pub parts: Vec<PathBuf>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 输出方式：human（默认，给人看）、json（每条一个对象）、github（GitHub Actions 标注），例如 --output
    /// json
    #[arg(long, value_name = "方式", value_enum, default_value_t = Output::Human)]
    pub output: Output,
    /// 把警告也当作错误（退出状态 1），例如 nianbao check --deny-warnings 2024.yaml
    #[arg(long)]
    pub deny_warnings: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people, on stderr.
    #[value(help = "给人看，写到标准错误")]
    Human,
    /// One JSON object per finding, on stdout.
    #[value(help = "每条一个 JSON 对象，写到标准输出")]
    Json,
    /// Annotations of GitHub Actions, on stdout.
    #[value(help = "GitHub Actions 的标注，写到标准输出")]
    Github,
}

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct BuildArgs {
    /// 数据文件、文件夹、文件名式样或表格，- 为标准输入，例如 nianbao build 2024.yaml 或 nianbao build
    /// '各县/*.yaml'
    #[arg(required_unless_present = "files_from", value_name = "文件")]
    pub files: Vec<PathBuf>,
    /// 从清单读数据文件，每行一个，- 为标准输入，例如 find . -name '*.yaml' | nianbao build --files-from -
    #[arg(long, value_name = "清单")]
    pub files_from: Option<PathBuf>,
    /// 表格（.xlsx、.ods、.csv，每个机关一行）的样板：表格里没有的正文和数据取自它，例如 nianbao build
    /// 各局.xlsx --with 样板.yaml
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 写到哪个文件夹或文件，例如 -o out；默认与数据文件同一文件夹，- 为标准输出（只生成一种时）
    #[arg(short, long = "out", value_name = "位置")]
    pub out: Option<PathBuf>,
    /// 生成哪几种：pdf、docx、html、html-fragment（网页正文，供粘贴）、png（每页一张），默认 pdf,docx，例如
    /// --to pdf,html
    #[arg(long, value_name = "格式", value_delimiter = ',')]
    pub to: Vec<Format>,
    /// 上年数据文件，例如 --previous 2023.yaml
    #[arg(long, value_name = "文件")]
    pub previous: Option<PathBuf>,
    /// 有错误也生成，每页加“草稿”水印，例如 nianbao build --draft 2024.yaml
    #[arg(long)]
    pub draft: bool,
    /// Faces and templates.
    #[command(flatten)]
    pub look: LookArgs,
    /// 最后加一页本年数据图，写明上年数据的与上年对照，例如 nianbao build --chart 2024.yaml
    #[arg(long)]
    pub chart: bool,
    /// PDF 符合的标准，默认 a-2a,ua-1（存档和无障碍）；none 为普通 PDF，例如 --pdf-standard a-2b
    #[cfg(feature = "pdf")]
    #[arg(long, value_name = "标准", value_delimiter = ',', value_parser = pdf_standard)]
    pub pdf_standard: Option<Vec<Option<PdfStandard>>>,
    /// Word 文稿中每个数据加内容控件，以数据的路径命名，例如 nianbao build --controls 2024.yaml
    #[cfg(feature = "docx")]
    #[arg(long)]
    pub controls: bool,
    /// 同时生成几份，默认与处理器核数相同，例如 --jobs 4
    #[arg(short, long, value_name = "个数")]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// 只做其中一份：把数据文件按路径分成 N 份，做第 I 份，用于多台机器分工，例如 --shard 2/8
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// 全部重新生成；人工改过的文件先另存为 .bak，例如 nianbao build --force 2024.yaml
    #[arg(long)]
    pub force: bool,
    /// 另写一页本次结果的目录，例如 --index out/index.html
    #[arg(long, value_name = "文件")]
    pub index: Option<PathBuf>,
    /// 结果的输出方式：human（默认）或 json（每份数据文件一行），例如 --output json
    #[arg(long = "output", value_name = "方式", value_enum, default_value_t = Output::Human)]
    pub mode: Output,
}

/// Where faces are looked for.
#[derive(Debug, clap::Args)]
pub struct FaceArgs {
    /// 优先使用的字体文件或文件夹，可写多次，例如 --font-path /usr/share/fonts/gongwen
    #[arg(long, value_name = "位置")]
    pub font_path: Vec<PathBuf>,
    /// 只用随程序提供的字体，不找本机的：不同的机器结果相同，例如 nianbao build --no-system-fonts 2024.yaml
    #[arg(long)]
    pub no_system_fonts: bool,
}

impl FaceArgs {
    /// The same for the library.
    pub fn options(&self) -> FontOptions {
        FontOptions { paths: self.font_path.clone(), system: !self.no_system_fonts, ..FontOptions::default() }
    }
}

/// What pages look like.
#[derive(Debug, clap::Args)]
pub struct LookArgs {
    /// The faces.
    #[command(flatten)]
    pub faces: FaceArgs,
    /// 用自己的版式文件（form.yaml、layout.yaml、report.typ、page.html.hbs），例如 --template 版式
    #[arg(long, value_name = "文件夹")]
    pub template: Option<PathBuf>,
}

impl LookArgs {
    /// The templates: the built-in ones where no others are named.
    ///
    /// # Errors
    /// There is no template in the folder, or one cannot be used.
    pub fn templates(&self) -> Result<Templates, TemplateError> {
        self.template.as_deref().map(Templates::load).transpose().map(Option::unwrap_or_default)
    }
}

/// Arguments of `import`.
#[cfg(feature = "import")]
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ImportArgs {
    /// 已有的报告（.docx、.html、.txt）、表格或工作簿（.xlsx、.ods、.csv），例如 nianbao import 文稿.docx -o
    /// 2024.yaml
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 原来的数据文件：没有改动的部分保留原样（注释、次序、{{ }}），例如 nianbao import 文稿.docx --onto
    /// 2024.yaml -o 改后.yaml
    #[arg(long = "onto", value_name = "文件", conflicts_with = "pattern")]
    pub update: Option<PathBuf>,
    /// 表格的样板：表格里没有的正文和数据取自它，例如 nianbao import 各局.xlsx --with 样板.yaml
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪里：报告为文件（不写或 - 为标准输出），表格为文件夹（不写则与表格同一文件夹），例如 -o
    /// 2024.yaml。已有的文件不会被覆盖
    #[arg(short, long = "out", value_name = "位置")]
    pub out: Option<PathBuf>,
}

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct CompareArgs {
    /// 先前的一份：数据文件或文稿（.yaml、.docx、.html、.txt），例如 nianbao compare 2023.yaml 2024.yaml
    #[arg(value_name = "甲")]
    pub before: PathBuf,
    /// 后来的一份
    #[arg(value_name = "乙")]
    pub after: PathBuf,
    /// 写成什么：text（默认）、json、docx（带修订标记的 Word 文件），例如 --to docx -o 修订.docx
    #[arg(long, value_name = "格式", value_enum, default_value_t = Comparing::Text)]
    pub to: Comparing,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪个文件，例如 -o 比较.txt；不写或 - 为标准输出
    #[arg(short, long = "out", value_name = "文件")]
    pub out: Option<PathBuf>,
}

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Comparing {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A Word file with tracked changes.
    Docx,
}

/// Arguments of `template`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct TemplateArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: TemplateCommand,
}

/// What can be done with templates.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// 把版式文件导出到一个文件夹，改好后用 nianbao build --template 使用
    #[command(help_template = TEMPLATE)]
    Export {
        /// 文件夹，例如 nianbao template export 版式
        #[arg(value_name = "文件夹")]
        folder: PathBuf,
    },
}

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct MergeArgs {
    /// 数据文件、文件夹、文件名式样或表格，例如 nianbao merge 各局/*.yaml --agency 甲县人民政府 -o 甲县.yaml
    #[arg(required_unless_present = "files_from", value_name = "文件")]
    pub files: Vec<PathBuf>,
    /// 从清单读数据文件，每行一个，- 为标准输入，例如 find . -name '*.yaml' | nianbao merge --files-from -
    /// --agency 甲县人民政府
    #[arg(long, value_name = "清单")]
    pub files_from: Option<PathBuf>,
    /// 表格的样板，例如 nianbao merge 各局.xlsx --with 样板.yaml --agency 甲县人民政府
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 汇总报告的机关全称，例如 --agency 甲县人民政府
    #[arg(long, value_name = "名称")]
    pub agency: String,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪个文件，例如 -o 甲县.yaml；不写或写 - 为标准输出。已有的文件不会被覆盖
    #[arg(short, long = "out", value_name = "文件")]
    pub out: Option<PathBuf>,
}

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct WatchArgs {
    /// 数据文件，例如 nianbao watch 2024.yaml
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 写到哪个文件夹，例如 -o out；默认与数据文件同一文件夹
    #[arg(short, long = "out", value_name = "文件夹")]
    pub out: Option<PathBuf>,
    /// 生成哪几种，默认 pdf 和 docx，例如 --to pdf
    #[arg(long, value_name = "格式", value_delimiter = ',')]
    pub to: Vec<Format>,
    /// 第一次生成后用本机的程序打开，例如 nianbao watch --open 2024.yaml
    #[arg(long)]
    pub open: bool,
    /// 有错误也生成，每页加“草稿”水印，例如 nianbao watch --draft 2024.yaml
    #[arg(long)]
    pub draft: bool,
    /// Faces and templates.
    #[command(flatten)]
    pub look: LookArgs,
}

/// Arguments of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ServeArgs {
    /// 数据文件所在的文件夹，不写为当前文件夹，例如 nianbao serve 各局
    #[arg(value_name = "文件夹", default_value = ".")]
    pub folder: PathBuf,
    /// 端口，0 为任一空闲的；不写为 8765，被占用时另选，例如 --port 9000
    #[arg(long, value_name = "端口")]
    pub port: Option<u16>,
    /// 同时打开浏览器，例如 nianbao serve --open
    #[arg(long)]
    pub open: bool,
    /// Faces and templates.
    #[command(flatten)]
    pub look: LookArgs,
}

/// Arguments of `gauge`.
#[cfg(feature = "gauge")]
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct GaugeArgs {
    /// 写到哪个文件，例如 -o gauge.pdf；- 为标准输出
    #[arg(short, long = "out", value_name = "文件", default_value = "gauge.pdf")]
    pub out: PathBuf,
}

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

/// Arguments of `fonts`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct FontsArgs {
    /// The faces.
    #[command(flatten)]
    pub faces: FaceArgs,
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

/// The words that clap has no setting for.
pub fn localised(help: &str) -> String {
    format!("{}\n", help.trim_end().replace("[OPTIONS]", "[选项]"))
}

/// A PDF standard by the name that the engine gives it; `none` is none.
#[cfg(feature = "pdf")]
fn pdf_standard(name: &str) -> Result<Option<PdfStandard>, String> {
    if name.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    serde_json::from_value(serde_json::Value::from(name.to_lowercase())).map(Some).map_err(|_| {
        "可以写：1.4、1.5、1.6、1.7、2.0、a-1b、a-1a、a-2b、a-2u、a-2a、a-3b、a-3u、a-3a、a-4、a-4f、a-4e、ua-1、none".to_owned()
    })
}

/// Prints what is wrong with the command line, in Chinese, or the help that was asked for.
pub fn explain_usage(error: &clap::Error) -> Status {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match output::data(localised(&error.render().to_string()).as_bytes()) {
            Ok(()) => Status::Clean,
            Err(_) => Status::Failed,
        };
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        output::say(&localised(&error.render().to_string()));
        return Status::Failed;
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少{argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let reason = std::error::Error::source(error).map(|e| format!("：{e}")).unwrap_or_default();
            if valid.is_empty() {
                format!("“{argument}”不能是“{value}”{reason}")
            } else {
                format!("“{argument}”不能是“{value}”，可以写：{valid}")
            }
        }
        ErrorKind::ArgumentConflict => {
            format!("“{argument}”不能写两次，也不能与“{}”同用", context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "命令行里有不是 UTF-8 的文字".to_owned(),
        _ => error.to_string(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .map(context);
    output::say(&format!("错误：{message}"));
    for near in near.iter().filter(|n| !n.is_empty()) {
        output::say(&format!("帮助：是不是“{near}”？"));
    }
    output::say("用法见 nianbao help");
    Status::Failed
}
