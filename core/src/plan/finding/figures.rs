//! Stored figures against each other (R539): parts and totals, shares, beneficiaries, budgets, points.

use crate::calendar::PartialDate;
use crate::log::RecordId;
use crate::record::{BudgetItem, Money, Project};
use crate::sorted::SortedMap;
use crate::state::State;

use super::doubt::{Doubt, What};

/// Totals and all their parts.
const TOTALS: &[(&str, &[&str])] = &[
    ("farmland", &["dry_land", "paddy_land"]),
    (
        "poor_household_count",
        &[
            "five_guarantee_household_count",
            "allowance_household_count",
            "poverty_aid_household_count",
        ],
    ),
    ("poor_population", &["five_guarantee_people", "allowance_people", "poverty_aid_people"]),
];

/// What can never be more than what stands beside it.
const PARTS: &[(&str, &str)] = &[
    ("backbone_count", "teacher_count"),
    ("boarder_count", "pupil_count"),
    ("courses_offered", "courses_required"),
    ("household_count", "population"),
    ("labour_count", "population"),
    ("left_behind_count", "pupil_count"),
    ("multimedia_classes", "class_count"),
    ("party_member_count", "population"),
    ("poor_household_count", "household_count"),
    ("poor_population", "population"),
    ("poor_pupil_count", "pupil_count"),
    ("relocated_households", "household_count"),
    ("relocated_people", "population"),
    ("rural_cadre_count", "cadre_count"),
    ("senior_title_count", "teacher_count"),
    ("teacher_count", "staff_count"),
    ("working_outside", "population"),
    ("groups_without_water", "village_group_count"),
];

/// Shares with what they are a share of.
const SHARES: &[(&str, &str, &str)] = &[("poverty_rate", "poor_population", "population")];

/// Figures of beneficiaries with everybody who could be one.
const SERVED: &[(&str, &str)] = &[
    ("travel_groups", "village_group_count"),
    ("travel_households", "household_count"),
    ("travel_people", "population"),
    ("safe_groups", "village_group_count"),
    ("safe_households", "household_count"),
    ("safe_people", "population"),
];

/// Needs, the kind of project that meets them, and what it says about whom it serves.
type Serves = fn(&Project) -> Option<i64>;
const NEEDS: &[(&str, &str, Serves)] =
    &[("groups_without_water", "drinking_water", |project| project.beneficiary_groups)];

/// A stated figure and the record that states it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated {
    pub(super) id: RecordId,
    /// In thousandths.
    pub(super) milli: i128,
    as_of: Option<PartialDate>,
    percent: bool,
}

/// Every stated figure, by whom it is about and its indicator, oldest first.
pub(super) type Figures = SortedMap<(RecordId, String), Vec<Stated>>;

/// Reads the stated figures of a workbook.
pub(super) fn stated(state: &State) -> Figures {
    let mut all = Figures::new();
    for (id, it) in state.measurements().iter() {
        let (Some(subject), Some(value)) = (it.subject, it.value) else { continue };
        let figure = Stated {
            id: id.into(),
            milli: i128::from(value.0),
            as_of: it.as_of,
            percent: it.unit == "%" || it.unit == "％",
        };
        all.entry((subject, it.indicator.clone())).or_default().push(figure);
    }
    for figures in all.values_mut() {
        crate::sorted::sort_by_key(figures, |it| (it.as_of.map(PartialDate::last_day), it.id));
    }
    all
}

/// The latest figure of somebody.
pub(super) fn latest(all: &Figures, subject: RecordId, indicator: &str) -> Option<Stated> {
    all.get(&(subject, indicator.to_owned()))?.last().copied()
}

/// The figure of the same day.
fn beside(all: &Figures, subject: RecordId, indicator: &str, than: &Stated) -> Option<Stated> {
    let figures = all.get(&(subject, indicator.to_owned()))?;
    figures.iter().rev().find(|it| it.as_of == than.as_of).copied()
}

pub(super) fn findings(state: &State, found: &mut Vec<Doubt>) {
    let all = stated(state);
    for ((subject, indicator), figures) in &all {
        for figure in figures {
            totals(&all, *subject, indicator, figure, found);
            parts(&all, *subject, indicator, figure, found);
            shares(&all, *subject, indicator, figure, found);
        }
        let Some(last) = figures.last() else { continue };
        for (_, whole) in SERVED.iter().filter(|(served, _)| served == indicator) {
            if let Some(all) = latest(&all, *subject, whole) {
                beneficiaries([last.id, all.id], indicator, last.milli, all.milli, found);
            }
        }
        needs(state, *subject, indicator, last, found);
    }
    for (id, project) in state.projects().iter() {
        served(state, &all, id.into(), project, found);
        budget(id.into(), project, found);
    }
    task_budgets(state, found);
    points(state, found);
}

