//! 台账: every kind of record as a list one can search, sort and choose columns of.

use jiedui_core::ask::{RegisterRow, register};
use jiedui_core::catalog::Section;
use jiedui_core::record::{Type, schema};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::record::layout::{EVERYDAY, Layout, REGISTERS, every_field, layout_of};
use super::record::words::{Words, field_label, is_private, kind_label, matcher, page_of};
use crate::browser::files;
use crate::desk::Desk;
use crate::parts::{
    Button, Chips, Choice, Column, Empty, Icon, Line, LinkRow, SearchBox, Sheet, Table, Tone,
};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::store::{setting_get, setting_put};
use crate::text::{self, t, tf};

/// Draws the registers: all of them, one of them, or one record.
pub fn registers() -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let at = Memo::new(move |_| {
        let edit = shell.query("edit");
        (shell.route(), edit)
    });
    let stage = move || {
        let (route, _) = at.get();
        untrack(|| match route {
            Route::Record(kind, id) => super::record::show(&kind, &id),
            Route::Registers(kind) => match layout_of(&kind) {
                Some(layout) => view! { <Register layout=layout /> }.into_any(),
                None => overview(),
            },
            _ => overview(),
        })
    };
    stage.into_any()
}

/// 「考核」: how the agreement stands, and under it the check sheets.
pub fn assess() -> AnyView {
    let desk = Desk::here();
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    match layout_of("assessment") {
        Some(layout) => view! { <Register layout=layout assess=true /> }.into_any(),
        None => overview(),
    }
}

