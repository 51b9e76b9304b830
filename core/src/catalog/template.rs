//! Plan templates: what applying one creates in a workbook (R693). Months are offsets from the plan's first month,
//! never dates (R001).

use super::row::{Entry, Row};
use super::supply::{FormDraft, ProjectDraft, SchemeDraft};
use crate::label::Label;

/// A line of the list of templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    /// `T01` to `T18`.
    pub code: String,
    /// What the user reads.
    pub name: Label,
    /// Whether the template can be applied; the others are not offered.
    pub ready: bool,
    /// What a partner's name is the name of: `unit`, `person` or `household` (its head).
    pub partner: String,
    /// Whether it can be applied before there is a partner.
    pub alone: bool,
}

impl Row for TemplateRow {
    fn row(from: &Entry<'_>) -> Self {
        let partner = Some(from.text("partner")).filter(|partner| !partner.is_empty());
        Self {
            code: from.text("code"),
            name: from.label("name"),
            ready: from.flag("ready"),
            partner: partner.unwrap_or_else(|| "unit".to_owned()),
            alone: from.flag("alone"),
        }
    }
}

/// A plan template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// `T15`.
    pub code: String,
    /// What the user reads.
    pub name: Label,
    /// Whom it is for and what it sets up.
    pub about: Label,
    /// Length of the plan in months.
    pub months: u32,
    /// Code of the list `plan_level`.
    pub level: String,
    /// Code of the list `pairing_kind`.
    pub pairing_kind: String,
    /// The skeleton of the plan's text (R537) with prompts to write by.
    pub sections: Vec<SectionPrompt>,
    /// Goals by area, each measured by rules where it can be.
    pub goals: Vec<Group>,
    /// Phases of the plan.
    pub phases: Vec<Phase>,
    /// What to do, with due months.
    pub tasks: Vec<TemplateTask>,
    /// Codes of the rules that the plan takes over.
    pub rules: Vec<String>,
    /// Codes of the activity kinds that are switched on.
    pub kinds: Vec<String>,
    /// Posts of the organisation to fill with people.
    pub roles: Vec<Role>,
    /// Figures to measure before the work begins.
    pub indicators: Vec<Indicator>,
    /// Items of the facility standard: yes or no, as measurements of the same names (R469).
    pub checklist: Vec<Indicator>,
    /// Rule books to be set up (R470).
    pub regulations: Vec<Named>,
    /// Which material proves what.
    pub evidence: Vec<Evidence>,
    /// Volumes of the archive (R502).
    pub volumes: Vec<Volume>,
    /// Ledgers to open.
    pub ledgers: Vec<Named>,
    /// Reports to write.
    pub reports: Vec<Named>,
    /// The effect check or the plan's own check, by side (R503); empty where the chapter has none.
    pub checks: Checks,
    /// Code of the list `assessment_kind` that the check is; `effect_check` unless the template says another.
    pub check_kind: String,
    /// Score sheets to create.
    pub forms: Vec<FormDraft>,
    /// Aid schemes to create.
    pub schemes: Vec<SchemeDraft>,
    /// Projects to create.
    pub projects: Vec<ProjectDraft>,
}

impl Row for Template {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            name: from.label("name"),
            about: from.label("about"),
            months: from.count("months"),
            level: from.text("level"),
            pairing_kind: from.text("pairing_kind"),
            sections: from.rows("sections"),
            goals: from.rows("goals"),
            phases: from.rows("phases"),
            tasks: from.rows("tasks"),
            rules: from.texts("rules"),
            kinds: from.texts("kinds"),
            roles: from.rows("roles"),
            indicators: from.rows("indicators"),
            checklist: from.rows("checklist"),
            regulations: from.rows("regulations"),
            evidence: from.rows("evidence"),
            volumes: from.rows("volumes"),
            ledgers: from.rows("ledgers"),
            reports: from.rows("reports"),
            checks: Checks::row(&from.inner("checks")),
            check_kind: Some(from.text("check_kind"))
                .filter(|kind| !kind.is_empty())
                .unwrap_or_else(|| "effect_check".to_owned()),
            forms: from.rows("forms"),
            schemes: from.rows("schemes"),
            projects: from.rows("projects"),
        }
    }
}

/// A code and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// ASCII snake case.
    pub code: String,
    /// What the user reads.
    pub label: Label,
}

impl Row for Named {
    fn row(from: &Entry<'_>) -> Self {
        Self { code: from.text("code"), label: from.label("label") }
    }
}

/// One section of the plan's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionPrompt {
    /// ASCII snake case; keeps the section known when its heading is renamed.
    pub code: String,
    /// Heading.
    pub heading: Label,
    /// What to write here, in two to four sentences.
    pub prompt: Label,
}

impl Row for SectionPrompt {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            heading: from.label("heading"),
            prompt: from.label("prompt"),
        }
    }
}

