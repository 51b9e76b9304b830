//! 「新建工作簿」: unit, person, plan, partner and school calendar; everything else can wait.

use chrono::{Datelike, NaiveDate};
use jiedui_core::calendar::{Calendar, SchoolYear, preset_year};
use jiedui_core::catalog::Section;
use jiedui_core::command::{DateText, Founding, Refusal, TemplateChoice};
use jiedui_core::plan::Side;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::keep::{Keeper, Kept, Slot, Slots};
use crate::browser;
use crate::desk::{Desk, NotDone};
use crate::parts::{Banner, Button, Chips, Choice, DateField, Form, TextField, Tone};
use crate::remedy;
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::{self, t, tf};

/// The unit's stage: the minutes of its class hour (R546) and the kind of unit it usually is.
const STAGES: [(&str, i64, &str); 3] = [
    ("preschool", 30, "public_kindergarten"),
    ("primary", 40, "primary_school"),
    ("secondary", 45, "junior_school"),
];

/// The key of this form's draft, which belongs to no workbook.
pub(super) const DRAFT: &str = "new";

/// The template that is chosen to begin with: kindergartens of town and country.
const FIRST_PLAN: &str = "T15";

/// No plan for now.
const NO_PLAN: &str = "none";

#[derive(Clone, Copy)]
struct Fields {
    org: RwSignal<String>,
    me: RwSignal<String>,
    stage: RwSignal<Vec<String>>,
    template: RwSignal<Vec<String>>,
    partner: RwSignal<String>,
    side: RwSignal<Vec<String>>,
    start: RwSignal<String>,
    /// Start and end of both semesters, as text.
    semesters: [(RwSignal<String>, RwSignal<String>); 2],
}

impl Fields {
    fn new() -> Self {
        let one = |value: &str| RwSignal::new(vec![value.to_owned()]);
        let empty = || RwSignal::new(String::new());
        Self {
            org: empty(),
            me: empty(),
            stage: one("preschool"),
            template: one(FIRST_PLAN),
            partner: empty(),
            side: one("helper"),
            start: empty(),
            semesters: [(empty(), empty()), (empty(), empty())],
        }
    }

    /// The calendar of this school year, for the fields in which nothing stands yet.
    fn preset(year: &SchoolYear) -> Vec<(&'static str, NaiveDate)> {
        const NAMES: [(&str, &str); 2] = [("s1_start", "s1_end"), ("s2_start", "s2_end")];
        let semesters = year.semesters.iter().zip(NAMES);
        let days = semesters.flat_map(|(it, (start, end))| [(start, it.start), (end, it.end)]);
        std::iter::once(("start", year.start)).chain(days).collect()
    }

    /// What is kept while it is written.
    fn slots(self) -> Slots {
        let [first, second] = self.semesters;
        vec![
            ("org", Slot::Text(self.org)),
            ("me", Slot::Text(self.me)),
            ("stage", Slot::Chosen(self.stage)),
            ("template", Slot::Chosen(self.template)),
            ("partner", Slot::Text(self.partner)),
            ("side", Slot::Chosen(self.side)),
            ("start", Slot::Text(self.start)),
            ("s1_start", Slot::Text(first.0)),
            ("s1_end", Slot::Text(first.1)),
            ("s2_start", Slot::Text(second.0)),
            ("s2_end", Slot::Text(second.1)),
        ]
    }

    /// The school year with the semesters as they were edited; what is no date keeps its preset.
    fn edited(self, mut year: SchoolYear) -> SchoolYear {
        for (semester, (start, end)) in year.semesters.iter_mut().zip(self.semesters) {
            semester.start = start.get_untracked().parse().unwrap_or(semester.start);
            semester.end = end.get_untracked().parse().unwrap_or(semester.end);
        }
        year
    }
}

/// The year in which the school year of a day began; from July on it is the coming one.
fn first_year(today: NaiveDate) -> i32 {
    if today.month() >= 7 { today.year() } else { today.year() - 1 }
}

