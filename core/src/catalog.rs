//! The official vocabulary as data: activity kinds and their fields, code lists, rules, settings, holidays, plan
//! templates.
//!
//! The shell hands in the sections it has fetched; what a workbook uses is copied into its log, so a newer catalogue
//! never changes an old agreement. Nothing here is evaluated: `rule` measures, `plan` applies. The files and the
//! meaning of every rule parameter are described in `core/catalog/README.md`.

mod row;
mod section;
mod supply;
mod template;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::calendar::Holidays;
use crate::label::Label;
use crate::sorted::SortedMap;
use row::{Entry, Row};
pub use section::{CatalogError, Section};
pub use supply::{BudgetDraft, FormDraft, FormLine, ProjectDraft, SchemeDraft, SpecDraft};
pub use template::{
    Check, Checks, Evidence, Group, Indicator, Named, Phase, Recurrence, Role, SectionPrompt,
    Template, TemplateRow, TemplateTask, Volume,
};

/// Edition of the built-in catalogue; copied into a workbook beside what it takes from here.
pub const EDITION: &str = "2026-11";

/// A code and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// ASCII snake case; what the log holds.
    pub code: String,
    /// What the user reads.
    pub label: Label,
}

impl Row for Code {
    fn row(from: &Entry<'_>) -> Self {
        Self { code: from.text("code"), label: from.label("label") }
    }
}

/// A kind of activity, K01 to K73 (R591 to R663).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `K01` to `K73`.
    pub code: String,
    /// What the user reads.
    pub name: Label,
    /// Work area: `P` pairing, `S` student aid, `V` village.
    pub area: String,
    /// Code of the list `kind_group`, under which a chooser shows it.
    pub group: String,
    /// Whether a pair of kindergartens uses it often.
    pub common: bool,
}

impl Row for Kind {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            name: from.label("name"),
            area: from.text("area"),
            group: from.text("group"),
            common: from.flag("common"),
        }
    }
}

/// One special field of an activity kind (R589); its value stands in the activity's `fields` under `name`, or, when
/// `own`, in the activity's own field of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindField {
    /// ASCII snake case, unique within the kind.
    pub name: String,
    /// What the user reads.
    pub label: Label,
    /// One of [`FIELD_TYPES`].
    pub form: String,
    /// The codes to choose from, when they belong to this field alone; see [`Catalog::options`].
    pub options: Vec<Code>,
    /// Name of the code list to choose from, when several fields share it.
    pub list: String,
    /// Whether the value is a set `{"<code or id>": true}` rather than a single code or id.
    pub many: bool,
    /// Whether it is the activity's own field of this name, which other kinds do not ask for.
    pub own: bool,
    /// Whether the record makes no sense without it. Asked for, never a reason to lose what was typed.
    pub required: bool,
}

impl Row for KindField {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            name: from.text("name"),
            label: from.label("label"),
            form: from.text("type"),
            options: from.rows("options"),
            list: from.text("list"),
            many: from.flag("many"),
            own: from.flag("own"),
            required: from.flag("required"),
        }
    }
}

/// The types a [`KindField`] may have; the units are those of record data.
pub const FIELD_TYPES: [&str; 16] = [
    "text",
    "long_text",
    "int",
    "hours",
    "minutes",
    "money",
    "decimal",
    "date",
    "bool",
    "code",
    "codes",
    "ref:person",
    "ref:org",
    "ref:issue",
    "ref:activity",
    "ref:document",
];

/// A measurable rule as the catalogue offers it (E12); a plan holds its own copy (R666).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// Number of the requirement, `R480`.
    pub code: String,
    /// `STD`, `COV`, `TGT`, `MS`, `BUD`, `LIM`, `BASE` or `CFG`.
    pub kind: String,
    /// Where the figure comes from: `fig`, `word`, `prop` or `mask`; shown beside the rule.
    pub basis: String,
    /// What is asked, in one line.
    pub title: Label,
    /// Two to six words, for a meter.
    pub short: Label,
    /// The clause it stands for, in the product's own wording.
    pub clause: Label,
    /// Name of the metric function; `core/catalog/README.md` lists the closed set.
    pub metric: String,
    /// Activity kinds it looks at.
    pub kinds: Vec<String>,
    /// Document kinds it looks at.
    pub doc_kinds: Vec<String>,
    /// Parameters of the metric.
    pub params: Map<String, Value>,
    /// Whose records: `helped`, `helper`, `pairing` or `both`, or `plan` for a rule about the whole plan.
    pub scope: String,
    /// `>=`, `<=`, `==`, `>`, `<`, `between` (threshold and `upper` included), `by` or `exists`.
    pub comparator: String,
    /// In thousandths of `unit`; a share is in thousandths of the whole (30 % is 300). `None` where the source hides
    /// the figure (R001, R002): it is to be filled in, and is not nought.
    pub threshold: Option<i64>,
    /// The upper end of `between`, in the same unit.
    pub upper: Option<i64>,
    /// Code of the list `unit`.
    pub unit: String,
    /// Code of the list `period`.
    pub period: String,
    /// Whether months of holiday are not applicable (R667).
    pub school_months_only: bool,
    /// In thousandths; `None` where the source gives no weight.
    pub weight: Option<i64>,
    /// Whether the threshold is this product's proposal and not in the source (R691).
    pub proposed: bool,
    /// Whether a new plan starts with it switched on.
    pub on: bool,
}

