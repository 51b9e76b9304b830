//! Where in the app a reader is: hash routes and their typed form. Knows nothing of a browser, so it is tested natively.
//!
//! A hash that begins `#/` is a route; any other is an anchor inside the page and leaves the place as it is.

/// A page of the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// First opening: what this is and the four ways to begin.
    Welcome,
    /// A new workbook.
    New,
    /// A workbook begun from a colleague's file.
    Join,
    /// The workbooks on this phone.
    Workbooks,
    /// What is due next, and how each pair stands.
    #[default]
    Home,
    /// The form that records an activity. Query: `kind`, `pair`, `date`, `task`, `edit`, `draft`.
    Log,
    /// The list of activities. Query: `q` and filters.
    Activities,
    /// One activity.
    Activity(String),
    /// The list of pairs.
    Pairs,
    /// One pair, on one of its tabs.
    Pair(String, PairTab),
    /// The list of plans.
    Plans,
    /// One plan.
    Plan(String),
    /// Everything that has no place of its own in the bar.
    More,
    /// The registers: all kinds when empty, else the kind of record.
    Registers(String),
    /// One record of a register: its kind and its id; `new` stands for one to be made.
    Record(String, String),
    /// Assessment.
    Assess,
    /// Reports.
    Reports,
    /// Backup, exchange, storage.
    Data(DataPart),
    /// Deleted records.
    Trash,
    /// Language, text size, theme and the like.
    Settings,
    /// Help: the whole when empty, else the topic to open.
    Help(String),
    /// Search through everything. Query: `q`.
    Search,
    /// What another app handed over through the share sheet.
    Share,
    /// No such page.
    Unknown,
}

/// A tab of the pair page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairTab {
    /// What the agreement asks for and how far it is met.
    #[default]
    Progress,
    /// The timeline.
    Activities,
    /// Volumes of documents and how complete they are.
    Archive,
    /// Who takes part.
    People,
    /// Clauses, versions, signatures.
    Agreement,
}

/// A page of 数据.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataPart {
    /// The list of the pages below.
    #[default]
    Overview,
    /// A file with everything in it.
    Backup,
    /// A workbook out of a file.
    Restore,
    /// A colleague's file into this workbook.
    Merge,
    /// Rows of a table into records.
    Import,
    /// Tables and reports out.
    Export,
    /// What is kept where, and how safe it is.
    Storage,
}

/// Which screen draws a route. Routes of one screen change without the screen being drawn anew, so a list keeps its
/// place while its detail changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after the routes it draws")]
pub enum Screen {
    Welcome,
    New,
    Join,
    Workbooks,
    Home,
    Log,
    Activities,
    Pairs,
    Plans,
    More,
    Registers,
    Assess,
    Reports,
    Data,
    Trash,
    Settings,
    Help,
    Search,
    Share,
    Unknown,
}

const PAIR_TABS: [(&str, PairTab); 5] = [
    ("progress", PairTab::Progress),
    ("activities", PairTab::Activities),
    ("archive", PairTab::Archive),
    ("people", PairTab::People),
    ("agreement", PairTab::Agreement),
];

const DATA_PARTS: [(&str, DataPart); 7] = [
    ("", DataPart::Overview),
    ("backup", DataPart::Backup),
    ("restore", DataPart::Restore),
    ("merge", DataPart::Merge),
    ("import", DataPart::Import),
    ("export", DataPart::Export),
    ("storage", DataPart::Storage),
];

impl PairTab {
    /// All tabs in the order in which they stand.
    pub const ALL: [Self; 5] =
        [Self::Progress, Self::Activities, Self::Archive, Self::People, Self::Agreement];

    /// The word in the address, also the end of the key of its name: `pair.tab.KEY`.
    pub fn key(self) -> &'static str {
        PAIR_TABS.iter().find(|(_, tab)| *tab == self).map_or("", |(key, _)| key)
    }

    /// The tab with that key; the first one when there is none.
    pub fn from_key(key: &str) -> Self {
        PAIR_TABS.iter().find(|(own, _)| *own == key).map_or(Self::Progress, |(_, tab)| *tab)
    }
}

impl DataPart {
    /// The word in the address; empty for the overview.
    pub fn key(self) -> &'static str {
        DATA_PARTS.iter().find(|(_, part)| *part == self).map_or("", |(key, _)| key)
    }
}

