//! Lines of an iCalendar file: escaped (RFC 5545 3.3.11), folded at 75 octets (3.1), ended by CR LF; and the general words
//! for what waits.

use crate::ask::todo::What;
use crate::label::Lang;

/// Octets of a line, without its end.
const WIDTH: usize = 75;

/// The lines so far.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A line whose value is written as it stands.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut room = WIDTH;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = WIDTH - 1;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is a text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let mut value = String::new();
        for letter in text.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    value.push('\\');
                    value.push(letter);
                }
                '\n' => value.push_str("\\n"),
                letter if letter.is_control() => {}
                letter => value.push(letter),
            }
        }
        self.add(name, &value);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// What waits, in general words that name nobody.
pub(super) fn general(what: &What, lang: Lang) -> &'static str {
    let words: [&'static str; 3] = match what {
        What::Clause { .. } => ["约定最后期限", "約定最後期限", "Last day for"],
        What::Task { .. } => ["任务到期", "任務到期", "Task due"],
        What::Slot { .. } => ["待安排", "待安排", "To be arranged"],
        What::Planned { postponed: true } => ["已延期", "已延期", "Postponed"],
        What::Planned { postponed: false } => ["活动计划", "活動計劃", "Planned"],
        What::Evidence { .. } => ["材料待补", "材料待補", "Record to complete"],
        What::Review => ["帮扶对象复核", "幫扶對象複核", "Case review"],
        What::Exit => ["计划退出", "計劃退出", "Planned exit"],
        What::Assessment => ["考核", "考核", "Assessment"],
        What::Report { .. } => ["报送", "報送", "Report due"],
        What::Payment => ["资助发放", "資助發放", "Aid payment"],
        What::Milestone { .. } => ["项目节点", "項目節點", "Milestone"],
        What::Agreement { .. } => ["商定事项到期", "商定事項到期", "Agreed action due"],
        What::Request { .. } => ["诉求答复期限", "訴求答覆期限", "Request to be answered"],
        What::Quiet { .. } => ["久未联系", "久未聯繫", "Gone quiet"],
        What::Unvisited => ["尚未开展", "尚未開展", "Nothing done yet"],
        What::Unpaired => ["尚未结对", "尚未結對", "Not paired yet"],
        What::Untrained => ["尚未培训", "尚未培訓", "Not trained yet"],
    };
    match lang {
        Lang::ZhHans => words[0],
        Lang::ZhHant => words[1],
        Lang::En => words[2],
    }
}
