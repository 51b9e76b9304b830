//! Every defect that R003 lists, found when the figures of the source are typed in.

use super::{BOOK, doubts, id, state};
use crate::plan::finding::{Finding, Severity, findings};

/// A figure about the unit of id 20, in thousandths.
fn figure(indicator: &str, value: i64) -> String {
    format!(
        r#"{{"subject":{},"indicator":"{indicator}","value":{value},"as_of":"2026-09"}}"#,
        id(20)
    )
}

const VILLAGE: (&str, u8, &str) = ("org", 20, r#"{"name":"云溪村","kind":"village"}"#);

#[test]
fn chapter_2_states_1387_inhabitants_and_1378_who_travel_on_the_road() {
    let road =
        format!(r#"{{"name":"村道","kind":"road","place":{},"beneficiary_people":1378}}"#, id(20));
    let people = figure("population", 1_387_000);
    // 1378 and 1387 differ by their last two digits, which changed places; 1378/1387 is 99.4 %, as good as everybody.
    assert_eq!(
        doubts(&[VILLAGE, ("measurement", 21, &people), ("project", 22, &road)]),
        [
            "digits_swapped: 1378 and 1387 (population) differ by two digits that changed places: check both",
            "everybody_benefits: population: 1378 of 1387 benefit: check whether that is meant",
        ]
    );
    // Typed in as figures of the village they are found as well.
    let travel = figure("travel_people", 1_378_000);
    let found = doubts(&[VILLAGE, ("measurement", 21, &people), ("measurement", 22, &travel)]);
    assert_eq!(found.len(), 2);
}

#[test]
fn chapter_2_counts_8_of_8_groups() {
    let road =
        format!(r#"{{"name":"护坡","kind":"road","place":{},"beneficiary_groups":8}}"#, id(20));
    let groups = figure("village_group_count", 8000);
    assert_eq!(
        doubts(&[VILLAGE, ("measurement", 21, &groups), ("project", 22, &road)]),
        ["everybody_benefits: village_group_count: 8 of 8 benefit: check whether that is meant"]
    );
}

#[test]
fn chapter_2_states_20_percent_which_278_of_1387_are() {
    let share = |percent: i64| {
        let share = figure("poverty_rate", percent).replace('}', r#","unit":"%"}"#);
        let (poor, all) = (figure("poor_population", 278_000), figure("population", 1_387_000));
        doubts(&[
            VILLAGE,
            ("measurement", 21, &share),
            ("measurement", 22, &poor),
            ("measurement", 23, &all),
        ])
    };
    // 278 / 1387 = 20.04 %, "about 20 %".
    assert_eq!(share(20_000), Vec::<String>::new());
    assert_eq!(
        share(25_000),
        [
            "ratio_stated: poverty_rate is stated as 25 %, but its figures give 20.043 %: correct one of them"
        ]
    );
}

#[test]
fn chapter_4_states_142_households_and_1047_people_whose_categories_are_95_and_199() {
    let figures = [
        figure("poor_household_count", 142_000),
        figure("five_guarantee_household_count", 2000),
        figure("allowance_household_count", 50_000),
        figure("poverty_aid_household_count", 43_000),
        figure("poor_population", 1_047_000),
        figure("five_guarantee_people", 2000),
        figure("allowance_people", 63_000),
        figure("poverty_aid_people", 134_000),
    ];
    let mut records = vec![VILLAGE];
    records.extend(figures.iter().zip(21..).map(|(it, id)| ("measurement", id, it.as_str())));
    // 2 + 50 + 43 = 95 households, 2 + 63 + 134 = 199 people.
    assert_eq!(
        doubts(&records),
        [
            "parts_against_total: the parts of poor_household_count add up to 95, but 142 is stated: correct one, or note why",
            "parts_against_total: the parts of poor_population add up to 199, but 1047 is stated: correct one, or note why",
        ]
    );
}

/// Nine schools of poor villages with four teachers each, and tasks that train so many at so many of the schools.
fn training(tasks: &[(i64, &[u8])]) -> Vec<String> {
    let plan = r#"{"title":"培训","from":"2026-09-01","to":"2029-08-31"}"#;
    let rule = format!(
        r#"{{"code":"R171","plan":{},"metric":"coverage","scope":"plan","comparator":">=","threshold":850,"unit":"share","period":"plan","kind":"TGT",
        "params":{{"of":{{"of":"person","where":[{{"field":"kinds","any_of":["teacher"]}}]}},"met":[{{"linked":{{"of":"activity","kinds":["K41"]}},"by":"participants"}}]}}}}"#,
        id(2)
    );
    let mut records = vec![("plan", 2, plan.to_owned()), ("rule", 3, rule)];
    for school in 0..9u8 {
        records.push(("org", 10 + school, r#"{"name":"学校"}"#.to_owned()));
        for teacher in 0..4 {
            let who =
                format!(r#"{{"name":"师","kinds":{{"teacher":true}},"org":{}}}"#, id(10 + school));
            records.push(("person", 40 + school * 4 + teacher, who));
        }
    }
    for ((quantity, schools), at) in tasks.iter().zip(30..) {
        let mut linked = format!("{}:true", id(3));
        for school in *schools {
            linked.push_str(&format!(",{}:true", id(10 + school)));
        }
        let task = format!(
            r#"{{"title":"培训","plan":{},"lead":{},"due":"2027-07-01","quantity":{quantity},"unit":"person","linked":{{{linked}}}}}"#,
            id(2),
            id(40)
        );
        records.push(("task", at, task));
    }
    let records: Vec<_> =
        records.iter().map(|(kind, id, patch)| (*kind, *id, patch.as_str())).collect();
    doubts(&records)
}

#[test]
fn chapter_5_promises_85_percent_of_36_teachers_and_schedules_26_in_7_of_9_schools() {
    // 0.85 × 36 = 30.6, so 31 people (R692); 10 + 10 + 6 = 26 are scheduled, 5 too few; schools 7 and 8 are left out.
    assert_eq!(
        training(&[(10_000, &[0, 1, 2, 3]), (10_000, &[4, 5, 6]), (6000, &[0, 4, 5])]),
        [
            "scheduled_below_promised: 26 are scheduled, but 31 are promised: schedule 5 more, or revise the promise",
            "units_not_scheduled: the tasks reach 7 of 9 units: schedule the others, or note why not",
        ]
    );
    let all: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8];
    assert_eq!(training(&[(31_000, all)]), Vec::<String>::new());
}

#[test]
fn chapter_7_counts_9_groups_without_water_and_lays_pipes_to_7() {
    let need = figure("groups_without_water", 9000);
    let pipe = format!(
        r#"{{"name":"水管","kind":"drinking_water","place":{},"beneficiary_groups":7}}"#,
        id(20)
    );
    assert_eq!(
        doubts(&[VILLAGE, ("measurement", 21, &need), ("project", 22, &pipe)]),
        [
            "need_not_covered: groups_without_water is 9, but what is planned serves 7: 2 are left without"
        ]
    );
}

#[test]
fn chapter_7_lets_30_percent_a_year_leave_which_never_ends() {
    let plan = r#"{"title":"退出","from":"2026-01-01","to":"2028-12-31"}"#;
    let rule = |threshold: i64| {
        format!(
            r#"{{"code":"R327","plan":{},"metric":"ratio","scope":"plan","comparator":">=","threshold":{threshold},"unit":"share","period":"year",
            "params":{{"part":{{"count":{{"of":"case","in_period":"exited_on"}}}},"whole":{{"choose":"R688","is":{{"remaining":{{"count":{{"of":"case"}}}}}},"else":{{"count":{{"of":"case"}}}}}}}}}}"#,
            id(2)
        )
    };
    let task = format!(
        r#"{{"title":"退出","plan":{0},"lead":{0},"due":"2027-07-01","linked":{{{1}:true}}}}"#,
        id(2),
        id(3)
    );
    let found =
        |threshold| doubts(&[("plan", 2, plan), ("rule", 3, &rule(threshold)), ("task", 4, &task)]);
    // Of the starting stock 3 × 30 % = 90 % leave, 10 % stay; of what remains 0.7³ = 34.3 % stay.
    assert_eq!(
        found(300),
        [
            "rate_never_ends: 30 % a year leaves 10 % after 3 years; taken of what remains it leaves 34.3 % and never ends"
        ]
    );
    // 3 × 34 % is more than all.
    assert_eq!(found(340), Vec::<String>::new());
}

#[test]
fn what_the_source_states_soundly_is_no_finding() {
    // Chapter 7-1: 396 + 555 = 951 mu; chapter 2: 79 households within 465.
    let figures = [
        figure("farmland", 951_000),
        figure("dry_land", 555_000),
        figure("paddy_land", 396_000),
        figure("household_count", 465_000),
        figure("poor_household_count", 79_000),
    ];
    let mut records = vec![VILLAGE];
    records.extend(figures.iter().zip(21..).map(|(it, id)| ("measurement", id, it.as_str())));
    assert_eq!(doubts(&records), Vec::<String>::new());
}

#[test]
fn an_explanation_stands_beside_its_finding_and_silences_nothing() {
    let groups = figure("village_group_count", 8000);
    let all = figure("safe_groups", 8000);
    let records = [BOOK, VILLAGE, ("measurement", 21, &groups[..]), ("measurement", 22, &all[..])];
    let found = findings(&state(&records));
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.severity(), Severity::Note);
    assert_eq!(finding.explanation(&state(&records)), None);
    let why = format!(r#"{{"explanations":{{"{}":"八个组都在坡上"}}}}"#, finding.key());
    let mut explained = records.to_vec();
    explained.push(("workspace", 1, &why));
    let state = state(&explained);
    let again = findings(&state);
    assert_eq!(again, found);
    assert_eq!(
        again.first().and_then(|it: &Finding| it.explanation(&state)),
        Some("八个组都在坡上")
    );
}