impl Route {
    /// The screen that draws it.
    pub fn screen(&self) -> Screen {
        match self {
            Self::Welcome => Screen::Welcome,
            Self::New => Screen::New,
            Self::Join => Screen::Join,
            Self::Workbooks => Screen::Workbooks,
            Self::Home => Screen::Home,
            Self::Log => Screen::Log,
            Self::Activities | Self::Activity(_) => Screen::Activities,
            Self::Pairs | Self::Pair(..) => Screen::Pairs,
            Self::Plans | Self::Plan(_) => Screen::Plans,
            Self::More => Screen::More,
            Self::Registers(_) | Self::Record(..) => Screen::Registers,
            Self::Assess => Screen::Assess,
            Self::Reports => Screen::Reports,
            Self::Data(_) => Screen::Data,
            Self::Trash => Screen::Trash,
            Self::Settings => Screen::Settings,
            Self::Help(_) => Screen::Help,
            Self::Search => Screen::Search,
            Self::Share => Screen::Share,
            Self::Unknown => Screen::Unknown,
        }
    }

    /// Whether both are one page to its reader: another tab of the same pair is.
    pub fn is_same_page(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pair(own, _), Self::Pair(id, _)) => own == id,
            _ => self == other,
        }
    }

    /// Whether it is one record out of a list that the same screen draws.
    pub fn is_detail(&self) -> bool {
        matches!(self, Self::Activity(_) | Self::Pair(..) | Self::Plan(_) | Self::Record(..))
    }

    /// The link to it: `#/pair/ID/people`.
    pub fn href(&self) -> String {
        let mut out = "#".to_owned();
        for part in self.parts() {
            if !part.is_empty() {
                out.push('/');
                escape(part, &mut out);
            }
        }
        if out.len() == 1 {
            out.push('/');
        }
        out
    }

    /// The link to it with a query: `#/log?pair=ID`. Pairs without a value are left out.
    pub fn href_with(&self, query: &[(&str, &str)]) -> String {
        let mut out = self.href();
        let mut mark = '?';
        for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
            out.push(mark);
            out.push_str(name);
            out.push('=');
            escape(value, &mut out);
            mark = '&';
        }
        out
    }

    fn parts(&self) -> [&str; 3] {
        match self {
            Self::Home => ["", "", ""],
            Self::Welcome => ["welcome", "", ""],
            Self::New => ["new", "", ""],
            Self::Join => ["join", "", ""],
            Self::Workbooks => ["workbooks", "", ""],
            Self::Log => ["log", "", ""],
            Self::Activities => ["activities", "", ""],
            Self::Activity(id) => ["activity", id, ""],
            Self::Pairs => ["pairs", "", ""],
            Self::Pair(id, tab) => ["pair", id, tab.key()],
            Self::Plans => ["plans", "", ""],
            Self::Plan(id) => ["plan", id, ""],
            Self::More => ["more", "", ""],
            Self::Registers(kind) => ["registers", kind, ""],
            Self::Record(kind, id) => ["record", kind, id],
            Self::Assess => ["assess", "", ""],
            Self::Reports => ["reports", "", ""],
            Self::Data(part) => ["data", part.key(), ""],
            Self::Trash => ["trash", "", ""],
            Self::Settings => ["settings", "", ""],
            Self::Help(topic) => ["help", topic, ""],
            Self::Search => ["search", "", ""],
            Self::Share => ["share", "", ""],
            Self::Unknown => ["unknown", "", ""],
        }
    }

    fn read(path: &str) -> Self {
        let parts: Vec<String> =
            path.split('/').filter(|part| !part.is_empty()).map(unescape).collect();
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        let (first, second, third) = (part(0), part(1), part(2));
        match (first, second) {
            ("", _) => Self::Home,
            ("welcome", _) => Self::Welcome,
            ("new", _) => Self::New,
            ("join", _) => Self::Join,
            ("workbooks", _) => Self::Workbooks,
            ("log", _) => Self::Log,
            ("activities", _) | ("activity", "") => Self::Activities,
            ("activity", id) => Self::Activity(id.to_owned()),
            ("pairs", _) | ("pair", "") => Self::Pairs,
            ("pair", id) => Self::Pair(id.to_owned(), PairTab::from_key(third)),
            ("plans", _) | ("plan", "") => Self::Plans,
            ("plan", id) => Self::Plan(id.to_owned()),
            ("more", _) => Self::More,
            ("registers", kind) => Self::Registers(kind.to_owned()),
            ("record", kind) if third.is_empty() => Self::Registers(kind.to_owned()),
            ("record", kind) => Self::Record(kind.to_owned(), third.to_owned()),
            ("assess", _) => Self::Assess,
            ("reports", _) => Self::Reports,
            ("data", key) => DATA_PARTS
                .iter()
                .find(|(own, _)| *own == key)
                .map_or(Self::Unknown, |(_, part)| Self::Data(*part)),
            ("trash", _) => Self::Trash,
            ("settings", _) => Self::Settings,
            ("help", topic) => Self::Help(topic.to_owned()),
            ("search", _) => Self::Search,
            ("share", _) => Self::Share,
            _ => Self::Unknown,
        }
    }
}

