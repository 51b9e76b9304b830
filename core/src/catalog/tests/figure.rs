//! The figures that a query works out of records.

use serde_json::Map;

use super::query::Reader;
use super::*;

impl Reader<'_> {
    /// Holds an expression against what there is.
    pub(super) fn expression(&mut self, value: &Value) {
        const NAMES: [&str; 13] = [
            "count", "distinct", "total", "sum", "days", "latest", "baseline", "number", "plus",
            "minus", "times", "previous", "choose",
        ];
        let empty = Map::new();
        let map = value.as_object().unwrap_or(&empty);
        let Some(name) = NAMES.into_iter().find(|name| map.contains_key(*name)) else {
            return self.fault(format!("no expression: {value}"));
        };
        let beside: &[&str] = match name {
            "distinct" | "total" | "sum" | "days" => &["in"],
            "latest" | "baseline" => &["of"],
            "choose" => &["is", "else"],
            _ => &[],
        };
        if let Some(wrong) = map.keys().find(|key| *key != name && !beside.contains(&key.as_str()))
        {
            self.fault(format!("{name} takes no {wrong}: {value}"));
        }
        let (inner, of) = (&map[name], map.get("in").unwrap_or(&Value::Null));
        match name {
            "count" => drop(self.select(inner)),
            "distinct" | "total" => {
                let place = self.select(of);
                self.path(&place, inner);
            }
            "sum" => {
                let place = self.select(of);
                let end = self.path(&place, inner);
                self.ends(&end, "number", value);
            }
            "days" => {
                let place = self.select(of);
                inner.as_array().into_iter().flatten().for_each(|end| self.date(&place, end));
            }
            "latest" | "baseline" => self.measured(inner, map.get("of")),
            "choose" => self.choice(map),
            "previous" => self.expression(inner),
            "number" if inner.is_i64() => {}
            "times" if inner[1].is_i64() => self.expression(&inner[0]),
            "plus" => self.each_of(inner, 2..=20),
            "minus" => self.each_of(inner, 2..=2),
            _ => self.fault(format!("no expression: {value}")),
        }
    }

    fn each_of(&mut self, list: &Value, many: std::ops::RangeInclusive<usize>) {
        let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
        if !many.contains(&all.len()) {
            self.fault(format!("{} expressions: {list}", all.len()));
        }
        all.iter().for_each(|one| self.expression(one));
    }

    fn measured(&mut self, indicator: &Value, of: Option<&Value>) {
        let known =
            indicator.as_str().is_some_and(|code| self.catalog.label("indicator", code).is_some());
        if !known {
            self.fault(format!("no indicator {indicator}"));
        }
        if let Some(of) = of {
            self.select(of);
        }
    }

    fn choice(&mut self, map: &Map<String, Value>) {
        let options = map["is"].as_object().cloned().unwrap_or_default();
        let setting = map["choose"].as_str().and_then(|code| self.catalog.setting(code)).cloned();
        let has = |code: &String| {
            setting.iter().flat_map(|known| &known.options).any(|one| one.code == *code)
        };
        if options.is_empty() || !options.keys().all(has) {
            self.fault(format!("no such choice: {map:?}"));
        }
        options.values().chain(map.get("else")).for_each(|one| self.expression(one));
    }
}
