//! 帮助: what this is and how it is used, in sections that open.

use leptos::prelude::*;

use crate::browser;
use crate::route::Route;
use crate::shell::{Page, Phase, Shell};
use crate::text::{has, t};

/// The sections, by the word in the address. Their words are `help.WORD` (the heading) and `help.WORD.1`, `.2`… .
const TOPICS: [&str; 10] =
    ["what", "log", "count", "states", "where", "backup", "share", "privacy", "install", "wechat"];

/// The page behind 「帮助」.
pub fn help() -> AnyView {
    let shell = Shell::here();
    let asked = Memo::new(move |_| match shell.route() {
        Route::Help(topic) => topic,
        _ => String::new(),
    });
    Effect::new(move || {
        let topic = asked.get();
        if !topic.is_empty() {
            browser::after(0, move || browser::reveal(&format!("help-{topic}")));
        }
    });
    let section = move |topic: &'static str| {
        let paragraphs = (1..)
            .map(|at| format!("help.{topic}.{at}"))
            .take_while(|key| has(key))
            .map(|key| paragraph(t(&key)))
            .collect_view();
        let is_open =
            move || asked.with(|asked| asked == topic || asked.is_empty() && topic == "what");
        view! {
            <details class="card fold" id=format!("help-{topic}") prop:open=is_open>
                <summary><h2>{t(&format!("help.{topic}"))}</h2></summary>
                <div class="prose">{paragraphs}</div>
            </details>
        }
    };
    let back = Signal::derive(move || match shell.phase.get() {
        Phase::Ready => Route::More.href(),
        _ => Route::Welcome.href(),
    });
    view! {
        <Page title=t("more.help") back=back search=false>
            <div class="narrow">{TOPICS.map(section).into_iter().collect_view()}</div>
        </Page>
    }
    .into_any()
}

/// A paragraph; lines that begin with `- ` make a list.
fn paragraph(text: &'static str) -> AnyView {
    let Some(list) = text.strip_prefix("- ") else { return view! { <p>{text}</p> }.into_any() };
    let items = list.split("\n- ").map(|item| view! { <li>{item}</li> }).collect_view();
    view! { <ul>{items}</ul> }.into_any()
}
