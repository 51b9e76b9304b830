//! Every sentence people read, and how dates and numbers are written, in the language they chose.
//!
//! The sentences live in `web/text/LANGUAGE.json`, one flat object a language; only the chosen one is fetched. The code
//! holds keys. All arithmetic is in whole numbers.

use std::cell::{Cell, RefCell};

use chrono::{Datelike, NaiveDate};
use jiedui_core::label::Lang;
use serde_json::{Map, Value};

type Texts = Map<String, Value>;

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::ZhHans) };
    static LOADED: RefCell<[Option<&'static Texts>; 3]> = const { RefCell::new([None; 3]) };
    static WAN: Cell<bool> = const { Cell::new(false) };
}

/// The language in use.
pub fn lang() -> Lang {
    LANG.get()
}

/// Whether the sentences of `lang` have been read.
pub fn is_loaded(lang: Lang) -> bool {
    LOADED.with_borrow(|loaded| loaded[lang as usize].is_some())
}

/// Reads the file of a language. False: it is not an object, nothing changed.
pub fn load(lang: Lang, json: &str) -> bool {
    let Ok(Value::Object(texts)) = serde_json::from_str(json) else { return false };
    // Each language is read at most once per start and needed until the end, so it may stay for ever; this makes every
    // sentence a plain `&'static str`.
    let texts: &'static Texts = Box::leak(Box::new(texts));
    LOADED.with_borrow_mut(|loaded| loaded[lang as usize] = Some(texts));
    true
}

/// Uses `lang` from now on; its file must have been loaded.
pub fn choose(lang: Lang) {
    LANG.set(lang);
}

/// Whether money from 100,000 yuan up is written in 万 (a setting; the default is no).
pub fn write_in_wan(yes: bool) {
    WAN.set(yes);
}

fn find(key: &str) -> Option<&'static str> {
    let texts = LOADED.with_borrow(|loaded| loaded[lang() as usize])?;
    texts.get(key).and_then(Value::as_str)
}

/// The sentence of `key` in the language in use. A missing one shows its key; a test holds that none is missing.
pub fn t(key: &str) -> &'static str {
    find(key).unwrap_or_else(|| Box::leak(key.to_owned().into_boxed_str()))
}

/// Whether there is a sentence of that key: for keys put together from data, such as `field.KIND.NAME`.
pub fn has(key: &str) -> bool {
    find(key).is_some()
}

/// The sentence of `key` with its places filled: `{n}` by the value named `n`; `{n:day|days}` by the first word when
/// the value is 1, else by the second.
pub fn tf(key: &str, values: &[(&str, &str)]) -> String {
    fill(t(key), values)
}

fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (name, words) = place.split_once(':').unwrap_or((place, ""));
        let value = values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
        match words.split_once('|') {
            Some((one, many)) => out.push_str(if value == "1" { one } else { many }),
            None => out.push_str(value),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn word(list: &str, at: u32) -> &'static str {
    t(list).split(' ').nth(at as usize).unwrap_or_default()
}

fn dated(key: &str, date: NaiveDate) -> String {
    tf(
        key,
        &[
            ("y", &date.year().to_string()),
            ("m", &date.month().to_string()),
            ("mon", word("date.months", date.month0())),
            ("d", &date.day().to_string()),
            ("w", word("date.weekdays", date.weekday().num_days_from_sunday())),
        ],
    )
}

/// A day as it is written in running text: "10月14日(周三)", with its year instead of the weekday when that is not
/// the year of `today`: "2024年3月5日".
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    dated(if date.year() == today.year() { "date.day" } else { "date.full" }, date)
}

/// A day where space is short: "10月14日", with its year when that is not the year of `today`.
pub fn day_short(date: NaiveDate, today: NaiveDate) -> String {
    dated(if date.year() == today.year() { "date.short" } else { "date.full" }, date)
}

/// A day with year, for what is printed or kept: "2026年10月14日".
pub fn day_full(date: NaiveDate) -> String {
    dated("date.full", date)
}

