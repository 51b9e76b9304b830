//! The closed set of metrics, and what each hands back: a value, and the reasons for it.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Decimal, Id, Rule};

use super::amount::Amount;
use super::book::Book;
use super::outcome::{Comparator, Lack, Nearly, Part, Side, Unknown, Why};
use super::period::{Span, Window};
use super::query::scan::Scan;
use super::query::{Memo, Query, Reads};
use super::select::{Selection, param, params};
use super::settings::Settings;
use super::verdict::Terms;
use super::{count, documents, facts, people, share};

/// A metric with its parameters; `core/catalog/README.md` says what each means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    Count(Selection),
    SumHours(Selection),
    ShareField {
        selection: Selection,
        field: String,
        ok: Vec<String>,
    },
    ShareRating {
        at_least: String,
        all: bool,
    },
    CountAchievement {
        kind: String,
        level_at_least: String,
    },
    SharePosts,
    CountIssues {
        category: String,
    },
    CompleteDocuments {
        selection: Selection,
        kinds: Vec<String>,
        once: Vec<String>,
    },
    ExistsDocuments {
        selection: Selection,
        kinds: Vec<String>,
        activity: bool,
        volume: String,
    },
    ShareRequests {
        selection: Selection,
        category: String,
        fields: [String; 2],
        accepted: Vec<String>,
        needs: Vec<String>,
    },
    Checklist {
        prefix: String,
        tasks: bool,
    },
    JointResult {
        kind: String,
    },
    /// Whatever the query language can say.
    Query(Box<Query>),
}

/// What is asked: of whom, in which period, against which threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'b, 'a> {
    pub(super) book: &'b Book<'a>,
    pub(super) side: Side,
    pub(super) window: &'b Window,
    pub(super) settings: &'b Settings,
    pub(super) on: NaiveDate,
    /// Code of the list `unit`.
    pub(super) unit: &'b str,
    pub(super) target: Option<Decimal>,
    pub(super) upper: Option<Decimal>,
    pub(super) comparator: Comparator,
    /// What an earlier look at the same period remembers, and which part of the rule is asked.
    pub(super) memo: Option<&'b Memo>,
    pub(super) part: usize,
}

impl<'b> Ask<'b, '_> {
    /// What a verdict is given on; none without a threshold.
    pub(super) fn terms(&self) -> Option<Terms<'b>> {
        Some(Terms {
            comparator: self.comparator,
            target: self.target?,
            upper: self.upper,
            window: self.window,
            on: self.on,
            calendar: self.book.state.calendar(),
            settings: self.settings,
        })
    }

    /// Whether a value is as asked; without a threshold nothing is.
    pub(super) fn holds(&self, amount: Amount) -> bool {
        self.terms().is_some_and(|terms| terms.holds(amount))
    }

    /// Whether the value is a share.
    pub(super) fn is_share(&self) -> bool {
        self.unit == super::SHARE
    }

    /// A look over the records that are asked.
    pub(super) fn scan(&self) -> Scan<'b> {
        let nowhere = Span { from: self.window.from, to: self.window.due };
        let over = (self.book.state, self.book.shelf(), self.book.circle(self.side));
        let span = self.book.plan_span().unwrap_or(nowhere);
        Scan::new(over, self.settings, (span, *self.window), self.unit)
            .remembering(self.memo, self.part)
    }
}

/// How a gap is closed, which decides where the red line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// By so many events, at the capacity of a school day.
    Events,
    /// By one event, whatever else is missing.
    Event,
    /// By class hours, at the capacity of a school day.
    Hours,
    /// At a desk, on any day.
    Desk,
    /// By something that comes when it comes: no pace can be expected.
    Fixed,
}

