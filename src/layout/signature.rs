//! Where 署名 and 成文日期 stand.

use super::Metrics;
use crate::document::Signature;

/// Space between the end of each line and the right edge of the 版心, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SignaturePlan {
    /// Of 署名.
    pub name_right_pt: f64,
    /// Of 成文日期.
    pub date_right_pt: f64,
}

impl SignaturePlan {
    /// The date stands its number of characters from the right edge, and the name is centred over it (GB/T
    /// 9704-2012 7.3.5.1). A name too long for that ends at the right edge.
    pub fn new(signature: &Signature, metrics: Metrics<'_>) -> Self {
        let advance = metrics.layout.advance_pt();
        let width =
            |text: &Option<String>| text.as_deref().map_or(0.0, |t| metrics.advances.text_em(t) * advance);
        let date_right_pt = f64::from(metrics.layout.signature.date_right_chars) * advance;
        let centred = date_right_pt + (width(&signature.date) - width(&signature.name)) / 2.0;
        Self { name_right_pt: centred.max(0.0), date_right_pt }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{AdvanceTable, Layout};

    #[test]
    fn the_name_is_centred_over_the_date_as_far_as_the_edge_lets_it() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let advances = AdvanceTable::default();
        let metrics = Metrics { layout: &layout, advances: &advances };
        let right_chars = |name: &str| {
            let (name, date) = (Some(name.into()), Some("2025年1月20日".into()));
            let signature = Signature { name, date, name_before: None, date_before: None };
            let plan = SignaturePlan::new(&signature, metrics);
            [plan.name_right_pt, plan.date_right_pt]
                .map(|right| (right / layout.advance_pt() * 100.0).round() / 100.0)
        };
        // The date is 6.5 characters wide and ends 4 from the edge, so its middle is 7.25 from it.
        assert_eq!(right_chars("甲市乙局"), [5.25, 4.0]);
        assert_eq!(right_chars(&"甲".repeat(20)), [0.0, 4.0]);
    }
}
