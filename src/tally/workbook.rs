//! The workbook in which an office keeps its register: a sheet with a row for each application and lists to
//! choose from, one with the tables of the form counted live, one that says how to fill it in.
//!
//! The counts are formulas (`COUNTIFS`) over the same columns that [`tally`](super::tally()) reads, by the
//! same rules, so that who fills in the sheet sees the tables grow, and the program has somebody to agree
//! with.
//!
//! ```text
//! 本年新收·自然人   received in the year, by 自然人
//! 上年结转·自然人   received before the year, less those replied to before it
//! 结转下年度·自然人 received up to the end of the year, less those replied to by then
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::TallyError;
use super::vocabulary::{Column, Vocabulary};
use super::words::{Case, FormWords, SuitKind, TableRow};
use crate::form::{FigureId, Form};
use crate::spreadsheet::{cell_name, write_counted_tables};

/// The sheet of applications.
const REGISTER: &str = "台账";
/// The sheet of counts.
const COUNTS: &str = "汇总";
/// The sheet that says how to fill in.
const HELP: &str = "说明";
/// The hidden sheet with what may be chosen.
const LISTS: &str = "选项";
/// The last row that is counted and has lists: far more applications than an office has in two years.
const LAST_ROW: u32 = 5_000;
/// The cell of the year on the sheet of counts.
const YEAR: &str = "$D$2";
/// The day that is written into cells.
const DAY: &str = "yyyy-mm-dd";
/// Of cells to fill in.
const INPUT_FILL: Color = Color::RGB(0x00FF_FDE7);

/// What a register starts with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RegisterOptions {
    /// The form whose tables are counted.
    pub form: Arc<Form>,
    /// 年度 of the counts; it can be changed in the workbook.
    pub year: u16,
}

impl RegisterOptions {
    /// A register for the tables of a form and a year.
    pub fn new(form: Arc<Form>, year: u16) -> Self {
        Self { form, year }
    }
}

/// A register that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The form has nothing to count.
    #[error(transparent)]
    Form(#[from] TallyError),
    /// The workbook does not hold it.
    #[error("写不成工作簿：{0}")]
    Workbook(#[from] XlsxError),
}

/// A column of the sheet of applications.
enum Written {
    /// One that is counted or looked at.
    Counted(Column),
    /// One for people.
    Note(&'static str),
}

/// The columns from left to right, with their widths in characters.
const COLUMNS: &[(Written, f64)] = &[
    (Written::Counted(Column::Number), 16.0),
    (Written::Counted(Column::Received), 12.0),
    (Written::Note("申请人"), 16.0),
    (Written::Note("申请内容"), 36.0),
    (Written::Counted(Column::Applicant), 14.0),
    (Written::Counted(Column::Extended), 10.0),
    (Written::Counted(Column::Corrected), 14.0),
    (Written::Counted(Column::ConsultedFrom), 18.0),
    (Written::Counted(Column::ConsultedTo), 18.0),
    (Written::Counted(Column::Outcome), 34.0),
    (Written::Counted(Column::Replied), 12.0),
    (Written::Counted(Column::Review), 14.0),
    (Written::Counted(Column::ReviewClosed), 14.0),
    (Written::Counted(Column::SuitDirect), 22.0),
    (Written::Counted(Column::SuitAfterReview), 16.0),
    (Written::Counted(Column::SuitClosed), 14.0),
    (Written::Note("备注"), 24.0),
];

/// Writes a register. The same options give the same bytes.
///
/// # Errors
/// The form has no table that a register fills.
pub fn write(options: &RegisterOptions) -> Result<Vec<u8>, RegisterError> {
    let words = FormWords::of(&options.form)?;
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(options.year, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    register(book.add_worksheet(), &words)?;
    counts(book.add_worksheet(), &words, options.year)?;
    help(book.add_worksheet(), &words)?;
    lists(book.add_worksheet(), &words)?;
    Ok(book.save_to_buffer()?)
}

/// Whether a sheet is one of those that this workbook has beside the register.
pub(super) fn is_own_sheet(name: &str) -> bool {
    [COUNTS, HELP, LISTS].contains(&name)
}

/// What may be chosen in a column, and in which column of the sheet of lists it stands.
fn choices(words: &FormWords, column: Column) -> Option<(u16, Vec<String>)> {
    match column {
        Column::Applicant => Some((0, words.columns().to_vec())),
        Column::Outcome => Some((1, words.row_names(0..words.outcome_count()))),
        Column::Review | Column::SuitDirect | Column::SuitAfterReview => Some((2, words.results().to_vec())),
        Column::Extended => Some((3, vec!["是".to_owned(), "否".to_owned()])),
        _ => None,
    }
}

fn register(sheet: &mut Worksheet, words: &FormWords) -> Result<(), XlsxError> {
    sheet.set_name(REGISTER)?.set_freeze_panes(1, 2)?.set_landscape().set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let head =
        boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00C6_D9F1));
    let (text, day) = (plain(), plain().set_num_format(DAY).set_align(FormatAlign::Center));
    sheet.set_row_height(0, 32)?;
    for (at, (column, width)) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(at, *width)?;
        let Written::Counted(column) = column else {
            if let Written::Note(title) = column {
                sheet.write_with_format(0, at, *title, &head)?.set_column_format(at, &text)?;
            }
            continue;
        };
        let title = Vocabulary::built_in().heads.get(column).map_or("", |head| head.title.as_str());
        sheet.write_with_format(0, at, title, &head)?;
        let rule = match choices(words, *column) {
            Some((list, choices)) => {
                sheet.set_column_format(at, &text)?;
                Some(list_rule(list, choices.len())?)
            }
            None if is_day(*column) => {
                sheet.set_column_format(at, &day)?;
                Some(day_rule()?)
            }
            None => {
                sheet.set_column_format(at, &text)?;
                None
            }
        };
        if let Some(rule) = rule {
            sheet.add_data_validation(1, at, LAST_ROW - 1, at, &rule)?;
        }
    }
    sheet.autofilter(0, 0, LAST_ROW - 1, u16::try_from(COLUMNS.len() - 1).unwrap_or(0))?;
    Ok(())
}

