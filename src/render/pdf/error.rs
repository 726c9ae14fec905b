//! What can go wrong on the way to a PDF.

use std::fmt;

/// A PDF could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// The chosen standards exclude each other.
    #[error("所选的 PDF 标准互相冲突，请改写 --pdf-standard（{0}）")]
    Standards(String),
    /// The template is wrong. The engine's warnings count as errors: most of them mean text that would not be
    /// seen.
    #[error("版面模板有误：{}", join(.0))]
    Template(Vec<Problem>),
    /// The file would break a standard.
    #[error("生成的文件不符合所选的 PDF 标准：{}", join(.0))]
    Export(Vec<Problem>),
    /// The engine failed in a way it should not; other reports are not affected.
    #[error("排版引擎内部错误：{0}")]
    Engine(String),
}

/// One thing the engine complains about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Line and column in the template, from 1, if it is a place in it.
    pub place: Option<(String, usize, usize)>,
    /// What is wrong, in Chinese, the engine's own words behind it.
    pub message: String,
    /// What could be done.
    pub hints: Vec<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, line, column)) = &self.place {
            write!(f, "{name}:{line}:{column}: ")?;
        }
        f.write_str(&self.message)?;
        self.hints.iter().try_for_each(|hint| write!(f, "（{hint}）"))
    }
}

fn join(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("；")
}
