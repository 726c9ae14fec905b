//! Arguments of `review`.

use std::path::PathBuf;

use super::data::FormArgs;
use super::{TEMPLATE, values};

/// Arguments of `review`.
#[derive(Debug, clap::Args)]
#[command(
    help_template = TEMPLATE,
    after_help = "写出：审核结果.html（打开看）、审核结果.xlsx（全部问题和数据，在“已核实”“理由”两列标记，下次不再报）、\n批注/（收到的 Word 报告，问题写成批注，可以退回）"
)]
pub struct ReviewArgs {
    /// 收到的报告所在的文件夹，里面可以有 .docx、.pdf、.html、.txt、.yaml、表格等，例如 nianbao review 收件夹 -o 审核
    #[arg(value_name = "文件夹")]
    pub inbox: PathBuf,
    /// 上年的报告，按机关名称、曾用名和年度对上，任何格式的文件、文件夹、表格或清单，可写多次，例如 --previous 上年
    #[arg(long, value_name = "位置")]
    pub previous: Vec<PathBuf>,
    /// 上级机关的汇总报告，核对它的数是否等于收到的报告之和，例如 --parts-of 甲市.yaml
    #[arg(long, value_name = "文件")]
    pub parts_of: Option<PathBuf>,
    /// 应当报送的机关名单，查哪些没有收到：每行一个机关的 .txt，或有“机关名称”一列的表格，例如 --list 名单.txt
    #[arg(long, value_name = "名单")]
    pub list: Option<PathBuf>,
    /// 标了“已核实”的工作簿；不写就用输出文件夹里上次的 审核结果.xlsx，例如 --verified 已核实.xlsx
    #[arg(long, value_name = "文件")]
    pub verified: Option<PathBuf>,
    /// 同时读几份，默认与处理器核数相同，例如 --jobs 4
    #[arg(short, long, value_name = "个数", value_parser = values::jobs, allow_negative_numbers = true)]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// The form.
    #[command(flatten)]
    pub form: FormArgs,
    /// 写到哪个文件夹，没有就新建，例如 -o 审核
    #[arg(short, long = "out", value_name = "文件夹")]
    pub out: PathBuf,
}
