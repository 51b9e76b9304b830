//! E01 Workspace (R546): the workbook itself: its calendar, its own copy of the vocabulary, its settings.

use chrono::NaiveDate;

use crate::calendar::{Calendar, DayOff, Festival, SchoolYear, Semester};
use crate::label::Label;

use super::{Codes, Id, Items, Org, Texts, record};

record! {
    /// A workbook (R546). There is one per ledger.
    Workspace "workspace" {
        name: String, Text(80), Internal, ["工作簿名称", "工作簿名稱", "Workbook name"], required;
        owner_org: Option<Id<Org>>, Ref(&["org"]), Internal, ["所属单位", "所屬單位", "Owned by"];
        class_minutes: Option<i64>, Int(10, 120), Internal, ["一课时的分钟数", "一課時的分鐘數", "Minutes in a class hour"];
        years: Items<YearItem>, Items(YearItem::FIELDS), Internal, ["校历", "校曆", "School calendar"];
        kinds: Items<KindItem>, Items(KindItem::FIELDS), Internal, ["活动类型", "活動類型", "Activity kinds"];
        codes: Items<CodeList>, Items(CodeList::FIELDS), Internal, ["选项表", "選項表", "Code lists"];
        role_labels: Texts, TextMap, Internal, ["角色称呼", "角色稱呼", "Role names"];
        settings: Texts, TextMap, Internal, ["约定口径", "約定口徑", "Interpretations"];
        explanations: Texts, TextMap, Internal, ["核对说明", "核對說明", "Explanations of findings"];
        edition: String, Text(40), Internal, ["目录版本", "目錄版本", "Catalogue edition"];
        example: bool, Bool, Internal, ["示例", "示例", "Example"];
    }
}

impl Workspace {
    /// The school calendar. A year without dates, or with impossible ones, is left out.
    pub fn calendar(&self) -> Calendar {
        Calendar::new(
            self.years.iter().filter_map(|(label, year)| year.school_year(label)).collect(),
        )
    }
}

record! {
    /// A school year of the calendar; its key is its label, `2026-2027`.
    YearItem {
        start: Option<NaiveDate>, Date, Internal, ["开始", "開始", "Starts"];
        end: Option<NaiveDate>, Date, Internal, ["结束", "結束", "Ends"];
        semesters: Items<SemesterItem>, Items(SemesterItem::FIELDS), Internal, ["学期", "學期", "Semesters"];
        days_off: Items<DayOffItem>, Items(DayOffItem::FIELDS), Internal, ["放假", "放假", "Days off"];
        workdays: Codes, CodeSet("date"), Internal, ["调休上班", "調休上班", "Make-up days"];
        festivals: Items<FestivalItem>, Items(FestivalItem::FIELDS), Internal, ["节日", "節日", "Festivals"];
        estimated: bool, Bool, Internal, ["预估", "預估", "Estimated"];
    }
}

impl YearItem {
    /// The year as the calendar knows it.
    pub fn school_year(&self, label: &str) -> Option<SchoolYear> {
        let semester = |(number, it): (&String, &SemesterItem)| {
            Some(Semester {
                number: number.parse().ok()?,
                name: it.name.clone(),
                start: it.start?,
                end: it.end?,
            })
        };
        let day_off = |it: &DayOffItem| {
            Some(DayOff {
                code: it.code.clone(),
                name: it.name.clone(),
                start: it.start?,
                end: it.end?,
            })
        };
        let festival = |it: &FestivalItem| {
            Some(Festival { code: it.code.clone(), name: it.name.clone(), date: it.date? })
        };
        Some(SchoolYear {
            label: label.to_owned(),
            start: self.start?,
            end: self.end?,
            semesters: self.semesters.iter().filter_map(semester).collect(),
            days_off: self.days_off.values().filter_map(day_off).collect(),
            workdays: self.workdays.iter().filter_map(|day| day.parse().ok()).collect(),
            festivals: self.festivals.values().filter_map(festival).collect(),
            estimated: self.estimated,
        })
    }
}

record! {
    /// A semester; its key is its number, 1 or 2.
    SemesterItem {
        name: String, Text(40), Internal, ["名称", "名稱", "Name"];
        start: Option<NaiveDate>, Date, Internal, ["开始", "開始", "Starts"];
        end: Option<NaiveDate>, Date, Internal, ["结束", "結束", "Ends"];
    }
}

record! {
    /// Days without school.
    DayOffItem {
        code: String, Text(40), Internal, ["节日", "節日", "Holiday"];
        name: String, Text(40), Internal, ["名称", "名稱", "Name"];
        start: Option<NaiveDate>, Date, Internal, ["开始", "開始", "Starts"];
        end: Option<NaiveDate>, Date, Internal, ["结束", "結束", "Ends"];
    }
}

record! {
    /// A festival that visits are tied to (七一, 中秋, 国庆, 春节).
    FestivalItem {
        code: String, Text(40), Internal, ["节日", "節日", "Festival"];
        name: String, Text(40), Internal, ["名称", "名稱", "Name"];
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
    }
}

record! {
    /// An activity kind as this workbook uses it (R545, R589); its key is the kind's code.
    KindItem {
        name: Label, Name, Internal, ["名称", "名稱", "Name"];
        area: String, Text(10), Internal, ["领域", "領域", "Area"];
        group: String, Text(40), Internal, ["分组", "分組", "Group"];
        off: bool, Bool, Internal, ["停用", "停用", "Switched off"];
        fields: Items<KindField>, Items(KindField::FIELDS), Internal, ["专用字段", "專用欄位", "Special fields"];
    }
}

record! {
    /// A special field of an activity kind; its key is its name.
    KindField {
        label: Label, Name, Internal, ["名称", "名稱", "Name"];
        shape: String, Text(40), Internal, ["类型", "類型", "Type"];
        many: bool, Bool, Internal, ["可多选", "可多選", "Several values"];
        required: bool, Bool, Internal, ["必填", "必填", "Required"];
        own: bool, Bool, Internal, ["活动自身字段", "活動自身欄位", "The activity's own field"];
        options: Items<CodeItem>, Items(CodeItem::FIELDS), Internal, ["选项", "選項", "Options"];
        ord: Option<i64>, Int(0, 1_000_000), Internal, ["次序", "次序", "Order"];
    }
}

record! {
    /// A list of codes that the workbook edited; its key is the list's name.
    CodeList {
        items: Items<CodeItem>, Items(CodeItem::FIELDS), Internal, ["选项", "選項", "Options"];
    }
}

record! {
    /// One code; its key is the code.
    CodeItem {
        label: Label, Name, Internal, ["名称", "名稱", "Name"];
        ord: Option<i64>, Int(0, 1_000_000), Internal, ["次序", "次序", "Order"];
    }
}