fn is_day(column: Column) -> bool {
    matches!(
        column,
        Column::Received
            | Column::Corrected
            | Column::ConsultedFrom
            | Column::ConsultedTo
            | Column::Replied
            | Column::ReviewClosed
            | Column::SuitClosed
    )
}

/// A list to choose from: a bar, as only what is in it is counted live.
fn list_rule(list: u16, count: usize) -> Result<DataValidation, XlsxError> {
    let letter = column_letter(u32::from(list));
    let range = Formula::new(format!("={LISTS}!${letter}$1:${letter}${count}"));
    DataValidation::new()
        .allow_list_formula(range)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请从列表中选")?
        .set_error_message("只有列表中的写法才能数进汇总表。")
}

fn day_rule() -> Result<DataValidation, XlsxError> {
    let (first, last) = (ExcelDateTime::from_ymd(2008, 1, 1)?, ExcelDateTime::from_ymd(2098, 12, 31)?);
    DataValidation::new()
        .allow_date(DataValidationRule::Between(first, last))
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请填日期")?
        .set_error_message("填日期，例如 2025-3-1。")
}

/// The sheet of counts.
fn counts(sheet: &mut Worksheet, words: &FormWords, year: u16) -> Result<(), XlsxError> {
    sheet.set_name(COUNTS)?;
    let title = Format::new().set_font_name("宋体").set_font_size(14).set_bold();
    sheet.write_with_format(0, 0, "依申请公开台账汇总（随台账自动更新）", &title)?;
    let general = &words.form.general;
    let input = boxed().set_background_color(INPUT_FILL).set_align(FormatAlign::Center).set_unlocked();
    let label = boxed().set_align(FormatAlign::Center);
    sheet.merge_range(1, 0, 1, 2, &general.year.key, &label)?;
    sheet.merge_range(1, 3, 1, 4, "", &input)?;
    sheet.write_number_with_format(1, 3, year, &input)?;
    let formulas = Formulas { words };
    let (places, row) = write_counted_tables(&words.form, sheet, 3, formulas.all())?;
    // What is in the register and in no column: an applicant or an outcome that was not chosen.
    let sum = |row: TableRow| {
        let cells = (0..words.columns().len()).filter_map(|column| words.figure(row, column));
        let cells: Vec<String> = cells.filter_map(|id| places.get(&id)).map(|at| cell_name(*at)).collect();
        cells.join("+")
    };
    let check = format!(
        "=IF({}-({})=({})+({}),\"台账里应计入的申请都已计入\",\"有申请没有计入：查看有没有没选的申请人类型\")",
        format_args!("COUNTIFS({0},\"<\"&{NEXT})", formulas.range(Column::Received)),
        format_args!(
            "COUNTIFS({0},\"<\"&{START},{1},\"<\"&{START})",
            formulas.range(Column::Received),
            formulas.range(Column::Replied)
        ),
        sum(TableRow::Received),
        sum(TableRow::CarriedIn),
    );
    let formula = Formula::new(check).set_result("台账里应计入的申请都已计入");
    sheet.write_formula_with_format(
        row,
        0,
        formula,
        &Format::new().set_font_name("宋体").set_font_size(10),
    )?;
    sheet.protect();
    Ok(())
}

