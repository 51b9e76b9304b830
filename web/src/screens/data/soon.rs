//! 导入表格 and 导出: what is not there yet is said so, with what can be done meanwhile.

use leptos::prelude::*;

use crate::parts::Empty;
use crate::route::{DataPart, Route};
use crate::text::t;

/// 「导入表格」.
pub(super) fn import() -> AnyView {
    view! {
        <Empty title=t("data.import_soon") text=t("data.import_soon_text") icon="table">
            <a class="btn" href=Route::Data(DataPart::Merge).href()>{t("data.merge")}</a>
        </Empty>
    }
    .into_any()
}

/// 「导出」.
pub(super) fn export() -> AnyView {
    view! {
        <Empty title=t("data.export_soon") text=t("data.export_soon_text") icon="report">
            <a class="btn" href=Route::Data(DataPart::Backup).href()>{t("data.backup")}</a>
        </Empty>
    }
    .into_any()
}
