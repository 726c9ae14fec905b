//! The pictures that the prose of a report shows, from beside its data file.

use std::path::Path;
use std::sync::Arc;

use super::named_file::{Refusal, locate};
use crate::diagnostic::{Finding, RuleCode};
use crate::files::limits;
use crate::picture::{MAX_PICTURES, OpenError, Picture, Pictures};
use crate::report::{Prose, ProsePart, Report};

/// The most pixels of all pictures of a report. An engine decodes each of them.
const MAX_ALL_PIXELS: u64 = 100_000_000;

/// A picture as a line of prose names it.
struct Named<'r> {
    prose: &'r Prose,
    /// Its paragraph.
    number: usize,
    /// The bytes of its file's name in the paragraph.
    at: std::ops::Range<usize>,
    name: &'r str,
}

/// Opens the pictures of a report that lies in `folder`. Those that cannot be shown become findings (N021).
pub(super) fn open(report: &Report, folder: &Path, findings: &mut Vec<Finding>) -> Pictures {
    let named = named(report);
    if let Some(first) = named.get(MAX_PICTURES) {
        let message = format!("图片超过 {MAX_PICTURES} 幅，都没有读");
        findings.push(first.finding(report, message).with_help("减少图片，或把几幅图拼成一幅"));
        return Pictures::new();
    }
    let mut pictures = Pictures::new();
    let (mut bytes, mut pixels) = (0, 0);
    for one in named {
        if pictures.contains_key(one.name) {
            continue;
        }
        let picture = match one.open(folder) {
            Ok(picture) => picture,
            Err((what, help)) => {
                let message = format!("图片“{}”{what}", one.name);
                findings.push(one.finding(report, message).with_help(help));
                continue;
            }
        };
        let (width, height) = picture.size_px();
        bytes += picture.bytes().len() as u64;
        pixels += u64::from(width) * u64::from(height);
        if bytes > limits::ALL_PICTURES || pixels > MAX_ALL_PIXELS {
            let limit = limits::in_words(limits::ALL_PICTURES);
            let message =
                format!("到这一幅，图片加起来超过 {limit}，或超过 {} 万像素", MAX_ALL_PIXELS / 10_000);
            findings.push(one.finding(report, message).with_help("把图片缩小后再用，或减少图片"));
            break;
        }
        pictures.insert(one.name.to_owned(), Arc::new(picture));
    }
    pictures
}

fn named(report: &Report) -> Vec<Named<'_>> {
    let all = report.preface.iter().chain(report.prose.iter().flatten());
    let in_prose = |prose| {
        Prose::parts(prose).into_iter().filter_map(move |part| match part {
            ProsePart::Picture(number, picture) => {
                let name = &prose.paragraphs[number].text[picture.file.clone()];
                Some(Named { prose, number, at: picture.file, name })
            }
            _ => None,
        })
    };
    all.flat_map(in_prose).collect()
}

impl Named<'_> {
    /// The picture, or what is wrong with it and what to do.
    fn open(&self, folder: &Path) -> Result<Picture, (String, &'static str)> {
        const NAME: &str = "核对文件名，路径从本文件所在的文件夹起；不要这幅图，删去这一行";
        const PLACE: &str = "把图片放进本文件所在的文件夹，只写文件名，例如 ![图1 说明](图1.png)";
        let refused = |refusal: Refusal| (refusal.what(), if refusal.is_inside() { NAME } else { PLACE });
        let path = locate(self.name, folder, &[]).map_err(refused)?;
        Picture::open(&path).map_err(|error| match error {
            OpenError::File(_) => (format!("读不了：{error}"), NAME),
            OpenError::Picture(_) => (format!("不能用：{error}"), "换一幅图片，或删去这一行"),
        })
    }

    fn finding(&self, report: &Report, message: String) -> Finding {
        let place = report.place(&self.prose.source_range(&report.source, self.number, self.at.clone()));
        Finding::error(RuleCode::N021, message, place)
    }
}
