//! Findings as the protocol has them.

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Uri,
};

use super::documents::Analysis;
use super::position::Lines;
use super::uri::uri_of;
use crate::diagnostic::{Finding, Place, Severity, listed};

/// By what an editor shows whose findings they are.
pub(super) const SOURCE: &str = "nianbao";

/// Whether an editor shows further places of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RelatedPlaces {
    /// It does.
    Shown,
    /// It does not.
    Unknown,
}

/// All findings of a document, as many as other outputs list.
pub(super) fn diagnostics(uri: &Uri, analysis: &Analysis, related: RelatedPlaces) -> Vec<Diagnostic> {
    listed(&analysis.findings).iter().map(|finding| diagnostic(uri, analysis, finding, related)).collect()
}

/// A finding of a document.
pub(super) fn diagnostic(
    uri: &Uri,
    analysis: &Analysis,
    finding: &Finding,
    related: RelatedPlaces,
) -> Diagnostic {
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let notes = finding.notes.iter().filter_map(|note| {
        Some(DiagnosticRelatedInformation {
            location: location(uri, analysis, &note.place)?,
            message: note.text.clone(),
        })
    });
    let notes: Vec<_> = notes.filter(|_| related == RelatedPlaces::Shown).collect();
    Diagnostic {
        range: range(&analysis.lines, &finding.place),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(finding.rule.to_string())),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!notes.is_empty()).then_some(notes),
        ..Diagnostic::default()
    }
}

/// The range of a place in the text of a document; the start of the text for a place that is in none.
pub(super) fn range(lines: &Lines, place: &Place) -> lsp_types::Range {
    lines.range(place.bytes().unwrap_or(0..0))
}

/// Where a place is: in the document itself, or in last year's file.
pub(super) fn location(uri: &Uri, analysis: &Analysis, place: &Place) -> Option<Location> {
    let own = analysis.report.as_ref().map(|report| report.source.file());
    match &analysis.previous {
        Some(previous) if *previous.source.file() == place.file && own != Some(&place.file) => {
            let lines = Lines::new(previous.source.text());
            Some(Location { uri: uri_of(place.file.as_ref().as_ref())?, range: range(&lines, place) })
        }
        _ => Some(Location { uri: uri.clone(), range: range(&analysis.lines, place) }),
    }
}
