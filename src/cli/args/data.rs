//! Arguments of the commands that write, check and compare data files.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Output, TEMPLATE, values};
use crate::templates::{TemplateError, Templates};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct InitArgs {
    /// 机关全称，例如 --agency 济源市人民政府办公室
    #[arg(long, value_name = "名称")]
    pub agency: Option<String>,
    /// 报告年度，例如 --year 2024；不写为上年数据的下一年
    #[arg(long, value_name = "年度", value_parser = values::year, allow_negative_numbers = true)]
    pub year: Option<u16>,
    /// 上年的数据文件或报告（.docx、.pdf、.html、.txt 等），结转和现行有效件数由它带入，例如 --from 2023.yaml；写工作簿时也可以是
    /// 放着各机关上年数据的文件夹或表格
    #[arg(long, value_name = "文件")]
    pub from: Option<PathBuf>,
    /// 连同上年的正文一起带入，能与表格对上的数换成 {{ }}，其余的逐句列出，例如 nianbao init --from 2023.yaml --prose -o 2024.yaml
    #[arg(long, requires = "from")]
    pub prose: bool,
    /// 写一个 Excel 工作簿来填，每个机关一张工作表，例如 nianbao init --workbook --year 2024 -o 填报.xlsx
    #[arg(long)]
    pub workbook: bool,
    /// 写一份依申请公开台账（Excel），每件申请一行，带下拉选项和自动汇总，年底用 nianbao tally 数，例如 nianbao init --register
    /// -o 台账.xlsx
    #[arg(long, conflicts_with_all = ["workbook", "from", "agency", "agencies"])]
    pub register: bool,
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
    /// 数据文件、收到的报告（.docx、.pdf、.html、.txt 等）、文件夹、文件名式样或表格，- 为标准输入，例如 nianbao check
    /// 2024.yaml
    #[arg(required_unless_present = "files_from", value_name = "文件")]
    pub files: Vec<PathBuf>,
    /// 从清单读数据文件，每行一个，- 为标准输入，例如 find . -name '*.yaml' | nianbao check --files-from -
    #[arg(long, value_name = "清单")]
    pub files_from: Option<PathBuf>,
    /// 表格（.xlsx、.ods、.csv，每个机关一行）的样板：表格里没有的正文和数据取自它，例如 nianbao check
    /// 各局.xlsx --with 样板.yaml
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 上年的报告，用来核对结转和现行有效件数：数据文件、.docx 等报告、文件夹、表格，或清单（.txt，每行一个文件，或“机关名称,文件”）。
    /// 按机关名称、曾用名和年度找到各机关的，可写多次，例如 nianbao check 各局 --previous 上年各局
    #[arg(long, value_name = "位置")]
    pub previous: Vec<PathBuf>,
    /// 下级机关的数据文件或文件夹，核对汇总报告的数是否等于它们之和，可写多次，例如 --parts 各局 甲县.yaml
    #[arg(long, value_name = "位置")]
    pub parts: Vec<PathBuf>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 核对结果的输出方式：human（默认，给人看）、json（每条一个对象）、github（GitHub Actions 标注），都写到标准输出，例如
    /// --output json
    #[arg(long, value_name = "方式", value_enum, default_value_t = Output::Human)]
    pub output: Output,
    /// 把警告也当作错误（退出状态 1），例如 nianbao check --deny-warnings 2024.yaml
    #[arg(long)]
    pub deny_warnings: bool,
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

/// Arguments of `import`.
#[cfg(feature = "import")]
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ImportArgs {
    /// 已有的报告（.docx、.pdf、.html、.mht、.txt、.md）、表格或工作簿（.xlsx、.ods、.csv），例如 nianbao import 文稿.docx -o
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
    /// 先前的一份：数据文件或报告（.yaml、.docx、.pdf、.html、.mht、.txt、.md），例如 nianbao compare 2023.yaml 2024.yaml
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
