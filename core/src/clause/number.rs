//! Figures as people write them: Arabic and Chinese, whole and with a point, shares and ranges. A figure is read from
//! where it begins, as far as it goes; nothing is rounded without saying so.

/// A figure of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// In thousandths of the unit, or of the whole when it is a share.
    pub(super) low: i64,
    /// The upper end of a range.
    pub(super) high: Option<i64>,
    /// Whether it is a part of a whole: 30 %, 三成, 百分之三十.
    pub(super) share: bool,
    /// Whether it had to be rounded up to thousandths.
    pub(super) rounded: bool,
    /// Whether it is beyond what any plan needs.
    pub(super) too_large: bool,
}

impl Figure {
    /// A whole number of units.
    pub(super) const fn whole(units: i64) -> Self {
        let low = units.saturating_mul(1000);
        Self { low, high: None, share: false, rounded: false, too_large: false }
    }

    /// So many thousandths of a whole.
    pub(super) const fn share(thousandths: i64) -> Self {
        Self { low: thousandths, high: None, share: true, rounded: false, too_large: false }
    }

    /// The range from this figure to another, unless it runs backwards or is of two sorts.
    pub(super) fn to(self, mut end: Self) -> Option<Self> {
        let mut begin = self;
        if end.share && !begin.share {
            // 30-40%: the sign stands once for both.
            begin = Self { low: begin.low.checked_div(100)?, share: true, ..begin };
        }
        let whole = begin.high.is_none() && end.high.is_none() && begin.share == end.share;
        end.high = Some(end.low);
        end.low = begin.low;
        end.rounded |= begin.rounded;
        end.too_large |= begin.too_large;
        (whole && end.high > Some(end.low)).then_some(end)
    }
}

/// More than this nobody promises, in units.
const MOST: i128 = 1_000_000_000_000;

/// What may stand between the two ends of a range.
const TO: [char; 4] = ['-', '~', '至', '到'];

/// Characters that make another word of the 成 before them.
const NOT_TENTHS: &str = "功立员果效绩为就长本年品套";

/// Reads the figure that begins at `at`; where it ends, and what it is.
pub(super) fn figure(text: &[char], at: usize) -> Option<(usize, Figure)> {
    if let Some((end, low, high)) = neighbours(text, at) {
        return Some((end, Figure { high: Some(high * 1000), ..Figure::whole(low) }));
    }
    let (end, first) = single(text, at)?;
    let next = skip_spaces(text, end);
    if text.get(next).is_some_and(|c| TO.contains(c)) {
        let second = single(text, skip_spaces(text, next + 1));
        if let Some((last, range)) = second.and_then(|(last, to)| Some((last, first.to(to)?))) {
            return Some((last, range));
        }
    }
    Some((end, first))
}

/// 两三次, 一两次, 三五次: two neighbouring digits are a range.
fn neighbours(text: &[char], at: usize) -> Option<(usize, i64, i64)> {
    let (low, high) = (digit(*text.get(at)?)?, digit(*text.get(at + 1)?)?);
    let more = text.get(at + 2).is_some_and(|c| digit(*c).is_some() || scale(*c).is_some());
    let named = (1..9).contains(&low) && (high == low + 1 || (low, high) == (3, 5));
    (named && !more).then_some((at + 2, low, high))
}

fn single(text: &[char], at: usize) -> Option<(usize, Figure)> {
    if let Some(found) = parts_of(text, at) {
        return Some(found);
    }
    let (end, value) = arabic(text, at).or_else(|| chinese(text, at))?;
    if let Some((end, value)) = divided(text, end, value) {
        return Some((end, value.share_of(1)));
    }
    let sign = skip_spaces(text, end);
    Some(match text.get(sign) {
        Some('%') => (sign + 1, value.share_of(100)),
        Some('‰') => (sign + 1, value.share_of(1000)),
        Some('成') if sign == end && is_tenths(text, sign, value) => match text.get(sign + 1) {
            Some('半') => (sign + 2, value.plus_half().share_of(10)),
            _ => (sign + 1, value.share_of(10)),
        },
        _ => (end, value.figure()),
    })
}

fn is_tenths(text: &[char], sign: usize, value: Value) -> bool {
    let next = text.get(sign + 1).copied().unwrap_or(' ');
    value.units <= 10 * value.of && !NOT_TENTHS.contains(next)
}

