"""Fills in the register that `init --register` writes, as somebody at a spreadsheet program would, and reads its
live counts once LibreOffice has computed them.

    fill_register.py fill BOOK.xlsx OUT.xlsx SEED YEAR ROWS     made-up applications
    fill_register.py counts BOOK.xlsx                           the counts, a JSON list in the order of the sheet

Choices come from the lists that the workbook offers; nothing is taken from the program.
"""
import datetime
import json
import random
import sys

import openpyxl


def lists(book):
    sheet = book['选项']
    return {
        name: [sheet.cell(row, column).value for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value]
        for column, name in enumerate(['applicants', 'outcomes', 'results', 'yes'], 1)
    }


def fill(path, out, seed, year, rows):
    book = openpyxl.load_workbook(path)
    choices, sheet, dice = lists(book), book['台账'], random.Random(seed)
    column = {cell.value: cell.column for cell in sheet[1]}
    book['汇总']['D2'] = year
    first = datetime.date(year - 2, 6, 1)
    for row in range(2, rows + 2):
        put = lambda head, value: sheet.cell(row, column[head], value)
        received = first + datetime.timedelta(dice.randrange(1000))
        put('编号', f'甲公开{row}号')
        put('收到日期', received)
        put('申请人', '某某')
        put('申请人类型', dice.choice(choices['applicants']))
        replied = None
        if dice.random() < 0.9:
            replied = received + datetime.timedelta(dice.randrange(60))
            put('答复日期', replied)
            put('办理结果', dice.choice(choices['outcomes']))
        pending = choices['results'][-1]
        case = lambda: dice.choice(choices['results']) if dice.random() < 0.4 else None
        day = lambda: first + datetime.timedelta(200 + dice.randrange(1000)) if dice.random() < 0.5 else None
        review = case()
        if review:
            put('行政复议结果', review)
            if review != pending:
                put('复议审结日期', day())
        suit = case()
        if suit:
            put(dice.choice(['未经复议直接起诉结果', '复议后起诉结果']), suit)
            if suit != pending:
                put('诉讼审结日期', day())
    book.save(out)


def counts(path):
    sheet = openpyxl.load_workbook(path, data_only=True)['汇总']
    numbers, check = [], None
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            if isinstance(cell.value, (int, float)):
                numbers.append(int(cell.value))
            elif isinstance(cell.value, str) and ('应计入' in cell.value or '没有计入' in cell.value):
                check = cell.value
    return {'numbers': numbers, 'check': check}


if sys.argv[1] == 'fill':
    fill(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6]))
else:
    print(json.dumps(counts(sys.argv[2]), ensure_ascii=False))
