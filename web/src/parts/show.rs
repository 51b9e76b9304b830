//! Things to look at: states, meters, empty pages, progress; and the button.

use leptos::prelude::*;

use super::Icon;
use crate::text::{self, t, tf};

/// How loud a button or a banner is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// An ordinary one.
    #[default]
    Plain,
    /// The one thing this page is for.
    Primary,
    /// Small and green, within a row.
    Small,
    /// Only words.
    Quiet,
    /// It takes something away.
    Danger,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Small => "btn small",
            Self::Quiet => "btn quiet",
            Self::Danger => "btn danger",
        }
    }
}

/// A button that does something here. While `busy` it cannot be pressed again and says so.
#[component]
pub fn Button(
    /// The words on it.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    press: Callback<()>,
    /// How loud it is.
    #[prop(optional)]
    tone: Tone,
    /// An icon before the words.
    #[prop(optional)]
    icon: &'static str,
    /// It is at work.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// It cannot be pressed now.
    #[prop(into, optional)]
    off: Signal<bool>,
) -> AnyView {
    let pressed = move |_| {
        if !busy.get_untracked() {
            press.run(());
        }
    };
    let icon = (!icon.is_empty()).then(|| view! { <Icon name=icon /> });
    view! {
        <button type="button" class=tone.class() class:busy=move || busy.get()
            aria-busy=move || busy.get().then_some("true") disabled=move || off.get() on:click=pressed>
            {icon}
            {move || label.get()}
        </button>
    }
    .into_any()
}

/// How a state looks: its colour class and icon.
fn state_look(code: &str) -> (&'static str, &'static str) {
    match code {
        "met" => ("state ok", "check"),
        "on_track" => ("state ok", "quarter"),
        "behind" => ("state soon", "bang"),
        "missed" => ("state late", "close"),
        "waived" => ("state none", "pause"),
        "not_applicable" => ("state none", "ring"),
        _ => ("state none", "dash"),
    }
}

/// The state of a commitment: icon, word and colour. `code` is a verdict as in `assess --format json`.
#[component]
pub fn StatePill(
    /// met, on_track, behind, missed, no_data, not_applicable or waived.
    #[prop(into)]
    code: String,
    /// Other words than the state's own: 「还差 1 次」.
    #[prop(into, optional)]
    words: String,
) -> AnyView {
    let (class, icon) = state_look(&code);
    let words = if words.is_empty() { t(&format!("state.{code}")).to_owned() } else { words };
    view! { <span class=class><Icon name=icon />{words}</span> }.into_any()
}

/// A bar that is as full as `part` of `whole`. The figure stands beside it in words, so it is hidden from readers.
#[component]
pub fn Meter(
    /// How much there is, at most the whole.
    part: i64,
    /// How much there should be.
    whole: i64,
    /// The state's code, for the colour.
    #[prop(into)]
    code: String,
) -> AnyView {
    let hundredths = if whole > 0 { (part.clamp(0, whole) * 100 + whole / 2) / whole } else { 0 };
    let class = match state_look(&code).0 {
        "state soon" => "meter warn",
        "state late" => "meter bad",
        _ => "meter",
    };
    // Width by attribute: the page forbids inline styles.
    view! {
        <svg class=class height="6" aria-hidden="true">
            <rect width="100%" height="6" rx="3" />
            <rect class="full" width=format!("{hundredths}%") height="6" rx="3" />
        </svg>
    }
    .into_any()
}

/// 计划, 措施, 记录 and 总结 as four small boxes: which of them an event or a volume has.
#[component]
pub fn DocBoxes(
    /// Whether there is a plan, measures, a record, a summary.
    has: [bool; 4],
) -> AnyView {
    const KEYS: [&str; 4] = ["doc.plan", "doc.measures", "doc.record", "doc.summary"];
    let boxes = KEYS.iter().zip(has).map(|(key, has)| {
        let class = if has { "doc has" } else { "doc" };
        let said = if has { t("doc.has") } else { t("doc.lacks") };
        view! { <span class=class>{t(key)}<span class="sr">{said}</span></span> }
    });
    view! { <span class="docs">{boxes.collect_view()}</span> }.into_any()
}

/// What a page will show once there is something, and the buttons that start it.
#[component]
pub fn Empty(
    /// A few words.
    #[prop(into)]
    title: String,
    /// A sentence or two.
    #[prop(into, optional)]
    text: String,
    /// An icon above.
    #[prop(default = "ledger")]
    icon: &'static str,
    /// The buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    view! {
        <div class="empty">
            <Icon name=icon />
            <h2>{title}</h2>
            <p>{text}</p>
            <div class="actions">{children.map(|children| children())}</div>
        </div>
    }
    .into_any()
}

/// A sentence across the page that stays until its cause is gone.
#[component]
pub fn Banner(
    /// `info`, `warn` or `bad`.
    #[prop(default = "info")]
    kind: &'static str,
    /// What it says, and buttons.
    children: Children,
) -> AnyView {
    let (class, icon) = match kind {
        "bad" => ("banner bad", "bang"),
        "warn" => ("banner warn", "bang"),
        _ => ("banner", "info"),
    };
    view! { <div class=class><Icon name=icon /><div class="banner-in">{children()}</div></div> }
        .into_any()
}

/// Long work: what is done, how far, and 取消.
#[component]
pub fn Progress(
    /// What is being done.
    #[prop(into)]
    label: String,
    /// How much is done.
    #[prop(into)]
    done: Signal<i64>,
    /// How much there is to do; 0 while that is unknown.
    #[prop(into)]
    whole: Signal<i64>,
    /// Stops it.
    #[prop(optional)]
    cancel: Option<Callback<()>>,
) -> AnyView {
    let words = move || {
        let (done, whole) = (text::count(done.get()), text::count(whole.get()));
        if whole == "0" { done } else { tf("parts.of", &[("n", &done), ("m", &whole)]) }
    };
    let stop = cancel.map(|cancel| {
        view! { <button type="button" class="btn" on:click=move |_| cancel.run(())>{t("parts.cancel")}</button> }
    });
    let known = move || whole.get() > 0;
    let name = label.clone();
    view! {
        <div class="work">
            <p><span>{label}</span><span class="figure">{words}</span></p>
            <progress aria-label=name max=move || known().then(|| whole.get().to_string())
                value=move || known().then(|| done.get().to_string()) />
            {stop}
        </div>
    }
    .into_any()
}

/// Grey lines in the place of what is still being read.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> AnyView {
    let lines = (0..lines).map(|_| view! { <i></i> }).collect_view();
    view! { <div class="skeleton" role="status"><span class="sr">{t("parts.loading")}</span>{lines}</div> }
        .into_any()
}

/// A row that leads to another page.
#[component]
pub fn LinkRow(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// An icon before the words.
    icon: &'static str,
    /// The words.
    #[prop(into)]
    label: String,
    /// A quiet sentence below.
    #[prop(into, optional)]
    note: String,
) -> AnyView {
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! {
        <a class="link-row" href=href>
            <Icon name=icon />
            <span>{label}{note}</span>
            <Icon name="next" />
        </a>
    }
    .into_any()
}
