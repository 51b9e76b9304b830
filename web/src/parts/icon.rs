//! Line icons, drawn inline so that they take the colour of the words beside them.

use leptos::prelude::*;

/// The strokes of an icon on a field of 24 by 24; an unknown name draws a ring.
fn strokes(name: &str) -> &'static str {
    match name {
        "home" => "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
        "calendar" => "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4",
        "pairs" => {
            "M8 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM16 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 20c0-3.6 2.2-5.5 5.5-5.5 1.6 0 3 .5 4 1.3 1-.8 2.4-1.3 4-1.3 3.3 0 5.5 1.9 5.5 5.5"
        }
        "more" => "M5 7h14M5 12h14M5 17h14",
        "plus" => "M12 5v14M5 12h14",
        "minus" => "M5 12h14",
        "plan" => "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3",
        "ledger" => "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11M9 8h6",
        "assess" => "M5 4h14v16H5zM8.5 12l2.5 2.5 4.5-5",
        "report" => "M6 3h8l4 4v14H6zM14 3v4h4M9 17v-3M12 17v-6M15 17v-4",
        "data" => {
            "M12 3c4.4 0 7 1.3 7 3s-2.6 3-7 3-7-1.3-7-3 2.6-3 7-3zM5 6v12c0 1.7 2.6 3 7 3s7-1.3 7-3V6M5 12c0 1.7 2.6 3 7 3s7-1.3 7-3"
        }
        "trash" => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        "settings" => {
            "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
        }
        "help" => {
            "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.5"
        }
        "info" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.5v.5",
        "search" => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
        "back" => "M15 5l-7 7 7 7",
        "next" => "M9 5l7 7-7 7",
        "down" => "M5 9l7 7 7-7",
        "close" => "M6 6l12 12M18 6L6 18",
        "check" => "M5 12.5l4.5 4.5L19 7",
        "bang" => "M12 5v9M12 18v.5",
        "dash" => "M7 12h10",
        "pause" => "M9 6v12M15 6v12",
        "quarter" => "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 4v8h8",
        "camera" => "M4 8h4l1.5-3h5L16 8h4v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
        "photo" => "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5v.1",
        "file" => "M6 3h8l4 4v14H6zM14 3v4h4",
        "clock" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
        "place" => {
            "M12 21c4.5-5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6 6.5 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
        }
        "person" => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21c0-4.5 3-7 7.5-7s7.5 2.5 7.5 7",
        "school" => "M3 10l9-6 9 6M5 9v11h14V9M10 20v-6h4v6",
        "undo" => "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
        "edit" => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
        "download" => "M12 4v11M7 10.5l5 5 5-5M5 20h14",
        "upload" => "M12 16V5M7 9.5l5-5 5 5M5 20h14",
        "share" => "M12 15V4M8 7.5l4-4 4 4M7 11H5v9h14v-9h-2",
        "merge" => "M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8",
        "filter" => "M4 6h16M7 12h10M10 18h4",
        "sort" => "M8 5v14M4.5 15.5L8 19l3.5-3.5M16 19V5M12.5 8.5L16 5l3.5 3.5",
        "print" => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
        "lock" => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
        "shield" => "M12 3l7 3v6c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2 2 4-4.5",
        "phone" => "M7 3h10v18H7zM11 18h2",
        "table" => "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
        "swap" => "M4 9h15M15 5l4 4-4 4M20 16H5M9 12l-4 4 4 4",
        "language" => {
            "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 2.5 4 5.5 4 9s-1 6.5-4 9c-3-2.5-4-5.5-4-9s1-6.5 4-9z"
        }
        _ => "M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14z",
    }
}

/// A line icon, hidden from screen readers: the words stand beside it or in the name of its button.
#[component]
pub fn Icon(
    /// One of the names in `strokes`.
    name: &'static str,
) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=strokes(name) />
        </svg>
    }
    .into_any()
}

/// The mark of the product: a ledger with two figures joined.
#[component]
pub fn Mark() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 48 48" aria-hidden="true">
            <rect class="mark-book" x="6" y="4" width="36" height="40" rx="8" />
            <path class="mark-line" d="M13 4v40" />
            <circle class="mark-one" cx="22.5" cy="18" r="4.5" />
            <circle class="mark-two" cx="33" cy="20.5" r="3.5" />
            <path class="mark-arc" d="M16.5 34c0-5.5 2.5-8.5 6-8.5s5 2 5.5 4.5c.6-2 2.2-3.5 5-3.5 3 0 5 2.5 5 7.5" />
        </svg>
    }
    .into_any()
}
