//! The forms that are known to a run.

use std::sync::{Arc, LazyLock};

use super::Form;

/// The built-in formats, the default first: a folder of `templates/` and one line here for each.
const BUILT_IN: &[&str] =
    &[include_str!("../../templates/2021/form.yaml"), include_str!("../../templates/2019/form.yaml")];

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let parse = |yaml: &&str| {
        let form =
            Form::parse(yaml).unwrap_or_else(|e| panic!("the built-in forms are proven by the tests: {e}"));
        Arc::new(form)
    };
    Forms { own: None, all: BUILT_IN.iter().map(parse).collect() }
});

/// The forms that data files may be of: the built-in ones, and that of a template folder. Cheap to clone.
///
/// ```
/// use nianbao::form::{Form, Forms};
/// let built_in = include_str!("../../templates/2021/form.yaml");
/// let own = Form::parse(&built_in.replace("format: \"2021\"", "format: 自用"))?;
/// let forms = Forms::built_in().with(own);
/// assert_eq!(forms.names().collect::<Vec<_>>(), ["2021", "2019", "自用"]);
/// // A new data file is of the own form; one that names no format is still of the default one.
/// assert_eq!((forms.preferred().format.as_str(), forms.standard().format.as_str()), ("自用", "2021"));
/// # Ok::<(), nianbao::form::FormError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Forms {
    /// Number of the template folder's form in `all`.
    own: Option<usize>,
    all: Arc<[Arc<Form>]>,
}

impl Default for Forms {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Forms {
    /// The built-in forms.
    pub fn built_in() -> Self {
        FORMS.clone()
    }

    /// These forms and another. One of the same format takes the other's place.
    pub fn with(&self, form: Form) -> Self {
        let mut all = self.all.to_vec();
        let own = all.iter().position(|f| f.format == form.format).unwrap_or(all.len());
        all.splice(own..all.len().min(own + 1), [Arc::new(form)]);
        Self { own: Some(own), all: all.into() }
    }

    /// The form of a format by its name in the data file.
    pub fn of(&self, format: &str) -> Option<Arc<Form>> {
        self.all.iter().find(|form| form.format == format).cloned()
    }

    /// The form of a data file that names no format. It does not depend on the template folder, so that a
    /// data file means the same with and without one.
    pub fn standard(&self) -> Arc<Form> {
        self.all[0].clone()
    }

    /// The form of a new data file where none is asked for: the template folder's, else the standard one.
    pub fn preferred(&self) -> Arc<Form> {
        self.all[self.own.unwrap_or(0)].clone()
    }

    /// Every form, the standard one first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.all.iter()
    }

    /// The names of the formats.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|form| form.format.as_str())
    }
}

impl From<Arc<Form>> for Forms {
    /// One form alone, for reading what was written in it.
    fn from(form: Arc<Form>) -> Self {
        Self { own: None, all: [form].into() }
    }
}

impl Form {
    /// The format of a data file that names none.
    pub const DEFAULT: &str = "2021";

    /// A built-in format by its name in the data file.
    pub fn of(format: &str) -> Option<Arc<Form>> {
        FORMS.of(format)
    }

    /// The default format.
    pub fn standard() -> Arc<Form> {
        FORMS.standard()
    }

    /// Names of the built-in formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMS.all.iter().map(|form| form.format.as_str())
    }
}
