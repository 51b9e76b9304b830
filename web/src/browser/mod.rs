//! All that is asked of the browser except storage: the day, the time, chance, the address, files in and out.

pub mod files;
pub mod photo;
pub mod picture;
pub mod worker;

use chrono::NaiveDate;
use js_sys::{Date, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, Window};

/// Something the browser could not or would not do, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The person closed the browser's dialog; nothing is wrong.
    #[error("the person chose to stop")]
    Cancelled,
    /// This browser has no such ability.
    #[error("this browser cannot do that")]
    Unable,
    /// The browser tried and failed.
    #[error("the browser refused: {0}")]
    Failed(String),
}

impl From<JsValue> for Failure {
    fn from(value: JsValue) -> Self {
        let part = |name: &str| text_of(&value, name);
        match part("name").as_str() {
            "AbortError" => Self::Cancelled,
            "" => Self::Failed(value.as_string().unwrap_or_default()),
            name => Self::Failed(format!("{name}: {}", part("message"))),
        }
    }
}

fn text_of(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// The window.
pub fn window() -> Window {
    web_sys::window().expect("the app runs in a page, which has a window")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("a page's window has a document")
}

fn root() -> Option<Element> {
    document().document_element()
}

/// Today, by the phone's own calendar.
pub fn today() -> NaiveDate {
    let now = Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or(1970);
    NaiveDate::from_ymd_opt(year, now.get_month() + 1, now.get_date()).unwrap_or_default()
}

/// Milliseconds since 1970 began, by the phone's clock, which may be wrong.
pub fn now() -> i64 {
    Date::now() as i64
}

/// The day of a moment, by the phone's own calendar.
pub fn day_of(millis: i64) -> NaiveDate {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    let year = i32::try_from(date.get_full_year()).unwrap_or(1970);
    NaiveDate::from_ymd_opt(year, date.get_month() + 1, date.get_date()).unwrap_or_default()
}

/// The time of a moment, by the phone's own clock: "14:05".
pub fn clock_of(millis: i64) -> String {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// Random bytes fit for keys.
///
/// # Errors
/// [`Failure`] when the browser has no source of chance; ids must not be drawn then.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    window().crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// Does `act` once, after so many milliseconds.
pub fn after(millis: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    // A browser without timers does not exist; should one refuse, the act is merely late for ever.
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// Does `act` once when the page has nothing else to do, or shortly in a browser that cannot tell.
pub fn when_idle(act: impl FnOnce() + 'static) {
    let asked = Reflect::get(&window(), &JsValue::from_str("requestIdleCallback"));
    match asked.ok().and_then(|idle| idle.dyn_into::<Function>().ok()) {
        Some(idle) => {
            // A browser that has it does not refuse it.
            let _ = idle.call1(&window(), &Closure::once_into_js(act));
        }
        None => after(200, act),
    }
}

/// Waits so many milliseconds.
pub async fn wait(millis: i32) {
    let promise = Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// Hears an event of the window for as long as the page lives: "hashchange", "online", "jiedui:update".
pub fn on_window(event: &str, act: impl FnMut(web_sys::Event) + 'static) {
    hear(&window(), event, act);
}

/// Hears an event of the document for as long as the page lives: "visibilitychange".
pub fn on_document(event: &str, act: impl FnMut(web_sys::Event) + 'static) {
    hear(&document(), event, act);
}

fn hear(target: &web_sys::EventTarget, event: &str, act: impl FnMut(web_sys::Event) + 'static) {
    let act = Closure::<dyn FnMut(web_sys::Event)>::new(act);
    let _ = target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref());
    act.forget();
}

/// Tells boot.js something: "jiedui:panic", "jiedui:booted", "jiedui:accept-update", "jiedui:install".
pub fn tell(event: &str, detail: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail.into());
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(event, &init) {
        let _ = window().dispatch_event(&event);
    }
}

/// A word boot.js left for the app: `lang`, `theme`, `size`, `update`, `install`, `picture`.
pub fn left(name: &str) -> String {
    Reflect::get(&window(), &"jiedui".into()).map_or_else(|_| String::new(), |o| text_of(&o, name))
}

/// The text boot.js has begun to fetch for the language it chose, or None when it cannot be had.
pub async fn early_text() -> Option<String> {
    let boot = Reflect::get(&window(), &"jiedui".into()).ok()?;
    let promise: Promise = Reflect::get(&boot, &"text".into()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}

async fn fetch(path: &str) -> Result<web_sys::Response, Failure> {
    let response = JsFuture::from(window().fetch_with_str(path)).await?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| Failure::Unable)?;
    if response.ok() {
        Ok(response)
    } else {
        Err(Failure::Failed(format!("{path}: {}", response.status())))
    }
}

/// The text of a file of the site, by a path relative to the page.
///
/// # Errors
/// [`Failure`] when it is neither in the cache nor to be had from the server.
pub async fn fetch_text(path: &str) -> Result<String, Failure> {
    let text = JsFuture::from(fetch(path).await?.text()?).await?;
    text.as_string().ok_or(Failure::Unable)
}

/// The bytes of a file of the site.
///
/// # Errors
/// As [`fetch_text`].
pub async fn fetch_bytes(path: &str) -> Result<Vec<u8>, Failure> {
    let buffer = JsFuture::from(fetch(path).await?.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The folder the site lies in, "/" or "/sub/path/": every storage name begins `jiedui:` and this.
pub fn scope() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let path = web_sys::Url::new(&base).map_or_else(|_| "/".to_owned(), |url| url.pathname());
    path.rfind('/').map_or_else(|| "/".to_owned(), |end| path[..=end].to_owned())
}

/// The hash of the address, with its `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a link of the app, such as a route's `href`.
pub fn go(href: &str) {
    let _ = window().location().set_hash(href);
}

/// Goes to a link in place of the page shown, so that 返回 does not lead back to it.
pub fn go_instead(href: &str) {
    let _ = window().location().replace(href);
}

/// Goes back one page, or to `otherwise` when the app was opened on this one.
pub fn back(otherwise: &str) {
    let inside = window().history().ok().and_then(|history| history.length().ok());
    if inside.unwrap_or(0) > 1 {
        let _ = window().history().map(|history| history.back());
    } else {
        go_instead(otherwise);
    }
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Opens the print dialog.
pub fn print() {
    let _ = window().print();
}

/// The title of the window.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Sets the language and the look of the whole page: attributes of `<html>` that style.css reads.
pub fn set_look(lang: &str, theme: &str, size: &str) {
    if let Some(root) = root() {
        for (name, value) in [("lang", lang), ("data-theme", theme), ("data-size", size)] {
            let _ = root.set_attribute(name, value);
        }
    }
}

/// Takes away the loading mark of index.html.
pub fn remove_loading() {
    if let Some(mark) = document().get_element_by_id("loading") {
        mark.remove();
    }
}

fn unfold(element: &Element) {
    let mut around = element.closest("details").ok().flatten();
    while let Some(fold) = around {
        let _ = fold.set_attribute("open", "");
        around = fold.parent_element().and_then(|parent| parent.closest("details").ok().flatten());
    }
}

/// The type of the box of that id, when it holds a day or a time that is only half typed: its value is empty then, and no
/// event has told of it.
pub fn half_typed(id: &str) -> Option<String> {
    let input = document().get_element_by_id(id)?.dyn_into::<HtmlInputElement>().ok()?;
    input.validity().bad_input().then(|| input.type_())
}

/// Puts the keyboard focus on the element of that id; what it is folded into opens. False: there is none.
pub fn focus(id: &str) -> bool {
    let found = document().get_element_by_id(id);
    found.iter().for_each(unfold);
    found
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
        .is_some_and(|found| found.focus().is_ok())
}

/// Brings the element of that id into view, in the middle of the window; what it is folded into opens.
pub fn reveal(id: &str) {
    if let Some(found) = document().get_element_by_id(id) {
        unfold(&found);
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        found.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Brings the element of that id into view sideways, within a row that scrolls.
pub fn reveal_sideways(id: &str) {
    if let Some(found) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Center);
        found.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls the page to that height, in CSS pixels.
pub fn scroll_to(top: f64) {
    window().scroll_to_with_x_and_y(0.0, top);
}

/// How far the page is scrolled, in CSS pixels.
pub fn scroll_top() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}

/// The last element that matches and is drawn.
fn last_shown(selector: &str) -> Option<HtmlElement> {
    let all = document().query_selector_all(selector).ok()?;
    (0..all.length())
        .rev()
        .filter_map(|at| all.get(at)?.dyn_into::<HtmlElement>().ok())
        .find(|element| element.offset_parent().is_some())
}

/// Puts the focus on the heading of the page shown, so that a screen reader says where the reader is now.
pub fn focus_heading() {
    // Whoever goes through tabs with the arrow keys stays there.
    let in_tabs = document().active_element().and_then(|it| it.closest("[role=tablist]").ok());
    if in_tabs.flatten().is_some() {
        return;
    }
    if let Some(heading) = last_shown(".page h1") {
        let _ = heading.focus();
    }
}

/// Puts the focus into the page's search box. False: it has none.
pub fn focus_search() -> bool {
    last_shown("[data-search]").is_some_and(|found| found.focus().is_ok())
}

/// Whether a dialog stands above the page.
pub fn has_dialog() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}

/// Whether a person is typing: the focus is in a field that takes letters.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(&*element.tag_name(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    })
}

/// Whether the browser believes it has a network. It may be wrong when it says yes.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// What kind of place the app runs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The name of the app whose built-in browser this is; such browsers throw storage away and cannot save files.
    pub in_app: Option<&'static str>,
    /// Opened from the home screen, in a window of its own.
    pub installed: bool,
    /// An iPhone or iPad, where installing is done through the share sheet.
    pub apple: bool,
    /// Served over https or from this machine; without it there is no offline use and no second copy.
    pub secure: bool,
}

/// Whether the window is wide enough for a list with its detail beside it.
pub fn is_wide() -> bool {
    let asked = window().match_media("(min-width: 960px)");
    asked.ok().flatten().is_some_and(|answer| answer.matches())
}

/// Looks at where the app runs.
pub fn surroundings() -> Surroundings {
    let window = window();
    let agent = window.navigator().user_agent().unwrap_or_default();
    let asked = |query: &str| {
        window.match_media(query).ok().flatten().is_some_and(|answer| answer.matches())
    };
    let standalone = Reflect::get(&window.navigator(), &"standalone".into());
    Surroundings {
        in_app: in_app_browser(&agent),
        installed: asked("(display-mode: standalone)")
            || standalone.is_ok_and(|value| value.is_truthy()),
        apple: ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name)),
        secure: window.is_secure_context(),
    }
}

