//! Arguments of the commands that count a register and that write figures as tables.

use std::path::PathBuf;

use clap::ValueEnum;

use super::TEMPLATE;
use super::data::FormArgs;

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(help_template = TEMPLATE)]
pub struct ExportArgs {
    /// 数据文件、文件夹、文件名式样或表格，例如 nianbao export 各局 -o 数据.csv
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
