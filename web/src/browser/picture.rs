//! What the bytes of a picture say before anything decodes it: what it really is, how large, whether it is whole, when and
//! how it was taken. Everything here is tolerant: bytes from outside may be cut, damaged or hostile.

use chrono::{NaiveDate, NaiveDateTime};

/// What a file really is, by its first bytes; its name is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG, what cameras write.
    Jpeg,
    /// PNG, what screenshots are.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// HEIC or AVIF: newer phones. Not every browser can read them.
    Heif,
}

/// What the bytes of a picture say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: Kind,
    /// Width and height in pixels as stored, before turning; nothing when the header is cut or unusual.
    pub size: Option<(u32, u32)>,
    /// Whether it ends where its format says it must. True where that cannot be told.
    pub whole: bool,
    /// When it was taken, by the camera's clock and in its local time.
    pub taken: Option<NaiveDateTime>,
    /// How it is to be turned, 1 to 8 as EXIF counts; 1 is upright.
    pub orientation: u16,
}

impl Picture {
    /// Width and height as a person sees it, after turning.
    #[must_use]
    pub fn upright(&self) -> Option<(u32, u32)> {
        self.size.map(|(w, h)| if self.orientation >= 5 { (h, w) } else { (w, h) })
    }

    /// How many pixels it has.
    #[must_use]
    pub fn pixels(&self) -> Option<u64> {
        self.size.map(|(w, h)| u64::from(w) * u64::from(h))
    }
}

/// Looks at the bytes of a file; nothing when it is no picture that browsers know.
#[must_use]
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let kind = kind_of(bytes)?;
    let plain = |size, whole| Picture { kind, size, whole, taken: None, orientation: 1 };
    let picture = match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::Webp => webp(bytes),
        Kind::Gif => plain(pair(le16(bytes, 6), le16(bytes, 8)), bytes.last() == Some(&0x3b)),
        Kind::Bmp => plain(
            pair(le32(bytes, 18), le32(bytes, 22).map(|h| h.cast_signed().unsigned_abs())),
            bmp_whole(bytes),
        ),
        Kind::Heif => plain(heif_size(bytes), true),
    };
    Some(picture)
}

fn kind_of(bytes: &[u8]) -> Option<Kind> {
    let at = |from: usize, what: &[u8]| bytes.get(from..from + what.len()) == Some(what);
    let brands: [&[u8]; 6] = [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"];
    Some(match () {
        () if at(0, &[0xff, 0xd8, 0xff]) => Kind::Jpeg,
        () if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
        () if at(0, b"RIFF") && at(8, b"WEBP") => Kind::Webp,
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => Kind::Gif,
        () if at(0, b"BM") && at(6, &[0; 4]) => Kind::Bmp,
        () if at(4, b"ftyp") && brands.iter().any(|brand| at(8, brand)) => Kind::Heif,
        () => return None,
    })
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(two[0]) << 8 | u32::from(two[1]))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at.checked_add(2)?)?)
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    be16(bytes, at).map(|n| u32::from((n as u16).swap_bytes()))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}

/// A size of which no side is nothing.
fn pair(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    let size = (width?, height?);
    (size.0 > 0 && size.1 > 0).then_some(size)
}

fn jpeg(bytes: &[u8]) -> Picture {
    let mut picture =
        Picture { kind: Kind::Jpeg, size: None, whole: false, taken: None, orientation: 1 };
    let mut at = 2;
    let mut scan = false;
    while let Some(&byte) = bytes.get(at) {
        let marker = bytes.get(at + 1).copied().unwrap_or(0);
        if byte != 0xff || marker == 0 || (0xd0..=0xd7).contains(&marker) {
            // Between segments there is nothing but compressed data, after the first scan; before it, damage.
            if !scan {
                break;
            }
            at += 1;
            continue;
        }
        match marker {
            0xff => at += 1,
            0xd9 => {
                picture.whole = scan;
                break;
            }
            _ => {
                let Some(length) = be16(bytes, at + 2) else { break };
                let body = bytes.get(at + 4..at + 2 + length as usize).unwrap_or_default();
                let frame =
                    (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker);
                if frame {
                    picture.size = picture.size.or(pair(be16(body, 3), be16(body, 1)));
                }
                if marker == 0xe1
                    && let Some(tiff) = body.strip_prefix(b"Exif\0\0")
                {
                    exif(tiff, &mut picture);
                }
                scan |= marker == 0xda;
                at += 2 + (length as usize).max(2);
            }
        }
    }
    picture
}

