//! A year of every plan template: commands out of `T16.jsonl`, and out of `T16.txt` what the agreement says then, worked
//! out by hand.
use super::{Desk, jiedui, json, story, until};

/// The outcomes of one day, a line each: rule, period, value, verdict, and the scope where a template has several.
struct Told {
    day: String,
    lines: Vec<String>,
    /// The verdicts that outcomes may have which no line names.
    others: Vec<String>,
}

/// Reads `== DATE` and the lines under it; what follows `#` is for people.
fn told(text: &str) -> Vec<Told> {
    let mut days: Vec<Told> = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(day) = line.strip_prefix("== ") {
            days.push(Told { day: day.to_owned(), lines: Vec::new(), others: Vec::new() });
        } else if let Some(verdicts) = line.strip_prefix("others ") {
            days.last_mut().unwrap().others = verdicts.split(' ').map(str::to_owned).collect();
        } else if !line.is_empty() {
            days.last_mut().unwrap().lines.push(line);
        }
    }
    days
}

/// Plays the year of a template up to each day of its table and compares every outcome.
fn comes_out(code: &str) {
    let desk = Desk::new(code);
    let days = told(&story(&format!("{code}.txt")));
    assert!(!days.is_empty());
    let commands = story(&format!("{code}.jsonl"));
    for Told { day, lines, others } in days {
        desk.perform(None, &until(&commands, &day), "year.jiedui");
        let answer = json(&jiedui(&["assess", &desk.path("year.jiedui"), "--on", &day]).unwrap());
        let (mut computed, mut more) = (Vec::new(), Vec::new());
        for outcome in answer["outcomes"].as_array().unwrap() {
            let text = |name: &str| outcome[name].as_str().unwrap_or("–");
            let line = [text("rule"), text("period"), text("value"), text("verdict")].join(" ");
            let scoped = format!("{line} {}", outcome["scope"]["name"].as_str().unwrap());
            if let Some(found) = [&line, &scoped].into_iter().find(|it| lines.contains(it)) {
                computed.push(found.clone());
            } else if others.iter().all(|it| it != text("verdict")) {
                more.push(scoped);
            }
        }
        let mut by_hand = lines;
        by_hand.sort();
        computed.extend(more);
        computed.sort();
        assert_eq!(computed.join("\n"), by_hand.join("\n"), "{code} on {day}");
    }
}

#[test]
fn two_schools_pair_their_mentors_for_a_year() {
    comes_out("T16");
}

#[test]
fn a_mentor_and_a_mentee_keep_their_agreement_for_a_year() {
    comes_out("T17");
}

#[test]
fn a_leading_kindergarten_goes_hand_in_hand_with_two_from_march_to_december() {
    comes_out("T14");
}

#[test]
fn a_township_of_schools_trains_and_aids_and_keeps_its_children() {
    comes_out("T05");
}

#[test]
fn a_plan_with_nothing_in_it_holds_the_rules_that_people_write() {
    comes_out("T18");
}

#[test]
fn a_school_aids_its_pupils_and_two_in_a_hundred_may_leave() {
    comes_out("T01");
}

#[test]
fn a_village_counts_95_households_of_199_people_where_its_plan_says_142_of_1047() {
    comes_out("T04");
}

#[test]
fn thirty_in_a_hundred_a_year_differ_by_what_they_are_taken_of() {
    comes_out("T11");
}

#[test]
fn a_bureau_a_village_and_three_gifts_of_which_one_comes_late() {
    comes_out("T07");
}

#[test]
fn a_village_builds_a_bridge_and_a_road_that_is_too_short() {
    comes_out("T02");
}

#[test]
fn a_team_is_posted_to_two_villages_and_stops_taking_notes() {
    comes_out("T03");
}

#[test]
fn a_city_judges_nothing_by_a_figure_that_its_source_hides() {
    comes_out("T12");
}

#[test]
fn a_team_goes_through_three_phases_and_passes_the_first_gate_late() {
    comes_out("T13");
}

#[test]
fn a_bureau_finds_money_for_one_village_and_too_little_for_the_other() {
    comes_out("T06");
}

#[test]
fn a_village_pays_ten_tea_growers_and_one_too_little() {
    comes_out("T09");
}

#[test]
fn a_village_has_a_road_that_is_built_but_not_accepted() {
    comes_out("T08");
}

#[test]
fn a_bureau_has_its_bridge_mended_after_february() {
    comes_out("T10");
}
