//! Photos made small enough to keep and to send: at most 1,600 pixels and about 300 KB, upright, without anything that the
//! camera wrote beside the picture. Only the time taken is read before it goes.

use super::picture::{self, Kind};
use chrono::NaiveDateTime;
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

/// The longer side of a kept photo, in pixels.
const SIDE: u32 = 1_600;
/// The longer side of its small picture.
const THUMB_SIDE: u32 = 160;
/// What a kept photo weighs at most, typically, in bytes.
const WEIGHT: f64 = 300_000.0;
/// JPEG qualities and sides that are tried in turn until the photo is light enough; the last one is kept as it is.
const LADDER: [(f64, u32); 5] = [(0.8, SIDE), (0.7, SIDE), (0.6, SIDE), (0.6, 1_280), (0.5, 1_024)];
/// More pixels than this are refused before decoding, which would take the page's memory.
const MOST_PIXELS: u64 = 100_000_000;
/// Larger files than this are refused before reading, in bytes.
const MOST_BYTES: f64 = 60_000_000.0;

#[wasm_bindgen]
extern "C" {
    // web-sys would want its dictionaries for the options; this takes them as they are.
    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap(blob: &Blob, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap_plain(blob: &Blob) -> Result<Promise, JsValue>;
}

/// A photo ready to be stored.
#[derive(Debug, Clone)]
pub struct Photo {
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// The photo, a JPEG.
    pub blob: Blob,
    /// Its media type, `image/jpeg`.
    pub mime: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// A JPEG of about 160 pixels.
    pub thumb: Vec<u8>,
    /// When it was taken, by the camera's clock and in its local time (R715).
    pub taken: Option<NaiveDateTime>,
}

/// Why a photo was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file is no picture, whatever its name says. Choose another file, or attach it as a document.
    #[error("the file is no picture")]
    NotAPicture,
    /// It has too many pixels to be opened on a phone. Take it with a smaller setting, or send it to oneself first.
    #[error("the picture has {megapixels} million pixels, more than {}", MOST_PIXELS / 1_000_000)]
    TooManyPixels {
        /// How many million pixels it has.
        megapixels: u64,
    },
    /// The file is too large to be read. Choose a smaller one.
    #[error("the file has {megabytes} MB")]
    TooLarge {
        /// Its size.
        megabytes: u64,
    },
    /// The file ends too early: the transfer was cut short. Get it again.
    #[error("the picture is cut short")]
    Truncated,
    /// A HEIC or AVIF picture that this browser cannot read. Set the camera to JPEG ("most compatible").
    #[error("this browser cannot read HEIC or AVIF pictures")]
    Heif,
    /// The browser could not decode it: damaged.
    #[error("the browser cannot decode the picture")]
    Undecodable,
    /// The file could not be read: it was moved or its owner took it back.
    #[error("the file cannot be read")]
    Unreadable,
}

/// SHA-256 in hexadecimal; the browser's own is missing on plain http.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a photo out of a chosen, taken or shared file.
///
/// # Errors
/// [`PhotoError`]; the file itself is never changed.
pub async fn photo(file: &Blob) -> Result<Photo, PhotoError> {
    if file.size() > MOST_BYTES {
        return Err(PhotoError::TooLarge { megabytes: (file.size() / 1e6) as u64 });
    }
    let bytes = bytes_of(file).await?;
    let seen = picture::look(&bytes).ok_or(PhotoError::NotAPicture)?;
    drop(bytes);
    if let Some(pixels) = seen.pixels().filter(|&pixels| pixels > MOST_PIXELS) {
        return Err(PhotoError::TooManyPixels { megapixels: pixels.div_ceil(1_000_000) });
    }
    if !seen.whole {
        return Err(PhotoError::Truncated);
    }
    let undecodable =
        if seen.kind == Kind::Heif { PhotoError::Heif } else { PhotoError::Undecodable };
    let bitmap = decode(file, seen.upright()).await.ok_or_else(|| undecodable.clone())?;
    let made = shrink(&bitmap).await;
    bitmap.close();
    let (blob, thumb, (width, height)) = made.ok_or(undecodable)?;
    let bytes = bytes_of(&blob).await?;
    let (hash, weight) = (sha256(&bytes), bytes.len() as u64);
    Ok(Photo {
        hash,
        blob,
        mime: "image/jpeg",
        bytes: weight,
        width,
        height,
        thumb,
        taken: seen.taken,
    })
}