/// All registers with how many records each has.
fn overview() -> AnyView {
    let desk = Desk::here();
    let counts = Memo::new(move |_| {
        let counts = desk.ask(|state, _| {
            let mut counts = [0_i64; REGISTERS.len()];
            for (_, record) in state.log().records().filter(|(_, record)| !record.is_deleted()) {
                let at = REGISTERS.iter().position(|layout| layout.kind == record.kind());
                if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            counts
        });
        counts.unwrap_or_default()
    });
    let row = |(layout, count): (&Layout, i64)| {
        let note = tf("registers.count", &[("n", &text::count(count))]);
        let href = Route::Registers(layout.kind.to_owned()).href();
        view! { <LinkRow href=href icon=layout.icon label=kind_label(layout.kind) note=note /> }
    };
    let rows = move |from: usize, to: usize| {
        REGISTERS.iter().zip(counts.get()).skip(from).take(to - from).map(row).collect_view()
    };
    // Villages, student aid and projects stand folded until something was written there.
    let used = Memo::new(move |_| counts.with(|counts| counts[EVERYDAY..].iter().any(|n| *n > 0)));
    view! {
        <Page title=t("more.registers") back=Signal::derive(|| Route::More.href())>
            <div class="narrow">
                <section class="card">{move || rows(0, EVERYDAY)}</section>
                <details class="card fold" open=move || used.get()>
                    <summary><span>{t("registers.village_and_aid")}</span></summary>
                    {move || rows(EVERYDAY, REGISTERS.len())}
                </details>
            </div>
        </Page>
    }
    .into_any()
}

/// How a register is looked at.
#[derive(Clone, Copy, Debug)]
struct Looking {
    wanted: RwSignal<String>,
    columns: RwSignal<Vec<String>>,
    sorted: RwSignal<String>,
    open: RwSignal<bool>,
}

#[component]
fn Register(
    layout: &'static Layout,
    /// It is the place 「考核」, reached from 更多.
    #[prop(optional)]
    assess: bool,
) -> AnyView {
    let desk = Desk::here();
    let key = format!("columns:{}", layout.kind);
    let kept = setting_get(&key).filter(|kept| !kept.is_empty());
    let columns: Vec<String> = match kept {
        Some(kept) => kept.split(' ').map(str::to_owned).collect(),
        None => layout.columns.iter().map(|name| (*name).to_owned()).collect(),
    };
    let looking = Looking {
        wanted: RwSignal::new(String::new()),
        columns: RwSignal::new(columns),
        sorted: RwSignal::new(String::new()),
        open: RwSignal::new(false),
    };
    Effect::new(move || {
        setting_put(&key, &looking.columns.with(|columns| columns.join(" ")));
    });
    let rows = Memo::new(move |_| {
        let rows = desk.ask(|state, catalog| register(state, catalog, layout.kind, text::lang()));
        rows.unwrap_or_default()
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let new = Route::Record(layout.kind.to_owned(), "new".to_owned()).href();
    let add = move || {
        let label = tf("registers.add", &[("kind", kind_label(layout.kind))]);
        view! { <a class="btn primary" href=new.clone()><Icon name="plus" />{label}</a> }
    };
    let body = move || {
        let add = add();
        if none.get() {
            let title = tf("registers.none", &[("kind", kind_label(layout.kind))]);
            let text = t(if assess { "assess.none_text" } else { "registers.none_text" });
            let template = assess.then(|| {
                let href = Route::Plans.href_with(&[("from", "template")]);
                view! { <a class="btn" href=href>{t("plans.from_template")}</a> }
            });
            return view! { <Empty title=title text=text icon=layout.icon>{add}{template}</Empty> }
                .into_any();
        }
        view! {
            <div class="toolbar">
                <SearchBox value=looking.wanted label=t("registers.search") />
                {add}
            </div>
            <Tools layout=layout looking=looking />
            <Rows layout=layout looking=looking rows=rows />
        }
        .into_any()
    };
    let back = Signal::derive(move || match assess {
        true => Route::More.href(),
        false => Route::Registers(String::new()).href(),
    });
    let lead = assess.then(super::today::assess_lead);
    view! { <Page title=kind_label(layout.kind) back=back>{lead}{body}</Page> }.into_any()
}

/// Column choice and what is masked.
#[component]
fn Tools(layout: &'static Layout, looking: Looking) -> AnyView {
    let choosing = RwSignal::new(false);
    let fields = schema(layout.kind).into_iter().flat_map(every_field);
    let fields: Vec<_> =
        fields.filter(|field| field.name != "deleted" && !matches!(field.ty, Type::Free)).collect();
    let hides = fields.iter().any(|field| is_private(field));
    let options: Vec<Choice> = fields
        .iter()
        .map(|field| Choice::new(field.name, field_label(layout.kind, field.name)))
        .collect();
    let options = StoredValue::new(options);
    let reveal = hides.then(|| {
        let words = move || t(if looking.open.get() { "record.hide" } else { "record.reveal" });
        view! {
            <button type="button" class="btn quiet" on:click=move |_| looking.open.update(|open| *open = !*open)>
                <Icon name="lock" />{words}
            </button>
        }
    });
    view! {
        <div class="actions">
            <button type="button" class="btn quiet" on:click=move |_| choosing.set(true)>
                <Icon name="table" />{t("registers.columns")}
            </button>
            {reveal}
        </div>
        <Sheet open=choosing title=t("registers.columns")>
            <Chips name="columns" label=t("registers.columns_hint") options=options.get_value() chosen=looking.columns />
        </Sheet>
    }
    .into_any()
}

/// How many rows are put into words while nobody searches or sorts.
const MOST: usize = 1000;

/// A row with its words and what it is sorted by.
type Sorted = (Line, Value);

#[component]
fn Rows(layout: &'static Layout, looking: Looking, rows: Memo<Vec<RegisterRow>>) -> AnyView {
    let desk = Desk::here();
    let chosen = Memo::new(move |_| {
        // In the order of the form, whatever the order of choosing.
        let fields = schema(layout.kind).into_iter().flat_map(every_field);
        let mut fields: Vec<_> = fields
            .filter(|field| looking.columns.with(|all| all.iter().any(|own| own == field.name)))
            .map(|field| field.name)
            .collect();
        // The first column is what a record is called.
        let first = layout.columns[0];
        fields.retain(|name| *name != first);
        fields.insert(0, first);
        fields
    });
    let lines = Memo::new(move |_| {
        let (names, open, sorted) = (chosen.get(), looking.open.get(), looking.sorted.get());
        let wanted = looking.wanted.with(|wanted| wanted.trim().to_lowercase());
        let is_wanted = matcher(&wanted);
        let lines = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open };
            let mut found: Vec<Sorted> = rows.with(|rows| {
                let asked = !wanted.is_empty() || !sorted.is_empty();
                let rows = rows.iter().take(if asked { usize::MAX } else { MOST });
                let lines = rows.map(|row| line(&words, layout, &names, &sorted, row));
                lines
                    .filter(|(line, _)| {
                        wanted.is_empty()
                            || line.cells.first().is_some_and(|name| is_wanted(name))
                            || line.cells.iter().any(|cell| cell.to_lowercase().contains(&wanted))
                    })
                    .collect()
            });
            if !sorted.is_empty() {
                found.sort_by(|(_, a), (_, b)| in_order(a, b));
                if sorted.starts_with('-') {
                    found.reverse();
                }
            }
            found.into_iter().map(|(line, _)| line).collect::<Vec<_>>()
        });
        lines.unwrap_or_default()
    });
    let sort = Callback::new(move |by: String| looking.sorted.set(by));
    let table = move || {
        let kind = layout.kind;
        let columns = chosen.get().into_iter().map(|name| {
            let ty = schema(kind).and_then(|schema| schema.field(name)).map(|field| field.ty);
            let figures = matches!(
                ty,
                Some(Type::Int(..) | Type::ClassHours | Type::Fen | Type::Thousandths)
            );
            Column { key: name, label: field_label(kind, name).to_owned(), figures }
        });
        view! { <Table caption=kind_label(kind) columns=columns.collect() lines=lines sorted=looking.sorted sort=sort /> }
    };
    let count = move || {
        let (found, all) = (lines.with(Vec::len), rows.with(Vec::len));
        let (found, all) = (found.to_string(), all.to_string());
        let asked = looking.wanted.with(|wanted| !wanted.trim().is_empty());
        if found == all {
            tf("registers.count", &[("n", &all)])
        } else if !asked {
            tf("registers.first", &[("n", &found)])
        } else {
            tf("registers.found", &[("n", &found), ("all", &all)])
        }
    };
    let notices = Shell::here().notices;
    let copy = move |()| {
        let heads =
            chosen.with(|all| all.iter().map(|name| field_label(layout.kind, name)).collect());
        let text = lines.with(|lines| pasted(heads, lines));
        let n = lines.with(Vec::len).to_string();
        spawn_local(async move {
            match files::copy(&text).await {
                Ok(()) => notices.say(move || tf("registers.copied", &[("n", &n)])),
                Err(_) => notices.say(|| t("registers.not_copied")),
            }
        });
    };
    view! {
        <div class="over">
            <p class="quiet" role="status">{count}</p>
            <Button label=t("registers.copy") tone=Tone::Small press=Callback::new(copy) />
        </div>
        {table}
    }
    .into_any()
}

