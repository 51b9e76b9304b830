//! State machine D (R574): activities.

use super::{Machine, REASON, needing, states, step};

states! {
    /// D. Activity (R574).
    ActivityState {
        /// 计划.
        Planned = "planned",
        /// 已安排.
        Arranged = "arranged",
        /// 进行/完成.
        Done = "done",
        /// 记录补全.
        Recorded = "recorded",
        /// 审核.
        Reviewed = "reviewed",
        /// 归档.
        Archived = "archived",
        /// 取消.
        Cancelled = "cancelled",
        /// 延期.
        Postponed = "postponed",
    }
}

impl ActivityState {
    /// Whether the activity took place, so that rules count it (R669: state >= completed).
    pub const fn counts(self) -> bool {
        matches!(self, Self::Done | Self::Recorded | Self::Reviewed | Self::Archived)
    }
}

/// D. Activity: 计划 → 已安排 → 完成 → 记录补全 → 审核 → 归档, with 取消 and 延期.
pub const ACTIVITY: Machine = Machine {
    kind: "activity",
    field: "state",
    states: ActivityState::CODES,
    start: "done",
    moves: &[
        step("planned", "arranged"),
        step("planned", "done"),
        step("arranged", "done"),
        step("done", "recorded"),
        step("recorded", "done"),
        step("recorded", "reviewed"),
        needing("reviewed", "recorded", REASON),
        step("reviewed", "archived"),
        needing("planned", "cancelled", REASON),
        needing("arranged", "cancelled", REASON),
        needing("planned", "postponed", REASON),
        needing("arranged", "postponed", REASON),
        step("postponed", "arranged"),
        step("postponed", "done"),
        needing("postponed", "cancelled", REASON),
    ],
};
