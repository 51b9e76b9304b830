//! Folding rows into segments: a few large values are read five to twenty times faster than many small ones. Nothing is
//! decoded; lines are only put behind one another and cut between lines.

use jiedui_core::log::count_lines;

/// How many lines a segment holds.
pub(super) const LINES: u64 = 1_000;

/// The lines of all `parts` in segments of [`LINES`] lines; the last may be shorter.
pub(super) fn fold(parts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut segments = Vec::new();
    let mut current = Vec::new();
    let mut held = 0;
    for line in parts.iter().flat_map(|part| part.split_inclusive(|&byte| byte == b'\n')) {
        current.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            current.push(b'\n');
        }
        held += 1;
        if held == LINES {
            segments.push(std::mem::take(&mut current));
            held = 0;
        }
    }
    if !current.is_empty() {
        segments.push(current);
    }
    segments
}

/// Whether a segment has room for more lines.
pub(super) fn has_room(segment: &[u8]) -> bool {
    count_lines(segment) < LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_every_line_in_order_and_cuts_after_a_thousand() {
        let parts: Vec<Vec<u8>> =
            (0..2_500).map(|n| format!("{{\"n\":{n}}}\n").into_bytes()).collect();
        let segments = fold(&parts);
        assert_eq!(
            segments.iter().map(|s| count_lines(s)).collect::<Vec<_>>(),
            [1_000, 1_000, 500]
        );
        assert_eq!(segments.concat(), parts.concat());
        assert!(!has_room(&segments[0]) && has_room(&segments[2]));
    }

    #[test]
    fn a_part_without_its_last_newline_does_not_swallow_the_next() {
        assert_eq!(fold(&[b"a".to_vec(), b"b\n".to_vec()]), [b"a\nb\n".to_vec()]);
        assert!(fold(&[]).is_empty());
    }
}