/// This device in a few words, for the history: "Android · Chrome".
pub fn device_words() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    device_in(&agent)
}

/// The system and the browser that a user agent names.
fn device_in(agent: &str) -> String {
    const SYSTEMS: [(&str, &str); 7] = [
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    const BROWSERS: [(&str, &str); 5] = [
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HuaweiBrowser", "Huawei"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let named = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    [named(&SYSTEMS), named(&BROWSERS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The app whose built-in browser a user agent names, if it is one of those that lose data.
pub fn in_app_browser(agent: &str) -> Option<&'static str> {
    // Order matters: WeChat on a phone names MQQBrowser too.
    const KNOWN: [(&str, &str); 8] = [
        ("MicroMessenger", "WeChat"),
        ("DingTalk", "DingTalk"),
        ("Lark/", "Feishu"),
        ("Weibo", "Weibo"),
        ("AlipayClient", "Alipay"),
        ("MQQBrowser", "QQ"),
        (" QQ/", "QQ"),
        ("UCBrowser", "UC"),
    ];
    KNOWN.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

/// Calls a method of a JavaScript object and waits for its answer.
async fn call(object: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, Failure> {
    let found: Function =
        Reflect::get(object, &method.into())?.dyn_into().map_err(|_| Failure::Unable)?;
    let answer = found.call1(object, argument)?;
    Ok(JsFuture::from(Promise::resolve(&answer)).await?)
}

#[cfg(test)]
mod tests {
    use super::{device_in, in_app_browser};

    #[test]
    fn a_device_is_named_by_its_system_and_its_browser() {
        let agent = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(device_in(agent), "Android · Chrome");
        assert_eq!(device_in("something else"), "");
    }

    #[test]
    fn browsers_inside_other_apps_are_recognised() {
        let wechat =
            "Mozilla/5.0 (Linux; Android 14) Chrome/116 MQQBrowser/6.2 MicroMessenger/8.0.47";
        assert_eq!(in_app_browser(wechat), Some("WeChat"));
        assert_eq!(in_app_browser("Mozilla/5.0 Mobile QQ/8.9.80"), Some("QQ"));
        assert_eq!(in_app_browser("Mozilla/5.0 UCBrowser/15.5 Mobile"), Some("UC"));
        let chrome = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(in_app_browser(chrome), None);
    }
}
