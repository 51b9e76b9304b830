//! 进度: every rule a row, with its meter, its figure, its red line and its state; a tap opens what it was counted from.

use jiedui_core::record::{Id, Pairing, Rule};
use jiedui_core::rule::Outcome;
use leptos::prelude::*;

use super::reasons::Reasons;
use crate::desk::Desk;
use crate::parts::{Button, Empty, Icon, Meter, Sheet, StatePill};
use crate::route::{PairTab, Route};
use crate::screens::record::words::Words;
use crate::screens::standing::{Latest, Parts, Standing, latest, parts, period, standings};
use crate::shell::Shell;
use crate::text::{t, tf};

/// A rule's row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    rule: Id<Rule>,
    title: String,
    code: String,
    figure: Parts,
    latest: Latest,
    verdict: &'static str,
    /// Earlier periods of the same school year, with the present one last; empty when there is only one.
    periods: Vec<(String, &'static str)>,
}

/// How many periods stand side by side.
const PERIODS: usize = 6;

fn row(standing: &Standing) -> Option<Row> {
    let now = standing.now()?;
    let monthly = now.period.kind() == jiedui_core::calendar::PeriodKind::Month;
    let earlier = |outcomes: &[Outcome]| {
        let from = outcomes.len().saturating_sub(PERIODS);
        let shown = outcomes.get(from..).unwrap_or_default().iter();
        shown.map(|outcome| (period(outcome.period), outcome.verdict.code())).collect()
    };
    let periods = if monthly && standing.outcomes.len() > 1 {
        earlier(&standing.outcomes)
    } else {
        Vec::new()
    };
    Some(Row {
        rule: standing.rule,
        title: standing.title.clone(),
        code: now.code.clone(),
        figure: parts(now),
        latest: latest(now),
        verdict: now.verdict.code(),
        periods,
    })
}

/// The first tab.
#[component]
pub fn Progress(
    /// The pairing.
    id: Id<Pairing>,
) -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    let all = Memo::new(move |_| {
        let outcomes = desk.outcomes();
        let all = desk
            .ask(|state, catalog| standings(&Words { state, catalog, open: false }, &outcomes, id));
        all.unwrap_or_default()
    });
    let rows = Memo::new(move |_| all.with(|all| all.iter().filter_map(row).collect::<Vec<_>>()));
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Id<Rule>>);
    let show = move |rule: Id<Rule>| {
        chosen.set(Some(rule));
        open.set(true);
    };
    // A link from elsewhere names the rule to open by its code.
    let asked = shell.place.with_untracked(|place| place.value("rule").to_owned());
    if let Some(row) = rows.with_untracked(|rows| rows.iter().find(|it| it.code == asked).cloned())
    {
        crate::browser::after(0, move || show(row.rule));
    }
    let title = Signal::derive(move || {
        let rule = chosen.get();
        rows.with(|rows| {
            rows.iter().find(|row| Some(row.rule) == rule).map(|row| row.title.clone())
        })
        .unwrap_or_default()
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let body = move || {
        if none.get() {
            return nothing(desk, id);
        }
        let list = move || rows.get().into_iter().map(move |it| drawn(it, show)).collect_view();
        view! {
            <div class="rules card" role="table" aria-label=t("pair.tab.progress")>
                <div class="rules-head" role="row">
                    <span role="columnheader">{t("pair.col_rule")}</span>
                    <span role="columnheader" class="n">{t("pair.col_done")}</span>
                    <span role="columnheader" class="n">{t("pair.col_target")}</span>
                    <span role="columnheader">{t("pair.col_gap")}</span>
                    <span role="columnheader">{t("pair.col_latest")}</span>
                    <span role="columnheader">{t("pair.col_state")}</span>
                </div>
                {list}
            </div>
            <p class="quiet">{t("pair.tap_a_figure")}</p>
            <p><Button label=t("parts.print") icon="print" press=Callback::new(|()| crate::browser::print()) /></p>
        }
        .into_any()
    };
    view! {
        {body}
        {move || {
            let title = title.get();
            view! { <Sheet open=open title=title><Reasons id=id all=all rule=chosen /></Sheet> }
        }}
    }
    .into_any()
}

/// A pairing without rules of its own: what it does counts for the one it belongs to.
fn nothing(desk: Desk, id: Id<Pairing>) -> AnyView {
    let log = Route::Log.href_with(&[("pair", &id.to_string())]);
    let parent = desk.ask_once(|state, _| state.pairings().get(id)?.parent_pairing).flatten();
    let parent = parent.map(|parent| {
        let href = Route::Pair(parent.to_string(), PairTab::Progress).href();
        view! { <a class="btn" href=href>{t("pair.parent")}</a> }
    });
    view! {
        <Empty title=t("pair.no_rules") text=t("pair.no_rules_text") icon="assess">
            <a class="btn primary" href=log><Icon name="plus" />{t("frame.log")}</a>
            {parent}
        </Empty>
    }
    .into_any()
}

/// One row: a card's line on a phone, a line of the table on a desktop.
fn drawn(row: Row, show: impl Fn(Id<Rule>) + Copy + 'static) -> AnyView {
    let rule = row.rule;
    let (part, whole) = row.figure.meter;
    let code = row.verdict;
    let meter = (whole > 0).then(|| view! { <Meter part=part whole=whole code=code /> });
    let Latest { words, day, red } = row.latest;
    let sentence = if row.periods.is_empty() {
        row.figure.sentence.clone().into_any()
    } else {
        months(row.periods.clone())
    };
    let gap = if row.periods.is_empty() {
        row.figure.gap.clone().into_any()
    } else {
        months(row.periods)
    };
    let opens = tf("pair.opens", &[("rule", &row.title), ("figure", &row.figure.sentence)]);
    view! {
        <div class="rule-row" role="row">
            <span class="r-title" role="rowheader">
                <button type="button" class="r-open" aria-label=opens on:click=move |_| show(rule)>{row.title}</button>
            </span>
            <span class="r-meter" aria-hidden="true">{meter}</span>
            <span class="r-said" aria-hidden="true">{sentence}</span>
            <span class="r-value n" role="cell">{row.figure.value}</span>
            <span class="r-target n" role="cell">{row.figure.target}</span>
            <span class="r-gap" role="cell">{gap}</span>
            <span class="r-latest" class:red=red role="cell">
                <span class="r-long">{words}</span><span class="r-short">{day}</span>
            </span>
            <span class="r-state" role="cell"><StatePill code=code /></span>
        </div>
    }
    .into_any()
}

/// 9月 ✓ 10月 ✓ 11月 ×, each with its word for those who do not see the sign.
fn months(periods: Vec<(String, &'static str)>) -> AnyView {
    let one = |(words, code): (String, &'static str)| {
        let (icon, class) = match code {
            "met" => ("check", "ok"),
            "missed" => ("close", "late"),
            "behind" => ("bang", "soon"),
            "on_track" => ("quarter", ""),
            "waived" => ("pause", "none"),
            "not_applicable" => ("ring", "none"),
            _ => ("dash", "none"),
        };
        let said = t(&format!("state.{code}"));
        view! { <span class=format!("month {class}")>{words}<Icon name=icon /><span class="sr">{said}</span></span> }
    };
    let all = periods.into_iter().map(one).collect_view();
    view! { <span class="months">{all}</span> }.into_any()
}
