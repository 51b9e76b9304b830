//! Findings hold whatever comes: no workbook stops them, and the order in which it came changes nothing.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::log::Line;
use crate::plan::finding::findings;
use crate::record::{Type, schema};
use crate::state::State;

const KINDS: &[&str] = &[
    "workspace",
    "org",
    "person",
    "household",
    "enrolment",
    "case",
    "pairing",
    "plan",
    "task",
    "rule",
    "measurement",
    "activity",
    "project",
    "fund_entry",
    "notice",
    "assessment",
];

/// The greatest number a line may hold.
const MOST: i64 = 9_007_199_254_740_991;

fn name(id: u8) -> String {
    format!("0192f000-0000-7000-8000-0000000000{id:02}")
}

/// A value for a field, sensible or not, out of one drawn number.
fn value(ty: Type, draw: u32) -> Value {
    let small = i64::from(draw % 7) - 1;
    let day = ["2026-09-01", "2027-08-31", "1900-01-01", "2099-12-31", "2027-02-31", ""];
    let day = day[draw as usize % day.len()];
    let words = [
        ">=",
        "share",
        "plan",
        "year",
        "coverage",
        "population",
        "mentor_mentee",
        "2026-2027",
        "%",
        "done",
        "exited",
        "between",
        "teacher",
        "drinking_water",
        "poor_household_count",
        "total",
    ];
    let word = words[draw as usize % words.len()];
    if draw.is_multiple_of(31) {
        return json!([MOST, null]);
    }
    match ty {
        Type::Int(..) => json!(if draw.is_multiple_of(11) { -MOST } else { small }),
        Type::ClassHours | Type::Fen | Type::Thousandths => {
            json!([MOST, -MOST, 0, small * 1000, 100_000][draw as usize % 5])
        }
        Type::Date | Type::PDate => json!(day),
        Type::Bool => json!(draw.is_multiple_of(2)),
        Type::Ref(_) => json!(name(10 + (draw % 9) as u8)),
        Type::RefSet(_) => {
            json!({name(10 + (draw % 9) as u8): true, name(10 + (draw / 9 % 9) as u8): true})
        }
        Type::CodeSet(_) => json!({word: true}),
        Type::Items(fields) => {
            let item: serde_json::Map<_, _> = fields
                .iter()
                .zip(1..)
                .map(|(field, at)| (field.name.to_owned(), value(field.ty, draw.rotate_left(at))))
                .collect();
            json!({"2026-2027": item, "total": {"amount": small}})
        }
        Type::Free => json!({"whole": {"choose": "R688"}, "of": {"of": "person"}, "met": []}),
        Type::TextMap => json!({"capacity_households": "0", "R688": "remaining"}),
        Type::Text(_) | Type::Long | Type::Name | Type::Time | Type::Code(_) => json!(word),
    }
}

/// A record keeps its kind: its id tells it.
fn line((id, draws): &(u8, Vec<u32>), seq: usize) -> Line {
    let kind = KINDS[usize::from(*id) % KINDS.len()];
    let fields = schema(kind).unwrap().fields;
    let patch: serde_json::Map<_, _> = fields
        .iter()
        .zip(draws.iter().cycle().zip(0u32..))
        .filter(|(_, (draw, at))| !draw.rotate_left(*at).is_multiple_of(3))
        .map(|(field, (draw, at))| (field.name.to_owned(), value(field.ty, draw.rotate_left(at))))
        .collect();
    let line = json!({
        "v": 1, "seq": seq, "device": "0000000000007", "act": seq, "base": [], "by": null,
        "at": "2026-11-23T08:00:00Z", "kind": kind, "id": name(*id), "patch": patch,
    });
    Line::parse(&line.to_string()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_stops_the_findings_and_the_order_of_lines_changes_none(
        records in prop::collection::vec(
            (10..40u8, prop::collection::vec(any::<u32>(), 3..9)), 1..24,
        ),
        turn in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<Line> = records.iter().zip(1..).map(|(it, seq)| line(it, seq)).collect();
        let told = |lines: &[Line]| {
            let mut state = State::default();
            for line in lines {
                state.apply(line.clone());
            }
            findings(&state)
        };
        let found = told(&lines);
        let mut turned = lines.clone();
        turned.rotate_left(turn.index(lines.len()));
        turned.reverse();
        prop_assert_eq!(&told(&turned), &found);
        for finding in &found {
            prop_assert!(!finding.to_string().contains('?'), "{}", finding);
            prop_assert!(!finding.key().is_empty());
        }
    }
}
