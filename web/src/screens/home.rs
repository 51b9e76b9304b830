//! 首页: one sentence, what is next, how each pairing stands, what lacks evidence. Nothing else.

use chrono::NaiveDate;
use jiedui_core::ask::{self, ActivityRow, Home, OneVisit, PairCard};
use jiedui_core::rule::{Outcome, Verdict};
use leptos::prelude::*;

use super::drafts::Drafts;
use crate::browser;
use crate::desk::Desk;
use crate::figure;
use crate::parts::{Empty, Meter, StatePill};
use crate::route::{PairTab, Route};
use crate::shell::Page;
use crate::text::{self, t, tf};

/// The first page of an open workbook.
pub fn home() -> AnyView {
    let desk = Desk::here();
    let today = browser::today();
    let page = Memo::new(move |_| {
        let outcomes = desk.outcomes();
        desk.ask(|state, _| ask::home(state, &outcomes, today)).unwrap_or_default()
    });
    let drafts = Drafts::here();
    let empty = move || page.with(|page| page.pairs.is_empty());
    view! {
        <Page title=t("frame.home")>
            {move || if empty() { nothing_yet(drafts) } else { full(desk, page, drafts, today) }}
        </Page>
    }
    .into_any()
}

/// What this page will show, and the two buttons that start it; what was begun already stands above.
fn nothing_yet(drafts: Drafts) -> AnyView {
    let begun = move || {
        (!drafts.is_empty()).then(|| {
            view! { <section class="section"><h2 class="heading">{t("home.unfinished")}</h2><div class="card">{drafts.rows()}</div></section> }
        })
    };
    view! {
        {begun}
        <Empty title=t("home.empty") text=t("home.empty_text") icon="pairs">
            <a class="btn primary" href=Route::Pairs.href()>{t("home.first_pair")}</a>
            <a class="btn" href=Route::Log.href()>{t("frame.log")}</a>
        </Empty>
    }
    .into_any()
}

fn full(desk: Desk, page: Memo<Home>, drafts: Drafts, today: NaiveDate) -> AnyView {
    let lede = move || page.with(lede);
    let backup = move || {
        desk.days_since_backup().is_none().then(|| {
            let waiting = desk.store().is_some_and(|store| store.mark().entries > 30);
            waiting.then(|| {
                let href = Route::Data(crate::route::DataPart::Backup).href();
                view! { <p class="note">{t("home.no_backup")} " " <a href=href>{t("home.back_up")}</a></p> }
            })
        })
    };
    view! {
        <p class="lede">{lede}</p>
        {backup}
        <div class="columns">
            <div>
                {move || page.with(|page| next(desk, page, today))}
                {move || page.with(|page| unfinished(desk, page, drafts, today))}
            </div>
            <section class="section">
                <h2 class="heading">{t("home.pairs")}</h2>
                {move || page.with(|page| page.pairs.iter().map(|card| pair(desk, card, today)).collect_view())}
            </section>
        </div>
    }
    .into_any()
}

/// 「本学期还有 8 周。3 项需要安排,2 条记录缺材料。」
fn lede(page: &Home) -> AnyView {
    let weeks = match page.weeks_left {
        Some(0) => t("home.last_week").to_owned(),
        Some(weeks) => tf("home.weeks", &[("n", &weeks.to_string())]),
        None => t("home.holiday").to_owned(),
    };
    let arrange = (page.to_arrange > 0).then(|| {
        view! { <b>{tf("home.items", &[("n", &page.to_arrange.to_string())])}</b>{t("home.to_arrange")} }
    });
    let lacking =
        (page.lacking > 0).then(|| tf("home.lacking", &[("n", &page.lacking.to_string())]));
    let joint = (page.to_arrange > 0 && page.lacking > 0).then(|| t("home.joint"));
    let stop = (page.to_arrange > 0 || page.lacking > 0).then(|| t("home.stop"));
    let calm = (page.to_arrange == 0 && page.lacking == 0).then(|| t("home.calm"));
    view! { {weeks}{arrange}{joint}{lacking}{stop}{calm} }.into_any()
}

/// 「接下来」: at most five rows by the last possible date, each with its button.
fn next(desk: Desk, page: &Home, today: NaiveDate) -> Option<AnyView> {
    if page.next.is_empty() {
        return None;
    }
    let rows = page.next.iter().map(|outcome| step(desk, outcome, today)).collect_view();
    let visit = page.visit.as_ref().map(|visit| one_visit(desk, visit, today));
    Some(
        view! { <section class="section"><h2 class="heading">{t("home.next")}</h2><div class="card">{rows}{visit}</div></section> }
            .into_any(),
    )
}

fn step(desk: Desk, outcome: &Outcome, today: NaiveDate) -> AnyView {
    let (what, kind, partner) = desk
        .ask_once(|state, _| {
            let rule = state.rules().find(outcome.rule);
            let kind = rule.and_then(|rule| rule.kinds.first().cloned()).unwrap_or_default();
            let pairing = outcome.scope.pairing;
            let partner = pairing.map_or(String::new(), |it| ask::pair_names(state, it).1);
            (figure::name(state, outcome, today), kind, partner)
        })
        .unwrap_or_default();
    let line = figure::red_line(outcome, today);
    let (href, detail) = match outcome.scope.pairing.map(|pair| pair.to_string()) {
        Some(pair) => (
            Route::Log.href_with(&[("kind", &kind), ("pair", &pair)]),
            Route::Pair(pair, PairTab::Progress).href(),
        ),
        None => {
            (Route::Log.href_with(&[("kind", &kind)]), Route::Plan(outcome.plan.to_string()).href())
        }
    };
    view! {
        <div class="row">
            <a class="what" href=detail>{what} " " <span class="figure">{figure::figure(outcome)}</span></a>
            <span class="sub parted">
                <StatePill code=outcome.verdict.code() words=figure::pill(outcome) />
                " " <span>{partner}</span> " " <span class="figure">{line}</span>
            </span>
            <a class="btn small do" href=href>{t("frame.log")}</a>
        </div>
    }
    .into_any()
}

