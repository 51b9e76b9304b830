//! State machine J (R580): enrolments.

use super::states;

states! {
    /// J. Enrolment (R580).
    EnrolmentState {
        /// 在读.
        Enrolled = "enrolled",
        /// 疑似辍学.
        Suspected = "suspected",
        /// 辍学.
        Dropped = "dropped",
        /// 劝返中.
        Persuading = "persuading",
        /// 已复学.
        Back = "back",
        /// 已转出.
        Transferred = "transferred",
        /// 已毕业.
        Graduated = "graduated",
        /// 未入学.
        NotEnrolled = "not_enrolled",
        /// 延缓入学.
        Delayed = "delayed",
    }
}
