//! A table people compare in: sticky head and first column, sorting, totals; on a phone the same rows as cards.

use leptos::prelude::*;

use super::Icon;
use crate::text::{t, tf};

/// How many rows stand in the page before 「再显示」 is pressed.
const SHOWN: usize = 100;

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// What sorting by it is called; empty when it cannot be sorted by.
    pub key: &'static str,
    /// Its heading.
    pub label: String,
    /// Figures, set to the right.
    pub figures: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Where a tap on its first cell leads; empty when nowhere.
    pub href: String,
    /// The words of each cell.
    pub cells: Vec<String>,
    /// The code of a state, drawn as a pill in the last cell; empty when there is none.
    pub state: String,
}

/// A table. Sorting is asked of the screen, which asks the ledger anew.
#[component]
pub fn Table(
    /// What it is, for screen readers and print.
    #[prop(into)]
    caption: String,
    /// Its columns, the first one fixed.
    columns: Vec<Column>,
    /// Its rows, already in order.
    #[prop(into)]
    lines: Signal<Vec<Line>>,
    /// The totals row; empty for none.
    #[prop(into, optional)]
    total: Signal<Vec<String>>,
    /// The key sorted by, with a `-` before it when descending.
    #[prop(into, optional)]
    sorted: Signal<String>,
    /// Told the new sorting.
    #[prop(optional)]
    sort: Option<Callback<String>>,
) -> AnyView {
    let limit = RwSignal::new(SHOWN);
    let columns = StoredValue::new(columns);
    let head = columns.with_value(|columns| {
        columns.iter().map(|column| heading(column, sorted, sort)).collect_view()
    });
    let cell = move |at: usize, words: String, line_href: Option<&str>, state: &str| {
        let (label, figures) = columns.with_value(|columns| {
            columns
                .get(at)
                .map_or((String::new(), false), |column| (column.label.clone(), column.figures))
        });
        let class = if figures { "n" } else { "" };
        let inner = match line_href {
            Some(href) if !href.is_empty() => {
                view! { <a href=href.to_owned()>{words}</a> }.into_any()
            }
            _ if !state.is_empty() => {
                view! { <super::StatePill code=state.to_owned() words=words /> }.into_any()
            }
            _ => words.into_any(),
        };
        if at == 0 {
            view! { <th scope="row" role="rowheader">{inner}</th> }.into_any()
        } else {
            view! { <td class=class role="cell" data-label=label>{inner}</td> }.into_any()
        }
    };
    let body = move || {
        let lines = lines.get();
        lines
            .into_iter()
            .take(limit.get())
            .map(|line| {
                let last = line.cells.len().saturating_sub(1);
                let cells = line.cells.into_iter().enumerate().map(|(at, words)| {
                    let state = if at == last { &*line.state } else { "" };
                    cell(at, words, (at == 0).then_some(&*line.href), state)
                });
                view! { <tr role="row">{cells.collect_view()}</tr> }
            })
            .collect_view()
    };
    let foot = move || {
        let total = total.get();
        (!total.is_empty()).then(|| {
            let cells = total.into_iter().enumerate().map(|(at, words)| cell(at, words, None, ""));
            view! { <tfoot role="rowgroup"><tr role="row">{cells.collect_view()}</tr></tfoot> }
        })
    };
    let hidden = move || lines.with(Vec::len).saturating_sub(limit.get());
    let more = move || {
        let n = hidden();
        (n > 0).then(|| {
            view! {
                <button type="button" class="btn" on:click=move |_| limit.update(|limit| *limit += SHOWN)>
                    {tf("parts.show_more", &[("n", &n.to_string())])}
                </button>
            }
        })
    };
    let name = caption.clone();
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label=name>
            <table role="table">
                <caption class="sr">{caption}</caption>
                <thead role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{body}</tbody>
                {foot}
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn heading(column: &Column, sorted: Signal<String>, sort: Option<Callback<String>>) -> AnyView {
    let (key, class) = (column.key, if column.figures { "n" } else { "" });
    let label = column.label.clone();
    let Some(sort) = sort.filter(|_| !key.is_empty()) else {
        return view! { <th scope="col" role="columnheader" class=class>{label}</th> }.into_any();
    };
    let direction = move || {
        sorted.with(|sorted| match sorted.strip_prefix('-') {
            Some(own) if own == key => Some("descending"),
            None if sorted == key => Some("ascending"),
            _ => None,
        })
    };
    let press = move |_| {
        sort.run(if direction() == Some("ascending") { format!("-{key}") } else { key.to_owned() });
    };
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=direction>
            <button type="button" on:click=press title=t("parts.sort")>{label}<Icon name="sort" /></button>
        </th>
    }
    .into_any()
}
