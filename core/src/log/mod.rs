//! The log and its merge. Knows no record kinds.