/// The page behind 「新建工作簿」.
pub fn new() -> AnyView {
    let (shell, desk, form) = (Shell::here(), Desk::here(), Form::provide());
    let fields = Fields::new();
    let all_plans = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    spawn_local(async move {
        if let Err(failure) =
            desk.need(&[Section::Holidays, Section::Templates, Section::Codes]).await
        {
            trouble.set(tf("trouble.load_text", &[("why", &failure.to_string())]));
        }
    });
    let preset = Memo::new(move |_| {
        desk.ask_catalog(|catalog| {
            catalog.holidays().map(|holidays| preset_year(first_year(browser::today()), holidays))
        })
    });
    let keeper = Keeper::of_none(DRAFT, Route::New.href());
    let kept = Kept::begin(Some(keeper), fields.slots(), move || fields.org.get());
    Effect::new(move || {
        preset.with(|year| {
            let days = year.iter().flat_map(Fields::preset);
            days.for_each(|(field, day)| kept.expect(field, &day.to_string()));
        });
    });
    let begin = move |()| {
        form.clear();
        trouble.set(String::new());
        if !complete(desk, fields, form) {
            form.show_first();
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let outcome = desk.found(founding(desk, fields)).await;
            busy.set(false);
            match outcome {
                Ok(_) => {
                    kept.finish();
                    shell.go(&Route::Home);
                }
                Err(NotDone::Refused(refusal)) => refuse(&refusal, form, trouble),
                Err(other) => trouble.set(remedy::not_done(&other)),
            }
        });
    };
    let back = Signal::derive(|| Route::Welcome.href());
    let with_plan =
        move || fields.template.with(|chosen| chosen.first().is_some_and(|code| code != NO_PLAN));
    view! {
        <Page title=t("new.title") back=back search=false>
            <div class="narrow form">
                {kept.banner()}
                <TextField name="org" label=t("new.org") value=fields.org required=true hint=t("new.org_hint") />
                <TextField name="me" label=t("new.me") value=fields.me required=true hint=t("new.me_hint") />
                <Chips name="stage" label=t("new.stage") options=stages() chosen=fields.stage single=true
                    hint=t("new.stage_hint") />
                <Chips name="template" label=t("new.template") options=templates(desk, fields.template, all_plans)
                    chosen=fields.template single=true hint=t("new.template_hint")>
                    <button type="button" class="chip link" hidden=move || all_plans.get()
                        on:click=move |_| all_plans.set(true)>
                        {t("new.more_templates")}
                    </button>
                </Chips>
                {move || with_plan().then(|| plan_fields(desk, fields))}
                {calendar_fields(fields, preset)}
                {move || Some(trouble.get()).filter(|text| !text.is_empty()).map(|text| view! {
                    <Banner kind="bad"><p role="alert">{text}</p></Banner>
                })}
            </div>
            <div class="savebar">
                <Button label=t("new.begin") press=Callback::new(begin) tone=Tone::Primary busy=busy />
            </div>
        </Page>
    }
    .into_any()
}

fn stages() -> Vec<Choice> {
    let choice = |(code, minutes, _): (&str, i64, &str)| {
        let words = tf(
            "new.stage_minutes",
            &[("stage", t(&format!("new.{code}"))), ("n", &minutes.to_string())],
        );
        Choice::new(code, words)
    };
    STAGES.map(choice).to_vec()
}

/// The plan chosen, and none; every other once `all` are asked for: with a dozen and a half of them the rest of the form
/// would be out of sight.
fn templates(
    desk: Desk,
    chosen: RwSignal<Vec<String>>,
    all: RwSignal<bool>,
) -> Signal<Vec<Choice>> {
    // One that a draft brought back; a tap on the two that stand there must not draw them anew under the finger.
    let other = Memo::new(move |_| {
        let chosen = chosen.with(|chosen| chosen.first().cloned());
        chosen.filter(|code| code != FIRST_PLAN && code != NO_PLAN)
    });
    Signal::derive(move || {
        let lang = text::lang();
        let mut ready: Vec<Choice> = desk.ask_catalog(|catalog| {
            let rows = catalog.templates().iter().filter(|row| row.ready);
            rows.map(|row| Choice::new(row.code.clone(), row.name.get(lang))).collect()
        });
        // What is chosen to begin with stands where it is seen.
        if let Some(place) = ready.iter().position(|choice| choice.value == FIRST_PLAN) {
            let first = ready.remove(place);
            ready.insert(0, first);
        }
        if !all.get() {
            let other = other.get();
            ready.retain(|choice| {
                choice.value == FIRST_PLAN || Some(&choice.value) == other.as_ref()
            });
        }
        ready.push(Choice::new(NO_PLAN, t("new.no_plan")));
        ready
    })
}