fn totals(
    all: &Figures,
    subject: RecordId,
    indicator: &str,
    total: &Stated,
    found: &mut Vec<Doubt>,
) {
    for (_, names) in TOTALS.iter().filter(|(name, _)| *name == indicator) {
        let parts: Option<Vec<Stated>> =
            names.iter().map(|name| beside(all, subject, name, total)).collect();
        let Some(parts) = parts else { continue };
        let sum: i128 = parts.iter().map(|part| part.milli).sum();
        if sum != total.milli {
            let records = std::iter::once(total.id).chain(parts.iter().map(|part| part.id));
            let doubt = Doubt::new(What::PartsAgainstTotal, records).word("indicator", indicator);
            found.push(doubt.milli("sum", sum).milli("total", total.milli));
        }
    }
}

fn parts(all: &Figures, subject: RecordId, indicator: &str, part: &Stated, found: &mut Vec<Doubt>) {
    for (_, of) in PARTS.iter().filter(|(name, _)| *name == indicator) {
        let Some(whole) = beside(all, subject, of, part) else { continue };
        if part.milli > whole.milli {
            let doubt = Doubt::new(What::PartAboveWhole, [part.id, whole.id])
                .milli("part", part.milli)
                .milli("whole", whole.milli);
            found.push(doubt.word("indicator", indicator).word("of", *of));
        }
    }
}

/// "About 20 %" may be half a point off.
const ABOUT: i128 = 500;

fn shares(
    all: &Figures,
    subject: RecordId,
    indicator: &str,
    share: &Stated,
    found: &mut Vec<Doubt>,
) {
    for (_, part, whole) in SHARES.iter().filter(|(name, ..)| *name == indicator) {
        let Some(part) = beside(all, subject, part, share) else { continue };
        let Some(whole) = beside(all, subject, whole, share).filter(|it| it.milli > 0) else {
            continue;
        };
        // In thousandths of a percent; a share without a sign of percent is of one.
        let stated = if share.percent { share.milli } else { share.milli.saturating_mul(100) };
        let computed = part.milli.saturating_mul(100_000) / whole.milli;
        if (stated - computed).abs() > ABOUT {
            let doubt = Doubt::new(What::RatioStated, [share.id, part.id, whole.id])
                .milli("stated", stated)
                .milli("computed", computed);
            found.push(doubt.word("indicator", indicator));
        }
    }
}

/// Those who benefit against all there are: more, as good as all, or the same digits in another order.
fn beneficiaries(
    records: [RecordId; 2],
    indicator: &str,
    benefit: i128,
    all: i128,
    found: &mut Vec<Doubt>,
) {
    let mut tell = |what| {
        let doubt = Doubt::new(what, records).word("indicator", indicator);
        found.push(doubt.milli("beneficiaries", benefit).milli("all", all));
    };
    if swapped(benefit, all) {
        tell(What::DigitsSwapped);
    }
    if all > 0 && benefit > all {
        tell(What::BeneficiariesAbovePopulation);
    } else if all > 0 && benefit.saturating_mul(100) >= all.saturating_mul(98) {
        tell(What::EverybodyBenefits);
    }
}

/// Whether two whole numbers of three digits or more differ by two digits that changed places.
fn swapped(one: i128, other: i128) -> bool {
    if one < 100_000 || other < 100_000 || one % 1000 != 0 || other % 1000 != 0 {
        return false;
    }
    let (one, other) = (one.to_string().into_bytes(), other.to_string().into_bytes());
    if one.len() != other.len() {
        return false;
    }
    let differ: Vec<(u8, u8)> = one.into_iter().zip(other).filter(|(a, b)| a != b).collect();
    matches!(differ[..], [(a, b), (c, d)] if a == d && b == c)
}

/// A unit and those it belongs to, nearest first, a few steps up.
fn upwards(state: &State, place: RecordId) -> Vec<RecordId> {
    let mut units = vec![place];
    while let Some(unit) = units.last().copied().filter(|_| units.len() < 8) {
        let parent = state.orgs().get(crate::record::Id::new(unit)).and_then(|org| org.parent);
        let Some(parent) = parent.map(RecordId::from).filter(|it| !units.contains(it)) else {
            break;
        };
        units.push(parent);
    }
    units
}

fn served(state: &State, all: &Figures, id: RecordId, project: &Project, found: &mut Vec<Doubt>) {
    let Some(place) = project.place.map(RecordId::from) else { return };
    for (benefit, indicator) in [
        (project.beneficiary_groups, "village_group_count"),
        (project.beneficiary_households, "household_count"),
        (project.beneficiary_people, "population"),
    ] {
        let Some(benefit) = benefit else { continue };
        let near = upwards(state, place).into_iter().find_map(|it| latest(all, it, indicator));
        if let Some(whole) = near {
            let benefit = i128::from(benefit).saturating_mul(1000);
            beneficiaries([id, whole.id], indicator, benefit, whole.milli, found);
        }
    }
}