/// The first day of the year, and of the next.
const START: &str = "DATE($D$2,1,1)";
const NEXT: &str = "DATE($D$2+1,1,1)";

/// The formulas of the figures.
struct Formulas<'a> {
    words: &'a FormWords,
}

impl Formulas<'_> {
    fn all(&self) -> BTreeMap<FigureId, String> {
        debug_assert!(START.contains(YEAR) && NEXT.contains(YEAR), "both follow the cell of the year");
        let words = self.words;
        let mut formulas = BTreeMap::new();
        let outcomes = (0..words.outcome_count()).map(TableRow::Outcome);
        let rows =
            [TableRow::Received, TableRow::CarriedIn, TableRow::CarriedOut].into_iter().chain(outcomes);
        for row in rows {
            for (column, key) in words.columns().iter().enumerate() {
                if let Some(id) = words.figure(row, column) {
                    formulas.insert(id, self.applications(row, key));
                }
            }
        }
        for (case, columns) in [
            (Case::Review, (Column::Review, Column::ReviewClosed)),
            (Case::Suit(SuitKind::Direct), (Column::SuitDirect, Column::SuitClosed)),
            (Case::Suit(SuitKind::AfterReview), (Column::SuitAfterReview, Column::SuitClosed)),
        ] {
            for result in 0..words.results().len() {
                if let Some(id) = words.case_figure(case, result) {
                    formulas.insert(id, self.cases(columns, result));
                }
            }
        }
        formulas
    }

    /// A column of the register as formulas name it: `台账!$B$2:$B$5000`.
    fn range(&self, column: Column) -> String {
        let at =
            COLUMNS.iter().position(|(written, _)| matches!(written, Written::Counted(c) if *c == column));
        let letter = column_letter(u32::try_from(at.unwrap_or(0)).unwrap_or(0));
        format!("{REGISTER}!${letter}$2:${letter}${LAST_ROW}")
    }

    /// The formula of a row of applications in a column.
    fn applications(&self, row: TableRow, applicant: &str) -> String {
        let (received, replied) = (self.range(Column::Received), self.range(Column::Replied));
        let of = format!("{},{}", self.range(Column::Applicant), quoted(applicant));
        match row {
            TableRow::Received => {
                format!("=COUNTIFS({received},\">=\"&{START},{received},\"<\"&{NEXT},{of})")
            }
            TableRow::CarriedIn => format!(
                "=COUNTIFS({received},\"<\"&{START},{of})-COUNTIFS({received},\"<\"&{START},{replied},\"<\"&{START},{of})"
            ),
            TableRow::CarriedOut => format!(
                "=COUNTIFS({received},\"<\"&{NEXT},{of})-COUNTIFS({received},\"<\"&{NEXT},{replied},\"<\"&{NEXT},{of})"
            ),
            TableRow::Outcome(_) => format!(
                "=COUNTIFS({received},\"<\"&{NEXT},{replied},\">=\"&{START},{replied},\"<\"&{NEXT},{of},{},{})",
                self.range(Column::Outcome),
                quoted(&self.words.row_name(row))
            ),
        }
    }

    /// The formula of a result of reviews or suits: those that ended in the year, and of those without a day
    /// those whose applications were replied to in it or not at all. Not decided are those that ended later,
    /// too.
    fn cases(&self, (column, closed): (Column, Column), result: usize) -> String {
        let (received, replied) = (self.range(Column::Received), self.range(Column::Replied));
        let (results, closed) = (self.range(column), self.range(closed));
        let is = |result: &str| format!("{results},{}", quoted(result));
        let names = self.words.results();
        let of = is(&names[result]);
        let terms: Vec<String> = if self.words.is_pending(result) {
            let open = format!("COUNTIFS({of},{closed},\"=\",{received},\"<\"&{NEXT})");
            let later = names[..result]
                .iter()
                .map(|name| format!("COUNTIFS({},{closed},\">=\"&{NEXT},{received},\"<\"&{NEXT})", is(name)));
            std::iter::once(open).chain(later).collect()
        } else {
            vec![
                format!(
                    "COUNTIFS({of},{closed},\">=\"&{START},{closed},\"<\"&{NEXT},{received},\"<\"&{NEXT})"
                ),
                format!("COUNTIFS({of},{closed},\"=\",{replied},\">=\"&{START},{replied},\"<\"&{NEXT})"),
                format!("COUNTIFS({of},{closed},\"=\",{replied},\"=\",{received},\"<\"&{NEXT})"),
            ]
        };
        format!("={}", terms.join("+"))
    }
}