/// The small picture of a file that is stored as it is, a colleague's photo; nothing when it is no picture.
pub async fn thumb(file: &Blob) -> Option<Vec<u8>> {
    if file.size() > MOST_BYTES {
        return None;
    }
    let seen = picture::look(&bytes_of(file).await.ok()?)?;
    if !seen.whole || seen.pixels().is_some_and(|pixels| pixels > MOST_PIXELS) {
        return None;
    }
    let bitmap = decode(file, seen.upright()).await?;
    let thumb = jpeg(&bitmap, fit((bitmap.width(), bitmap.height()), THUMB_SIDE), 0.7).await;
    bitmap.close();
    bytes_of(&thumb?).await.ok()
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, PhotoError> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| PhotoError::Unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Width and height scaled so that the longer side is at most `side`.
fn fit((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= side {
        return (width.max(1), height.max(1));
    }
    let scale = |n: u32| {
        u32::try_from(u64::from(n) * u64::from(side) / u64::from(longer)).unwrap_or(side).max(1)
    };
    (scale(width), scale(height))
}

/// Decodes, upright, and already smaller where the browser can; browsers disagree about which side a turned picture is
/// resized by, so only one side is given, which never distorts, and a wrong answer is asked for again in full.
async fn decode(file: &Blob, upright: Option<(u32, u32)>) -> Option<ImageBitmap> {
    if let Some(size) = upright.filter(|&(w, h)| w.max(h) > SIDE) {
        let (width, height) = fit(size, SIDE);
        let resize =
            if width >= height { ("resizeWidth", width) } else { ("resizeHeight", height) };
        let found = bitmap(create_image_bitmap(file, &options(Some(resize)))).await;
        if let Some(found) = found {
            if found.width().max(found.height()) == SIDE {
                return Some(found);
            }
            found.close();
        }
    }
    if let Some(found) = bitmap(create_image_bitmap(file, &options(None))).await {
        return Some(found);
    }
    // Older browsers refuse options they do not know; they turn pictures by themselves.
    bitmap(create_image_bitmap_plain(file)).await
}

fn options(resize: Option<(&str, u32)>) -> Object {
    let options = Object::new();
    let set =
        |name: &str, value: JsValue| Reflect::set(&options, &JsValue::from_str(name), &value).ok();
    set("imageOrientation", JsValue::from_str("from-image"));
    if let Some((side, pixels)) = resize {
        set(side, JsValue::from_f64(f64::from(pixels)));
        set("resizeQuality", JsValue::from_str("high"));
    }
    options
}

async fn bitmap(asked: Result<Promise, JsValue>) -> Option<ImageBitmap> {
    JsFuture::from(asked.ok()?).await.ok()?.dyn_into().ok()
}

/// The photo, its small picture, and its size.
async fn shrink(bitmap: &ImageBitmap) -> Option<(Blob, Vec<u8>, (u32, u32))> {
    let whole = (bitmap.width(), bitmap.height());
    let thumb = jpeg(bitmap, fit(whole, THUMB_SIDE), 0.7).await?;
    let thumb = bytes_of(&thumb).await.ok()?;
    let mut made = None;
    for (quality, side) in LADDER {
        let size = fit(whole, side);
        let blob = jpeg(bitmap, size, quality).await?;
        let light = blob.size() <= WEIGHT;
        made = Some((blob, size));
        if light {
            break;
        }
    }
    let (blob, size) = made?;
    Some((blob, thumb, size))
}

/// The bitmap at another size, as a JPEG on white.
async fn jpeg(bitmap: &ImageBitmap, (width, height): (u32, u32), quality: f64) -> Option<Blob> {
    let canvas = web_sys::window()?.document()?.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (w, h) = (f64::from(width), f64::from(height));
    pen.set_fill_style_str("#fff");
    pen.fill_rect(0.0, 0.0, w, h);
    pen.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w, h).ok()?;
    let blob = Promise::new(&mut |resolve: Function, reject: Function| {
        let asked = canvas.to_blob_with_type_and_encoder_options(
            &resolve,
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
        if let Err(thrown) = asked {
            reject.call1(&JsValue::NULL, &thrown).ok();
        }
    });
    let blob = JsFuture::from(blob).await.ok()?.dyn_into().ok();
    // Some phones keep the memory of a canvas until it is empty.
    canvas.set_width(0);
    blob
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_scaled_by_its_longer_side_and_never_enlarged() {
        assert_eq!(fit((4000, 3000), 1600), (1600, 1200));
        assert_eq!(fit((3000, 4000), 1600), (1200, 1600));
        assert_eq!(fit((800, 600), 1600), (800, 600));
        assert_eq!(fit((100_000, 1), 1600), (1600, 1));
        assert_eq!(fit((0, 0), 1600), (1, 1));
    }

    #[test]
    fn the_hash_is_the_one_everybody_uses() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
