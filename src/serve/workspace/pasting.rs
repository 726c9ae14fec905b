//! What a clipboard holds, matched with the form of a report.

use super::super::ServeError;
use super::Workspace;
use crate::form;
use crate::import::{self, Clipboard, Limits, Pasted};
use crate::pipeline::inputs;

impl Workspace {
    /// Which figures what was copied elsewhere becomes; the text is the report's and stays as it is. `at` is
    /// the path of the figure in whose cell the caret stands.
    ///
    /// # Errors
    /// The text is no report, has no such figure, or the clipboard holds too much.
    pub fn paste(
        &self,
        name: &str,
        text: &str,
        at: &str,
        clipboard: &Clipboard,
    ) -> Result<Pasted, ServeError> {
        let source = inputs::source(&self.folder.find(name)?, text.as_bytes())
            .map_err(|finding| ServeError::Invalid(finding.message))?;
        let report = self.report(name, source)?;
        let id = report.form.figure_at(&form::Path::new(at));
        let id = id.ok_or_else(|| ServeError::Invalid(format!("没有“{at}”这个数据")))?;
        import::paste(&report, clipboard, id, &Limits::default())
            .map_err(|error| ServeError::Invalid(format!("没有粘贴：{error}")))
    }
}
