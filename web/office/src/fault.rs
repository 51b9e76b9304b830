//! What is wrong with a file, as the page can say it in the reader's language: `{"fault": {"code", "line", "member",
//! "why", …}}`. The code chooses the sentence (`data.fault.CODE`); the rest fills it.

use jiedui_core::exchange::{BundleError, MergeRefusal, WriteError};
use serde_json::{Map, Value, json};

/// A fault on its way to the page.
#[derive(Debug)]
pub(crate) struct Fault(Map<String, Value>);

impl Fault {
    pub(crate) fn new(code: &str) -> Self {
        Self(Map::from_iter([("code".to_owned(), code.into())]))
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }
}

/// What `work` answers, or its fault, as JSON.
pub(crate) fn answer(work: impl FnOnce() -> Result<Value, Fault>) -> String {
    match work() {
        Ok(value) => value.to_string(),
        Err(fault) => json!({ "fault": fault.0 }).to_string(),
    }
}

impl From<BundleError> for Fault {
    fn from(error: BundleError) -> Self {
        use BundleError as E;
        let why = error.to_string();
        let fault = match error {
            E::Empty => Self::new("empty"),
            E::NotBundle => Self::new("not_ours"),
            E::CutOff { .. } => Self::new("cut_off"),
            E::Sealed => Self::new("sealed"),
            E::NoManifest => Self::new("other_zip"),
            E::Newer { .. } => Self::new("newer"),
            E::TooMany { .. } | E::TooLarge { .. } | E::Swollen { .. } => Self::new("trap"),
            E::Missing { member } | E::Damaged { member, .. } | E::Changed { member } => {
                Self::new("damaged").with("member", member)
            }
            E::Unlisted { member } => Self::new("meddled").with("member", member),
            E::Manifest { .. } | E::Count { .. } => Self::new("manifest"),
            E::NotText { line } | E::Line { line, .. } => Self::new("line").with("line", line),
            E::Different => Self::new("different"),
            E::Io(_) => Self::new("unreadable"),
        };
        fault.with("why", why)
    }
}

impl From<WriteError> for Fault {
    fn from(error: WriteError) -> Self {
        let code = match error {
            WriteError::Io(_) => "unwritable",
            WriteError::TooLarge { .. } | WriteError::TooMany { .. } | WriteError::Order { .. } => {
                "too_large"
            }
        };
        Self::new(code).with("why", error.to_string())
    }
}

impl From<MergeRefusal> for Fault {
    fn from(refusal: MergeRefusal) -> Self {
        let why = refusal.to_string();
        let fault = match refusal {
            MergeRefusal::FarAhead { .. } => Self::new("far_ahead"),
            MergeRefusal::OtherWorkbook { ours, theirs } => {
                Self::new("other_workbook").with("ours", ours).with("theirs", theirs)
            }
        };
        fault.with("why", why)
    }
}