/// A table as spreadsheets take it from the clipboard: cells apart by tabs. What a spreadsheet would run as a formula gets
/// a `'` before it.
fn pasted(heads: Vec<&str>, lines: &[Line]) -> String {
    let cell = |words: &str| {
        let plain = words.replace(['\t', '\n', '\r'], " ");
        if plain.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
            format!("'{plain}")
        } else {
            plain
        }
    };
    let head = heads.into_iter().map(cell).collect::<Vec<_>>().join("\t");
    let rows = lines
        .iter()
        .map(|line| line.cells.iter().map(|words| cell(words)).collect::<Vec<_>>().join("\t"));
    std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n") + "\n"
}

fn line(
    words: &Words<'_>,
    layout: &Layout,
    names: &[&'static str],
    sorted: &str,
    row: &RegisterRow,
) -> Sorted {
    let schema = schema(layout.kind);
    let cell = |name: &&'static str| {
        let field = schema.and_then(|schema| schema.field(name));
        field
            .map(|field| words.own_field(layout.kind, field, row.value.get(*name)))
            .unwrap_or_default()
    };
    let mut cells: Vec<String> = names.iter().map(cell).collect();
    if let Some(first) = cells.first_mut().filter(|first| first.is_empty()) {
        *first = words.name(row.id);
    }
    let by = sorted.trim_start_matches('-');
    let key = match names.iter().position(|name| *name == by) {
        // Numbers and dates sort by what they are, everything else by its words.
        Some(at) => match row.value.get(by) {
            Some(number @ Value::Number(_)) => number.clone(),
            Some(Value::String(text)) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                Value::String(text.clone())
            }
            _ => Value::String(cells[at].clone()),
        },
        None => Value::Null,
    };
    (Line { href: page_of(layout.kind, row.id).href(), cells, state: String::new() }, key)
}

fn in_order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_str().unwrap_or_default().cmp(b.as_str().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_table_has_one_line_a_row_and_no_formula() {
        let line =
            |cells: [&str; 2]| Line { cells: cells.map(str::to_owned).into(), ..Line::default() };
        let lines = [line(["周·梅", "两行\n的\t字"]), line(["=1+1", "@x"])];
        let text = pasted(vec!["姓名", "备注"], &lines);
        assert_eq!(text, "姓名\t备注\n周·梅\t两行 的 字\n'=1+1\t'@x\n");
    }
}