/// A route with what stands after its question mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The page.
    pub route: Route,
    /// Names and values, in the order in which they stand.
    pub query: Vec<(String, String)>,
}

impl Place {
    /// Reads a location hash, with its `#`. None: it is an anchor, not a route. No hash at all is the first page.
    pub fn read(hash: &str) -> Option<Self> {
        let rest = hash.strip_prefix('#').unwrap_or(hash);
        if rest.is_empty() {
            return Some(Self::default());
        }
        let path = rest.strip_prefix('/')?;
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (unescape(name), unescape(value))
            })
            .collect();
        Some(Self { route: Route::read(path), query })
    }

    /// The value of `name` in the query; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.query.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// Writes `text` so that it can stand in a hash: letters, digits and `-._~` as they are, the rest as %XX of its UTF-8.
fn escape(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Undoes [`escape`]; a `%` that is not followed by two hex digits stands for itself, bytes that are no UTF-8 are replaced.
fn unescape(text: &str) -> String {
    let digit = |at: usize| {
        text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16)).unwrap_or(16)
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let (high, low) = (digit(at + 1), digit(at + 2));
        if *byte == b'%' && high < 16 && low < 16 {
            bytes.push((high * 16 + low) as u8);
            at += 3;
        } else {
            bytes.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_route() -> Vec<Route> {
        let id = || "0192f3aa-0000-7000-8000-000000000001".to_owned();
        let mut all = vec![
            Route::Welcome,
            Route::New,
            Route::Join,
            Route::Workbooks,
            Route::Home,
            Route::Log,
            Route::Activities,
            Route::Activity(id()),
            Route::Pairs,
            Route::Plans,
            Route::Plan(id()),
            Route::More,
            Route::Registers(String::new()),
            Route::Registers("person".to_owned()),
            Route::Record("person".to_owned(), id()),
            Route::Assess,
            Route::Reports,
            Route::Trash,
            Route::Settings,
            Route::Help(String::new()),
            Route::Help("backup".to_owned()),
            Route::Search,
            Route::Share,
            Route::Unknown,
        ];
        all.extend(PairTab::ALL.map(|tab| Route::Pair(id(), tab)));
        all.extend(DATA_PARTS.map(|(_, part)| Route::Data(part)));
        all
    }

    #[test]
    fn every_route_reads_back_from_its_link() {
        for route in every_route() {
            let place = Place::read(&route.href()).unwrap();
            assert_eq!(place, Place { route, query: Vec::new() });
        }
    }

    #[test]
    fn no_hash_is_the_first_page_and_an_anchor_is_no_route() {
        assert_eq!(Place::read(""), Some(Place::default()));
        assert_eq!(Place::read("#"), Some(Place::default()));
        assert_eq!(Place::read("#/"), Some(Place::default()));
        assert_eq!(Place::read("#main"), None);
        assert_eq!(Place::read("#figure/2"), None);
    }

    #[test]
    fn a_query_survives_any_text() {
        for text in ["秋叶 & 拼贴=100%?", "a/b#c", "%E4", "%zz", "😀·", " "] {
            let place = Place::read(&Route::Log.href_with(&[("q", text), ("none", "")])).unwrap();
            assert_eq!(place.route, Route::Log);
            assert_eq!(place.value("q"), text);
            assert_eq!(place.value("none"), "");
        }
    }

    #[test]
    fn an_unknown_page_is_said_to_be_unknown_and_odd_ones_never_panic() {
        assert_eq!(Place::read("#/nowhere").unwrap().route, Route::Unknown);
        assert_eq!(Place::read("#/data/nowhere").unwrap().route, Route::Unknown);
        for hash in ["#/%", "#/pair/%/%", "#/?", "#/?=&&=", "#///", "#/pair//", "#/record/person"] {
            assert!(Place::read(hash).is_some(), "{hash}");
        }
    }

    #[test]
    fn a_list_and_its_details_share_a_screen() {
        assert_eq!(Route::Pairs.screen(), Route::Pair("x".into(), PairTab::People).screen());
        assert_eq!(Route::Activities.screen(), Route::Activity("x".into()).screen());
    }
}
