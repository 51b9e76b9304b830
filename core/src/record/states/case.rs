//! State machine A (R571): who is recognised as in need of help.

use super::{Machine, Mark, Move, Need, Posting, REASON, needing, states, step};

states! {
    /// A. Case (R571).
    CaseState {
        /// 已初选.
        FirstSelected = "first_selected",
        /// 评议中.
        Assessing = "assessing",
        /// 公示中.
        OnNotice = "on_notice",
        /// 复核中.
        Review = "review",
        /// 已确认.
        Confirmed = "confirmed",
        /// 享受帮扶.
        Aided = "aided",
        /// 已提出退出.
        ExitProposed = "exit_proposed",
        /// 退出评议中.
        ExitAssessing = "exit_assessing",
        /// 退出公示中.
        ExitNotice = "exit_notice",
        /// 已退出.
        Exited = "exited",
        /// 学段已结束.
        StageEnded = "stage_ended",
        /// 已关闭.
        Closed = "closed",
        /// 已申报返贫.
        ReturnReported = "return_reported",
        /// 返贫核查中.
        ReturnChecking = "return_checking",
        /// 已核减.
        Removed = "removed",
    }
}

impl CaseState {
    /// Whether the subject is one that is helped now: confirmed and not let go, or on the way out.
    pub const fn is_helped(self) -> bool {
        matches!(
            self,
            Self::Confirmed
                | Self::Aided
                | Self::ExitProposed
                | Self::ExitAssessing
                | Self::ExitNotice
        )
    }
}

const fn held(step: &'static str, since: &'static str) -> Need {
    Need::Held { step, since }
}

/// A line in the steps of the case.
const fn line(code: &'static str) -> Mark {
    Mark::Line("steps", "step", code)
}

const ENTRY: Posting = Posting {
    kinds: &["name_list", "village_affairs"],
    closes: &["", "notice"],
    through: &["subject"],
    since: "",
};
const EXIT: Posting = Posting { closes: &["exit_notice"], since: "exit_proposal", ..ENTRY };

const ASSESSED: Need = held("assessment", "");
const REVIEWED: Need = held("review", "objection");
const EXIT_ASSESSED: Need = held("exit_assessment", "exit_proposal");
const RETURN_CHECKED: Need = held("return_check", "return_report");

/// Everything that a confirmation rests on, wherever the case stands when somebody confirms it.
const TO_CONFIRM: &[Need] = &[ASSESSED, Need::Unopposed(ENTRY)];
const TO_EXIT: &[Need] = &[EXIT_ASSESSED, Need::Unopposed(EXIT)];
const CONFIRMED: &[Mark] = &[line("confirmation")];
const LEFT: &[Mark] = &[line("exit"), Mark::Date("exited_on")];

const fn confirmed(from: &'static str, needs: &'static [Need]) -> Move {
    needing(from, "confirmed", needs).marking(CONFIRMED)
}

const fn exited(from: &'static str) -> Move {
    needing(from, "exited", TO_EXIT).marking(LEFT)
}

/// A. Case: 初选 → 评议 → 公示 → 确认 | 复核 | 核减; 确认 → 享受帮扶 → 提出退出 → 评议 → 公示 → 退出 → 学段结束 → 关闭;
/// 退出 → 返贫申报 → 核查 → 确认. Steps may be skipped only by force.
pub const CASE: Machine = Machine {
    kind: "case",
    field: "state",
    states: CaseState::CODES,
    start: "first_selected",
    moves: &[
        step("first_selected", "assessing").marking(&[line("first_selection")]),
        needing("first_selected", "removed", REASON),
        confirmed("first_selected", TO_CONFIRM),
        needing("assessing", "on_notice", &[ASSESSED]).marking(&[line("notice")]),
        needing("assessing", "removed", REASON),
        confirmed("assessing", TO_CONFIRM),
        confirmed("on_notice", TO_CONFIRM),
        needing("on_notice", "review", &[Need::Objection(ENTRY)]).marking(&[line("objection")]),
        needing("on_notice", "removed", &[Need::Reason, Need::Objection(ENTRY)]),
        confirmed("review", &[REVIEWED]),
        needing("review", "removed", &[Need::Reason, REVIEWED]),
        needing("removed", "first_selected", REASON),
        step("confirmed", "aided").marking(&[Mark::Date("entered_on")]),
        needing("confirmed", "removed", REASON),
        needing("confirmed", "exit_proposed", REASON).marking(&[line("exit_proposal")]),
        needing("aided", "exit_proposed", REASON).marking(&[line("exit_proposal")]),
        exited("aided"),
        step("aided", "stage_ended").marking(&[line("stage_end")]),
        step("exit_proposed", "exit_assessing"),
        needing("exit_proposed", "aided", REASON),
        exited("exit_proposed"),
        needing("exit_assessing", "exit_notice", &[EXIT_ASSESSED]).marking(&[line("exit_notice")]),
        needing("exit_assessing", "aided", REASON),
        exited("exit_assessing"),
        exited("exit_notice"),
        needing("exit_notice", "aided", &[Need::Reason, Need::Objection(EXIT)]),
        step("exited", "stage_ended").marking(&[line("stage_end")]),
        step("exited", "closed"),
        needing("exited", "return_reported", REASON).marking(&[line("return_report")]),
        step("stage_ended", "closed"),
        needing("stage_ended", "return_reported", REASON).marking(&[line("return_report")]),
        needing("closed", "return_reported", REASON).marking(&[line("return_report")]),
        step("return_reported", "return_checking"),
        confirmed("return_checking", &[RETURN_CHECKED]).marking(&[
            line("confirmation"),
            Mark::Date("returned_on"),
            Mark::Clear("exited_on"),
        ]),
        needing("return_checking", "exited", &[Need::Reason, RETURN_CHECKED]),
    ],
};