/// What a metric found in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) amount: Option<Amount>,
    /// The value if everything unknown turned out well.
    pub(super) best: Option<Amount>,
    /// Whether what speaks against it can no longer be put right.
    pub(super) settled: bool,
    /// The best value that is still possible.
    pub(super) limit: Option<Amount>,
    /// Whether the value can still become less.
    pub(super) falls: bool,
    /// Whether what speaks for it holds only so far.
    pub(super) open: bool,
    /// Whether it is all that can be asked for, and nothing can take it away again.
    pub(super) whole: bool,
    /// Whether the value would be another one, were everything known.
    pub(super) uncertain: bool,
    /// When it is due, where that is not the end of the period.
    pub(super) due: Option<NaiveDate>,
    pub(super) parts: Vec<Part>,
    pub(super) beside: Vec<Part>,
    pub(super) work: Work,
    pub(super) records: Vec<RecordId>,
    pub(super) nearly: Vec<Nearly>,
    pub(super) unknowns: Vec<Unknown>,
    pub(super) lack: Option<Lack>,
}

impl Finding {
    pub(super) const fn new(work: Work) -> Self {
        Self {
            amount: None,
            best: None,
            settled: false,
            limit: None,
            falls: false,
            open: false,
            whole: false,
            uncertain: false,
            due: None,
            parts: Vec::new(),
            beside: Vec::new(),
            work,
            records: Vec::new(),
            nearly: Vec::new(),
            unknowns: Vec::new(),
            lack: None,
        }
    }

    pub(super) fn lacking(lack: Lack) -> Self {
        Self { lack: Some(lack), ..Self::new(Work::Desk) }
    }

    pub(super) fn nearly(&mut self, record: impl Into<RecordId>, why: Why) {
        self.nearly.push(Nearly { record: record.into(), why });
    }

    /// A share of what was found, or the reason why there is none.
    pub(super) fn share(&mut self, part: usize, of: usize, lack: Lack) {
        self.amount = Amount::share(part, of);
        self.lack = self.amount.is_none().then_some(lack);
    }
}

impl Metric {
    /// Reads a rule's metric; none when this version does not know it.
    pub(super) fn read(rule: &Rule, settings: &Settings) -> Option<Self> {
        let selection = || Selection::read(rule, settings);
        let text = |name: &str| param(rule, settings, name);
        let flag = |name: &str| rule.params.get(name).and_then(|it| it.as_bool()).unwrap_or(false);
        let kinds = || rule.doc_kinds.iter().cloned().collect();
        Some(match rule.metric.as_str() {
            "count" => Self::Count(selection()),
            "sum_hours" => Self::SumHours(selection()),
            "share_field" => Self::ShareField {
                selection: selection(),
                field: text("field"),
                ok: params(rule, "ok"),
            },
            "share_rating" => {
                Self::ShareRating { at_least: text("at_least"), all: text("denominator") == "all" }
            }
            "count_achievement" => Self::CountAchievement {
                kind: text("kind"),
                level_at_least: text("level_at_least"),
            },
            "share_posts" => Self::SharePosts,
            "count_issues" => Self::CountIssues { category: text("category") },
            "complete_documents" => Self::CompleteDocuments {
                selection: selection(),
                kinds: kinds(),
                once: params(rule, "once"),
            },
            "exists_documents" => Self::ExistsDocuments {
                selection: selection(),
                kinds: kinds(),
                activity: flag("activity"),
                volume: text("volume"),
            },
            "share_requests" => Self::ShareRequests {
                selection: selection(),
                category: text("category"),
                fields: [text("request_field"), text("state_field")],
                accepted: params(rule, "accepted"),
                needs: params(rule, "needs"),
            },
            "checklist" => {
                Self::Checklist { prefix: text("indicator_prefix"), tasks: flag("task_counts") }
            }
            "joint_result" => Self::JointResult { kind: text("assessment_kind") },
            other if Query::knows(other) => Self::Query(Box::new(Query::read(rule, settings)?)),
            _ => return None,
        })
    }

