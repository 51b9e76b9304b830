//! Names of people and units out of tables of syllables: they sound right and mean nobody.

use std::collections::BTreeSet;

use super::chance::Chance;

const SURNAMES: &[&str] = &[
    "林", "周", "苏", "何", "沈", "陆", "顾", "程", "叶", "宋", "唐", "许", "邓", "冯", "曾", "彭",
    "潘", "蒋", "蔡", "贾", "丁", "魏", "薛", "余", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜",
    "范", "方", "石", "姚", "谭", "廖", "邹", "熊",
];
const FIRST: &[&str] = &[
    "晓", "雨", "思", "文", "佳", "春", "秋", "玉", "静", "若", "书", "明", "海", "云", "梦", "心",
    "雪", "丽", "慧", "亚", "少", "永", "志", "家", "世",
];
const SECOND: &[&str] = &[
    "雯", "琴", "兰", "萍", "芳", "霞", "宁", "娟", "敏", "洁", "菲", "燕", "莹", "岚", "瑶", "君",
    "平", "华", "珍", "枝", "", "", "", "", "",
];
const PLACE_ONE: &[&str] = &[
    "青", "松", "柳", "竹", "桃", "杏", "枫", "荷", "梅", "白", "兰", "晴", "星", "朝", "晨", "霞",
    "鹿", "鹤", "莺", "燕", "雁", "石", "银", "麦", "稻",
];
const PLACE_TWO: &[&str] = &[
    "川", "岭", "坪", "湾", "桥", "塘", "坡", "原", "屏", "渡", "泉", "畈", "岗", "垭", "圩", "峪",
    "滩", "堰", "陂", "埠",
];

/// Hands out names, each once.
#[derive(Debug)]
pub(super) struct Names {
    chance: Chance,
    used: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(chance: Chance) -> Self {
        Self { chance, used: BTreeSet::new() }
    }

    pub(super) fn person(&mut self) -> String {
        self.fresh(|chance| {
            format!("{}{}{}", chance.pick(SURNAMES), chance.pick(FIRST), chance.pick(SECOND))
        })
    }

    /// A place in the country, without what it is.
    pub(super) fn place(&mut self) -> String {
        self.fresh(|chance| format!("{}{}", chance.pick(PLACE_ONE), chance.pick(PLACE_TWO)))
    }

    fn fresh(&mut self, make: impl Fn(&mut Chance) -> String) -> String {
        let mut name = make(&mut self.chance);
        for _ in 0..100 {
            if self.used.insert(name.clone()) {
                return name;
            }
            name = make(&mut self.chance);
        }
        // The tables are used up: two of one name happen in real counties, too.
        name
    }
}
