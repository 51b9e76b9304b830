//! Saying a rule back in a plain sentence of three languages, so that a person can see what will be counted.

use crate::catalog::Catalog;
use crate::label::{Label, Lang};
use crate::record::Decimal;

use super::proposal::Draft;
use super::words::Words;

/// A sentence with its gaps filled.
pub(super) fn fill(template: &Label, gaps: &[(&str, &Label)]) -> Label {
    let in_lang = |lang: Lang| {
        let mut text = template.get(lang).to_owned();
        for (name, label) in gaps {
            text = text.replace(&format!("{{{name}}}"), label.get(lang));
        }
        text
    };
    Label { zh_hans: in_lang(Lang::ZhHans), zh_hant: in_lang(Lang::ZhHant), en: in_lang(Lang::En) }
}

/// Several names in a row.
pub(super) fn listed(names: &[Label]) -> Label {
    let join = |lang: Lang, mark: &str| {
        let names: Vec<&str> = names.iter().map(|name| name.get(lang)).collect();
        names.join(mark)
    };
    Label {
        zh_hans: join(Lang::ZhHans, "、"),
        zh_hant: join(Lang::ZhHant, "、"),
        en: join(Lang::En, ", "),
    }
}

/// The names of activity kinds.
pub(super) fn kinds(codes: &[String], catalog: &Catalog, words: &Words) -> Label {
    if codes.is_empty() {
        return words.say("kinds_open", "");
    }
    let name =
        |code: &String| catalog.kind(code).map_or_else(|| Label::plain(code), |it| it.name.clone());
    listed(&codes.iter().map(name).collect::<Vec<_>>())
}

/// A figure with its unit: `10 课时`, `30%`.
fn amount(figure: Decimal, unit: &str, catalog: &Catalog) -> Label {
    if unit == crate::rule::SHARE {
        return Label::plain(&format!("{}%", Decimal(figure.0.saturating_mul(100))));
    }
    let name = catalog.label("unit", unit).cloned().unwrap_or_default();
    let with =
        |lang: Lang| format!("{figure} {}", counted(figure, name.get(lang))).trim_end().to_owned();
    Label { zh_hans: with(Lang::ZhHans), zh_hant: with(Lang::ZhHant), en: with(Lang::En) }
}

/// One class hour, two class hours.
fn counted(figure: Decimal, unit: &str) -> &str {
    match unit {
        "people" if figure == Decimal::whole(1) => "person",
        many if figure == Decimal::whole(1) => many.strip_suffix('s').unwrap_or(many),
        other => other,
    }
}

/// The comparison with its figure: `不少于 10 课时`.
pub(super) fn figure(draft: &Draft, catalog: &Catalog, words: &Words) -> Label {
    let Some(threshold) = draft.threshold else { return words.say("no_figure", "") };
    let upper = draft.upper.unwrap_or(threshold);
    fill(
        &words.say("compare", &draft.comparator),
        &[
            ("n", &amount(threshold, &draft.unit, catalog)),
            ("m", &amount(upper, &draft.unit, catalog)),
        ],
    )
}

/// How often, as a sentence begins.
pub(super) fn period(draft: &Draft, words: &Words) -> Label {
    let code = if draft.period.is_empty() { "open" } else { &draft.period };
    let period = words.say("periods", code);
    if !draft.school_months_only {
        return period;
    }
    let school = words.say("school_months", "");
    let both = |lang: Lang| format!("{}{}", period.get(lang), school.get(lang));
    Label { zh_hans: both(Lang::ZhHans), zh_hant: both(Lang::ZhHant), en: both(Lang::En) }
}

/// The first letter large, where a language has large letters.
pub(super) fn begun(label: Label) -> Label {
    let mut letters = label.en.chars();
    let en = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    Label { en: en.unwrap_or_default(), ..label }
}