/// A month: "2026年9月".
pub fn month(date: NaiveDate) -> String {
    dated("date.month", date)
}

/// The weekday alone: "周三".
pub fn weekday(date: NaiveDate) -> &'static str {
    word("date.weekdays", date.weekday().num_days_from_sunday())
}

/// The word for a day near today, 今天 or 昨天 or 前天 or 明天, if it is one.
pub fn near_day(date: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    match (today - date).num_days() {
        0 => Some(t("date.today")),
        1 => Some(t("date.yesterday")),
        2 => Some(t("date.before_yesterday")),
        -1 => Some(t("date.tomorrow")),
        _ => None,
    }
}

/// A whole number with a comma between thousands: "12,345".
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number kept as an integer of `10^-places`, without needless zeros: `decimal(7_500, 3)` is "7.5".
pub fn decimal(number: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let mut out = count(i64::try_from(whole).unwrap_or(i64::MAX));
    if number < 0 && (whole > 0 || part > 0) {
        out.insert(0, '-');
    }
    if part > 0 {
        let digits = (unit + part).to_string();
        out.push('.');
        out.push_str(digits[1..].trim_end_matches('0'));
    }
    out
}

/// Reads what a person typed as a number of `places` decimals: "1.5", "１。５", "1,250". None: it is not such a number.
pub fn read_decimal(text: &str, places: u32) -> Option<i64> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        match letter {
            '\u{ff10}'..='\u{ff19}' => {
                plain.push(char::from_digit(u32::from(letter) - 0xff10, 10)?);
            }
            '\u{3002}' | '\u{ff0e}' => plain.push('.'),
            '\u{2212}' | '\u{ff0d}' => plain.push('-'),
            ',' | '\u{ff0c}' | ' ' => {}
            other => plain.push(other),
        }
    }
    let (negative, plain) = plain.strip_prefix('-').map_or((false, &*plain), |rest| (true, rest));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let part = part.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    let missing = usize::try_from(places).ok()?.checked_sub(part.len())?;
    let number: i64 = format!("{whole}{part}{}", "0".repeat(missing)).parse().ok()?;
    // 2^53 is where the file format's integers end.
    (number < 1 << 53).then_some(if negative { -number } else { number })
}

/// Class hours, given in hundredths: "1.5 课时".
pub fn hours(hundredths: i64) -> String {
    let n = decimal(hundredths, 2);
    tf("unit.hours", &[("n", &n)])
}

/// Minutes: "60 分钟".
pub fn minutes(minutes: i64) -> String {
    tf("unit.minutes", &[("n", &count(minutes))])
}

/// Money, given in fen: "1,250.00 元"; from 100,000 yuan up in 万 where the reader chose so.
pub fn money(fen: i64) -> String {
    if WAN.get() && fen.unsigned_abs() >= 10_000_000 {
        return tf("unit.wan", &[("n", &decimal(fen, 6))]);
    }
    let sign = if fen < 0 { "-" } else { "" };
    let yuan = count(i64::try_from(fen.unsigned_abs() / 100).unwrap_or(i64::MAX));
    let n = format!("{sign}{yuan}.{:02}", fen.unsigned_abs() % 100);
    tf("unit.yuan", &[("n", &n)])
}

/// A share given in thousandths of a percent, as rules keep it: `percent(33_300)` is "33.3%".
pub fn percent(thousandths: i64) -> String {
    decimal(thousandths, 3) + "%"
}

/// `part` of `whole` as a percentage rounded to one decimal, halves up; "–" when there is no whole.
pub fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "–".to_owned();
    }
    let tenths = (i128::from(part) * 2_000 + i128::from(whole)) / (i128::from(whole) * 2);
    decimal(i64::try_from(tenths).unwrap_or(i64::MAX), 1) + "%"
}