/// An exact value: `units` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    units: i128,
    of: i128,
}

impl Value {
    const fn whole(units: i128) -> Self {
        Self { units, of: 1 }
    }

    fn plus_half(self) -> Self {
        Self { units: self.units * 2 + self.of, of: self.of * 2 }
    }

    fn figure(self) -> Figure {
        self.thousandths(false)
    }

    fn share_of(self, whole: i128) -> Figure {
        Self { of: self.of * whole, ..self }.thousandths(true)
    }

    /// Rounded up: who asks for two thirds is not content with 66.6 %.
    fn thousandths(self, share: bool) -> Figure {
        let scaled = self.units * 1000;
        let rest = scaled % self.of != 0;
        let low = scaled / self.of + i128::from(rest);
        let low = i64::try_from(low).unwrap_or(i64::MAX);
        let too_large = self.units / self.of > MOST;
        Figure { low, high: None, share, rounded: rest, too_large }
    }
}

/// 百分之三十, 三分之二, 十分之一.
fn parts_of(text: &[char], at: usize) -> Option<(usize, Figure)> {
    let (end, whole) = match text.get(at)? {
        // 百分之 has no figure before its 百.
        '百' => (at + 1, Value::whole(100)),
        '千' => (at + 1, Value::whole(1000)),
        _ => arabic(text, at).or_else(|| chinese(text, at))?,
    };
    if text.get(end) != Some(&'分') || text.get(end + 1) != Some(&'之') || whole.of != 1 {
        return None;
    }
    let part = arabic(text, end + 2).or_else(|| chinese(text, end + 2));
    // 百分之百 is the whole.
    let hundred = || (text.get(end + 2) == Some(&'百')).then_some((end + 3, Value::whole(100)));
    let (end, part) = part.or_else(hundred)?;
    (whole.units > 0).then(|| (end, part.share_of(whole.units)))
}

/// 2/3: a part of a whole.
fn divided(text: &[char], end: usize, value: Value) -> Option<(usize, Value)> {
    if text.get(end) != Some(&'/') {
        return None;
    }
    let (end, by) = arabic(text, end + 1)?;
    (value.of == 1 && by.of == 1 && by.units > value.units)
        .then_some((end, Value { units: value.units, of: by.units }))
}

fn arabic(text: &[char], at: usize) -> Option<(usize, Value)> {
    let mut end = at;
    let mut value = Value::whole(0);
    let push = |value: &mut Value, digit: i128| {
        value.units = value.units.saturating_mul(10).saturating_add(digit).min(MOST * 1_000_000);
    };
    while let Some(digit) = text.get(end).and_then(|c| c.to_digit(10)) {
        push(&mut value, i128::from(digit));
        end += 1;
        let group =
            |from: usize| (0..3).all(|n| is_digit(text, from + n)) && !is_digit(text, from + 3);
        let whole = value.units > 0 && end - at <= 12;
        if text.get(end) == Some(&',') && whole && group(end + 1) {
            end += 1;
        }
    }
    if end == at {
        return None;
    }
    if text.get(end) == Some(&'.') && is_digit(text, end + 1) {
        end += 1;
        while let Some(digit) = text.get(end).and_then(|c| c.to_digit(10)) {
            if value.of < 1_000_000_000 {
                push(&mut value, i128::from(digit));
                value.of *= 10;
            }
            end += 1;
        }
    }
    while let Some(scale) = text.get(end).and_then(|c| scale(*c)).filter(|scale| *scale >= 100) {
        value.units = value.units.saturating_mul(scale).min(MOST * 1_000_000);
        end += 1;
    }
    Some((end, value))
}

fn is_digit(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(char::is_ascii_digit)
}

