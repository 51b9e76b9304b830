//! Other tabs of the same workbook. Correctness never depends on anything here: tabs write one key for each action in
//! single transactions. The channel only says "read what is new"; the lock only elects who mirrors and folds.

use super::{Change, js, name};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, StorageEvent};

#[wasm_bindgen]
extern "C" {
    // web-sys has Web Locks only behind a compiler flag.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request_lock(name: &str, granted: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = query)]
    fn query_locks() -> Result<Promise, JsValue>;
}

/// Speaks to the other tabs that have a workbook open.
#[derive(Debug)]
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
    leader: Rc<Cell<bool>>,
    release: Rc<RefCell<Option<Function>>>,
    _on_message: Closure<dyn FnMut()>,
    on_storage: Option<Closure<dyn FnMut(StorageEvent)>>,
}

impl Tabs {
    /// Listens for other tabs; `heard` is called when one has written.
    pub(super) fn listen(id: &str, heard: Rc<dyn Fn(Change)>) -> Self {
        let channel = BroadcastChannel::new(&name::named("book", id)).ok();
        let told = heard.clone();
        let on_message = Closure::<dyn FnMut()>::new(move || told(Change::Written));
        let mut on_storage = None;
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        } else if let Some(window) = web_sys::window() {
            // Without channels, the raised mark in localStorage tells the other tabs.
            let key = name::named("mark", id);
            let listen = Closure::<dyn FnMut(StorageEvent)>::new(move |event: StorageEvent| {
                if event.key().as_ref() == Some(&key) {
                    heard(Change::Written);
                }
            });
            window
                .add_event_listener_with_callback("storage", listen.as_ref().unchecked_ref())
                .ok();
            on_storage = Some(listen);
        }
        let (leader, release) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None)));
        Self { channel, leader, release, _on_message: on_message, on_storage }
    }

    /// Stands for election; `elected` is called once, when this tab leads, which may be long after, and says whether
    /// anybody is still there to lead. Where there are no Web Locks every tab leads: the file of the second copy has a
    /// lock of its own.
    pub(super) fn stand(&self, id: &str, elected: impl FnOnce() -> bool + 'static) {
        let (leader, release) = (self.leader.clone(), self.release.clone());
        if !js::navigator_has(&["locks"]) {
            leader.set(true);
            elected();
            return;
        }
        let granted = Closure::once_into_js(move || -> Promise {
            leader.set(true);
            if !elected() {
                return Promise::resolve(&JsValue::NULL);
            }
            Promise::new(&mut |resolve, _| *release.borrow_mut() = Some(resolve))
        });
        if let Ok(held) = request_lock(&name::named("lead", id), granted.unchecked_ref()) {
            super::idb::hush(&held);
        }
    }

    /// Whether this tab mirrors and folds.
    pub(super) fn leads(&self) -> bool {
        self.leader.get()
    }

    /// Tells the other tabs how far this one has written.
    pub(super) fn tell(&self, clock: u64) {
        if let Some(channel) = &self.channel {
            channel.post_message(&JsValue::from_str(&clock.to_string())).ok();
        }
    }
}

/// How many tabs have a workbook open: the leader, and those who would lead after it. Nothing where there are no Web Locks.
pub(super) async fn count(id: &str) -> Option<usize> {
    if !js::navigator_has(&["locks", "query"]) {
        return None;
    }
    let name = JsValue::from_str(&name::named("lead", id));
    let all = js::settled(&query_locks().ok()?).await.ok()?;
    let mut count = 0;
    for state in ["held", "pending"] {
        let list = Reflect::get(&all, &JsValue::from_str(state)).ok()?;
        let own = |lock: &JsValue| {
            Reflect::get(lock, &JsValue::from_str("name")).is_ok_and(|own| own == name)
        };
        count += Array::from(&list).iter().filter(own).count();
    }
    Some(count)
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        if let (Some(listen), Some(window)) = (&self.on_storage, web_sys::window()) {
            window
                .remove_event_listener_with_callback("storage", listen.as_ref().unchecked_ref())
                .ok();
        }
        if let Some(release) = self.release.borrow_mut().take() {
            release.call0(&JsValue::NULL).ok();
        }
    }
}