/// A text in a formula.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// `C` for column 2.
fn column_letter(column: u32) -> String {
    cell_name((0, column)).trim_end_matches('1').to_owned()
}

/// The sheet that says how to fill in.
fn help(sheet: &mut Worksheet, words: &FormWords) -> Result<(), XlsxError> {
    sheet.set_name(HELP)?.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 110)?;
    let format = Format::new().set_font_name("宋体").set_font_size(11).set_text_wrap();
    let received = words.row_name(TableRow::Received);
    let (carried_in, carried_out) =
        (words.row_name(TableRow::CarriedIn), words.row_name(TableRow::CarriedOut));
    let lines = [
        format!("1. 每件申请一行，写在“{REGISTER}”里。申请人类型、办理结果、复议和诉讼的结果从列表中选，日期填 2025-3-1 这样。"),
        "2. 还没有答复的，办理结果和答复日期都留空。跨年的不用另抄：按收到和答复的日期自动分到两年。".to_owned(),
        format!("3. 收到日期在这一年的计入“{received}”；这一年以前收到、年初还没有答复的计入“{carried_in}”；到年底还没有答复的计入“{carried_out}”。"),
        "4. 延期的在“是否延期”选“是”；经补正的填收到补正的日期；征求第三方或其他机关意见的填发出和收到两个日期，这段时间不算在期限里。".to_owned(),
        "5. 复议、诉讼审结的填审结日期，算在审结的那一年；没有审结的选“尚未审结”，日期留空。".to_owned(),
        format!("6. “{COUNTS}”里的数随台账更新，年度可以改；台账数到第 {LAST_ROW} 行。"),
        format!("7. 年底用 nianbao tally 数这份台账，直接写成报告的数据文件：nianbao tally {REGISTER}.xlsx --previous 上年.yaml -o 本年.yaml。它还核对与上年报告的结转是否一致，列出超期答复的，指出写得不对的格。"),
    ];
    for (row, line) in (0u32..).zip(&lines) {
        sheet.write_with_format(row, 0, line, &format)?;
        // Some 55 Chinese characters fit into a line.
        let height = line.chars().count().div_ceil(52) as f64 * 18.0;
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}

/// The hidden sheet of lists.
fn lists(sheet: &mut Worksheet, words: &FormWords) -> Result<(), XlsxError> {
    sheet.set_name(LISTS)?.set_hidden(true);
    for column in [Column::Applicant, Column::Outcome, Column::Review, Column::Extended] {
        let Some((at, choices)) = choices(words, column) else { continue };
        for (row, choice) in (0u32..).zip(&choices) {
            sheet.write_string(row, at, choice)?;
        }
    }
    Ok(())
}

fn plain() -> Format {
    let plain = Format::new().set_font_name("宋体").set_font_size(10);
    plain.set_text_wrap().set_align(FormatAlign::VerticalCenter)
}

fn boxed() -> Format {
    plain().set_border(FormatBorder::Thin)
}
