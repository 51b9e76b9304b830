//! From a template to a living plan: the plan itself, its rules, tasks, pairings, roles, baseline and check forms.
//!
//! What a template carries is copied, in all its languages, so that a newer catalogue never changes an old agreement.

pub mod finding;
mod partner;
pub mod slots;
mod supply;
mod template;

pub use finding::{Doubt, Finding, Severity, What, findings};
pub use partner::stands_alone;
pub use slots::{Filling, TaskSlot, slots_of};
pub use template::{Applying, Side, apply, rule_record};