fn one_visit(desk: Desk, visit: &OneVisit, today: NaiveDate) -> AnyView {
    let partner =
        desk.ask_once(|state, _| ask::pair_names(state, visit.pairing).1).unwrap_or_default();
    let words = tf(
        "home.one_visit",
        &[
            ("date", &text::day(visit.date, today)),
            ("name", &partner),
            ("n", &visit.serves.to_string()),
        ],
    );
    view! { <div class="row"><span class="sub wide">{words}</span></div> }.into_any()
}

/// A card per pairing: names, meters, last contact, quiet flag.
fn pair(desk: Desk, card: &PairCard, today: NaiveDate) -> AnyView {
    let (names, meters, last) = desk
        .ask_once(|state, catalog| {
            let meters: Vec<_> =
                card.meters.iter().map(|it| (figure::name(state, it, today), it.clone())).collect();
            let last = card.last.map(|(date, id)| {
                let kind = state
                    .activities()
                    .get(id)
                    .map(|activity| activity.kind.clone())
                    .unwrap_or_default();
                (date, ask::kind_label(state, catalog, &kind, text::lang()))
            });
            (ask::name_of(state, catalog, card.id.untyped(), text::lang()), meters, last)
        })
        .unwrap_or_default();
    let last = match last {
        Some((date, kind)) => {
            tf("home.last", &[("date", &text::day_short(date, today)), ("kind", &kind)])
        }
        None => t("home.no_contact").to_owned(),
    };
    let quiet = card.quiet.map(|days| {
        view! { <StatePill code="behind" words=tf("home.quiet", &[("n", &days.to_string())]) /> }
    });
    let state = card.worst.filter(|_| quiet.is_none()).map(|worst| {
        let shown = if worst == Verdict::NoData { Verdict::OnTrack } else { worst };
        view! { <StatePill code=shown.code() /> }
    });
    let href = Route::Pair(card.id.to_string(), PairTab::Progress).href();
    view! {
        <article class="card pair">
            <h3><a href=href>{names}</a></h3>
            <div class="meters">{meters.into_iter().map(|(name, it)| meter(&name, &it)).collect_view()}</div>
            <p class="foot"><span>{last}</span>{quiet}{state}</p>
        </article>
    }
    .into_any()
}

fn meter(name: &str, outcome: &Outcome) -> AnyView {
    let (part, whole) = figure::meter(outcome);
    let gap = figure::gap(outcome).map(|gap| tf("figure.gap", &[("gap", &gap)]));
    view! {
        <div class="gauge">
            <span>{name.to_owned()}</span>
            <b>{figure::of(outcome)}</b>
            <Meter part=part whole=whole code=outcome.verdict.code() />
            <span>{gap}</span>
        </div>
    }
    .into_any()
}

/// Drafts and records that lack something.
fn unfinished(desk: Desk, page: &Home, drafts: Drafts, today: NaiveDate) -> Option<AnyView> {
    if page.incomplete.is_empty() && drafts.is_empty() {
        return None;
    }
    let drafts = drafts.rows();
    let rows = page.incomplete.iter().map(|row| lacking(desk, row, today)).collect_view();
    let href = Route::Activities.href_with(&[("incomplete", "1")]);
    let more = (page.lacking > page.incomplete.len()).then(|| {
        let words = tf("home.all_lacking", &[("n", &page.lacking.to_string())]);
        view! { <div class="row"><a class="sub" href=href>{words}</a></div> }
    });
    Some(
        view! { <section class="section"><h2 class="heading">{t("home.unfinished")}</h2><div class="card">{drafts}{rows}{more}</div></section> }
            .into_any(),
    )
}

fn lacking(desk: Desk, row: &ActivityRow, today: NaiveDate) -> AnyView {
    let kind = desk
        .ask_once(|state, catalog| ask::kind_label(state, catalog, &row.kind, text::lang()))
        .unwrap_or_default();
    let named = if row.title.is_empty() { kind } else { format!("{kind} · {}", row.title) };
    let mut missing = Vec::new();
    if row.title.is_empty() {
        missing.push(t("home.no_topic"));
    }
    if row.people == 0 {
        missing.push(t("home.no_people"));
    }
    if row.documents == 0 {
        missing.push(t("home.no_evidence"));
    }
    let date = row.date.map(|date| text::day_short(date, today)).unwrap_or_default();
    let href = Route::Log.href_with(&[("edit", &row.id.to_string())]);
    view! {
        <div class="row">
            <a class="what" href=Route::Activity(row.id.to_string()).href()>{named}</a>
            <span class="sub">{format!("{date} · {}", missing.join(t("home.comma")))}</span>
            <a class="btn small do" href=href>{t("home.complete")}</a>
        </div>
    }
    .into_any()
}
