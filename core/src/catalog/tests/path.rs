//! Where a path of the query language leads: field names joined by dots, references followed.

use super::*;
use crate::record::{Field, Type, schema};

/// What a date can be asked for.
const PARTS: [&str; 9] = [
    "day",
    "week",
    "month",
    "quarter",
    "half_year",
    "semester",
    "school_year",
    "year",
    "month_number",
];

/// Where a path stands or ends.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A record of one of these kinds; the activity kinds where it is an activity.
    Record(Vec<String>, Vec<String>),
    /// A list of items by key.
    Items(&'static [Field]),
    /// An item of such a list.
    Item(&'static [Field]),
    /// A value: `number`, `date`, `bool`, `text` or `code`, and the codes where they are its own.
    Value(&'static str, Option<Vec<String>>),
    /// Nowhere: what is wrong has been said.
    Lost,
}

impl Place {
    /// Where one more name leads; nothing when there is no such field.
    pub(super) fn step(&self, catalog: &Catalog, name: &str) -> Option<Self> {
        match self {
            Self::Lost => Some(Self::Lost),
            // The record itself, and the records that references or the keys of items name.
            Self::Record(..) if name == "id" || name == "@" => Some(self.clone()),
            Self::Items(_) if name == "@" => Some(Self::any()),
            Self::Record(kinds, activities) => step(catalog, kinds, activities, name),
            Self::Items(fields) => Some(Self::Item(fields)),
            Self::Item(fields) => {
                let field = fields.iter().find(|field| field.name == name);
                field.map(|field| below(catalog, field))
            }
            Self::Value("date", _) if PARTS.contains(&name) => Some(Self::Value("text", None)),
            Self::Value(..) => None,
        }
    }

    /// A record of any kind.
    fn any() -> Self {
        let kinds = crate::record::SCHEMAS.iter().map(|schema| schema.kind.to_owned());
        Self::Record(kinds.collect(), Vec::new())
    }
}

/// The field of a record; of one that may be of several kinds, the first that has it.
fn step(catalog: &Catalog, kinds: &[String], activities: &[String], name: &str) -> Option<Place> {
    if kinds == ["activity"] {
        let own: Option<Vec<&KindField>> =
            activities.iter().map(|kind| catalog.field(kind, name)).collect();
        if let Some(first) =
            own.and_then(|fields| fields.first().copied().filter(|field| !field.own))
        {
            return Some(special(catalog, first));
        }
    }
    let field = kinds.iter().find_map(|kind| schema(kind).and_then(|schema| schema.field(name)));
    field.map(|field| below(catalog, field))
}

fn special(catalog: &Catalog, field: &KindField) -> Place {
    match field.form.as_str() {
        "int" | "hours" | "minutes" | "money" | "decimal" => Place::Value("number", None),
        "date" => Place::Value("date", None),
        "bool" => Place::Value("bool", None),
        "code" | "codes" => {
            let codes = catalog.options(field).iter().map(|option| option.code.clone());
            Place::Value("code", Some(codes.collect()))
        }
        form => match form.strip_prefix("ref:") {
            Some(kind) => Place::Record(vec![kind.to_owned()], Vec::new()),
            None => Place::Value("text", None),
        },
    }
}

fn below(catalog: &Catalog, field: &Field) -> Place {
    match field.ty {
        Type::Int(..) | Type::ClassHours | Type::Fen | Type::Thousandths => {
            Place::Value("number", None)
        }
        Type::Date | Type::PDate => Place::Value("date", None),
        Type::Bool => Place::Value("bool", None),
        Type::Code("activity_kind") => {
            let kinds = catalog.kinds().iter().map(|kind| kind.code.clone());
            Place::Value("code", Some(kinds.collect()))
        }
        Type::Code(list) | Type::CodeSet(list) => {
            let codes: Vec<String> =
                catalog.codes(list).iter().map(|code| code.code.clone()).collect();
            Place::Value("code", Some(codes).filter(|codes| !codes.is_empty()))
        }
        Type::Ref([]) | Type::RefSet([]) => Place::any(),
        Type::Ref(kinds) | Type::RefSet(kinds) => {
            let kinds = kinds.iter().map(|kind| (*kind).to_owned());
            Place::Record(kinds.collect(), Vec::new())
        }
        Type::Items(fields) => Place::Items(fields),
        Type::Text(_) | Type::Long | Type::Name | Type::Time | Type::TextMap | Type::Free => {
            Place::Value("text", None)
        }
    }
}
