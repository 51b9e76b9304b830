//! E16 Document (R561): evidence, and what it proves. The bytes stand apart, by their hash.

use chrono::NaiveDate;

use super::{Id, Items, Person, Refs, record};

record! {
    /// A document, photo or shared resource (R561).
    Document "document" {
        title: String, Text(200), Internal, ["名称", "名稱", "Title"];
        kind: String, Code("document_kind"), Internal, ["材料类型", "材料類型", "Kind"], required;
        hash: String, Text(64), Internal, ["校验值", "校驗值", "Hash"];
        file_name: String, Text(200), Internal, ["文件名", "文件名", "File name"];
        mime: String, Text(100), Internal, ["文件类型", "文件類型", "File type"];
        bytes: Option<i64>, Int(0, 4_000_000_000), Internal, ["大小", "大小", "Size"];
        external_link: String, Text(500), Internal, ["外部位置", "外部位置", "Kept at"];
        taken_on: Option<NaiveDate>, Date, Internal, ["拍摄(形成)日期", "拍攝(形成)日期", "Taken on"];
        taken_at: String, Time, Internal, ["拍摄时间", "拍攝時間", "Taken at"];
        taken_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["提供人", "提供人", "Taken by"];
        place: String, Text(120), Internal, ["地点", "地點", "Place"];
        belongs_to: Refs, RefSet(&[]), Internal, ["属于", "屬於", "Belongs to"];
        volume: String, Text(80), Internal, ["卷", "卷", "Volume"];
        page: Option<i64>, Int(1, 100_000), Internal, ["页码", "頁碼", "Page"];
        archive_state: String, Code("archive_state"), Internal, ["归档", "歸檔", "Archived"];
        shared: bool, Bool, Internal, ["共享", "共享", "Shared"];
        uses: Items<UseItem>, Items(UseItem::FIELDS), Internal, ["使用记录", "使用記錄", "Uses"];
        rights: String, Text(200), Internal, ["使用说明", "使用說明", "Rights"];
    }
}

record! {
    /// A use of a shared resource.
    UseItem {
        by: Option<Id<Person>>, Ref(&["person"]), Internal, ["使用人", "使用人", "By"];
        on: Option<NaiveDate>, Date, Internal, ["日期", "日期", "On"];
    }
}