/// What is in need against what the projects there serve together. Without a project nothing is said here.
fn needs(state: &State, place: RecordId, indicator: &str, need: &Stated, found: &mut Vec<Doubt>) {
    for (_, kind, serves) in NEEDS.iter().filter(|(name, ..)| *name == indicator) {
        let there = state.projects().iter().filter(|(_, project)| {
            project.kind == *kind && project.place.map(RecordId::from) == Some(place)
        });
        let counted: Vec<(RecordId, i64)> =
            there.filter_map(|(id, project)| Some((id.into(), serves(project)?))).collect();
        let served: i128 = counted.iter().map(|(_, n)| i128::from(*n).saturating_mul(1000)).sum();
        if !counted.is_empty() && served < need.milli {
            let records = std::iter::once(need.id).chain(counted.iter().map(|(id, _)| *id));
            let doubt = Doubt::new(What::NeedNotCovered, records).word("indicator", indicator);
            let doubt = doubt.milli("need", need.milli).milli("served", served);
            found.push(doubt.milli("left", need.milli - served));
        }
    }
}

/// Words by which a line of a budget says that it is the total of the others.
const TOTAL_WORDS: &[&str] = &["total", "sum", "合计", "总计", "合計", "總計", "总额", "總額"];

fn is_total(key: &str, line: &BudgetItem) -> bool {
    let word = line.item.trim().to_lowercase();
    key == "total" || TOTAL_WORDS.contains(&word.as_str())
}

fn fen(amounts: impl Iterator<Item = Money>) -> i128 {
    amounts.map(|amount| i128::from(amount.0)).sum()
}

/// The lines of a project's budget; the line that states their total left out.
fn lines(project: &Project) -> i128 {
    let lines = project.budget.iter().filter(|(key, line)| !is_total(key, line));
    fen(lines.filter_map(|(_, line)| line.amount))
}

fn budget(id: RecordId, project: &Project, found: &mut Vec<Doubt>) {
    let total = project.budget.iter().find(|(key, line)| is_total(key, line));
    let total = total.and_then(|(_, line)| line.amount).map(|amount| i128::from(amount.0));
    let sum = lines(project);
    if let Some(total) = total.filter(|total| *total != sum && project.budget.len() > 1) {
        let doubt = Doubt::new(What::BudgetAgainstLines, [id]);
        found.push(doubt.milli("sum", yuan(sum)).milli("stated", yuan(total)));
    }
    let (Some(quantity), Some(price)) = (project.purchase_quantity, project.purchase_unit_price)
    else {
        return;
    };
    let cost = i128::from(quantity.0).saturating_mul(i128::from(price.0)) / 1000;
    let stated = total.unwrap_or(sum);
    if !project.budget.is_empty() && cost > stated {
        let doubt = Doubt::new(What::PurchaseAboveBudget, [id]);
        found.push(doubt.milli("cost", yuan(cost)).milli("stated", yuan(stated)));
    }
}

/// Fen as thousandths of a yuan.
const fn yuan(fen: i128) -> i128 {
    fen.saturating_mul(10)
}

/// The budget stated for a task against the projects it is linked with, and against the tasks inside it.
fn task_budgets(state: &State, found: &mut Vec<Doubt>) {
    let mut inside: SortedMap<RecordId, (i128, Vec<RecordId>)> = SortedMap::new();
    for (id, task) in state.tasks().iter() {
        if let (Some(parent), Some(budget)) = (task.parent, task.budget) {
            let (sum, tasks) = inside.entry(parent.into()).or_default();
            *sum += i128::from(budget.0);
            tasks.push(id.into());
        }
    }
    for (id, task) in state.tasks().iter() {
        let Some(stated) = task.budget.map(|budget| i128::from(budget.0)) else { continue };
        let id = RecordId::from(id);
        let mut tell = |sum: i128, parts: &[RecordId]| {
            if !parts.is_empty() && sum != stated {
                let records = std::iter::once(id).chain(parts.iter().copied());
                let doubt = Doubt::new(What::BudgetAgainstLines, records);
                found.push(doubt.milli("sum", yuan(sum)).milli("stated", yuan(stated)));
            }
        };
        let projects = task.linked.iter().filter_map(|id| {
            let project = state.projects().get(crate::record::Id::new(*id))?;
            (!project.budget.is_empty()).then(|| (*id, lines(project)))
        });
        let projects: Vec<(RecordId, i128)> = projects.collect();
        let ids: Vec<RecordId> = projects.iter().map(|(id, _)| *id).collect();
        tell(projects.iter().map(|(_, sum)| sum).sum(), &ids);
        if let Some((sum, tasks)) = inside.get(&id) {
            tell(*sum, tasks);
        }
    }
}

/// The points of a score sheet against its total.
fn points(state: &State, found: &mut Vec<Doubt>) {
    for (id, sheet) in state.assessments().iter() {
        let Some(total) = sheet.total.map(|total| i128::from(total.0)) else { continue };
        let given = sheet.items.values().map(|item| item.value.map(|value| i128::from(value.0)));
        let Some(given) = given.collect::<Option<Vec<i128>>>().filter(|it| !it.is_empty()) else {
            continue;
        };
        let sum: i128 = given.iter().sum();
        if sum != total {
            let doubt = Doubt::new(What::PointsAgainstTotal, [id.into()]);
            found.push(doubt.milli("sum", sum).milli("total", total));
        }
    }
}
