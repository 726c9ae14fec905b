//! Findings as text for people, as JSON, and as GitHub annotations.

mod excerpt;
pub mod github;
pub mod human;
pub mod json;

/// Whose findings are printed. Of many reports each finding must say so itself: lists are filtered and
/// sorted, and of a table's row the file says nothing but `各局.csv!A9`.
///
/// ```
/// use nianbao::printing::About;
/// let about = About::default().agency(Some("甲局")).year(Some(2024)).row(Some(9));
/// assert_eq!(about.agency, Some("甲局"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct About<'a> {
    /// 机关名称, where it is known.
    pub agency: Option<&'a str>,
    /// 年度, where it is known.
    pub year: Option<u16>,
    /// The row of a table that the report stands in, from 1.
    pub row: Option<u32>,
}

impl<'a> About<'a> {
    /// The same with this agency.
    pub fn agency(self, agency: Option<&'a str>) -> Self {
        Self { agency, ..self }
    }

    /// The same with this year.
    pub fn year(self, year: Option<u16>) -> Self {
        Self { year, ..self }
    }

    /// The same with this row.
    pub fn row(self, row: Option<u32>) -> Self {
        Self { row, ..self }
    }
}
