//! The little that everything in here asks of the page itself: the global object, localStorage, random bytes, and
//! promises with a limit of five seconds.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::error::Error;
use gloo_storage::{LocalStorage, Storage as _};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Storage, Window};

/// How long the browser may take to answer, in milliseconds.
pub(super) const LIMIT_MS: i32 = 5_000;

/// The window, or the worker that runs this code: what is asked of it here, both have.
pub(super) fn global() -> Window {
    js_sys::global().unchecked_into()
}

/// localStorage; nothing where the browser refuses it, which would otherwise throw.
pub(super) fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()??;
    Some(LocalStorage::raw())
}

/// The keys of localStorage that begin with `prefix`.
pub(super) fn local_keys(prefix: &str) -> Vec<String> {
    let Some(local) = local() else { return Vec::new() };
    let keys = (0..local.length().unwrap_or(0)).filter_map(|n| local.key(n).ok().flatten());
    keys.filter(|key| key.starts_with(prefix)).collect()
}

/// Fresh random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    let crypto = global().crypto().map_err(|e| Error::thrown(&e))?;
    crypto.get_random_values_with_u8_array(&mut bytes).map_err(|e| Error::thrown(&e))?;
    Ok(bytes)
}

/// Random hexadecimal digits, two for each byte.
pub(super) fn random_hex<const N: usize>() -> Result<String, Error> {
    Ok(random::<N>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the promise settles to, or [`Error::TimedOut`] after five seconds.
pub(super) async fn settled(promise: &Promise) -> Result<JsValue, Error> {
    let mut timer = 0;
    let bell = JsValue::symbol(Some("late"));
    let late = Promise::new(&mut |resolve, _| {
        let ring: Function = resolve.bind1(&JsValue::NULL, &bell).unchecked_into();
        timer = global()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&ring, LIMIT_MS)
            .unwrap_or(0);
    });
    let first = JsFuture::from(Promise::race(&Array::of2(promise, &late))).await;
    global().clear_timeout_with_handle(timer);
    match first {
        Ok(value) if value == bell => Err(Error::TimedOut),
        Ok(value) => Ok(value),
        Err(thrown) => Err(Error::thrown(&thrown)),
    }
}

/// Waits.
pub(super) async fn later(millis: i32) {
    let rung = Promise::new(&mut |resolve, _| {
        global()
            .set_timeout_with_callback_and_timeout_and_arguments_0(resolve.unchecked_ref(), millis)
            .ok();
    });
    JsFuture::from(rung).await.ok();
}

/// A property of `navigator` that not every browser, and no plain http page, has.
pub(super) fn navigator_has(path: &[&str]) -> bool {
    let mut at: JsValue = global().navigator().into();
    path.iter().all(|part| {
        at = js_sys::Reflect::get(&at, &JsValue::from_str(part)).unwrap_or(JsValue::UNDEFINED);
        !at.is_undefined() && !at.is_null()
    })
}

/// What two futures come to, each going on while the other waits.
pub(super) async fn both<A, B>(
    one: impl Future<Output = A>,
    other: impl Future<Output = B>,
) -> (A, B) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(move |context| {
        if first.is_none() {
            first = ready(one.as_mut().poll(context));
        }
        if second.is_none() {
            second = ready(other.as_mut().poll(context));
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

fn ready<T>(poll: Poll<T>) -> Option<T> {
    match poll {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
