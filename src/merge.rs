//! The figures of subordinate agencies, added into one report.
//!
//! ```
//! use nianbao::{merge, report::{self, Sum}, yaml::Source};
//! let read = |text: &str| report::read(Source::new("a.yaml", text).into()).0.unwrap();
//! let parts = [
//!     read("机关名称: 甲局\n年度: 2024\n主动公开:\n  行政许可: 3\n"),
//!     read("机关名称: 乙局\n年度: 2024\n主动公开:\n  行政许可: 4\n"),
//! ];
//! let sum = Sum::of(&parts)?;
//! assert!(merge::data_file(&sum, "甲县人民政府").contains("行政许可: 7"));
//! # Ok::<(), nianbao::report::SumError>(())
//! ```

use crate::init::{InitOptions, data_file_of};
use crate::report::Sum;

/// A data file with the sums; its prose is to be filled in. Totals are left to be computed.
pub fn data_file(sum: &Sum, agency: &str) -> String {
    let options = InitOptions {
        form: sum.form().clone(),
        agency: Some(agency.to_owned()),
        year: sum.year(),
        previous: None,
        previous_path: None,
    };
    data_file_of(&options, &sum.numbers().collect())
}