/// The field for the partners' names: what they are names of, and whether one is needed, is the template's to say.
pub(super) fn partner_field(
    desk: Desk,
    template: RwSignal<Vec<String>>,
    value: RwSignal<String>,
) -> AnyView {
    let asked = Memo::new(move |_| {
        let code = template.with(|chosen| chosen.first().cloned().unwrap_or_default());
        wants_partner(desk, &code)
    });
    let field = move || {
        let (of, needed) = asked.get();
        let label = match of.as_str() {
            "person" => t("new.partner_person"),
            "household" => t("new.partner_household"),
            _ => t("new.partner"),
        };
        let hint = if needed { t("new.partner_hint") } else { t("new.partner_later") };
        view! { <TextField name="partners" label=label value=value required=needed hint=hint /> }
    };
    field.into_any()
}

/// What a partner's name is the name of in a template, and whether one has to be given.
pub(super) fn wants_partner(desk: Desk, template: &str) -> (String, bool) {
    desk.ask_catalog(|catalog| {
        let row = catalog.templates().iter().find(|row| row.code == template);
        row.map_or(("unit".to_owned(), true), |row| (row.partner.clone(), !row.alone))
    })
}

fn plan_fields(desk: Desk, fields: Fields) -> AnyView {
    let sides =
        ["helper", "helped"].map(|side| Choice::new(side, t(&format!("new.{side}")))).to_vec();
    view! {
        {partner_field(desk, fields.template, fields.partner)}
        <Chips name="side" label=t("new.side") options=sides chosen=fields.side single=true />
        <DateField name="start" label=t("new.start") value=fields.start hint=t("new.start_hint") required=true />
    }
    .into_any()
}

/// The school calendar: in words, and to be corrected when opened.
fn calendar_fields(fields: Fields, preset: Memo<Option<SchoolYear>>) -> AnyView {
    let summary = move || {
        preset.with(|year| {
            let year = year.as_ref()?;
            let edited = fields.edited(year.clone());
            let days = Calendar::new(vec![edited.clone()])
                .school_days(edited.start, edited.end)
                .to_string();
            let estimated =
                year.estimated.then(|| view! { <span class="tag">{t("new.estimated")}</span> });
            let words = tf("new.year", &[("year", year.label.as_str()), ("n", &days)]);
            Some(view! { <small class="quiet">{words} {estimated}</small> })
        })
    };
    let semester = move |number: usize| {
        let (start, end) = fields.semesters[number];
        let name = t(if number == 0 { "new.semester_1" } else { "new.semester_2" });
        let words = |key| tf(key, &[("semester", name)]);
        view! {
            <div class="two">
                <DateField name=format!("s{number}-start") label=words("new.semester_from") value=start />
                <DateField name=format!("s{number}-end") label=words("new.semester_to") value=end />
            </div>
        }
    };
    let days_off = move || {
        preset.with(|year| {
            let off = year.iter().flat_map(|year| &year.days_off);
            off.map(|off| {
                let days = if off.start == off.end {
                    text::day_full(off.start)
                } else {
                    format!("{}–{}", text::day_full(off.start), text::day_full(off.end))
                };
                view! { <li>{days}</li> }
            })
            .collect_view()
        })
    };
    view! {
        <details class="card fold">
            <summary><span class="stacked">{t("new.calendar")} {summary}</span></summary>
            <p class="note">{t("new.calendar_hint")}</p>
            {semester(0)}
            {semester(1)}
            <p class="label">{t("new.days_off")}</p>
            <ul>{days_off}</ul>
        </details>
    }
    .into_any()
}

