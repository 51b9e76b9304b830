//! How well a helper and somebody to be helped fit: points, each with its reason.

use std::fmt;

use crate::log::RecordId;

/// Somebody or some unit that helps or is to be helped, with all that the points look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: RecordId,
    pub(super) name: String,
    /// What they teach, word by word.
    pub(super) subjects: Vec<String>,
    /// Code of the list `stage`; empty when unknown.
    pub(super) stage: String,
    /// The place of the title in the list `title`, or the number of honours of a unit; none when unknown.
    pub(super) rank: Option<usize>,
    /// The unit of a person; the unit above a unit.
    pub(super) unit: Option<RecordId>,
    pub(super) region: String,
    pub(super) wishes: String,
    /// How many they help already, and how many they may help.
    pub(super) present: usize,
    pub(super) limit: usize,
}

/// One reason for points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Above nought it speaks for the pair, below against it.
    pub points: i64,
    /// Why.
    pub why: Why,
}

/// Why there are points. Shown as text it is English, for the command line; a screen has its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// They teach the same subject.
    SameSubject {
        /// It.
        subject: String,
    },
    /// They teach different subjects.
    OtherSubject,
    /// They teach the same stage.
    SameStage,
    /// They teach different stages.
    OtherStage,
    /// The helper's title is so many grades higher; of units, the helper has so many more honours.
    Ahead {
        /// How many.
        grades: usize,
    },
    /// The helper's title is lower, or the unit has fewer honours.
    Behind,
    /// How many the helper helps with this one, of how many.
    Load {
        /// With this one.
        with: usize,
        /// At most.
        limit: usize,
    },
    /// They belong to the same unit.
    SameUnit,
    /// Their units are paired.
    UnitsPaired,
    /// They are in the same region.
    SameRegion {
        /// It.
        region: String,
    },
    /// The distance was given.
    Distance {
        /// In kilometres.
        km: u32,
    },
    /// The helped wishes for this helper.
    WishOfHelped,
    /// The helper wishes for this one.
    WishOfHelper,
}

impl Why {
    /// The word for it in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SameSubject { .. } => "same_subject",
            Self::OtherSubject => "other_subject",
            Self::SameStage => "same_stage",
            Self::OtherStage => "other_stage",
            Self::Ahead { .. } => "ahead",
            Self::Behind => "behind",
            Self::Load { .. } => "load",
            Self::SameUnit => "same_unit",
            Self::UnitsPaired => "units_paired",
            Self::SameRegion { .. } => "same_region",
            Self::Distance { .. } => "distance",
            Self::WishOfHelped => "wish_of_helped",
            Self::WishOfHelper => "wish_of_helper",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameSubject { subject } => write!(f, "same subject: {subject}"),
            Self::OtherSubject => f.write_str("different subjects"),
            Self::SameStage => f.write_str("same stage"),
            Self::OtherStage => f.write_str("different stages"),
            Self::Ahead { grades } => write!(f, "helper ahead by {grades}"),
            Self::Behind => f.write_str("helper behind"),
            Self::Load { with, limit } => write!(f, "number {with} of {limit}"),
            Self::SameUnit => f.write_str("same unit"),
            Self::UnitsPaired => f.write_str("their units are paired"),
            Self::SameRegion { region } => write!(f, "same region: {region}"),
            Self::Distance { km } => write!(f, "{km} km apart"),
            Self::WishOfHelped => f.write_str("wish of the helped"),
            Self::WishOfHelper => f.write_str("wish of the helper"),
        }
    }
}

