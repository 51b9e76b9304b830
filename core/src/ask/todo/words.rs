//! Why something waits, in English, for the command line and for logs; a screen has its own words.

use std::fmt;

use super::What;

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause { code, period, gap, unit, .. } => {
                write!(f, "{code} in {period}: {gap} more ({unit})")
            }
            Self::Task { blocked: true } => f.write_str("the task is blocked"),
            Self::Task { blocked: false } => f.write_str("the task is open"),
            Self::Slot { postponed: true, key, .. } => {
                write!(f, "postponed without a new day: {key}")
            }
            Self::Slot { key, nth, festival, .. } if festival.is_empty() => {
                write!(f, "nothing fills time {nth} of {key}")
            }
            Self::Slot { festival, key, .. } => {
                write!(f, "nothing is planned for {festival} ({key})")
            }
            Self::Planned { postponed: true } => f.write_str("postponed: it needs a new day"),
            Self::Planned { postponed: false } => f.write_str("planned: hold it, then record it"),
            Self::Evidence { missing } => write!(f, "the record lacks: {}", missing.join(", ")),
            Self::Review => f.write_str("the case is to be reviewed"),
            Self::Exit => f.write_str("the case is planned to leave"),
            Self::Assessment => f.write_str("the assessment is not finished"),
            Self::Report { returned: true } => f.write_str("the report came back: change it"),
            Self::Report { returned: false } => f.write_str("the report is to be submitted"),
            Self::Payment => f.write_str("the grant is to be paid"),
            Self::Milestone { code } => write!(f, "the milestone {code} is not reached"),
            Self::Agreement { text, .. } => write!(f, "agreed and not done: {text}"),
            Self::Request { answered: Some(days), .. } => {
                write!(f, "answered after {days} days, not settled yet")
            }
            Self::Request { waiting: Some(days), .. } => write!(f, "waiting for {days} days"),
            Self::Request { .. } => f.write_str("waiting for an answer"),
            Self::Quiet { kind, days } if kind.is_empty() => {
                write!(f, "no contact for {days} days")
            }
            Self::Quiet { kind, days } => write!(f, "no {kind} for {days} days"),
            Self::Unvisited => f.write_str("nothing has happened in this pairing yet"),
            Self::Unpaired => f.write_str("not paired with anybody yet"),
            Self::Untrained => f.write_str("been to no training this school year"),
        }
    }
}
