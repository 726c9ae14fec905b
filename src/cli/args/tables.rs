//! Arguments of the commands that count a register and that write figures as tables.

use std::path::PathBuf;

use clap::ValueEnum;

use super::data::FormArgs;
use super::{Output, TEMPLATE, values};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ExportArgs {
    /// 数据文件、收到的报告（.docx、.pdf、.html 等）、文件夹、文件名式样或表格，例如 nianbao export 各局 -o 数据.csv
    #[arg(required_unless_present = "files_from", value_name = "文件")]
    pub files: Vec<PathBuf>,
    /// 从清单读数据文件，每行一个，- 为标准输入，例如 find . -name '*.yaml' | nianbao export --files-from - -o 数据.csv
    #[arg(long, value_name = "清单")]
    pub files_from: Option<PathBuf>,
    /// 表格的样板，例如 nianbao export 各局.xlsx --with 样板.yaml -o 数据.csv
    #[arg(long = "with", value_name = "文件")]
    pub pattern: Option<PathBuf>,
    /// 一行是什么：reports（默认，一份报告，各项数据各占一列）、figures（一项数据）、years（一个机关的一项数据，各年并列，
    /// 附增减和增长），例如 --shape years
    #[arg(long, value_name = "行", value_enum, default_value_t = RowShape::Reports)]
    pub shape: RowShape,
    /// 写成什么：csv、xlsx、json；不写则看 -o 的扩展名，例如 --to json
    #[arg(long, value_name = "格式", value_enum)]
    pub to: Option<Exporting>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪个文件（.csv、.xlsx、.json），例如 -o 数据.xlsx；不写或写 - 为标准输出
    #[arg(short, long = "out", value_name = "文件")]
    pub out: Option<PathBuf>,
}

/// Arguments of `tally`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct TallyArgs {
    /// 依申请公开台账（.xlsx、.ods、.csv），每件申请一行，例如 nianbao tally 台账.xlsx --previous 2024.yaml -o 2025.yaml
    #[arg(value_name = "台账")]
    pub register: PathBuf,
    /// 报告年度，例如 --year 2025；不写为上年报告的下一年，没有上年报告的为答复最多的一年
    #[arg(long, value_name = "年度", value_parser = values::year, allow_negative_numbers = true)]
    pub year: Option<u16>,
    /// 上年的报告：核对台账的上年结转，现行有效件数也由它带入，例如 --previous 2024.yaml
    #[arg(long, value_name = "文件")]
    pub previous: Option<PathBuf>,
    /// 机关全称，例如 --agency 济源市人民政府办公室；不写则取自上年报告
    #[arg(long, value_name = "名称")]
    pub agency: Option<String>,
    /// 已有的数据文件：只改台账数出的数，其余保留原样，例如 --onto 2025.yaml -o 改后.yaml
    #[arg(long = "onto", value_name = "文件", conflicts_with_all = ["agency", "format"])]
    pub update: Option<PathBuf>,
    /// 说明一个数是哪些行：数据的路径，可写多次，例如 --explain 依申请公开.不予公开.属于国家秘密
    #[arg(long, value_name = "路径")]
    pub explain: Vec<String>,
    /// 说明每一个数是哪些行，例如 nianbao tally 台账.xlsx --ids
    #[arg(long)]
    pub ids: bool,
    /// 报告格式：2021 或 2019，例如 --format 2021
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 核对结果和说明的输出方式：human（默认，给人看）、json（每条一个对象）、github（GitHub Actions 标注），后两种写到标准输出，例如
    /// --output json
    #[arg(long, value_name = "方式", value_enum, default_value_t = Output::Human)]
    pub output: Output,
    /// 写到哪个文件，例如 -o 2025.yaml；不写或写 - 为标准输出。已有的文件不会被覆盖
    #[arg(short, long = "out", value_name = "文件")]
    pub out: Option<PathBuf>,
}

/// What a row of exported figures is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowShape {
    /// A report.
    Reports,
    /// A figure of a report.
    Figures,
    /// A figure of an agency, its years side by side.
    Years,
}

/// How exported figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Exporting {
    /// For every program.
    Csv,
    /// A workbook.
    Xlsx,
    /// For programs.
    Json,
}
