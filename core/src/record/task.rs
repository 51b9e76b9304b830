//! E11 Task (R556): a task, measure or milestone of a plan.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::TaskState;
use super::{Codes, Decimal, Id, Items, Money, Person, Plan, Refs, record};

record! {
    /// A task of a plan (R556).
    Task "task" {
        title: String, Text(200), Public, ["任务", "任務", "Task"], required;
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        phase: String, Text(80), Internal, ["阶段", "階段", "Phase"];
        parent: Option<Id<Self>>, Ref(&["task"]), Internal, ["上级任务", "上級任務", "Inside task"];
        category: String, Text(40), Internal, ["类别", "類別", "Category"];
        quantity: Option<Decimal>, Thousandths, Public, ["数量", "數量", "Quantity"];
        unit: String, Text(20), Public, ["单位", "單位", "Unit"];
        place: String, Text(120), Internal, ["地点", "地點", "Place"];
        lead: Option<RecordId>, Ref(&["person", "org"]), Internal, ["负责", "負責", "Responsible"];
        helpers: Refs, RefSet(&["person", "org"]), Internal, ["协助", "協助", "Helpers"];
        due: Option<NaiveDate>, Date, Public, ["期限", "期限", "Due"];
        every: Option<i64>, Int(1, 366), Internal, ["次数", "次數", "Times"];
        recurrence: String, Code("period"), Internal, ["重复周期", "重複週期", "Recurs every"];
        school_months_only: bool, Bool, Internal, ["只在上课月份", "只在上課月份", "School months only"];
        festivals: Codes, CodeSet("festival"), Internal, ["节日", "節日", "Festivals"];
        state: TaskState, Code("task_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        progress: Option<i64>, Int(0, 100), Internal, ["进度", "進度", "Progress"];
        progress_log: Items<ProgressItem>, Items(ProgressItem::FIELDS), Internal, ["进展记录", "進展記錄", "Progress log"];
        need_help: String, Text(500), Internal, ["需要的支持", "需要的支持", "Help wanted"];
        budget: Option<Money>, Fen, Internal, ["预算", "預算", "Budget"];
        linked: Refs, RefSet(&[]), Internal, ["相关记录", "相關記錄", "Linked"];
        done_on: Option<NaiveDate>, Date, Internal, ["完成日期", "完成日期", "Done on"];
        verified_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["核实人", "核實人", "Verified by"];
        evidence: Refs, RefSet(&["document"]), Internal, ["佐证", "佐證", "Evidence"];
    }
}

record! {
    /// A line of a task's progress log.
    ProgressItem {
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
        percent: Option<i64>, Int(0, 100), Internal, ["百分比", "百分比", "Percent"];
        text: String, Text(500), Internal, ["进展", "進展", "Progress"];
        by: Option<Id<Person>>, Ref(&["person"]), Internal, ["填写人", "填寫人", "By"];
    }
}