/// A size in bytes: "320 KB", "1.2 MB".
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = (bytes.saturating_mul(10) + unit / 2) / unit;
        decimal(i64::try_from(tenths).unwrap_or(i64::MAX), 1)
    };
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => tenths(1_000_000) + " MB",
        _ => tenths(1_000_000_000) + " GB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lang: Lang) -> String {
        let path = format!("{}/text/{lang}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    }

    fn speak(lang: Lang) {
        assert!(load(lang, &file(lang)));
        choose(lang);
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_read_as_people_say_them() {
        let today = date("2026-11-23");
        speak(Lang::ZhHans);
        assert_eq!(day(date("2026-10-14"), today), "10月14日(周三)");
        assert_eq!(day(date("2024-03-05"), today), "2024年3月5日");
        assert_eq!(day_short(date("2026-10-14"), today), "10月14日");
        assert_eq!(month(date("2026-09-01")), "2026年9月");
        assert_eq!(near_day(date("2026-11-22"), today), Some("昨天"));
        assert_eq!(near_day(date("2026-11-19"), today), None);
        speak(Lang::ZhHant);
        assert_eq!(day(date("2026-10-14"), today), "10月14日(週三)");
        speak(Lang::En);
        assert_eq!(day(date("2026-10-14"), today), "Wed 14 Oct");
        assert_eq!(day(date("2024-03-05"), today), "5 Mar 2024");
        assert_eq!(month(date("2026-09-01")), "Sep 2026");
    }

    #[test]
    fn numbers_carry_no_needless_zeros() {
        assert_eq!(decimal(7_500, 3), "7.5");
        assert_eq!(decimal(10_000, 3), "10");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(0, 2), "0");
        assert_eq!(decimal(123_456_789, 3), "123,456.789");
        assert_eq!(count(-1_234_567), "-1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(percent(33_300), "33.3%");
        assert_eq!(share(1, 4), "25%");
        assert_eq!(share(2, 3), "66.7%");
        assert_eq!(share(1, 0), "–");
    }

    #[test]
    fn amounts_carry_their_unit() {
        speak(Lang::ZhHans);
        assert_eq!(hours(150), "1.5 课时");
        assert_eq!(money(125_000), "1,250.00 元");
        assert_eq!(money(-5), "-0.05 元");
        assert_eq!(minutes(60), "60 分钟");
        assert_eq!(money(12_345_600), "123,456.00 元");
        write_in_wan(true);
        assert_eq!(money(12_345_600), "12.3456 万元");
        write_in_wan(false);
        speak(Lang::En);
        assert_eq!(hours(100), "1 class hour");
        assert_eq!(hours(150), "1.5 class hours");
        assert_eq!(size(320_400), "321 KB");
        assert_eq!(size(1_240_000), "1.2 MB");
    }

    #[test]
    fn typed_numbers_are_read_kindly_and_nonsense_is_not() {
        assert_eq!(read_decimal(" 1.5 ", 2), Some(150));
        assert_eq!(read_decimal("１。５", 2), Some(150));
        assert_eq!(read_decimal("1,250", 2), Some(125_000));
        assert_eq!(read_decimal(".5", 2), Some(50));
        assert_eq!(read_decimal("2.", 2), Some(200));
        assert_eq!(read_decimal("1.500", 2), Some(150));
        assert_eq!(read_decimal("-3", 0), Some(-3));
        for odd in ["", ".", "1.255", "1e3", "--1", "abc", "99999999999999999999", "1.5.5"] {
            assert_eq!(read_decimal(odd, 2), None, "{odd}");
        }
    }

    #[test]
    fn a_sentence_is_filled_place_by_place() {
        assert_eq!(fill("{n} {n:day|days} of {m}", &[("n", "1"), ("m", "{n}")]), "1 day of {n}");
        assert_eq!(fill("{n} {n:day|days}", &[("n", "2")]), "2 days");
        assert_eq!(fill("open { brace", &[]), "open { brace");
        assert_eq!(fill("{none}", &[]), "");
    }
}
