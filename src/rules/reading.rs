//! Rules that are found while a file is read or set: their texts for `explain`. The findings come from
//! `yaml`, `report` and `pipeline`.

use super::rule::{DATA_FILE, OFFICIAL_FORMAT, Rule};
use crate::diagnostic::{RuleCode, Severity};

/// A part of a received report that was not found.
pub(super) const N023: Rule<'static> = Rule {
    code: RuleCode::N023,
    severity: Severity::Error,
    title: "收到的报告里没有找到这一部分",
    meaning: "直接核对 Word、PDF、网页等报告时，按栏目名称找六个部分和三张表。没有找到的，可能是报告里真的没有，也可能标题或表头改得认不出，或者表格是一幅图片。这一部分没有核对，要对照原件看。",
    source: OFFICIAL_FORMAT,
    wrong: "三、依申请公开情况（下面是一幅表格的照片）",
    right: "三、收到和处理政府信息公开申请情况（下面是表格）",
};

/// 数据文件不是正确的 YAML.
pub(super) const N001: Rule<'static> = Rule {
    code: RuleCode::N001,
    severity: Severity::Error,
    title: "数据文件不是正确的 YAML",
    meaning: "数据文件要符合 YAML 的写法：名称后面用半角冒号和一个空格，下一级缩进用空格，引号和括号成对。",
    source: DATA_FILE,
    wrong: "机关名称：济源市人民政府办公室",
    right: "机关名称: 济源市人民政府办公室",
};

/// 文件编码不是 UTF-8.
pub(super) const N002: Rule<'static> = Rule {
    code: RuleCode::N002,
    severity: Severity::Error,
    title: "文件编码不是 UTF-8",
    meaning: "数据文件要存为 UTF-8 编码。记事本另存为时选“UTF-8”；GBK（ANSI）、UTF-16（Unicode）编码的文件会被认出并说明。",
    source: DATA_FILE,
    wrong: "以 GBK 编码保存的文件",
    right: "以 UTF-8 编码保存的文件",
};

/// 文件没有内容，或不是“名称: 值”的形式.
pub(super) const N003: Rule<'static> = Rule {
    code: RuleCode::N003,
    severity: Severity::Error,
    title: "文件没有内容，或不是“名称: 值”的形式",
    meaning: "数据文件由“名称: 值”组成。空文件、只有一段文字或一个列表的文件，不是报告的数据。",
    source: DATA_FILE,
    wrong: "- 济源市人民政府办公室",
    right: "机关名称: 济源市人民政府办公室\n年度: 2024",
};

/// 没有这一项.
pub(super) const N004: Rule<'static> = Rule {
    code: RuleCode::N004,
    severity: Severity::Error,
    title: "没有这一项",
    meaning: "名称要用报告格式的词，短名称或正式名称都可以。写错的名称会提示最接近的正确名称。",
    source: OFFICIAL_FORMAT,
    wrong: "主动公开:\n  规范性文件: [17, 0, 246]",
    right: "主动公开:\n  行政规范性文件: [17, 0, 246]",
};

/// 同一项写了两次.
pub(super) const N005: Rule<'static> = Rule {
    code: RuleCode::N005,
    severity: Severity::Error,
    title: "同一项写了两次",
    meaning: "一项数据只能写一次，用短名称和正式名称各写一次也算两次。",
    source: DATA_FILE,
    wrong: "主动公开:\n  行政许可: 3\n  行政许可: 5",
    right: "主动公开:\n  行政许可: 5",
};

/// 值的形式不对.
pub(super) const N006: Rule<'static> = Rule {
    code: RuleCode::N006,
    severity: Severity::Error,
    title: "值的形式不对",
    meaning: "一行有多栏的数据写成分栏或列表，全行为零可写 0；文字写成文字；分项写成分项。",
    source: DATA_FILE,
    wrong: "依申请公开:\n  本年新收: 16",
    right: "依申请公开:\n  本年新收: {自然人: 16}",
};

/// 一行的数目不对.
pub(super) const N007: Rule<'static> = Rule {
    code: RuleCode::N007,
    severity: Severity::Error,
    title: "一行的数目不对",
    meaning: "用列表写一行数据时，要按报告格式的栏目顺序写全，总计可写可不写。",
    source: OFFICIAL_FORMAT,
    wrong: "复议诉讼:\n  行政复议: [1, 0]",
    right: "复议诉讼:\n  行政复议: [1, 0, 0, 0]",
};

/// 不是数字.
pub(super) const N008: Rule<'static> = Rule {
    code: RuleCode::N008,
    severity: Severity::Error,
    title: "不是数字",
    meaning: "件数写成不小于 0 的整数，收费金额可有小数。不用中文数字、千分位逗号、单位。要加说明的写在括号里。",
    source: OFFICIAL_FORMAT,
    wrong: "主动公开:\n  行政许可: 1,000",
    right: "主动公开:\n  行政许可: 1000",
};

/// 没有写明机关名称或年度.
pub(super) const N009: Rule<'static> = Rule {
    code: RuleCode::N009,
    severity: Severity::Error,
    title: "没有写明机关名称或年度",
    meaning: "每份报告要写明机关全称和报告年度（四位数字）。",
    source: "《中华人民共和国政府信息公开条例》第四十九条、第五十条",
    wrong: "机关名称: 济源市人民政府办公室",
    right: "机关名称: 济源市人民政府办公室\n年度: 2024",
};

