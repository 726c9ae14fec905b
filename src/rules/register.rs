//! Rules of registers: their texts for `explain`. The findings come from `tally`.

use super::rule::{OFFICIAL_FORMAT, Rule};
use crate::diagnostic::{RuleCode, Severity};

/// The source of rules that no document gives: how a register is read.
const REGISTER: &str = "台账的约定（nianbao tally）";
/// The law that sets the time limits.
const LAW: &str = "《中华人民共和国政府信息公开条例》第三十条、第三十三条";

/// 台账里的日期不是日期.
pub(super) const N401: Rule<'static> = Rule {
    code: RuleCode::N401,
    severity: Severity::Error,
    title: "台账里的日期不是日期",
    meaning: "收到日期、答复日期等要写明年、月、日：Excel 的日期，或 2025-03-01、2025/3/1、2025.3.1、2025年3月1日、20250301。缺年份的（3月1日）、两位数年份的（25.3.1）、没有设成日期格式的数（45717）可以是不止一天，不猜。没有的留空。",
    source: REGISTER,
    wrong: "收到日期: 3月1日",
    right: "收到日期: 2025-03-01",
};

/// 台账里的申请人类型不知道是表中的哪一栏.
pub(super) const N402: Rule<'static> = Rule {
    code: RuleCode::N402,
    severity: Severity::Error,
    title: "台账里的申请人类型不知道是表中的哪一栏",
    meaning: "申请人类型写第三张表的一栏，或人们平常的写法（公民、企业、律师事务所）。只写“法人”的要另写是哪一种。每件申请只算一栏。",
    source: REGISTER,
    wrong: "申请人类型: 法人",
    right: "申请人类型: 商业企业",
};

/// 台账里的办理结果不知道是表中的哪一行.
pub(super) const N403: Rule<'static> = Rule {
    code: RuleCode::N403,
    severity: Severity::Error,
    title: "台账里的办理结果不知道是表中的哪一行",
    meaning: "办理结果写第三张表的一行，或人们平常的写法（信息不存在、重复申请）。只写“不予公开”“无法提供”这样一类的，要写明是其中哪一种，写在同一格或“具体情形”一列。区分处理的只算部分公开。一格里每个词都认得才算认出来。",
    source: REGISTER,
    wrong: "办理结果: 不予公开",
    right: "办理结果: 不予公开（属于国家秘密）",
};

/// 台账里的复议、诉讼结果不知道是表中的哪一栏.
pub(super) const N404: Rule<'static> = Rule {
    code: RuleCode::N404,
    severity: Severity::Error,
    title: "台账里的复议、诉讼结果不知道是表中的哪一栏",
    meaning: "复议、诉讼结果写第四张表的一栏：结果维持、结果纠正、其他结果、尚未审结，或人们平常的写法（撤销、审理中）。没有复议、诉讼的留空。只写“是”的不知道结果。",
    source: REGISTER,
    wrong: "行政复议结果: 是",
    right: "行政复议结果: 结果维持",
};

/// 台账里的一件申请前后矛盾.
pub(super) const N405: Rule<'static> = Rule {
    code: RuleCode::N405,
    severity: Severity::Error,
    title: "台账里的一件申请前后矛盾",
    meaning: "答复不早于收到；有办理结果的有答复日期，有答复日期的有办理结果；没有审结的没有审结日期；编号合并的几行是同一件，说的要一样。矛盾的一行算在哪里都可能错，不计入。",
    source: REGISTER,
    wrong: "收到日期 2025-03-10，答复日期 2025-03-01",
    right: "收到日期 2025-03-01，答复日期 2025-03-10",
};

/// 台账的上年结转与上年报告不一致.
pub(super) const N406: Rule<'static> = Rule {
    code: RuleCode::N406,
    severity: Severity::Error,
    title: "台账的上年结转与上年报告不一致",
    meaning: "这一年 1 月 1 日以前收到、当时没有办结的申请，就是上年报告的结转下年度，逐栏应当相等。不相等的，是台账漏登、日期有误，或上年报告数错了。",
    source: OFFICIAL_FORMAT,
    wrong: "上年报告的结转下年度自然人 2 件，台账里 1 件",
    right: "台账补登漏掉的 1 件",
};

/// 答复超过了期限.
pub(super) const N407: Rule<'static> = Rule {
    code: RuleCode::N407,
    severity: Severity::Warning,
    title: "答复超过了期限",
    meaning: "收到申请之日起 20 个工作日内答复，延长的最多再加 20 个工作日；收到之日不算，经补正的自收到补正之日起算，征求第三方和其他机关意见的时间不算。节假日和调休按国务院办公厅的通知。到年底还没有答复、期限已过的也列出。",
    source: LAW,
    wrong: "2025-03-03 收到，没有延期，2025-04-10 答复",
    right: "2025-03-03 收到，2025-03-31 以前答复",
};

/// 台账里有两行编号相同.
pub(super) const N408: Rule<'static> = Rule {
    code: RuleCode::N408,
    severity: Severity::Warning,
    title: "台账里有两行编号相同",
    meaning: "编号相同的可能是同一件申请登记了两次；两行都照数。只写序号、每张工作表从 1 数起的不查。",
    source: REGISTER,
    wrong: "两行的编号都是 甲公开2025-12",
    right: "各行编号不同",
};
