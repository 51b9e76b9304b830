//! What does not fit in the book of money and goods and in the budgets of projects.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::states::ProjectState;
use crate::record::{FundEntry, Id, Money};
use crate::state::State;

use super::account::chain;
use super::fen;
use super::finding::Finding;
use super::fund::{drawn_on, earmark_of, funds};
use super::project::{Budget, budgets};

/// Money that may be used for anything.
const FREE: &[&str] = &["", "general", "other"];

/// Aid money, which is posted before it is used (R388).
const AID: &[&str] = &["student_aid", "nutrition", "vocational"];

/// Every amount that cannot be.
pub(super) fn amounts(state: &State, found: &mut Vec<Finding>) {
    let mut check = |id: RecordId, field: &'static str, amount: Option<Money>| {
        if let Some(amount) = amount.filter(|amount| fen(Some(*amount)).is_none()) {
            found.push(Finding::AmountImpossible { id, field, amount });
        }
    };
    for (id, scheme) in state.schemes().iter() {
        check(id.untyped(), "amount", scheme.amount);
    }
    for (id, grant) in state.grants().iter() {
        check(id.untyped(), "due", grant.due);
        check(id.untyped(), "paid", grant.paid);
        check(id.untyped(), "returned", grant.returned);
    }
    for (id, entry) in state.funds().iter() {
        check(id.untyped(), "amount", entry.amount);
        check(id.untyped(), "value", entry.value);
    }
    for (id, project) in state.projects().iter() {
        for line in project.budget.values() {
            check(id.untyped(), "budget", line.amount);
        }
    }
}

/// What does not fit in the book on a day.
pub(super) fn money(state: &State, on: NaiveDate, found: &mut Vec<Finding>) {
    for link in chain(state, None).batches {
        let (Some(batch), Some(drawn)) = (link.batch, link.drawn) else { continue };
        if drawn != link.sum.paid {
            found.push(Finding::BatchDiffers { batch, granted: link.sum.paid, drawn });
        }
    }
    for (id, entry) in state.funds().iter().filter(|(_, entry)| entry.direction == "out") {
        drawing(state, id, entry, found);
        purpose(state, id, entry, found);
        notice(state, id, entry, found);
    }
    let book = funds(state, on);
    for drawn in book.drawn.iter().filter(|drawn| drawn.balance.left < Money(0)) {
        let (received, spent) = (drawn.balance.received, drawn.balance.spent);
        found.push(Finding::Overdrawn { fund: drawn.entry.untyped(), received, spent });
    }
    for (earmark, balance) in book.earmarks.iter().filter(|(_, it)| it.left < Money(0)) {
        let out = state.funds().iter().filter(|(_, entry)| entry.direction == "out");
        let own = out.filter(|(_, entry)| earmark_of(state, entry) == earmark);
        found.push(Finding::EarmarkOverdrawn {
            earmark: earmark.clone(),
            received: balance.received,
            spent: balance.spent,
            entries: own.map(|(id, _)| id.untyped()).collect(),
        });
    }
    for pledge in book.pledges.iter().filter(|pledge| pledge.open > Money(0)) {
        let (promised, arrived) = (pledge.promised, pledge.arrived);
        found.push(Finding::PledgeOpen { entry: pledge.entry.untyped(), promised, arrived });
    }
    for goods in book.goods.into_iter().filter(|goods| goods.left.0 < 0) {
        found.push(Finding::GoodsShort {
            item: goods.item,
            unit: goods.unit,
            received: goods.received,
            given: goods.given,
            entries: goods.entries.into_iter().map(Id::untyped).collect(),
        });
    }
}

/// On what an outgoing entry draws, and whether that was there.
fn drawing(state: &State, id: Id<FundEntry>, entry: &FundEntry, found: &mut Vec<Finding>) {
    let Some(named) = entry.spent_from else { return };
    let (entry_id, fund_id) = (id.untyped(), named.untyped());
    let Some((_, fund)) = drawn_on(state, entry) else {
        found.push(Finding::DrawnOnNothing { entry: entry_id, fund: fund_id });
        return;
    };
    if let (Some(spent_on), Some(came_on)) = (entry.date, fund.date)
        && spent_on < came_on
    {
        let (entry, fund) = (entry_id, fund_id);
        found.push(Finding::SpentBeforeReceipt { entry, fund, spent_on, came_on });
    }
}

/// Whether money was used for what it was given for (R181). What an entry says it was used for counts; when it says
/// nothing, its own earmark does.
fn purpose(state: &State, id: Id<FundEntry>, entry: &FundEntry, found: &mut Vec<Finding>) {
    let earmark = earmark_of(state, entry);
    let used_for = if entry.use_code.is_empty() { &entry.earmark } else { &entry.use_code };
    if FREE.contains(&earmark) || used_for.is_empty() || used_for == earmark {
        return;
    }
    found.push(Finding::SpentOutside {
        entry: id.untyped(),
        fund: drawn_on(state, entry).map(|(fund, _)| fund.untyped()),
        earmark: earmark.to_owned(),
        used_for: used_for.clone(),
        amount: Money(fen(entry.amount).unwrap_or_default()),
    });
}

/// Whether it was posted before it was spent (R388): the last day of the notice comes before the day of spending.
fn notice(state: &State, id: Id<FundEntry>, entry: &FundEntry, found: &mut Vec<Finding>) {
    let Some(spent_on) = entry.date else { return };
    let named = entry.notice.and_then(|notice| Some((notice, state.notices().get(notice)?)));
    let Some((notice, row)) = named else {
        if AID.contains(&earmark_of(state, entry)) {
            found.push(Finding::NoNotice { entry: id.untyped() });
        }
        return;
    };
    if row.to.is_none_or(|ends| ends >= spent_on) {
        let (entry, notice, ends) = (id.untyped(), notice.untyped(), row.to);
        found.push(Finding::PaidBeforeNotice { entry, notice, spent_on, ends });
    }
}

/// What does not fit in the budgets of projects on a day.
pub(super) fn projects(state: &State, on: NaiveDate, found: &mut Vec<Finding>) {
    for budget in budgets(state, on).iter().filter(|budget| !budget.cancelled) {
        project(state, budget, found);
    }
}

fn project(state: &State, it: &Budget, found: &mut Vec<Finding>) {
    let project = it.project.untyped();
    let (budget, obtained, spent) = (it.total(), it.obtained, it.spent);
    if let Some(stated) = it.stated.filter(|stated| *stated != it.lines && it.lines_not_known == 0)
    {
        found.push(Finding::BudgetDiffers { project, stated, lines: it.lines });
    }
    let under_way = state.projects().get(it.project).is_some_and(|row| is_funded(row.state));
    if under_way && it.missing() > Money(0) {
        found.push(Finding::FundsShort { project, budget, obtained });
    }
    if spent > obtained {
        found.push(Finding::Overspent { project, obtained, spent });
    }
    let known = it.stated.is_some() || (it.lines > Money(0) && it.lines_not_known == 0);
    if known && spent > budget {
        found.push(Finding::OverBudget { project, budget, spent });
    }
}

/// From here on the money should be there.
const fn is_funded(state: ProjectState) -> bool {
    matches!(
        state,
        ProjectState::Funded
            | ProjectState::Building
            | ProjectState::MainDone
            | ProjectState::Completed
            | ProjectState::Accepted
            | ProjectState::InUse
            | ProjectState::Audited
    )
}