/// {{ }} 写法有误.
pub(super) const N010: Rule<'static> = Rule {
    code: RuleCode::N010,
    severity: Severity::Error,
    title: "{{ }} 写法有误",
    meaning: "正文里用 {{ 名称 }} 引用数据，两个花括号要成对。此外只能用 {{#if 名称}}…{{else}}…{{/if}}、{{#each 名称}}…{{/each}}、{{#with 名称}}…{{/with}}，条件里可以用括号比较：eq、ne、gt、gte、lt、lte、and、or、not。不能定义或引用别的模板。嵌套不超过 16 层；一份报告的正文填入时不超过 20,000 步，填入后不超过 500,000 个字符。有 N010 或 N011 的正文不填入数据，原样保留。要写出双花括号本身，写成 \\{{。",
    source: DATA_FILE,
    wrong: "其他事项: |\n  {{年度}年度本机关未收取信息处理费。",
    right: "其他事项: |\n  {{年度}}年度本机关未收取信息处理费。",
};

/// {{ }} 里的名称没有对应的数据.
pub(super) const N011: Rule<'static> = Rule {
    code: RuleCode::N011,
    severity: Severity::Error,
    title: "{{ }} 里的名称没有对应的数据",
    meaning: "{{ }} 里写数据的路径，例如 依申请公开.本年新收.总计，或“变量”中定义的名称。",
    source: DATA_FILE,
    wrong: "总体情况: |\n  受理申请 {{依申请公开.新收.总计}} 件。",
    right: "总体情况: |\n  受理申请 {{依申请公开.本年新收.总计}} 件。",
};

/// 不可见的控制字符.
pub(super) const N012: Rule<'static> = Rule {
    code: RuleCode::N012,
    severity: Severity::Error,
    title: "不可见的控制字符",
    meaning: "文字里不能有控制字符、改变书写方向的字符和非字符。它们多是从网页或别的软件复制来的，看不见，却会打乱文字。",
    source: DATA_FILE,
    wrong: "机关名称: \"济源市\\u202E人民政府\"",
    right: "机关名称: 济源市人民政府",
};

/// 日期不对.
pub(super) const N013: Rule<'static> = Rule {
    code: RuleCode::N013,
    severity: Severity::Error,
    title: "日期不对",
    meaning: "成文日期写成“年-月-日”，要是真实存在的一天。",
    source: "《党政机关公文格式》（GB/T 9704-2012）",
    wrong: "落款: {日期: 2025-02-30}",
    right: "落款: {日期: 2025-01-20}",
};

/// 没有这种报告格式.
pub(super) const N014: Rule<'static> = Rule {
    code: RuleCode::N014,
    severity: Severity::Error,
    title: "没有这种报告格式",
    meaning: "格式可以写 2021（默认，2021 年度起）或 2019（2019、2020 年度的试行格式）。",
    source: OFFICIAL_FORMAT,
    wrong: "格式: 2022",
    right: "格式: 2021",
};

/// 不接受的 YAML 写法.
pub(super) const N016: Rule<'static> = Rule {
    code: RuleCode::N016,
    severity: Severity::Error,
    title: "不接受的 YAML 写法",
    meaning: "数据文件不用锚点、别名、标签、合并键，一个文件只写一份报告。看到的文字就是全部数据。",
    source: DATA_FILE,
    wrong: "主动公开:\n  行政许可: &a 3\n  行政处罚: *a",
    right: "主动公开:\n  行政许可: 3\n  行政处罚: 3",
};

/// 豁免写得不对.
pub(super) const N018: Rule<'static> = Rule {
    code: RuleCode::N018,
    severity: Severity::Error,
    title: "豁免写得不对",
    meaning: "豁免只能用于警告，并且要写明规则编号和理由；错误不能豁免。",
    source: DATA_FILE,
    wrong: "豁免: [{规则: N101, 理由: 数据无误}]",
    right: "豁免: [{规则: N201, 理由: 该数为全市汇总数}]",
};

/// 文件过大或层次过深.
pub(super) const N019: Rule<'static> = Rule {
    code: RuleCode::N019,
    severity: Severity::Error,
    title: "文件过大或层次过深",
    meaning: "数据文件不超过 4 MiB，层次不超过 32 层，值不超过 10 万个，键不超过 200 个字符。标题、机关名称、署名不超过 200 个字符，表中的一个数连同说明不超过 500 个字符，正文合计不超过 500,000 个字符、2,000 个 {{，变量合计不超过 20,000 个字符，附加符号（组合字符）连续不超过 30 个，合计不超过 50,000 个。超过上限的文件不再核对，也不生成报告，草稿也不生成。发现的问题超过 1,000 个时，只列出前 1,000 个，最后一条说明还有多少个没有列出。",
    source: DATA_FILE,
    wrong: "超过 4 MiB 的文件",
    right: "一份报告的数据，通常不到 30 KiB",
};

/// 空白、“/”、“-”或全角数字.
pub(super) const N108: Rule<'static> = Rule {
    code: RuleCode::N108,
    severity: Severity::Warning,
    title: "空白、“/”、“-”或全角数字",
    meaning: "没有数据的格子要写 0。空白、“/”、“-”、“—”按 0 处理，全角数字按半角处理，并给出警告。",
    source: OFFICIAL_FORMAT,
    wrong: "主动公开:\n  行政许可: /",
    right: "主动公开:\n  行政许可: 0",
};

/// 字体里没有这个字.
pub(super) const N301: Rule<'static> = Rule {
    code: RuleCode::N301,
    severity: Severity::Warning,
    title: "字体里没有这个字",
    meaning: "报告所用的字体都没有这个字，印出来会是空框。多见于人名、地名中的生僻字。",
    source: "《党政机关公文格式》（GB/T 9704-2012）",
    wrong: "没有字形的生僻字",
    right: "用 --font-path 指定一种有这个字的字体",
};
