//! Claims about measures: shares, achievements, documents, money, what must not happen.

use serde_json::{Value, json};

use super::Unread;
use super::claim::{Claim, Each};
use super::proposal::Note;
use super::propose::{Making, Propose};
use super::say;
use super::words::{Measure, Way};
use crate::record::Decimal;

impl Propose<'_> {
    pub(super) fn measure(
        self,
        claim: &Claim,
        measure: &Measure,
        making: &mut Making,
    ) -> Result<(), Unread> {
        let unit = claim.unit_of_figure();
        let noun = claim.nouns.first().map(|noun| noun.text.as_str()).unwrap_or_default();
        let whole =
            claim.bounds.is_empty() && (claim.all || measure.alone.iter().any(|it| it == noun));
        let none = claim.never || making.draft.threshold == Some(Decimal(0));
        let way = measure.ways.iter().find(|way| {
            let share = way.units.iter().any(|it| it == "share");
            if none {
                // 辍学率为零 is a figure; 不发生投诉 is none at all.
                way.never || (share && !claim.never)
            } else if whole {
                way.alone || (claim.all && share)
            } else {
                way.units.iter().any(|it| it == unit)
            }
        });
        let way = match (way, measure.ways.first()) {
            (Some(way), _) => way,
            (None, Some(first)) if unit.is_empty() && !claim.bounds.is_empty() => {
                self.ask_unit(&first.units, making);
                first
            }
            (None, _) if claim.bounds.is_empty() => return Err(Unread::NoFigure),
            (None, _) => return Err(Unread::Unit),
        };
        if claim.never || whole || (none && way.never) {
            let share = if none { 0 } else { 1000 };
            making.draft.threshold = Some(Decimal(share));
            "==".clone_into(&mut making.draft.comparator);
            making.note(self.words, "strict_wording");
        }
        self.compare(making);
        self.counted(claim, way, making);
        making.what.clone_from(&measure.name);
        making.name.clone_from(&measure.name);
        self.each_measure(claim, way, measure, making)
    }

    pub(super) fn counted(self, claim: &Claim, way: &Way, making: &mut Making) {
        let draft = &mut making.draft;
        draft.metric.clone_from(&way.metric);
        draft.params.clone_from(&way.params);
        draft.kinds.clone_from(&way.kinds);
        draft.unit = match (&*way.unit, way.units.first()) {
            ("", Some(first)) => first.clone(),
            (unit, _) => unit.to_owned(),
        };
        if way.level {
            draft.params.insert("level_at_least".to_owned(), json!(claim.level));
        }
        let sided = way.scope != "plan";
        draft.scope =
            if sided && !claim.scope.is_empty() { claim.scope.clone() } else { way.scope.clone() };
        if way.take
            && let Some(rule) = self.catalog.rule(&way.rule)
        {
            draft.params.clone_from(&rule.params);
            draft.kinds.clone_from(&rule.kinds);
            let text = self.about_rule("counted_like", rule);
            making.notes.push(Note { code: "counted_like".to_owned(), text });
        }
        making.usual_period.clone_from(&way.period);
        making.standing.clone_from(&way.rule);
        if sided && claim.scope.is_empty() {
            let side = self.words.say("sides", &making.draft.scope);
            let text = say::fill(&self.words.say("notes", "scope_assumed"), &[("side", &side)]);
            making.notes.push(Note { code: "scope_assumed".to_owned(), text });
        }
    }

    /// Every one of them an achievement; other measures are not asked of each.
    pub(super) fn each_measure(
        self,
        claim: &Claim,
        way: &Way,
        measure: &Measure,
        making: &mut Making,
    ) -> Result<(), Unread> {
        let Each::Of(code) = &claim.each else {
            return match claim.each {
                Each::No | Each::Pairs => Ok(()),
                Each::Anyone(_) if way.metric == "count_achievement" => {
                    self.ask_who(claim, making);
                    Ok(())
                }
                Each::Anyone(_) | Each::Average | Each::Mean(_) | Each::Of(_) => Err(Unread::Unit),
            };
        };
        let who = self.words.who.get(code).filter(|_| way.metric == "count_achievement");
        let who = who.ok_or(Unread::Unit)?;
        let kind = making.draft.params.get("kind").cloned().unwrap_or_default();
        let mut conditions = vec![json!({"field": "kind", "any_of": [kind]})];
        if !claim.level.is_empty() {
            let levels = self.catalog.codes("achievement_level").iter().map(|it| it.code.as_str());
            let enough: Vec<&str> = levels.skip_while(|code| *code != claim.level).collect();
            conditions.push(json!({"field": "level", "any_of": enough}));
        }
        let each = json!({"of": "achievement", "where": conditions, "in_period": "date"});
        self.of_each(&who.of, each, "person", making);
        let gaps = [("who", &who.name), ("kinds", &measure.name)];
        making.what = say::fill(&self.words.say("what", "least"), &gaps);
        making.standing.clear();
        Ok(())
    }

    pub(super) fn of_each(self, of: &Value, each: Value, by: &str, making: &mut Making) {
        let draft = &mut making.draft;
        "least".clone_into(&mut draft.metric);
        "plan".clone_into(&mut draft.scope);
        draft.params.clear();
        draft.params.insert("of".to_owned(), of.clone());
        draft.params.insert("each".to_owned(), each);
        draft.params.insert("by".to_owned(), json!(by));
        making.notes.retain(|note| note.code != "scope_assumed");
    }
}
