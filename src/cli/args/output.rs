//! Arguments of the commands that make reports, and of what these look like.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Output, TEMPLATE, values};
use crate::fonts::FontOptions;
use crate::pipeline::Format;
use crate::pipeline::inputs::Shard;
#[cfg(feature = "pdf")]
use crate::render::pdf::PdfStandard;
use crate::templates::{TemplateError, Templates};

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
    /// 生成哪几种：pdf、ofd（国家标准的版式文件，页面与 PDF 相同）、docx、html、html-fragment（网页正文，供粘贴）、
    /// png（每页一张），默认 pdf,docx，例如 --to pdf,ofd
    #[arg(long, value_name = "格式", value_delimiter = ',')]
    pub to: Vec<Format>,
    /// 上年的报告，用来核对结转和现行有效件数：数据文件、文件夹、表格，或清单（.txt，每行一个文件，或“机关名称,文件”）。
    /// 按机关名称、曾用名和年度找到各机关的，可写多次，例如 nianbao build 各局 --previous 上年各局
    #[arg(long, value_name = "位置")]
    pub previous: Vec<PathBuf>,
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
    #[arg(short, long, value_name = "个数", value_parser = values::jobs, allow_negative_numbers = true)]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// 每份报告最多用多少秒，超过的算失败，其余照做；默认 60，0 为不限，例如 --time-limit 300
    #[arg(long, value_name = "秒数", default_value_t = 60)]
    #[arg(value_parser = values::seconds, allow_negative_numbers = true)]
    pub time_limit: u64,
    /// 只做其中一份：把数据文件按路径分成 N 份，做第 I 份，用于多台机器分工，例如 --shard 2/8
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// 有警告，或者有人工改过而没有覆盖的文件，退出状态也为 1，例如 nianbao build --deny-warnings 2024.yaml
    #[arg(long)]
    pub deny_warnings: bool,
    /// 全部重新生成；人工改过的文件先另存为 .bak，例如 nianbao build --force 2024.yaml
    #[arg(long)]
    pub force: bool,
    /// 另写一页本次结果的目录，例如 --index out/index.html
    #[arg(long, value_name = "文件")]
    pub index: Option<PathBuf>,
    /// 结果的输出方式：human（默认）、json（每份数据文件一行）或 github（GitHub Actions 标注），例如
    /// --output json
    #[arg(long = "output", value_name = "方式", value_enum, default_value_t = Output::Human)]
    pub mode: Output,
}

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct WatchArgs {
    /// 数据文件、文件夹或表格，例如 nianbao watch 2024.yaml
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 表格的样板，例如 nianbao watch 各局.xlsx --with 样板.yaml
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 上年的报告：数据文件、文件夹、表格或清单，可写多次，例如 nianbao watch 各局 --previous 上年各局
    #[arg(long, value_name = "位置")]
    pub previous: Vec<PathBuf>,
    /// 写到哪个文件夹，例如 -o out；默认与数据文件同一文件夹
    #[arg(short, long = "out", value_name = "文件夹")]
    pub out: Option<PathBuf>,
    /// 生成哪几种：pdf、ofd、docx、html、html-fragment、png，默认 pdf 和 docx，例如 --to pdf
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
    #[arg(long, value_name = "端口", value_parser = values::port, allow_negative_numbers = true)]
    pub port: Option<u16>,
    /// 同时打开浏览器，例如 nianbao serve --open
    #[arg(long)]
    pub open: bool,
    /// Faces and templates.
    #[command(flatten)]
    pub look: LookArgs,
}

/// What pages look like.
#[derive(Debug, clap::Args)]
pub struct LookArgs {
    /// The faces.
    #[command(flatten)]
    pub faces: FaceArgs,
    /// 用自己的版式文件（form.yaml、layout.yaml、report.typ、page.html.hbs、reference.docx），例如 --template 版式
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

/// Arguments of `gauge`.
#[cfg(feature = "gauge")]
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct GaugeArgs {
    /// 写到哪个文件，例如 -o gauge.pdf；- 为标准输出
    #[arg(short, long = "out", value_name = "文件", default_value = "gauge.pdf")]
    pub out: PathBuf,
}

/// Arguments of `fonts`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct FontsArgs {
    /// The faces.
    #[command(flatten)]
    pub faces: FaceArgs,

    /// 列出随程序提供的字体的来源、许可证全文和替换办法，例如：--licenses
    #[arg(long, conflicts_with_all = ["font_path", "no_system_fonts"])]
    pub licenses: bool,
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