/// How much each reason weighs. The defaults are this product's proposal, not a rule of any document (R691).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// The same subject.
    pub same_subject: i64,
    /// Different subjects.
    pub other_subject: i64,
    /// The same stage.
    pub same_stage: i64,
    /// Different stages.
    pub other_stage: i64,
    /// For every grade that the helper is ahead.
    pub grade: i64,
    /// For at most so many grades.
    pub most_grades: usize,
    /// The helper is behind.
    pub behind: i64,
    /// For a helper who helps nobody yet …
    pub free: i64,
    /// … less so much for everyone already helped, down to nought.
    pub load: i64,
    /// The same unit.
    pub same_unit: i64,
    /// Their units are paired.
    pub units_paired: i64,
    /// The same region.
    pub same_region: i64,
    /// No distance at all …
    pub near: i64,
    /// … less one for so many kilometres, down to nought.
    pub km_a_point: u32,
    /// A wish of one side.
    pub wish: i64,
}

impl Default for Points {
    fn default() -> Self {
        Self {
            same_subject: 40,
            other_subject: -20,
            same_stage: 20,
            other_stage: -40,
            grade: 10,
            most_grades: 2,
            behind: -20,
            free: 12,
            load: 4,
            same_unit: 20,
            units_paired: 15,
            same_region: 10,
            near: 20,
            km_a_point: 5,
            wish: 30,
        }
    }
}

/// What is known of two candidates together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) units_paired: bool,
    pub(super) distance: Option<u32>,
    pub(super) wished: bool,
}

impl Points {
    /// The reasons for and against a pair, without the helper's load.
    pub(super) fn reasons(
        &self,
        helper: &Candidate,
        helped: &Candidate,
        between: Between,
    ) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |points: i64, why: Why| reasons.push(Reason { points, why });
        if !helper.subjects.is_empty() && !helped.subjects.is_empty() {
            let same = helper.subjects.iter().find(|subject| helped.subjects.contains(subject));
            let (points, why) = match same.cloned() {
                Some(subject) => (self.same_subject, Why::SameSubject { subject }),
                None => (self.other_subject, Why::OtherSubject),
            };
            add(points, why);
        }
        if !helper.stage.is_empty() && !helped.stage.is_empty() {
            let (points, why) = match helper.stage == helped.stage {
                true => (self.same_stage, Why::SameStage),
                false => (self.other_stage, Why::OtherStage),
            };
            add(points, why);
        }
        if let Some((helper, helped)) = helper.rank.zip(helped.rank) {
            let grades = helper.saturating_sub(helped);
            let counted = i64::try_from(grades.min(self.most_grades)).unwrap_or_default();
            match grades {
                0 if helper < helped => add(self.behind, Why::Behind),
                0 => {}
                grades => add(self.grade * counted, Why::Ahead { grades }),
            }
        }
        for (points, why) in self.place(helper, helped, between) {
            add(points, why);
        }
        if between.wished || names(&helped.wishes, &helper.name) {
            add(self.wish, Why::WishOfHelped);
        }
        if names(&helper.wishes, &helped.name) {
            add(self.wish, Why::WishOfHelper);
        }
        reasons
    }

    fn place(&self, helper: &Candidate, helped: &Candidate, between: Between) -> Vec<(i64, Why)> {
        let mut reasons = Vec::new();
        let same_unit = helper.unit.is_some() && helper.unit == helped.unit;
        if let Some(km) = between.distance {
            let less = i64::from(km.checked_div(self.km_a_point).unwrap_or(km));
            reasons.push(((self.near - less).max(0), Why::Distance { km }));
        } else if same_unit {
            reasons.push((self.same_unit, Why::SameUnit));
        } else if !helper.region.is_empty() && helper.region == helped.region {
            reasons.push((self.same_region, Why::SameRegion { region: helper.region.clone() }));
        }
        if between.units_paired && !same_unit {
            reasons.push((self.units_paired, Why::UnitsPaired));
        }
        reasons
    }

    /// The points for the load of a helper who helps `present` already.
    pub(super) fn load(&self, present: usize) -> i64 {
        let present = i64::try_from(present).unwrap_or(i64::MAX);
        self.free.saturating_sub(self.load.saturating_mul(present)).max(0)
    }
}

fn names(wishes: &str, name: &str) -> bool {
    name.chars().count() > 1 && wishes.contains(name)
}
