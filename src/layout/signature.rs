//! Where 署名 and 成文日期 stand.

use super::{Metrics, title};
use crate::document::Signature;

/// How 署名 and 成文日期 are set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SignaturePlan {
    /// 署名: none without one, several lines for one that is longer than a line.
    pub name_lines: Vec<String>,
    /// Width of the longest of these lines, over which the others are centred, in points.
    pub name_width_pt: f64,
    /// Space between the end of that line and the right edge of the 版心, in points.
    pub name_right_pt: f64,
    /// The same of 成文日期.
    pub date_right_pt: f64,
    /// Height of both with the space above, in lines of text. As much must be free on the page below the text
    /// in front of them: they never stand alone on one.
    pub height_lines: f64,
}

impl SignaturePlan {
    /// The date stands its number of characters from the right edge, and the name is centred over it (GB/T
    /// 9704-2012 7.3.5.1). A name too long for that ends at the right edge; one too long for a line is broken
    /// between words.
    pub fn new(signature: &Signature, metrics: Metrics<'_>) -> Self {
        let advance = metrics.layout.advance_pt();
        let width = |text: &str| metrics.advances.text_em(text) * advance;
        let name_lines = match signature.name.as_deref() {
            Some(name) if width(name) > metrics.layout.area_width_pt() => {
                title::break_name(name, metrics.layout.text.chars_per_line as usize)
            }
            name => name.map(str::to_owned).into_iter().collect(),
        };
        let name_width_pt = name_lines.iter().map(|line| width(line)).fold(0.0, f64::max);
        let date_width_pt = signature.date.as_deref().map_or(0.0, width);
        let date_right_pt = f64::from(metrics.layout.signature.date_right_chars) * advance;
        let centred = date_right_pt + (date_width_pt - name_width_pt) / 2.0;
        #[expect(clippy::cast_precision_loss, reason = "a name has few lines")]
        let lines = (name_lines.len() + usize::from(signature.date.is_some())) as f64;
        let height_lines = metrics.layout.signature.space_before_lines + lines;
        Self { name_lines, name_width_pt, name_right_pt: centred.max(0.0), date_right_pt, height_lines }
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

    #[test]
    fn a_name_longer_than_a_line_breaks_between_words() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let advances = AdvanceTable::default();
        let lines =
            ["新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县", "人力资源和社会保障局（医疗保障局）"];
        let name = Some(lines.concat());
        let signature = Signature { name, date: None, name_before: None, date_before: None };
        let plan = SignaturePlan::new(&signature, Metrics { layout: &layout, advances: &advances });
        assert_eq!(plan.name_lines, lines);
        // An empty line stands above the two.
        assert!((plan.height_lines - 3.0).abs() < 1e-9);
        assert!((plan.name_width_pt - 25.0 * layout.advance_pt()).abs() < 1e-9);
    }
}
