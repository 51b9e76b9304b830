//! What one activity counts for (R590): shown beside the record, and while it is being written.

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::record::states::ActivityState;
use crate::record::{Activity, Id, Pairing, Rule};
use crate::state::State;

use super::amount::Amount;
use super::book::Book;
use super::count::hours_of;
use super::metric::Metric;
use super::outcome::Why;
use super::period::windows;
use super::select::Standing;
use super::settings::Settings;
use super::{Ready, pairings_of, rules_of};

/// A rule that an activity counts for, or would if it were not for one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The rule.
    pub rule: Id<Rule>,
    /// Its code, `R481`.
    pub code: String,
    /// The pairing it counts for.
    pub pairing: Id<Pairing>,
    /// The period it counts in.
    pub period: PeriodKey,
    /// What it adds; none for a rule that judges the activity (its documents, its rating) instead of adding it up.
    pub adds: Option<Amount>,
    /// Why it does not count yet.
    pub why: Option<Why>,
}

/// The rules that a recorded activity counts for; none for one that is not there or lies in the recycle bin.
pub fn feeds(state: &State, activity: Id<Activity>) -> Vec<Feed> {
    state.activities().get(activity).map(|row| fed(state, row)).unwrap_or_default()
}

/// The rules that an activity would count for, were it saved as it stands. A draft without a state is taken as done.
pub fn would_feed(state: &State, draft: &Activity) -> Vec<Feed> {
    if draft.state != ActivityState::Unknown {
        return fed(state, draft);
    }
    fed(state, &Activity { state: ActivityState::Done, ..draft.clone() })
}

fn fed(state: &State, activity: &Activity) -> Vec<Feed> {
    let Some(date) = activity.date else { return Vec::new() };
    let settings = Settings::read(state);
    let mut found = Vec::new();
    for (plan_id, plan) in state.plans().iter() {
        let pairings = pairings_of(state, plan_id).into_iter();
        let named: Vec<_> =
            pairings.filter(|(id, _)| activity.pairings.contains(&id.untyped())).collect();
        if named.is_empty() {
            continue;
        }
        let rules = rules_of(state, plan_id, &settings);
        for pairing in named {
            let Some(span) = Book::span(plan, pairing.1) else { continue };
            let feeds = rules.iter().filter_map(|ready| {
                let asks = ready.asks.as_ref()?;
                let (adds, why) = counts(&asks.metric, activity, state)?;
                let only_school = ready.rule.school_months_only;
                let all =
                    windows(asks.cadence, only_school, state.calendar(), &settings, span, date);
                let inside = |date: NaiveDate| {
                    all.iter().rev().find(|it| (it.from..=it.due).contains(&date))
                };
                let window = inside(date)?;
                Some(feed(ready, pairing.0, window.key, adds, why))
            });
            found.extend(feeds);
        }
    }
    found
}

fn feed(
    ready: &Ready<'_>,
    pairing: Id<Pairing>,
    period: PeriodKey,
    adds: Option<Amount>,
    why: Option<Why>,
) -> Feed {
    Feed { rule: ready.id, code: ready.rule.code.clone(), pairing, period, adds, why }
}

/// What an activity adds to a metric, and what still stands in the way; none when it has nothing to do with it.
fn counts(
    metric: &Metric,
    activity: &Activity,
    state: &State,
) -> Option<(Option<Amount>, Option<Why>)> {
    let selection = metric.selection()?;
    if !selection.kinds.contains(&activity.kind) {
        return None;
    }
    let why = match selection.judge(activity, state) {
        Standing::Out => return None,
        Standing::Nearly(why) => Some(why),
        Standing::In => None,
    };
    Some(match metric {
        Metric::Count(_) => (Some(Amount::Whole(1)), why),
        Metric::SumHours(_) => match hours_of(activity) {
            Some(hours) => (Some(Amount::Hours(hours)), why),
            None => (None, why.or(Some(Why::NoClassHours))),
        },
        Metric::ShareField { .. }
        | Metric::CompleteDocuments { .. }
        | Metric::ExistsDocuments { .. }
        | Metric::ShareRequests { .. }
        | Metric::ShareRating { .. }
        | Metric::CountAchievement { .. }
        | Metric::SharePosts
        | Metric::CountIssues { .. }
        | Metric::Checklist { .. }
        | Metric::JointResult { .. } => (None, why),
    })
}
