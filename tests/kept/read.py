#!/usr/bin/env python3
"""Reads a data file without any code of the program, and prints what a reader must find in it: figures, totals, prose.

    tests/kept/read.py tests/kept/0.1/范例.yaml

The rows and columns below are typed from the official forms (国办公开办函〔2021〕30号, 〔2019〕60号), not taken from templates/. Prose is
filled in only as far as `{{name}}` goes: where a file has {{#if}} and the like, the text is written by hand. Needs PyYAML.
"""
import re
import sys
from decimal import Decimal

import yaml

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REASONS = {
    "不予公开": ["属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益", "属于三类内部事务信息", "属于四类过程性信息",
                 "属于行政执法案卷", "属于行政查询事项"],
    "无法提供": ["本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确"],
    "不予处理": ["信访举报投诉类申请", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请", "要求行政机关确认或重新出具已获取信息"],
}
OTHER = {"2021": ["逾期不补正", "逾期不缴费", "其他"], "2019": []}
DOCUMENTS = {
    "2021": {"规章": ["本年制发件数", "本年废止件数", "现行有效件数"], "行政规范性文件": ["本年制发件数", "本年废止件数", "现行有效件数"],
             "行政许可": [], "行政处罚": [], "行政强制": [], "行政事业性收费": []},
    "2019": {**{row: ["本年新制作数量", "本年新公开数量", "对外公开总数量"] for row in ("规章", "规范性文件")},
             **{row: ["上一年项目数量", "本年增减", "处理决定数量"] for row in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")},
             "行政事业性收费": ["上一年项目数量", "本年增减"], "政府集中采购": ["采购项目数量", "采购总金额"]},
}
# Official labels that are not the key with a number before it and a remark behind it.
LABELS = {
    "本年新收政府信息公开申请数量": "本年新收", "上年结转政府信息公开申请数量": "上年结转", "结转下年度继续办理": "结转下年度", "本年增/减": "本年增减",
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "逾期不补正",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "逾期不缴费",
    "主动公开政府信息情况": "主动公开", "收到和处理政府信息公开申请情况": "依申请公开", "政府信息公开行政复议、行政诉讼情况": "复议诉讼",
    "存在的主要问题及改进情况": "问题与改进", "其他需要报告的事项": "其他事项", "危及三安全一稳定": "危及“三安全一稳定”",
}


def key(label):
    """The short key of a label: 三、…, （二）…, 3.… lose their number, …（…） its remark."""
    text = re.sub(r"\s", "", label)
    text = re.sub(r"^([一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、])", "", text)
    text = re.sub(r"[（(].*[）)]$", "", text)
    text = re.sub(r"[“”\"]", "", text)
    return LABELS.get(text, text)


def keyed(mapping):
    return {key(k): v for k, v in mapping.items()} if isinstance(mapping, dict) else {}


def number(text):
    """The number of a cell, and what is printed there."""
    text = (text or "").strip()
    if not text or set(text) <= set("/-—"):
        return Decimal(0), "0"
    digits, remark = re.fullmatch(r"([-\d.]+)\s*([（(].*[）)])?", text).groups()
    digits = "".join(str(int(c)) if c.isdigit() else c for c in digits)
    return Decimal(digits), digits + (remark or "")


class Reader:
    def __init__(self, data):
        self.data, self.figures, self.printed = data, {}, {}
        self.form = data.get("格式", "2021")

    def put(self, path, text):
        self.figures[path], self.printed[path] = number(text)

    def row(self, path, columns, value):
        """A row, as a mapping, as a list with or without its total, or as 0. Its total is added up where it is not written."""
        total = [c for c in columns if c == "总计"]
        if isinstance(value, list):
            names = columns if len(value) == len(columns) else [c for c in columns if c != "总计"]
            value = dict(zip(names, value, strict=True))
        value = keyed(value)
        for column in columns:
            if column not in total or column in value:
                self.put(f"{path}.{column}", value.get(column))
        if total and "总计" not in value:
            self.put(f"{path}.总计", str(sum(self.figures[f"{path}.{c}"] for c in columns if c != "总计")))

    def tables(self):
        documents = keyed(self.data.get("主动公开"))
        for row, columns in DOCUMENTS[self.form].items():
            if columns:
                self.row(f"主动公开.{row}", columns, documents.get(row))
            else:
                self.put(f"主动公开.{row}", documents.get(row))
        applications = keyed(self.data.get("依申请公开"))
        applications |= keyed(applications.pop("本年度办理结果", {}))
        dealt_with = ["予以公开", "部分公开"]
        for group, reasons in {**REASONS, "其他处理": OTHER[self.form]}.items():
            dealt_with += [f"{group}.{reason}" for reason in reasons] or [group]
        for path in ["本年新收", "上年结转", *dealt_with, "结转下年度"]:
            value = applications
            for part in path.split("."):
                value = keyed(value).get(part) if isinstance(value, dict) else None
            self.row(f"依申请公开.{path}", APPLICANTS, value)
        if "总计" in applications:
            self.row("依申请公开.总计", APPLICANTS, applications["总计"])
        else:
            for column in APPLICANTS:
                self.put(f"依申请公开.总计.{column}", str(sum(self.figures[f"依申请公开.{row}.{column}"] for row in dealt_with)))
        cases = keyed(self.data.get("复议诉讼"))
        cases |= keyed(cases.pop("行政诉讼", {}))
        for row in ("行政复议", "未经复议直接起诉", "复议后起诉"):
            self.row(f"复议诉讼.{row}", RESULTS, cases.get(row))

    def named(self, name):
        """What stands for {{name}}: a figure, the sum of a group, a word of the file."""
        if name in self.printed:
            return self.printed[name]
        if name.startswith("依申请公开.") and name.count(".") == 2:
            _, group, column = name.split(".")
            return str(sum(self.figures[f"依申请公开.{group}.{reason}.{column}"] for reason in REASONS[group]))
        value = self.data
        for part in name.split("."):
            value = value[part]
        return value

    def prose(self):
        for section in ("前言", "总体情况", "问题与改进", "其他事项"):
            text = self.data.get(section) or ""
            for line in re.sub(r"\{\{\s*([^{}#/]+?)\s*\}\}", lambda m: self.named(m[1]), text).splitlines():
                if line.strip():
                    yield section, line.strip()


def main(path):
    data = yaml.load(open(path, encoding="utf-8-sig"), yaml.BaseLoader)
    reader = Reader({key(k): v for k, v in data.items()})
    reader.tables()
    print("[figures]")
    for name, printed in reader.printed.items():
        if reader.figures[name]:
            print(f"{name} = {printed}")
    print("[text]")
    if "{{#" in open(path, encoding="utf-8").read():
        print("(by hand)")
    else:
        for section, line in reader.prose():
            print(f"{section}: {line}")


main(sys.argv[1])