/// 二十五, 一百二十, 一千零五十, 三万, 二〇, 一点五.
fn chinese(text: &[char], at: usize) -> Option<(usize, Value)> {
    let mut end = at;
    // Whole ten thousands so far, the section being read, the digit that waits for its scale.
    let (mut high, mut section, mut waiting) = (0_i128, 0_i128, None::<i128>);
    let mut last_scale = 1_i128;
    while let Some(c) = text.get(end) {
        if let Some(digit) = digit(*c) {
            let digits = waiting.unwrap_or_default().saturating_mul(10);
            waiting = Some((digits + i128::from(digit)).min(MOST));
        } else if let Some(scale) = scale(*c) {
            // 百, 千 and 万 want a digit before them; 十 stands for ten by itself.
            if waiting.is_none() && section == 0 && high == 0 && scale != 10 {
                break;
            }
            if scale >= 10_000 {
                high = (high + section + waiting.unwrap_or_default()).saturating_mul(scale);
                section = 0;
            } else {
                section += waiting.unwrap_or(1).saturating_mul(scale);
            }
            high = high.min(MOST * 1000);
            section = section.min(MOST * 1000);
            waiting = None;
            last_scale = scale;
        } else {
            break;
        }
        end += 1;
    }
    if end == at {
        return None;
    }
    // 一百二 is a hundred and twenty.
    let short = last_scale >= 100 && text.get(end - 1).is_some_and(|c| digit(*c).is_some());
    let after_nought = end >= at + 2 && text.get(end - 2).is_some_and(|c| digit(*c) == Some(0));
    let rest = waiting.unwrap_or_default();
    let rest = if short && !after_nought && rest < 10 { rest * last_scale / 10 } else { rest };
    let value = Value::whole(high + section + rest);
    Some(after_point(text, end, value).unwrap_or((end, value)))
}

fn after_point(text: &[char], end: usize, mut value: Value) -> Option<(usize, Value)> {
    if text.get(end) != Some(&'点') {
        return None;
    }
    let mut last = end + 1;
    while let Some(digit) = text.get(last).and_then(|c| digit(*c)) {
        if value.of < 1_000_000_000 {
            value = Value { units: value.units * 10 + i128::from(digit), of: value.of * 10 };
        }
        last += 1;
    }
    (last > end + 1).then_some((last, value))
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn scale(c: char) -> Option<i128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

fn skip_spaces(text: &[char], at: usize) -> usize {
    at + text.iter().skip(at).take_while(|c| **c == ' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(usize, Figure)> {
        figure(&text.chars().collect::<Vec<_>>(), 0)
    }

    fn value(text: &str) -> (i64, Option<i64>, bool) {
        let (end, figure) = read(text).unwrap();
        assert_eq!(end, text.chars().count(), "{text} was not read to its end");
        (figure.low, figure.high, figure.share)
    }

    #[test]
    fn whole_figures_are_read_in_every_writing() {
        for (text, units) in [
            ("10", 10),
            ("1,200", 1200),
            ("十", 10),
            ("十二", 12),
            ("二十五", 25),
            ("两", 2),
            ("一百二十", 120),
            ("一百二", 120),
            ("一百零五", 105),
            ("一千零五十", 1050),
            ("三万", 30_000),
            ("2万", 20_000),
            ("二〇", 20),
            ("叁佰", 300),
            ("一万二千", 12_000),
        ] {
            assert_eq!(value(text), (units * 1000, None, false), "{text}");
        }
        assert_eq!(value("1.5"), (1500, None, false));
        assert_eq!(value("1.5万"), (15_000_000, None, false));
        assert_eq!(value("一点五"), (1500, None, false));
    }

    #[test]
    fn shares_are_thousandths_of_the_whole() {
        for (text, share) in [
            ("30%", 300),
            ("30 %", 300),
            ("百分之三十", 300),
            ("百分之30", 300),
            ("三成", 300),
            ("两成半", 250),
            ("十分之三", 300),
            ("5‰", 5),
            ("98.5%", 985),
            ("千分之五", 5),
            ("百分之百", 1000),
        ] {
            assert_eq!(value(text), (share, None, true), "{text}");
        }
        let (_, thirds) = read("三分之二").unwrap();
        assert!(thirds.share && thirds.rounded && thirds.low == 667);
    }

    #[test]
    fn ranges_are_read_and_never_run_backwards() {
        for text in ["1-2", "一至两", "1~2", "1到2", "一两", "1 - 2"] {
            assert_eq!(value(text), (1000, Some(2000), false), "{text}");
        }
        assert_eq!(value("三五"), (3000, Some(5000), false));
        assert_eq!(value("30-40%"), (300, Some(400), true));
        assert_eq!(read("2-1").unwrap().0, 1);
    }

    #[test]
    fn a_word_that_only_begins_like_a_figure_is_none() {
        assert_eq!(read("百花"), None);
        assert_eq!(read("成功"), None);
        assert_eq!(read("3成员").unwrap().0, 1);
        assert!(read("99999999999999999999999999").unwrap().1.too_large);
    }
}
