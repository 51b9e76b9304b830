//! The questions that screens and reports ask, with plain structs as answers. Nothing here writes, and no answer holds
//! more than its screen shows.

mod archive;
mod history;
mod home;
mod ics;
mod letters;
mod listing;
mod naming;
mod search;
pub mod todo;
mod visit;

pub use archive::{Archive, FOUR, Folder, Volume, archive};
pub use history::{Event, FieldChange, OpenConflict, conflicts, history};
pub use home::{Home, OneVisit, PairCard, home};
pub use ics::ics;
pub use letters::Letters;
pub use listing::{
    ActivityFilter, ActivityRow, RegisterRow, Trashed, activities, activity_row, pairings_of,
    register, timeline, trash,
};
pub use naming::{code_label, kind_label, name_of, pair_names, person_org};
pub use search::{Haystack, Hit};
pub use visit::{FollowUp, Habits, Request, VisitContext, habits, visit_context};
