//! Project budgets: the lines against the stated total, the money obtained against the budget, the money spent against the
//! money obtained.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::states::ProjectState;
use crate::record::{Id, Money, Plan, Project};
use crate::state::State;

use super::fen;

/// How a project stands with its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The project.
    pub project: Id<Project>,
    /// Its plan.
    pub plan: Option<Id<Plan>>,
    /// Whether the project was given up; its budget counts in no plan.
    pub cancelled: bool,
    /// The sum of its lines.
    pub lines: Money,
    /// How many lines have no amount yet.
    pub lines_not_known: u64,
    /// The total that somebody stated beside the lines: a line with the key or the name of a total.
    pub stated: Option<Money>,
    /// What came in for it.
    pub obtained: Money,
    /// What went out for it.
    pub spent: Money,
}

impl Budget {
    /// The budget: the stated total, else the sum of the lines.
    pub fn total(&self) -> Money {
        self.stated.unwrap_or(self.lines)
    }

    /// What is still to be obtained; below nothing when there is more than the budget.
    pub fn missing(&self) -> Money {
        self.total() - self.obtained
    }
}

/// The names of a line that is a total and no part.
const TOTALS: &[&str] =
    &["total", "Total", "合计", "合計", "总计", "總計", "总额", "總額", "总投入", "總投入"];

/// The budgets of all projects, by id, with what came in and went out up to a day.
pub fn budgets(state: &State, until: NaiveDate) -> Vec<Budget> {
    let mut money: Numbered<(Money, Money)> = Numbered::default();
    for (_, entry) in state.funds().iter() {
        let begun = entry.date.is_none_or(|date| date <= until);
        let (Some(project), Some(amount)) = (entry.project.filter(|_| begun), fen(entry.amount))
        else {
            continue;
        };
        let Some((obtained, spent)) = money.or_default(project.untyped().bits()) else { continue };
        match entry.direction.as_str() {
            "in" => *obtained = *obtained + Money(amount),
            "out" => *spent = *spent + Money(amount),
            _ => {}
        }
    }
    let budget = |(id, project): (Id<Project>, &Project)| {
        let (obtained, spent) = money.get(id.untyped().bits()).copied().unwrap_or_default();
        of_lines(id, project, obtained, spent)
    };
    state.projects().iter().map(budget).collect()
}

fn of_lines(id: Id<Project>, project: &Project, obtained: Money, spent: Money) -> Budget {
    // A total that stands alone is the only line there is.
    let alone = project.budget.len() == 1;
    let is_total = |key: &str, item: &str| !alone && (key == "total" || TOTALS.contains(&item));
    let mut budget = Budget {
        project: id,
        plan: project.plan,
        cancelled: project.state == ProjectState::Cancelled,
        lines: Money(0),
        lines_not_known: 0,
        stated: None,
        obtained,
        spent,
    };
    for (key, line) in project.budget.iter() {
        match fen(line.amount).map(Money) {
            Some(amount) if is_total(key, line.item.trim()) => budget.stated = Some(amount),
            Some(amount) => budget.lines = budget.lines + amount,
            None => budget.lines_not_known += 1,
        }
    }
    budget
}

/// The budgets of each plan together, without projects that were given up: budget, obtained, spent. First the projects
/// without a plan.
pub fn by_plan(budgets: &[Budget]) -> Vec<(Option<Id<Plan>>, Money, Money, Money)> {
    let mut plans: Numbered<(Money, Money, Money)> = Numbered::default();
    let mut rest: Option<(Money, Money, Money)> = None;
    for budget in budgets.iter().filter(|budget| !budget.cancelled) {
        let sum = match budget.plan {
            Some(plan) => plans.or_default(plan.untyped().bits()),
            None => Some(rest.get_or_insert_default()),
        };
        if let Some((total, obtained, spent)) = sum {
            *total = *total + budget.total();
            *obtained = *obtained + budget.obtained;
            *spent = *spent + budget.spent;
        }
    }
    let rest = rest.map(|(total, obtained, spent)| (None, total, obtained, spent));
    let plans = plans.iter().map(|(plan, (total, obtained, spent))| {
        (Some(Id::new(RecordId::new(plan))), *total, *obtained, *spent)
    });
    rest.into_iter().chain(plans).collect()
}
