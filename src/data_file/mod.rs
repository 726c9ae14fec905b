//! Data files as text: the content of a report, written the way a person would write it.
//!
//! ```
//! use nianbao::data_file::Data;
//! let mut data = Data::new(nianbao::form::Form::standard());
//! data.agency = "甲市人民政府".into();
//! data.year = Some(2024);
//! data.prose[5] = vec!["2024年度本机关未收取信息处理费。".into()];
//! assert_eq!(
//!     data.to_yaml(),
//!     "机关名称: 甲市人民政府\n年度: 2024\n\n其他事项: |\n  2024年度本机关未收取信息处理费。\n",
//! );
//! ```

mod changes;
mod data;
mod figures;
mod form_view;
mod prose;
mod prose_view;
mod reconcile;
mod update;
mod yaml;

#[cfg(feature = "serve")]
pub(crate) use changes::GeneralField;
pub use changes::{Applied, ChangeError, ChangeKind, Changes, RefusedChange};
pub use data::Data;
use figures::{column_entry, figure_value, is_silent, row_value, whole_row};
pub use form_view::{Cell, Field, FormView, Part, Sum};
pub use prose::prose_line;
pub use prose_view::{Bound, TextRange};
pub use reconcile::{Choices, Difference, Reconciled, Side, reconcile};
pub use update::{update, update_figures, waiver_edit};
use update::{update_figures_with, update_with};
use yaml::{block_of_lines, signature_value};