impl Row for RuleDraft {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            kind: from.text("kind"),
            basis: from.text("basis"),
            title: from.label("title"),
            short: from.label("short"),
            clause: from.label("clause"),
            metric: from.text("metric"),
            kinds: from.texts("kinds"),
            doc_kinds: from.texts("doc_kinds"),
            params: from.object("params"),
            scope: from.text("scope"),
            comparator: from.text("comparator"),
            threshold: from.number("threshold"),
            upper: from.number("upper"),
            unit: from.text("unit"),
            period: from.text("period"),
            school_months_only: from.flag("school_months_only"),
            weight: from.number("weight"),
            proposed: from.flag("proposed"),
            on: from.flag("on"),
        }
    }
}

/// A decision on how rules are read, shown as a setting of the workbook (R681 to R692).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Number of the decision, `R682`; a second part of it has an ending, `R681_days`.
    pub code: String,
    /// What is decided.
    pub title: Label,
    /// What difference it makes.
    pub help: Label,
    /// The readings to choose from.
    pub options: Vec<Code>,
    /// Code of the option that holds until somebody chooses.
    pub default: String,
}

impl Row for Setting {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            title: from.label("title"),
            help: from.label("help"),
            options: from.rows("options"),
            default: from.text("default"),
        }
    }
}

/// The sections of the catalogue that have been handed in so far.
///
/// A lookup in a section that is not there yet finds nothing; [`Catalog::has`] tells the difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    kinds: Option<Vec<Kind>>,
    fields: Option<SortedMap<String, Vec<KindField>>>,
    codes: Option<SortedMap<String, Vec<Code>>>,
    rules: Option<Vec<RuleDraft>>,
    settings: Option<Vec<Setting>>,
    holidays: Option<Holidays>,
    rows: Option<Vec<TemplateRow>>,
    templates: SortedMap<String, Template>,
}

impl Catalog {
    /// Whether the section has been handed in.
    pub fn has(&self, section: &Section) -> bool {
        match section {
            Section::Kinds => self.kinds.is_some(),
            Section::KindFields => self.fields.is_some(),
            Section::Codes => self.codes.is_some(),
            Section::Rules => self.rules.is_some(),
            Section::Settings => self.settings.is_some(),
            Section::Holidays => self.holidays.is_some(),
            Section::Templates => self.rows.is_some(),
            Section::Template(code) => self.templates.contains_key(code),
        }
    }

    /// All kinds in the order of their codes.
    pub fn kinds(&self) -> &[Kind] {
        self.kinds.as_deref().unwrap_or_default()
    }

    /// The kind of this code, `K01`.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds().iter().find(|kind| kind.code == code)
    }

    /// The special fields of a kind, in the order in which a form shows them.
    pub fn fields_of(&self, kind: &str) -> &[KindField] {
        self.fields.as_ref().and_then(|all| all.get(kind)).map(Vec::as_slice).unwrap_or_default()
    }

    /// One special field of a kind.
    pub fn field(&self, kind: &str, name: &str) -> Option<&KindField> {
        self.fields_of(kind).iter().find(|field| field.name == name)
    }

    /// What a field lets choose from: its own options, or the list it names.
    pub fn options<'a>(&'a self, field: &'a KindField) -> &'a [Code] {
        if field.list.is_empty() { &field.options } else { self.codes(&field.list) }
    }

    /// A code list, in the order in which it is offered: levels from lowest to highest, grades from best to worst.
    pub fn codes(&self, list: &str) -> &[Code] {
        self.codes.as_ref().and_then(|all| all.get(list)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of all code lists.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().flat_map(SortedMap::keys).map(String::as_str)
    }

    /// What people call `code` of `list`.
    pub fn label(&self, list: &str, code: &str) -> Option<&Label> {
        self.codes(list).iter().find(|entry| entry.code == code).map(|entry| &entry.label)
    }

    /// All rules in the order of their codes.
    pub fn rules(&self) -> &[RuleDraft] {
        self.rules.as_deref().unwrap_or_default()
    }

    /// The rule of this code, `R480`.
    pub fn rule(&self, code: &str) -> Option<&RuleDraft> {
        self.rules().iter().find(|rule| rule.code == code)
    }

    /// The decisions R681 to R692.
    pub fn settings(&self) -> &[Setting] {
        self.settings.as_deref().unwrap_or_default()
    }

    /// The decision of this code, `R682`.
    pub fn setting(&self, code: &str) -> Option<&Setting> {
        self.settings().iter().find(|setting| setting.code == code)
    }

    /// The official holidays and the dates of festivals, which a new school calendar is made from.
    pub fn holidays(&self) -> Option<&Holidays> {
        self.holidays.as_ref()
    }

    /// The list of all templates, ready or not.
    pub fn templates(&self) -> &[TemplateRow] {
        self.rows.as_deref().unwrap_or_default()
    }

    /// The template of this code, `T15`, once it has been handed in.
    pub fn template(&self, code: &str) -> Option<&Template> {
        self.templates.get(code)
    }
}