/// A goal area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// ASCII snake case.
    pub code: String,
    /// Heading.
    pub heading: Label,
    /// What to write here, in two to four sentences.
    pub prompt: Label,
    /// Rules that measure it.
    pub rules: Vec<String>,
}

impl Row for Group {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            heading: from.label("heading"),
            prompt: from.label("prompt"),
            rules: from.texts("rules"),
        }
    }
}

/// A phase; both months are offsets from the plan's first month and belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// What the user reads.
    pub name: Label,
    /// First month, 0 is the month the plan begins in.
    pub from_month: u32,
    /// Last month.
    pub to_month: u32,
}

impl Row for Phase {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            name: from.label("name"),
            from_month: from.count("from_month"),
            to_month: from.count("to_month"),
        }
    }
}

/// How often a task comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// Every so many periods.
    pub every: u32,
    /// Code of the list `period`.
    pub period: String,
    /// Whether holiday months are left out.
    pub school_months_only: bool,
}

impl Row for Recurrence {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            every: from.count("every"),
            period: from.text("period"),
            school_months_only: from.flag("school_months_only"),
        }
    }
}

/// A task to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateTask {
    /// ASCII snake case, unique within the template.
    pub code: String,
    /// What is to be done.
    pub title: Label,
    /// Index into the template's phases.
    pub phase: usize,
    /// Offset of the month on whose last day it is due.
    pub due_month: u32,
    /// How often it comes back, until the due month is over; `None` when it is done once.
    pub recurrence: Option<Recurrence>,
    /// How much is promised, each time it comes back, in thousandths of `unit`.
    pub quantity: Option<i64>,
    /// Code of the list `unit`.
    pub unit: String,
    /// Code of the role that leads it.
    pub lead: String,
    /// Activity kinds that carry it out.
    pub kinds: Vec<String>,
    /// Rules it serves.
    pub rules: Vec<String>,
}

impl Row for TemplateTask {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            title: from.label("title"),
            phase: from.count("phase") as usize,
            due_month: from.count("due_month"),
            recurrence: from.0.get("recurrence").map(|inner| Recurrence::row(&Entry(inner))),
            quantity: from.number("quantity"),
            unit: from.text("unit"),
            lead: from.text("lead"),
            kinds: from.texts("kinds"),
            rules: from.texts("rules"),
        }
    }
}

/// A post of the organisation to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// ASCII snake case, unique within the template.
    pub code: String,
    /// `helper`, `helped` or `both`.
    pub side: String,
    /// Code of the list `team_role`.
    pub team_role: String,
    /// What the user reads.
    pub label: Label,
    /// What the person answers for.
    pub duty: Label,
}

impl Row for Role {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            side: from.text("side"),
            team_role: from.text("team_role"),
            label: from.label("label"),
            duty: from.label("duty"),
        }
    }
}

/// A figure of the baseline, or an item of the facility standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The measurement's indicator; an item of the facility standard begins `condition_item:`.
    pub code: String,
    /// What the user reads.
    pub label: Label,
    /// `int`, `decimal`, `bool` or `text`.
    pub form: String,
    /// Code of the list `unit`, empty where there is none.
    pub unit: String,
    /// `helper`, `helped` or `both`.
    pub side: String,
}

impl Row for Indicator {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            label: from.label("label"),
            form: from.text("type"),
            unit: from.text("unit"),
            side: from.text("side"),
        }
    }
}

/// Material that proves a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What the user reads.
    pub label: Label,
    /// Activity kinds it belongs to.
    pub kinds: Vec<String>,
    /// Codes of the list `document_kind`.
    pub doc_kinds: Vec<String>,
}

impl Row for Evidence {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            label: from.label("label"),
            kinds: from.texts("kinds"),
            doc_kinds: from.texts("doc_kinds"),
        }
    }
}

/// A volume of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Code of the list `volume`.
    pub code: String,
    /// Title of the volume.
    pub label: Label,
    /// Activity kinds whose material goes here.
    pub kinds: Vec<String>,
}

impl Row for Volume {
    fn row(from: &Entry<'_>) -> Self {
        Self { code: from.text("code"), label: from.label("label"), kinds: from.texts("kinds") }
    }
}

/// The effect check of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// Items of the helped side.
    pub helped: Vec<Check>,
    /// Items of the helper's side.
    pub helper: Vec<Check>,
}

impl Row for Checks {
    fn row(from: &Entry<'_>) -> Self {
        Self { helped: from.rows("helped"), helper: from.rows("helper") }
    }
}

/// One item of the effect check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its number, from 1.
    pub no: u32,
    /// What is checked.
    pub text: Label,
    /// Rules that compute it; all must be met. Empty when it is judged by hand.
    pub rules: Vec<String>,
    /// What a person still has to judge, empty when the rules say all.
    pub by_hand: Label,
}

impl Row for Check {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            no: from.count("no"),
            text: from.label("text"),
            rules: from.texts("rules"),
            by_hand: from.label("by_hand"),
        }
    }
}