fn png(bytes: &[u8]) -> Picture {
    let size = pair(be32(bytes, 16), be32(bytes, 20));
    let mut picture = Picture { kind: Kind::Png, size, whole: false, taken: None, orientation: 1 };
    let mut at = 8;
    while let (Some(length), Some(name)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        let Some(end) = (at + 12).checked_add(length as usize).filter(|&end| end <= bytes.len())
        else {
            break;
        };
        match name {
            b"IEND" => {
                picture.whole = true;
                break;
            }
            b"eXIf" => exif(&bytes[at + 8..end - 4], &mut picture),
            _ => {}
        }
        at = end;
    }
    picture
}

fn webp(bytes: &[u8]) -> Picture {
    let whole =
        le32(bytes, 4).is_some_and(|length| length as usize <= bytes.len().saturating_sub(8));
    let mut picture = Picture { kind: Kind::Webp, size: None, whole, taken: None, orientation: 1 };
    let mut at = 12usize;
    while let (Some(name), Some(length)) =
        (bytes.get(at..at.saturating_add(4)), le32(bytes, at.saturating_add(4)))
    {
        let body = bytes.get(at + 8..).unwrap_or_default();
        let le24 = |at: usize| Some(le16(body, at)? | u32::from(*body.get(at + 2)?) << 16);
        let found = match name {
            b"VP8X" => pair(le24(4).map(|w| w + 1), le24(7).map(|h| h + 1)),
            b"VP8 " => pair(le16(body, 6).map(|w| w & 0x3fff), le16(body, 8).map(|h| h & 0x3fff)),
            b"VP8L" => le32(body, 1).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)),
            _ => None,
        };
        picture.size = picture.size.or(found);
        if name == b"EXIF" {
            let body = &body[..body.len().min(length as usize)];
            exif(body.strip_prefix(b"Exif\0\0").unwrap_or(body), &mut picture);
        }
        at = (at + 8).saturating_add(length as usize).saturating_add(length as usize & 1);
    }
    picture
}

fn bmp_whole(bytes: &[u8]) -> bool {
    le32(bytes, 2).is_some_and(|length| length as usize <= bytes.len())
}

/// The largest `ispe` box (spatial extents) among the first 64 KB.
fn heif_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let boxes = head.windows(4).enumerate().filter(|(_, name)| name == b"ispe");
    boxes
        .filter_map(|(at, _)| pair(be32(head, at + 8), be32(head, at + 12)))
        .max_by_key(|&(w, h)| u64::from(w) * u64::from(h))
}

/// A TIFF directory as EXIF uses it.
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Tiff<'_> {
    fn short(&self, at: usize) -> Option<u32> {
        if self.little { le16(self.bytes, at) } else { be16(self.bytes, at) }
    }

    fn long(&self, at: usize) -> Option<u32> {
        if self.little { le32(self.bytes, at) } else { be32(self.bytes, at) }
    }

    /// Where the entry of `tag` stands in the directory at `directory`.
    fn entry(&self, directory: usize, tag: u32) -> Option<usize> {
        let count = self.short(directory)? as usize;
        // A camera writes some dozen entries; a count of thousands is damage.
        (0..count.min(512))
            .map(|n| directory.saturating_add(2 + n * 12))
            .find(|&at| self.short(at) == Some(tag))
    }

    fn date(&self, directory: usize, tag: u32) -> Option<NaiveDateTime> {
        let entry = self.entry(directory, tag)?;
        let at = self.long(entry + 8)? as usize;
        date_time(self.bytes.get(at..at.checked_add(19)?)?)
    }
}

