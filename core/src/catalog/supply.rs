//! What a template brings besides work: the aid schemes that are paid under the plan, the projects to be built, the
//! score sheets to judge by.

use super::row::{Entry, Row};
use crate::label::Label;
use crate::sorted::SortedMap;

/// An aid scheme to create (R566): who gets what, by which standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeDraft {
    /// ASCII snake case, unique within the template.
    pub code: String,
    /// What the user reads.
    pub label: Label,
    /// Code of the list `stage`; empty when it is for all stages.
    pub stage: String,
    /// Code of the list `aid_component`.
    pub component: String,
    /// In fen; `None` where it is not known yet, which is not nought (R001).
    pub amount: Option<i64>,
    /// Code of the list `aid_unit`.
    pub basis: String,
    /// Code of the list `yes_no_any`: whether it is for boarders.
    pub boarder: String,
    /// Code of the list `yes_no_any`: whether it is for those who ride the school bus.
    pub bus: String,
    /// Codes of the list `case_kind` of those it is for; empty when it asks for none.
    pub case_kinds: Vec<String>,
}

impl Row for SchemeDraft {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            label: from.label("label"),
            stage: from.text("stage"),
            component: from.text("component"),
            amount: from.number("amount"),
            basis: from.text("basis"),
            boarder: from.text("boarder"),
            bus: from.text("bus"),
            case_kinds: from.texts("case_kinds"),
        }
    }
}

/// A project to create (R562): building, industry, purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDraft {
    /// ASCII snake case, unique within the template.
    pub code: String,
    /// What the user reads.
    pub label: Label,
    /// Code of the list `project_kind`.
    pub kind: String,
    /// How much is to be built or bought.
    pub spec: Vec<SpecDraft>,
    /// What it costs, item by item.
    pub budget: Vec<BudgetDraft>,
    /// Month, counted from the plan's first, at whose end a milestone is due; by code of the list `milestone`.
    pub milestones: SortedMap<String, u32>,
}

impl Row for ProjectDraft {
    fn row(from: &Entry<'_>) -> Self {
        let milestones = from.object("milestones");
        let milestones =
            milestones.iter().map(|(code, due)| (code.clone(), Entry(due).count("month")));
        Self {
            code: from.text("code"),
            label: from.label("label"),
            kind: from.text("kind"),
            spec: from.rows("spec"),
            budget: from.rows("budget"),
            milestones: milestones.collect(),
        }
    }
}

/// One line of what a project is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecDraft {
    /// ASCII snake case, unique within the project.
    pub code: String,
    /// What is measured.
    pub name: Label,
    /// In thousandths of `unit`; `None` where it is not known yet.
    pub value: Option<i64>,
    /// Code of the list `unit`.
    pub unit: String,
}

impl Row for SpecDraft {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            name: from.label("name"),
            value: from.number("value"),
            unit: from.text("unit"),
        }
    }
}

/// One line of a project's budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetDraft {
    /// ASCII snake case, unique within the project.
    pub code: String,
    /// What the money is for.
    pub item: Label,
    /// In fen; `None` where it is not known yet.
    pub amount: Option<i64>,
}

impl Row for BudgetDraft {
    fn row(from: &Entry<'_>) -> Self {
        Self { code: from.text("code"), item: from.label("item"), amount: from.number("amount") }
    }
}

/// A score sheet to create, such as that of a contest or of the five-part appraisal (R437).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormDraft {
    /// ASCII snake case, unique within the template.
    pub code: String,
    /// What the user reads.
    pub name: Label,
    /// Code of the list `assessment_kind`.
    pub kind: String,
    /// Code of the list `side`: who is judged by it.
    pub side: String,
    /// Its lines.
    pub items: Vec<FormLine>,
}

impl Row for FormDraft {
    fn row(from: &Entry<'_>) -> Self {
        Self {
            code: from.text("code"),
            name: from.label("name"),
            kind: from.text("kind"),
            side: from.text("side"),
            items: from.rows("items"),
        }
    }
}

/// One line of a score sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine {
    /// What is judged.
    pub text: Label,
    /// Points at most, in thousandths; `None` where there are none.
    pub weight: Option<i64>,
    /// Code of the list `assessment_item_kind`.
    pub kind: String,
}

impl Row for FormLine {
    fn row(from: &Entry<'_>) -> Self {
        Self { text: from.label("text"), weight: from.number("weight"), kind: from.text("kind") }
    }
}
