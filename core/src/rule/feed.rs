//! What one activity counts for (R590): shown beside the record, and while it is being written.

use crate::calendar::PeriodKey;
use crate::record::states::ActivityState;
use crate::record::{Activity, Id, Pairing, Plan, Rule};
use crate::state::State;

use super::amount::Amount;
use super::book::Book;
use super::count::hours_of;
use super::metric::Metric;
use super::outcome::Why;
use super::period::{Span, windows};
use super::ready::{Ready, pairings_of, rules_of};
use super::select::Standing;
use super::settings::Settings;

/// A rule that an activity counts for, or would if it were not for one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The rule.
    pub rule: Id<Rule>,
    /// Its code, `R481`.
    pub code: String,
    /// The pairing it counts for; none when it counts for the plan itself.
    pub pairing: Option<Id<Pairing>>,
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
        let own = belongs(state, plan_id, activity) || !named.is_empty();
        if !own {
            continue;
        }
        let rules = rules_of(state, plan_id, &settings);
        let mut feed = |rules: &[Ready<'_>], pairing, span: Option<Span>| {
            let Some(span) = span else { return };
            let feeds = rules.iter().filter_map(|ready| {
                let asks = ready.asks.as_ref().as_ref()?;
                let (adds, why) = counts(&asks.metric, activity, state)?;
                let only_school = ready.rule.school_months_only;
                let all =
                    windows(asks.cadence, only_school, state.calendar(), &settings, span, date);
                let window = all.iter().rev().find(|it| (it.from..=it.due).contains(&date))?;
                let (rule, code) = (ready.id, ready.rule.code.clone());
                Some(Feed { rule, code, pairing, period: window.key, adds, why })
            });
            found.extend(feeds);
        };
        feed(&rules.of_plan, None, plan.from.zip(plan.to).map(|(from, to)| Span { from, to }));
        for (id, pairing) in named {
            feed(&rules.of_pairs, Some(id), Book::span(plan, pairing));
        }
    }
    found
}

/// Whether an activity says that it belongs to a plan, or the workbook has no other.
fn belongs(state: &State, plan: Id<Plan>, activity: &Activity) -> bool {
    let task = activity.task.and_then(|task| state.tasks().get(task)).and_then(|task| task.plan);
    let named = activity.plan.is_some() || task.is_some() || !activity.pairings.is_empty();
    activity.plan == Some(plan) || task == Some(plan) || (!named && state.plans().len() == 1)
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
        | Metric::JointResult { .. }
        | Metric::Query(_) => (None, why),
    })
}
