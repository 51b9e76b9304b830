use proptest::prelude::*;

use super::*;
use crate::log::Line;

fn id(number: u32) -> RecordId {
    text(number).parse().unwrap()
}

fn text(number: u32) -> String {
    format!("0192f000-0000-7000-8000-{number:012}")
}

/// A state of records written down as kind, number, fields.
fn state(records: &[(&str, u32, String)]) -> State {
    let mut state = State::default();
    for ((kind, number, patch), seq) in records.iter().zip(1..) {
        let id = text(*number);
        let line = format!(
            r#"{{"v":1,"seq":{seq},"device":"0000000000007","act":{seq},"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"{kind}","id":"{id}","patch":{patch}}}"#
        );
        state.apply(Line::parse(&line).unwrap());
    }
    state
}

fn unit(number: u32, region: &str) -> (&'static str, u32, String) {
    (
        "org",
        number,
        format!(r#"{{"name":"第{number}园","kind":"public_kindergarten","region":"{region}"}}"#),
    )
}

fn mentor(number: u32, org: u32, more: &str) -> (&'static str, u32, String) {
    let org = text(org);
    (
        "person",
        number,
        format!(
            r#"{{"name":"师{number}号","org":"{org}","mentor_pool":true,"kinds":{{"teacher":true}}{more}}}"#
        ),
    )
}

fn mentee(number: u32, org: u32, more: &str) -> (&'static str, u32, String) {
    let org = text(org);
    (
        "person",
        number,
        format!(r#"{{"name":"徒{number}号","org":"{org}","kinds":{{"teacher":true}}{more}}}"#),
    )
}

fn mentoring(number: u32, mentor: u32, mentee: u32, state: &str) -> (&'static str, u32, String) {
    let [mentor, mentee] = [text(mentor), text(mentee)];
    let patch = format!(
        r#"{{"kind":"mentor_mentee","side_a":{{"{mentor}":true}},"side_b":{{"{mentee}":true}},"state":"{state}"}}"#
    );
    ("pairing", number, patch)
}

fn found(records: &[(&str, u32, String)], request: &Request) -> Matches {
    matches(&state(records), request, &Points::default()).unwrap()
}

fn pairs(found: &Matches) -> Vec<(RecordId, RecordId)> {
    found.pairs.iter().map(|pair| (pair.helper, pair.helped)).collect()
}

#[test]
fn the_best_for_all_is_not_the_best_for_the_first() {
    // 师10号 fits both mentees, 师11号 only 徒20号: each gets the one that leaves nobody out.
    let records = [
        unit(1, "甲县"),
        unit(2, "乙县"),
        mentor(10, 1, r#","subject":"语言、科学","title":"senior","mentor_capacity":1"#),
        mentor(11, 1, r#","subject":"语言","mentor_capacity":1"#),
        mentee(20, 2, r#","subject":"语言","title":"second""#),
        mentee(21, 2, r#","subject":"科学","title":"second""#),
    ];
    let found = found(&records, &Request::default());
    assert_eq!(pairs(&found), [(id(10), id(21)), (id(11), id(20))]);
    // 40 subject, 20 stage (both kindergartens), 2 grades 20, free 12.
    assert_eq!(found.pairs[0].points, 92);
    let codes: Vec<&str> = found.pairs[0].reasons.iter().map(|it| it.why.code()).collect();
    assert_eq!(codes, ["same_subject", "same_stage", "ahead", "load"]);
    assert_eq!((found.total, found.unpaired.len(), found.idle.len()), (92 + 72, 0, 0));
}

#[test]
fn who_has_no_partner_is_told_why() {
    let records = [
        unit(1, "甲县"),
        mentor(10, 1, r#","stage":"primary","mentor_capacity":1"#),
        mentor(11, 1, r#","stage":"preschool","mentor_capacity":1"#),
        mentor(12, 1, r#","mentor_capacity":0"#),
        mentee(20, 1, ""),
        mentee(21, 1, r#","stage":"junior""#),
        mentee(22, 1, ""),
        mentee(23, 1, ""),
        mentoring(30, 10, 23, "active"),
        mentoring(31, 11, 22, "ended"),
    ];
    let found = found(&records, &Request::default());
    assert_eq!(pairs(&found), [(id(11), id(20))]);
    let why = |who: u32| {
        let all = found.unpaired.iter().chain(&found.idle);
        all.filter(|it| it.id == id(who)).map(|it| it.why.clone()).collect::<Vec<_>>()
    };
    assert_eq!(why(23), [WhyAlone::Paired { pairing: id(30) }]);
    assert_eq!(why(22), [WhyAlone::Taken]);
    // 12 has room for nobody but would come nearest: same unit 20, nothing known of the stage but the unit's.
    assert!(
        matches!(&why(21)[..], [WhyAlone::NobodyFits { nearest: Some((_, points)) }] if *points <= 0)
    );
    assert_eq!(why(10), [WhyAlone::Full { present: 1, limit: 1 }]);
    assert_eq!(why(12), [WhyAlone::Full { present: 0, limit: 0 }]);
}

#[test]
fn wishes_distance_and_paired_units_count() {
    let pair = format!(
        r#"{{"kind":"kindergartens","side_a":{{"{}":true}},"side_b":{{"{}":true}},"state":"active"}}"#,
        text(1),
        text(3)
    );
    let records = [
        unit(1, "甲县"),
        unit(2, "乙县"),
        unit(3, "丙县"),
        ("pairing", 5, pair),
        mentor(10, 1, ""),
        mentor(11, 2, ""),
        mentee(20, 3, r#","wishes":"想跟师11号学习""#),
    ];
    let reasons = |request: &Request| -> Vec<(i64, &'static str)> {
        found(&records, request).pairs[0]
            .reasons
            .iter()
            .map(|it| (it.points, it.why.code()))
            .collect()
    };
    assert_eq!(
        reasons(&Request::default()),
        [(20, "same_stage"), (30, "wish_of_helped"), (12, "load")]
    );
    let mut request = Request { wishes: vec![(id(20), id(10))], ..Request::default() };
    request.distances.insert((id(1), id(3)), 23);
    assert_eq!(
        reasons(&request),
        [
            (20, "same_stage"),
            (16, "distance"),
            (15, "units_paired"),
            (30, "wish_of_helped"),
            (12, "load")
        ]
    );
}

#[test]
fn a_plan_says_whose_people_are_matched_and_the_settings_how_many_one_mentor_may_have() {
    let pair = format!(
        r#"{{"kind":"kindergartens","plan":"{}","side_a":{{"{}":true}},"side_b":{{"{}":true}}}}"#,
        text(4),
        text(1),
        text(2)
    );
    let records = [
        ("workspace", 6, r#"{"name":"云溪","settings":{"R690_limit":"1"}}"#.to_owned()),
        ("plan", 4, r#"{"title":"结对"}"#.to_owned()),
        unit(1, ""),
        unit(2, ""),
        unit(3, ""),
        ("pairing", 5, pair),
        mentor(10, 1, ""),
        mentor(11, 3, ""),
        mentee(20, 2, ""),
        mentee(21, 2, ""),
        mentee(22, 3, ""),
        mentee(23, 2, r#","left_on":"2026-10-01""#),
    ];
    let plan = Request { plan: Some(id(4)), ..Request::default() };
    let with_plan = found(&records, &plan);
    assert_eq!(pairs(&with_plan), [(id(10), id(20))]);
    assert_eq!(with_plan.unpaired, [Alone { id: id(21), why: WhyAlone::Taken }]);
    let more = Request { limit: Some(2), ..plan };
    assert_eq!(pairs(&found(&records, &more)), [(id(10), id(20)), (id(10), id(21))]);
    let all = found(&records, &Request::default());
    assert_eq!(all.pairs.len(), 2, "one mentee for each mentor, all units together");
}

#[test]
fn units_are_matched_by_stage_honours_and_region() {
    let honours = r#"{"name":"示范园","kind":"public_kindergarten","region":"甲县","level_honours":{"a":{"title":"一级园"}}}"#;
    let records = [
        ("org", 1, honours.to_owned()),
        ("org", 2, r#"{"name":"示范小学","kind":"primary_school","region":"甲县"}"#.to_owned()),
        unit(3, "甲县"),
        ("org", 4, r#"{"name":"村小","kind":"teaching_point","region":"乙县"}"#.to_owned()),
    ];
    let request = Request {
        what: Sought::Units,
        helpers: vec![id(1), id(2)],
        helped: vec![id(4), id(3)],
        ..Request::default()
    };
    let found = found(&records, &request);
    assert_eq!(pairs(&found), [(id(1), id(3)), (id(2), id(4))]);
    // 20 stage, one honour 10, region 10, free 12; 20 stage, free 12.
    assert_eq!(found.pairs.iter().map(|it| it.points).collect::<Vec<_>>(), [52, 32]);
}

#[test]
fn what_cannot_be_matched_is_refused_in_words() {
    let records = [unit(1, ""), mentor(10, 1, ""), mentee(20, 1, "")];
    let refused =
        |request: &Request| matches(&state(&records), request, &Points::default()).unwrap_err();
    let named = |helpers: &[u32], helped: &[u32]| Request {
        helpers: helpers.iter().map(|it| id(*it)).collect(),
        helped: helped.iter().map(|it| id(*it)).collect(),
        ..Request::default()
    };
    assert_eq!(refused(&named(&[10], &[10])), NoMatch::BothSides { id: id(10) });
    assert_eq!(refused(&named(&[1], &[20])), NoMatch::NotThere { id: id(1), expected: "person" });
    assert_eq!(
        refused(&Request { plan: Some(id(9)), ..Request::default() }),
        NoMatch::NotThere { id: id(9), expected: "plan" }
    );
    assert_eq!(
        refused(&Request { what: Sought::Units, ..Request::default() }),
        NoMatch::ChooseUnits
    );
    let nobody = matches(&state(&records[..1]), &Request::default(), &Points::default());
    assert_eq!(nobody.unwrap_err(), NoMatch::NoHelpers);
    let nobody = matches(&state(&records[..2]), &Request::default(), &Points::default());
    assert_eq!(nobody.unwrap_err(), NoMatch::NobodyToHelp);
}

fn people() -> impl Strategy<Value = Vec<(&'static str, u32, String)>> {
    let of = || {
        let subject = prop::sample::select(vec!["", "语言", "科学", "语言、艺术"]);
        let stage = prop::sample::select(vec!["", "preschool", "primary"]);
        let title = prop::sample::select(vec!["", "none", "second", "senior"]);
        let org = 1..4_u32;
        (subject, stage, title, org, prop::option::of(0..3))
    };
    let some = || prop::collection::vec(of(), 1..5);
    (some(), some()).prop_map(|(mentors, mentees)| {
        let mut records = vec![unit(1, "甲"), unit(2, "甲"), unit(3, "乙")];
        for (number, (subject, stage, title, org, most)) in (10..).zip(mentors) {
            let most = most.map(|most| format!(r#","mentor_capacity":{most}"#)).unwrap_or_default();
            let more =
                format!(r#","subject":"{subject}","stage":"{stage}","title":"{title}"{most}"#);
            records.push(mentor(number, org, &more));
        }
        for (number, (subject, stage, title, org, _)) in (20..).zip(mentees) {
            let more = format!(r#","subject":"{subject}","stage":"{stage}","title":"{title}""#);
            records.push(mentee(number, org, &more));
        }
        records
    })
}

proptest! {
    #[test]
    fn everything_is_explained_and_nobody_has_more_than_they_may(records in people(), pool: bool) {
        let cover = if pool { Cover::Pool } else { Cover::Helped };
        let request = Request { cover: Some(cover), ..Request::default() };
        let state = state(&records);
        let found = matches(&state, &request, &Points::default()).unwrap();
        prop_assert_eq!(found.total, found.pairs.iter().map(|it| it.points).sum::<i64>());
        for pair in &found.pairs {
            prop_assert!(pair.points > 0);
            prop_assert_eq!(pair.points, pair.reasons.iter().map(|it| it.points).sum::<i64>());
            let most = state.people().get(crate::record::Id::new(pair.helper)).unwrap().mentor_capacity.unwrap_or(3);
            let mine = found.pairs.iter().filter(|it| it.helper == pair.helper).count();
            prop_assert!(i64::try_from(mine).unwrap() <= most);
        }
        let (mut helped, mut helpers): (Vec<_>, Vec<_>) = pairs(&found).into_iter().map(|(helper, helped)| (helped, helper)).unzip();
        helped.extend(found.unpaired.iter().map(|it| it.id));
        helpers.extend(found.idle.iter().map(|it| it.id));
        helpers.dedup();
        helped.sort();
        helpers.sort();
        let all = |from: &str| -> Vec<RecordId> {
            let of = records.iter().filter(|(kind, _, patch)| *kind == "person" && patch.contains(from));
            of.map(|(_, number, _)| id(*number)).collect()
        };
        prop_assert_eq!(helped, all("徒"));
        prop_assert_eq!(helpers, all("师"));
        prop_assert_eq!(matches(&state, &request, &Points::default()).unwrap(), found);
    }
}