/// Says which fields are still needed before anything is asked of the core.
fn complete(desk: Desk, fields: Fields, form: Form) -> bool {
    let blank = |value: RwSignal<String>| value.with_untracked(|text| text.trim().is_empty());
    if blank(fields.org) {
        form.fail("org", t("new.org_missing"));
    }
    if blank(fields.me) {
        form.fail("me", t("new.me_missing"));
    }
    let plan = fields.template.with_untracked(|chosen| chosen.first().cloned());
    let plan = plan.filter(|code| code != NO_PLAN);
    let with_plan = plan.is_some();
    if plan.is_some_and(|code| wants_partner(desk, &code).1) && blank(fields.partner) {
        form.fail("partners", t("remedy.no_partner"));
    }
    if with_plan && fields.start.get_untracked().parse::<NaiveDate>().is_err() {
        form.fail("start", t("remedy.not_a_date"));
    }
    semesters_fit(fields, form);
    form.is_fine()
}

/// A semester is two days, in order, within this school year; the second comes after the first.
fn semesters_fit(fields: Fields, form: Form) {
    let first = first_year(browser::today());
    let mut last: Option<NaiveDate> = None;
    for (number, ends) in fields.semesters.into_iter().enumerate() {
        for (value, name) in [(ends.0, "start"), (ends.1, "end")] {
            let field = format!("s{number}-{name}");
            let day = value.with_untracked(|text| text.parse::<NaiveDate>());
            let Ok(day) = day else {
                form.fail(&field, t("remedy.not_a_date"));
                continue;
            };
            if !(first..=first + 1).contains(&day.year()) {
                form.fail(&field, tf("remedy.far_date", &[("date", &text::day_full(day))]));
            } else if let Some(before) = last.filter(|before| day <= *before) {
                let (start, end) = (text::day_full(before), text::day_full(day));
                form.fail(
                    &field,
                    tf(
                        "remedy.end_before_start",
                        &[("start", start.as_str()), ("end", end.as_str())],
                    ),
                );
            }
            last = Some(day);
        }
    }
}

fn founding(desk: Desk, fields: Fields) -> Founding {
    let chosen = |of: RwSignal<Vec<String>>| {
        of.with_untracked(|all| all.first().cloned().unwrap_or_default())
    };
    let stage = chosen(fields.stage);
    let (_, class_minutes, org_kind) =
        STAGES.into_iter().find(|(code, ..)| *code == stage).unwrap_or(STAGES[0]);
    let first = first_year(browser::today());
    let years = desk.ask_catalog_once(|catalog| {
        let Some(holidays) = catalog.holidays() else { return Vec::new() };
        vec![fields.edited(preset_year(first, holidays)), preset_year(first + 1, holidays)]
    });
    let code = chosen(fields.template);
    let template = (code != NO_PLAN).then(|| TemplateChoice {
        code,
        start: DateText(fields.start.get_untracked().parse().unwrap_or_else(|_| browser::today())),
        partners: partners(&fields.partner.get_untracked()),
        side: if chosen(fields.side) == "helped" { Side::Helped } else { Side::Helper },
        lang: text::lang().tag().to_owned(),
    });
    Founding {
        org: fields.org.get_untracked(),
        org_kind: org_kind.to_owned(),
        me: fields.me.get_untracked(),
        name: String::new(),
        class_minutes,
        years,
        example: false,
        template,
    }
}

/// Several partners may stand in one field, one after the other.
pub(super) fn partners(text: &str) -> Vec<String> {
    text.split(['、', '，', ',', ';', '；', '\n'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn refuse(refusal: &Refusal, form: Form, trouble: RwSignal<String>) {
    if let Some(words) = remedy::into_form(form, "workspace", refusal) {
        trouble.set(words);
    }
    form.show_first();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_partners_may_be_named_at_once() {
        assert_eq!(partners("青禾、 石桥,"), ["青禾", "石桥"]);
    }

    #[test]
    fn from_july_on_the_coming_school_year_is_meant() {
        let year = |text: &str| first_year(text.parse().unwrap());
        assert_eq!(
            (year("2026-11-23"), year("2027-06-30"), year("2027-07-01")),
            (2026, 2026, 2027)
        );
    }
}
