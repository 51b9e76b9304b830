//! State machines C, D, I, L (R573, R574, R579, R582) as tables: which state follows which, and what a step needs.
//!
//! A machine names the field it governs. A step that stands in no table is refused; a step whose needs are not met
//! may be forced with a reason, and stays marked.

use serde_json::Value;

use super::Read;

/// What a step must bring with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason in words.
    Reason,
    /// The named field of the record must be filled in.
    Field(&'static str),
}

/// One allowed step of a machine, by the codes of its states.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// The state before.
    pub from: &'static str,
    /// The state after.
    pub to: &'static str,
    /// What the step needs.
    pub needs: &'static [Need],
}

/// A state machine over one field of one record kind.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// The record kind.
    pub kind: &'static str,
    /// The field that holds the state.
    pub field: &'static str,
    /// The state of a new record.
    pub start: &'static str,
    /// Every allowed step.
    pub moves: &'static [Move],
}

impl Machine {
    /// The steps that lead on from `state`.
    pub fn from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Move> {
        self.moves.iter().filter(move |step| step.from == state)
    }

    /// The step from one state to another, when there is one.
    pub fn step(&self, from: &str, to: &str) -> Option<&Move> {
        self.moves.iter().find(|step| step.from == from && step.to == to)
    }
}

/// Declares the states of a machine with their codes; the first is where a record begins.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$state_doc:meta])* $state:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            /// No state this version knows.
            #[default]
            Unknown,
            $($(#[$state_doc])* $state,)*
        }

        impl $name {
            /// Every state, in the order of the machine.
            pub const ALL: &'static [Self] = &[$(Self::$state,)*];

            /// The code in the record.
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Unknown => "",
                    $(Self::$state => $code,)*
                }
            }
        }

        impl Read for $name {
            fn read(value: Option<&Value>) -> Self {
                let code = value.and_then(Value::as_str).unwrap_or_default();
                Self::ALL.iter().copied().find(|state| state.code() == code).unwrap_or_default()
            }
        }
    };
}

states! {
    /// C. Pairing (R573).
    PairingState {
        /// 拟定.
        Drafted = "drafted",
        /// 已签约.
        Signed = "signed",
        /// 执行中.
        Active = "active",
        /// 暂停.
        Paused = "paused",
        /// 评估.
        Evaluating = "evaluating",
        /// 续签.
        Renewed = "renewed",
        /// 调整(更换对象).
        Adjusted = "adjusted",
        /// 结束.
        Ended = "ended",
    }
}

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

states! {
    /// I. Issue, request, complaint (R579).
    IssueState {
        /// 登记.
        Registered = "registered",
        /// 分派.
        Assigned = "assigned",
        /// 办理.
        Handling = "handling",
        /// 解决.
        Solved = "solved",
        /// 核实.
        Verified = "verified",
        /// 销号.
        Closed = "closed",
        /// 上报(升级).
        Escalated = "escalated",
    }
}

impl IssueState {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::Registered | Self::Assigned | Self::Handling | Self::Escalated
        )
    }
}

states! {
    /// L. Shadowing and exchange (R499, R582).
    ExchangeState {
        /// 申请.
        Applied = "applied",
        /// 接收确认(师傅、班级、食宿).
        Accepted = "accepted",
        /// 进行.
        Running = "running",
        /// 日志.
        Journaled = "journaled",
        /// 鉴定.
        Appraised = "appraised",
        /// 结束.
        Finished = "finished",
    }
}

const fn step(from: &'static str, to: &'static str) -> Move {
    Move { from, to, needs: &[] }
}

const fn needing(from: &'static str, to: &'static str, needs: &'static [Need]) -> Move {
    Move { from, to, needs }
}

const REASON: &[Need] = &[Need::Reason];

/// C. Pairing: 拟定 → 已签约 → 执行中 → (暂停) → 评估 → 续签 | 调整 | 结束.
pub const PAIRING: Machine = Machine {
    kind: "pairing",
    field: "state",
    start: "drafted",
    moves: &[
        needing("drafted", "signed", &[Need::Field("from")]),
        needing("drafted", "ended", REASON),
        step("signed", "active"),
        needing("signed", "ended", REASON),
        needing("active", "paused", REASON),
        step("paused", "active"),
        needing("paused", "ended", REASON),
        step("active", "evaluating"),
        needing("active", "ended", REASON),
        step("evaluating", "renewed"),
        needing("evaluating", "adjusted", REASON),
        step("evaluating", "ended"),
        step("renewed", "active"),
    ],
};

/// D. Activity: 计划 → 已安排 → 完成 → 记录补全 → 审核 → 归档, with 取消 and 延期.
pub const ACTIVITY: Machine = Machine {
    kind: "activity",
    field: "state",
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

/// I. Issue: 登记 → 分派 → 办理 → 解决 → 核实 → 销号 | 上报; reopening keeps the history.
pub const ISSUE: Machine = Machine {
    kind: "issue",
    field: "state",
    start: "registered",
    moves: &[
        needing("registered", "assigned", &[Need::Field("assigned_to")]),
        step("registered", "handling"),
        needing("registered", "escalated", REASON),
        step("assigned", "handling"),
        needing("assigned", "escalated", REASON),
        needing("handling", "solved", &[Need::Field("resolution")]),
        needing("handling", "escalated", REASON),
        step("escalated", "handling"),
        needing("solved", "verified", &[Need::Field("verified_by")]),
        needing("solved", "handling", REASON),
        step("verified", "closed"),
        needing("closed", "handling", REASON),
    ],
};

/// L. Shadowing and exchange: 申请 → 接收确认 → 进行 → 日志 → 鉴定 → 结束.
pub const EXCHANGE: Machine = Machine {
    kind: "activity",
    field: "exchange_state",
    start: "applied",
    moves: &[
        needing("applied", "accepted", &[Need::Field("host_mentor"), Need::Field("logistics")]),
        step("accepted", "running"),
        step("running", "journaled"),
        step("journaled", "appraised"),
        step("appraised", "finished"),
    ],
};

/// Every machine of this version.
pub const MACHINES: &[Machine] = &[PAIRING, ACTIVITY, ISSUE, EXCHANGE];

/// The machine that governs a field, when one does.
pub fn machine(kind: &str, field: &str) -> Option<&'static Machine> {
    MACHINES.iter().find(|machine| machine.kind == kind && machine.field == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::schema;

    #[test]
    fn every_machine_walks_only_known_states_of_a_known_field() {
        let known: [(&str, &str, Vec<&str>); 4] = [
            ("pairing", "state", PairingState::ALL.iter().map(|state| state.code()).collect()),
            ("activity", "state", ActivityState::ALL.iter().map(|state| state.code()).collect()),
            ("issue", "state", IssueState::ALL.iter().map(|state| state.code()).collect()),
            (
                "activity",
                "exchange_state",
                ExchangeState::ALL.iter().map(|state| state.code()).collect(),
            ),
        ];
        for (kind, field, states) in known {
            let machine = machine(kind, field).unwrap();
            let schema = schema(kind).unwrap();
            assert!(schema.field(field).is_some());
            assert!(states.contains(&machine.start));
            for step in machine.moves {
                assert!(states.contains(&step.from) && states.contains(&step.to), "{step:?}");
                for need in step.needs {
                    if let Need::Field(name) = need {
                        assert!(schema.field(name).is_some(), "{kind} has no field {name}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_state_of_a_newer_version_reads_as_unknown() {
        assert_eq!(PairingState::read(Some(&Value::from("merged"))), PairingState::Unknown);
    }
}