/// Reads the time taken and the orientation; what is not there or makes no sense is left as it is.
fn exif(bytes: &[u8], picture: &mut Picture) {
    let little = match bytes.get(..2) {
        Some(b"II") => true,
        Some(b"MM") => false,
        _ => return,
    };
    let tiff = Tiff { bytes, little };
    let Some(first) = tiff.long(4).map(|at| at as usize) else { return };
    if let Some(turned) = tiff.entry(first, 0x0112).and_then(|at| tiff.short(at + 8))
        && (1..=8).contains(&turned)
    {
        picture.orientation = turned as u16;
    }
    let camera = tiff.entry(first, 0x8769).and_then(|at| tiff.long(at + 8));
    // When the shutter opened; else when the file was written, which cameras set to the same.
    let taken =
        camera.and_then(|at| tiff.date(at as usize, 0x9003)).or_else(|| tiff.date(first, 0x0132));
    picture.taken = picture.taken.or(taken);
}

/// "2026:11:23 08:30:05". A camera whose clock was never set writes zeros or blanks: no date then.
fn date_time(text: &[u8]) -> Option<NaiveDateTime> {
    let number = |from: usize, to: usize| -> Option<u32> {
        std::str::from_utf8(text.get(from..to)?).ok()?.parse().ok()
    };
    let year = number(0, 4).filter(|&year| year >= 1900)?;
    let day = NaiveDate::from_ymd_opt(year.cast_signed(), number(5, 7)?, number(8, 10)?)?;
    day.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    /// An EXIF block with orientation, the date of the file and, behind a pointer, the date taken.
    fn exif_block(little: bool, orientation: u16, taken: &str) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&short(tag)[..], &short(kind), &long(count), &value].concat()
        };
        let turned = [short(orientation), [0, 0]].concat().try_into().unwrap();
        let mut tiff = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        tiff.extend(long(8));
        tiff.extend(short(2));
        tiff.extend(entry(0x0112, 3, 1, turned));
        tiff.extend(entry(0x8769, 4, 1, long(38)));
        tiff.extend(long(0));
        assert_eq!(tiff.len(), 38);
        tiff.extend(short(1));
        tiff.extend(entry(0x9003, 2, 20, long(56)));
        tiff.extend(long(0));
        assert_eq!(tiff.len(), 56);
        tiff.extend(taken.as_bytes());
        tiff.push(0);
        tiff
    }

    fn jpeg_file(exif: Option<Vec<u8>>, width: u16, height: u16) -> Vec<u8> {
        let mut out = vec![0xff, 0xd8];
        out.extend(segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
        if let Some(exif) = exif {
            out.extend(segment(0xe1, &[b"Exif\0\0", &exif[..]].concat()));
        }
        let size =
            [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        out.extend(segment(0xc0, &size));
        out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
        out.extend([0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56]);
        out.extend([0xff, 0xd9]);
        out
    }

    fn moment() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(8, 30, 5).unwrap()
    }

    #[test]
    fn a_jpeg_tells_its_size_its_turn_and_when_it_was_taken_in_both_byte_orders() {
        for little in [true, false] {
            let bytes = jpeg_file(Some(exif_block(little, 6, "2026:11:23 08:30:05")), 4000, 3000);
            let picture = look(&bytes).unwrap();
            assert_eq!(picture.kind, Kind::Jpeg);
            assert_eq!((picture.size, picture.upright()), (Some((4000, 3000)), Some((3000, 4000))));
            assert_eq!(picture.taken, Some(moment()));
            assert_eq!(picture.orientation, 6);
            assert!(picture.whole);
        }
    }

    #[test]
    fn a_camera_whose_clock_was_never_set_gives_no_date() {
        for date in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2026:13:01 00:00:00",
            "2026:02:30 00:00:00",
            "x",
        ] {
            let bytes = jpeg_file(Some(exif_block(true, 1, date)), 8, 8);
            assert_eq!(look(&bytes).unwrap().taken, None, "{date}");
        }
    }

    #[test]
    fn a_cut_jpeg_is_not_whole_wherever_it_is_cut() {
        let bytes = jpeg_file(Some(exif_block(false, 1, "2026:11:23 08:30:05")), 640, 480);
        for cut in 3..bytes.len() {
            let picture = look(&bytes[..cut]).unwrap();
            assert!(!picture.whole, "cut at {cut}");
        }
        assert!(look(&[&bytes[..], b"a video that the phone put behind"].concat()).unwrap().whole);
    }

    #[test]
    fn damaged_exif_never_stops_the_reading() {
        let exif = exif_block(true, 3, "2026:11:23 08:30:05");
        for at in 0..exif.len() {
            for byte in [0x00, 0x7f, 0xff] {
                let mut damaged = exif.clone();
                damaged[at] = byte;
                let picture = look(&jpeg_file(Some(damaged), 100, 50)).unwrap();
                assert_eq!(picture.size, Some((100, 50)));
                assert!((1..=8).contains(&picture.orientation));
            }
            let cut = look(&jpeg_file(Some(exif[..at].to_vec()), 100, 50)).unwrap();
            assert_eq!(cut.size, Some((100, 50)));
        }
    }

    #[test]
    fn a_picture_of_absurd_size_is_known_before_it_is_decoded() {
        let picture = look(&jpeg_file(None, 20_000, 10_000)).unwrap();
        assert_eq!(picture.pixels(), Some(200_000_000));
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(0xffff_ffffu32.to_be_bytes());
        png.extend(0xffff_ffffu32.to_be_bytes());
        assert!(look(&png).unwrap().pixels().unwrap() > 1 << 62);
    }

    #[test]
    fn text_under_another_name_is_no_picture() {
        for bytes in [
            &b"hello"[..],
            b"",
            "活动记录".as_bytes(),
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"\xff\xd8",
            b"BMW",
        ] {
            assert_eq!(look(bytes), None);
        }
    }

    fn chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], name, body, &[0; 4]].concat()
    }

    #[test]
    fn a_png_tells_its_size_and_whether_it_is_whole() {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.extend(chunk(b"IHDR", &[0, 0, 2, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]));
        bytes.extend(chunk(b"eXIf", &exif_block(false, 8, "2026:11:23 08:30:05")));
        bytes.extend(chunk(b"IDAT", &[1, 2, 3]));
        let cut = bytes.len();
        bytes.extend(chunk(b"IEND", b""));
        let picture = look(&bytes).unwrap();
        assert_eq!((picture.size, picture.whole, picture.orientation), (Some((512, 256)), true, 8));
        assert_eq!(picture.taken, Some(moment()));
        assert!(!look(&bytes[..cut]).unwrap().whole);
        assert!(!look(&bytes[..cut + 8]).unwrap().whole);
    }

    fn riff(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (name, bytes) in chunks {
            body.extend(*name);
            body.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
            body.extend(*bytes);
            body.extend(vec![0; bytes.len() & 1]);
        }
        [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
    }

    #[test]
    fn all_three_forms_of_webp_tell_their_size() {
        let lossy = riff(&[(b"VP8 ", &[0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0])]);
        assert_eq!(look(&lossy).unwrap().size, Some((320, 240)));
        let bits = 319u32 | 239 << 14;
        let lossless = riff(&[(b"VP8L", &[&[0x2f][..], &bits.to_le_bytes()].concat())]);
        assert_eq!(look(&lossless).unwrap().size, Some((320, 240)));
        let exif = exif_block(true, 1, "2026:11:23 08:30:05");
        let extended = riff(&[(b"VP8X", &[0, 0, 0, 0, 0x3f, 1, 0, 0xef, 0, 0]), (b"EXIF", &exif)]);
        let picture = look(&extended).unwrap();
        assert_eq!(
            (picture.size, picture.taken, picture.whole),
            (Some((320, 240)), Some(moment()), true)
        );
        assert!(!look(&extended[..extended.len() - 2]).unwrap().whole);
    }

    #[test]
    fn no_bytes_at_all_make_the_reading_fail() {
        // A small generator of its own keeps the run the same every time.
        let mut state = 88_172_645_463_325_252u64;
        let heads: [&[u8]; 6] = [
            &[0xff, 0xd8, 0xff],
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\0\0\0\0WEBP",
            b"GIF89a",
            b"BM\0\0\0\0\0\0\0\0",
            b"\0\0\0\0ftypheic",
        ];
        for round in 0..6_000 {
            let mut bytes = heads[round % 6].to_vec();
            for _ in 0..round % 200 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                bytes.push(if state & 1 == 0 { 0xff } else { (state >> 8) as u8 });
            }
            let picture = look(&bytes).unwrap();
            assert!((1..=8).contains(&picture.orientation));
        }
    }
}