    /// Measures one period.
    pub(super) fn measure(&self, ask: &Ask<'_, '_>) -> Finding {
        let Ask { book, side, window, .. } = *ask;
        match self {
            Self::Query(query) => query.measure(ask),
            Self::Count(selection) => count::activities(book, selection, window),
            Self::SumHours(selection) => count::hours(book, selection, window),
            Self::ShareField { selection, field, ok } => {
                share::field(book, selection, field, ok, window)
            }
            Self::ShareRating { at_least, all } => {
                people::rating(book, side, at_least, *all, window)
            }
            Self::CountAchievement { kind, level_at_least } => {
                people::achievements(book, side, kind, level_at_least, window)
            }
            Self::SharePosts => share::posts(book, side),
            Self::CountIssues { category } => facts::issues(book, category, window),
            Self::CompleteDocuments { selection, kinds, once } => {
                documents::complete(book, selection, kinds, once, window)
            }
            Self::ExistsDocuments { selection, kinds, activity, volume } => {
                let filing = documents::Filing { selection, kinds, activity: *activity, volume };
                documents::exist(book, side, &filing, window)
            }
            Self::ShareRequests {
                selection,
                category,
                fields: [request_field, state_field],
                accepted,
                needs,
            } => {
                let asked = share::Asked {
                    selection,
                    category,
                    request_field,
                    state_field,
                    accepted,
                    needs,
                };
                share::requests(book, &asked, window)
            }
            Self::Checklist { prefix, tasks } => {
                facts::checklist(book, side, prefix, *tasks, window)
            }
            Self::JointResult { kind } => facts::joint_result(book, kind, window),
        }
    }

    /// The selection of activities it looks at, when it looks at activities.
    pub(super) const fn selection(&self) -> Option<&Selection> {
        match self {
            Self::Count(selection)
            | Self::SumHours(selection)
            | Self::ShareField { selection, .. }
            | Self::CompleteDocuments { selection, .. }
            | Self::ExistsDocuments { selection, .. }
            | Self::ShareRequests { selection, .. } => Some(selection),
            Self::ShareRating { .. }
            | Self::CountAchievement { .. }
            | Self::SharePosts
            | Self::CountIssues { .. }
            | Self::Checklist { .. }
            | Self::JointResult { .. }
            | Self::Query(_) => None,
        }
    }

    /// The threshold of a rule that gives none, where its metric says what is meant.
    pub(super) fn implied(&self, unit: &str) -> Option<Decimal> {
        let Self::Query(query) = self else { return None };
        query.implied(unit)
    }

    /// What it reads when the plan itself is asked.
    pub(super) fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        if let Some(selection) = self.selection() {
            reads.activities(&selection.kinds, true);
            ["issue", "task", "project"].into_iter().for_each(|kind| reads.read(kind));
        }
        match self {
            Self::Query(query) => return query.reads.clone(),
            Self::Count(_) | Self::SumHours(_) | Self::ShareField { .. } => {}
            Self::CompleteDocuments { .. } => {
                ["document", "task"].into_iter().for_each(|kind| reads.read(kind));
            }
            Self::ExistsDocuments { .. } => {
                ["document", "task", "org", "person"].into_iter().for_each(|kind| reads.read(kind));
                reads.activities(&[], false);
            }
            Self::ShareRequests { .. } | Self::CountIssues { .. } => {
                reads.read("issue");
                reads.activities(&[], false);
            }
            Self::ShareRating { .. } | Self::CountAchievement { .. } => {
                ["achievement", "person", "org"].into_iter().for_each(|kind| reads.read(kind));
            }
            Self::SharePosts => reads.read("org"),
            Self::Checklist { .. } => {
                ["measurement", "task", "org"].into_iter().for_each(|kind| reads.read(kind));
            }
            Self::JointResult { .. } => {
                ["assessment", "org", "person"].into_iter().for_each(|kind| reads.read(kind));
            }
        }
        reads
    }
}

/// A typed id as a plain one.
pub(super) fn plain<T>(id: Id<T>) -> RecordId {
    id.untyped()
}
