//! Choosing among many: people by tap, any record by search.

use leptos::prelude::*;

use super::choice::chip;
use super::field::Frame;
use super::{Choice, Icon, SearchBox, Sheet};
use crate::text::t;

/// People of one side, under its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleGroup {
    /// The side: the name of a kindergarten.
    pub title: String,
    /// The people.
    pub people: Vec<Choice>,
}

/// People by tap, side by side, with 「上次这些人」.
#[component]
pub fn PersonPicker(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above: 「参与人」.
    #[prop(into)]
    label: String,
    /// Both sides.
    #[prop(into)]
    groups: Signal<Vec<PeopleGroup>>,
    /// The ids chosen.
    chosen: RwSignal<Vec<String>>,
    /// The ids of the last time; empty when there was none.
    #[prop(into, optional)]
    last: Signal<Vec<String>>,
    /// Opens what finds or adds someone else.
    #[prop(optional)]
    more: Option<Callback<()>>,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let frame = Frame { name, label, required, group: true, ..Frame::default() };
    let (id, label_id, note) = (frame.id(), frame.label_id(), frame.note_id());
    let group_name = StoredValue::new(id.clone());
    let side = move |side: PeopleGroup| {
        let people = side
            .people
            .into_iter()
            .map(|person| chip(&group_name.get_value(), person, false, chosen))
            .collect_view();
        let title = side.title.clone();
        view! {
            <div class="side" role="group" aria-label=side.title>
                <small>{title}</small>
                <div class="chips">{people}</div>
            </div>
        }
    };
    let again = move || {
        let last = last.get();
        (!last.is_empty()).then(|| {
            view! {
                <button type="button" class="chip link" on:click=move |_| chosen.set(last.clone())>
                    {t("parts.last_people")}
                </button>
            }
        })
    };
    let more = more.map(|more| {
        view! {
            <button type="button" class="chip link" on:click=move |_| more.run(())>
                <Icon name="plus" />{t("parts.more_people")}
            </button>
        }
    });
    let control = view! {
        <div id=id class="sides" tabindex="-1" role="group" aria-labelledby=label_id aria-describedby=note>
            {move || groups.get().into_iter().map(side).collect_view()}
            <div class="chips">{again}{more}</div>
        </div>
    };
    frame.around(control.into_any())
}

/// One record out of many, found by search in a sheet.
#[component]
pub fn RefPicker(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above: 「结对」.
    #[prop(into)]
    label: String,
    /// The id chosen; empty for none.
    value: RwSignal<String>,
    /// The words of an id; follows changes.
    #[prop(into)]
    words: Callback<String, String>,
    /// What matches a search, best first, at most a hundred; everything for an empty search.
    #[prop(into)]
    find: Callback<String, Vec<Choice>>,
    /// Makes a new one of what was typed; without it there is no such button.
    #[prop(optional)]
    make: Option<Callback<String>>,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let title = label.clone();
    let frame = Frame { name, label, hint, required, group: true };
    let (id, label_id, note) = (frame.id(), frame.label_id(), frame.note_id());
    let shown_id = format!("{id}-shown");
    let names = format!("{label_id} {shown_id}");
    let open = RwSignal::new(false);
    let shown = move || {
        let id = value.get();
        if id.is_empty() { t("parts.choose").to_owned() } else { words.run(id) }
    };
    let control = view! {
        <button type="button" class="input pick" id=id aria-haspopup="dialog" aria-labelledby=names
            aria-describedby=note on:click=move |_| open.set(true)>
            <span id=shown_id class:none=move || value.with(String::is_empty)>{shown}</span>
            <Icon name="down" />
        </button>
        <Sheet open=open title=title>
            <RefList open=open value=value find=find make=make required=required />
        </Sheet>
    };
    frame.around(control.into_any())
}

#[component]
fn RefList(
    open: RwSignal<bool>,
    value: RwSignal<String>,
    find: Callback<String, Vec<Choice>>,
    make: Option<Callback<String>>,
    required: bool,
) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let take = move |id: String| {
        value.set(id);
        open.set(false);
    };
    let one = move |choice: Choice| {
        let id = StoredValue::new(choice.value.clone());
        let is_on = value.with_untracked(|value| *value == choice.value);
        let note = (!choice.note.is_empty()).then(|| view! { <small>{choice.note}</small> });
        view! {
            <li>
                <button type="button" class="pick-row" aria-pressed=is_on.to_string()
                    on:click=move |_| take(id.get_value())>
                    <span>{choice.label}{note}</span>
                    {is_on.then(|| view! { <Icon name="check" /> })}
                </button>
            </li>
        }
    };
    let rows = move || {
        let found = find.run(wanted.get());
        if found.is_empty() {
            return view! { <li class="none">{t("parts.nothing_found")}</li> }.into_any();
        }
        found.into_iter().map(one).collect_view().into_any()
    };
    let new = make.map(|make| {
        let press = move |_| {
            open.set(false);
            make.run(wanted.get_untracked().trim().to_owned());
        };
        view! { <button type="button" class="btn" on:click=press><Icon name="plus" />{t("parts.add_new")}</button> }
    });
    let none = (!required).then(|| {
        view! { <button type="button" class="btn quiet" on:click=move |_| take(String::new())>{t("parts.none")}</button> }
    });
    view! {
        <SearchBox value=wanted label=t("parts.search") />
        <ul class="pick-list">{rows}</ul>
        <div class="actions">{new}{none}</div>
    }
    .into_any()
}
