//! The form of the second copy: stored rows one after another, each behind its length and checksum, so that a torn tail
//! or a damaged stretch costs only the rows that it hits.

/// What a frame begins with. No line of JSON does.
const MARKER: &[u8] = b"@@";
/// Marker, length, space, checksum, newline.
const HEADER: usize = 2 + 8 + 1 + 8 + 1;
/// Lines are framed in blocks of about this many bytes, so that damage stays small.
const BLOCK: usize = 64 * 1024;

/// Appends one row to `out` as a frame.
pub(super) fn frame(body: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("@@{:08x} {:08x}\n", body.len(), checksum(body)).as_bytes());
    out.extend_from_slice(body);
    out.push(b'\n');
}

/// Lines, cut between lines into blocks of about 64 KB, each framed behind the plain envelope byte.
pub(super) fn frame_lines(lines: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lines.len() + lines.len() / 64 + 64);
    let mut rest = lines;
    while !rest.is_empty() {
        let from = rest.len().min(BLOCK);
        let cut =
            rest[from..].iter().position(|&b| b == b'\n').map_or(rest.len(), |at| from + at + 1);
        frame(&super::envelope::plain(&rest[..cut]), &mut out);
        rest = &rest[cut..];
    }
    out
}

/// The rows of a second copy, and how many stretches of it could not be read.
pub(super) fn unframe(bytes: &[u8]) -> (Vec<&[u8]>, usize) {
    let (mut rows, mut broken, mut at) = (Vec::new(), 0, 0);
    let mut lost = false;
    while at < bytes.len() {
        if let Some(body) = body_at(bytes, at) {
            at += HEADER + body.len() + 1;
            rows.push(body);
            lost = false;
        } else {
            broken += usize::from(!lost);
            lost = true;
            at += 1;
            at += bytes[at..]
                .windows(MARKER.len())
                .position(|w| w == MARKER)
                .unwrap_or(bytes.len() - at);
        }
    }
    (rows, broken)
}

fn body_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let header = bytes.get(at..at + HEADER)?;
    if !header.starts_with(MARKER) || header[10] != b' ' || header[19] != b'\n' {
        return None;
    }
    let number = |from: usize| {
        u32::from_str_radix(std::str::from_utf8(&header[from..from + 8]).ok()?, 16).ok()
    };
    let start = at + HEADER;
    // A length that claims more than there is fails here, before anything is read.
    let body = bytes.get(start..start.checked_add(number(2)? as usize)?)?;
    (checksum(body) == number(11)? && bytes.get(start + body.len()) == Some(&b'\n')).then_some(body)
}

/// CRC-32 (IEEE), four bits at a time: small code, and fast enough beside a disk.
fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = table();
    let mut crc = !0u32;
    for &byte in bytes {
        crc = TABLE[((crc ^ u32::from(byte)) & 15) as usize] ^ (crc >> 4);
        crc = TABLE[((crc ^ u32::from(byte >> 4)) & 15) as usize] ^ (crc >> 4);
    }
    !crc
}

const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut n = 0;
    while n < 16 {
        let (mut crc, mut bit) = (n as u32, 0);
        while bit < 4 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[n] = crc;
        n += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<u8> {
        let mut out = Vec::new();
        for body in ["\0{\"a\":1}\n", "\0@@ 第二 @@\n", "\0{\"c\":3}\n"] {
            frame(body.as_bytes(), &mut out);
        }
        out
    }

    #[test]
    fn the_checksum_is_the_one_everybody_uses() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let bytes = three();
        let (rows, broken) = unframe(&bytes);
        assert_eq!((rows.len(), broken), (3, 0));
        assert_eq!(rows[1], "\0@@ 第二 @@\n".as_bytes());
    }

    #[test]
    fn a_torn_tail_costs_only_the_last_row_and_later_appends_are_read() {
        let bytes = three();
        for cut in 0..bytes.len() {
            let mut torn = bytes[..cut].to_vec();
            let before = unframe(&torn).0.len();
            frame(b"\0later\n", &mut torn);
            let (rows, _) = unframe(&torn);
            assert_eq!(rows.len(), before + 1, "cut at {cut}");
            assert_eq!(rows[before], b"\0later\n");
        }
    }

    #[test]
    fn a_flipped_byte_costs_one_row_and_never_makes_a_false_one() {
        let bytes = three();
        let (whole, _) = unframe(&bytes);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            let (rows, broken) = unframe(&flipped);
            assert!(rows.len() >= 2 && broken <= 2, "flip at {at}: {} rows", rows.len());
            assert!(rows.iter().all(|row| whole.contains(row)), "flip at {at}");
        }
    }

    #[test]
    fn a_length_that_claims_a_gigabyte_is_no_row() {
        assert_eq!(unframe(b"@@40000000 00000000\nx\n"), (vec![], 1));
        assert_eq!(unframe(b"@@ffffffff 00000000\nx\n").0.len(), 0);
    }

    #[test]
    fn long_lines_are_framed_in_blocks_between_lines() {
        let line = format!("{{\"x\":\"{}\"}}\n", "字".repeat(10_000));
        let lines = line.repeat(12);
        let framed = frame_lines(lines.as_bytes());
        let (rows, broken) = unframe(&framed);
        assert_eq!(broken, 0);
        assert!(rows.len() > 3);
        let joined: Vec<u8> = rows.iter().flat_map(|row| row[1..].to_vec()).collect();
        assert_eq!(joined, lines.as_bytes());
        assert!(rows.iter().all(|row| row.ends_with(b"\n")));
    }
}
