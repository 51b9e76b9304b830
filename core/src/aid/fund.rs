//! The book of money and goods: what came in for which purpose, what was drawn on it, what was promised and has not come,
//! what was handed out of the goods that were given.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{Decimal, FundEntry, Id, Money};
use crate::sorted::{SortedMap, sort_by_key};
use crate::state::State;

use super::fen;

/// Money that came in and went out under one heading. `left` is what came in less what went out; below nothing when more
/// went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// What came in.
    pub received: Money,
    /// What went out.
    pub spent: Money,
    /// What is left.
    pub left: Money,
}

impl Balance {
    fn take(&mut self, direction: &str, amount: Money) {
        match direction {
            "in" => self.received = self.received + amount,
            _ => self.spent = self.spent + amount,
        }
        self.left = self.received - self.spent;
    }
}

/// An incoming entry and what was drawn on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The incoming entry.
    pub entry: Id<FundEntry>,
    /// Received, spent by the entries that say they draw on it, left.
    pub balance: Balance,
}

/// A promise and what of it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pledge {
    /// The entry.
    pub entry: Id<FundEntry>,
    /// What was promised.
    pub promised: Money,
    /// What of it arrived.
    pub arrived: Money,
    /// What is still to come.
    pub open: Money,
}

/// Goods of one name and unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// What it is.
    pub item: String,
    /// In what it is counted.
    pub unit: String,
    /// What came in, in thousandths.
    pub received: Decimal,
    /// What was handed out, in thousandths.
    pub given: Decimal,
    /// What should still be there; below nothing when more was handed out.
    pub left: Decimal,
    /// The entries.
    pub entries: Vec<Id<FundEntry>>,
}

/// The whole book on a day. The earmarks, and the sources with what was not drawn on a source, each add up to `sum`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Everything.
    pub sum: Balance,
    /// By earmark; "" where none is named.
    pub earmarks: Vec<(String, Balance)>,
    /// By who gave it; what went out counts with whoever gave what it was drawn on, else under none.
    pub sources: Vec<(Option<RecordId>, Balance)>,
    /// The incoming entries that something was drawn on.
    pub drawn: Vec<Drawn>,
    /// The promises, by date.
    pub pledges: Vec<Pledge>,
    /// Goods, by name and unit.
    pub goods: Vec<Goods>,
}

/// The incoming entry that an outgoing one draws on; none when it names none, or something else.
pub(super) fn drawn_on<'a>(
    state: &'a State,
    entry: &FundEntry,
) -> Option<(Id<FundEntry>, &'a FundEntry)> {
    let from = entry.spent_from?;
    let fund = state.funds().get(from).filter(|fund| fund.direction == "in")?;
    Some((from, fund))
}

/// What an entry's money is for: for an outgoing one, what the money it draws on is for; else its own earmark, else what
/// it was used for.
pub(super) fn earmark_of<'a>(state: &'a State, entry: &'a FundEntry) -> &'a str {
    if entry.direction == "out" {
        if let Some((_, fund)) = drawn_on(state, entry) {
            return &fund.earmark;
        }
        if entry.earmark.is_empty() {
            return &entry.use_code;
        }
    }
    &entry.earmark
}

/// The book with all entries up to a day, that day included; an entry without a date counts as well. Amounts below nothing
/// or beyond 10^12 yuan are left out: a finding names them.
pub fn funds(state: &State, until: NaiveDate) -> Funds {
    let mut funds = Funds::default();
    let mut earmarks: SortedMap<&str, Balance> = SortedMap::new();
    let mut sources: SortedMap<Option<RecordId>, Balance> = SortedMap::new();
    let mut drawn: Numbered<Balance> = Numbered::default();
    for (_, entry) in entries(state, until).filter(|(_, entry)| is_money(entry)) {
        let Some(amount) = fen(entry.amount).map(Money) else { continue };
        let (direction, fund) = (entry.direction.as_str(), drawn_on(state, entry));
        let fund = fund.filter(|_| direction == "out");
        let source = if direction == "in" { entry.source } else { fund.and_then(|it| it.1.source) };
        funds.sum.take(direction, amount);
        let earmark = earmarks.entry(earmark_of(state, entry));
        earmark.or_default().take(direction, amount);
        sources.entry(source).or_default().take(direction, amount);
        if let Some(balance) = fund.and_then(|(id, _)| drawn.or_default(id.untyped().bits())) {
            balance.take(direction, amount);
        }
    }
    for (bits, spent) in drawn.iter() {
        let entry = Id::new(RecordId::new(bits));
        let received = state.funds().get(entry).and_then(|fund| fen(fund.amount));
        let mut balance = *spent;
        balance.take("in", Money(received.unwrap_or_default()));
        funds.drawn.push(Drawn { entry, balance });
    }
    funds.earmarks = earmarks.iter().map(|(key, it)| ((*key).to_owned(), *it)).collect();
    funds.sources = sources.iter().map(|(key, it)| (*key, *it)).collect();
    funds.pledges = pledges(state, until);
    funds.goods = goods(state, until);
    funds
}

fn entries(state: &State, until: NaiveDate) -> impl Iterator<Item = (Id<FundEntry>, &FundEntry)> {
    let begun = move |entry: &FundEntry| entry.date.is_none_or(|date| date <= until);
    state.funds().iter().filter(move |(_, entry)| begun(entry))
}

fn is_money(entry: &FundEntry) -> bool {
    ["in", "out"].contains(&entry.direction.as_str())
}

/// What of each promise arrived: what came in and names the promise, and what else came from the same giver (for the same
/// purpose, when the promise has one) since, taken to the older promises first. One that is settled has arrived.
fn pledges(state: &State, until: NaiveDate) -> Vec<Pledge> {
    let mut promised: Vec<(Id<FundEntry>, &FundEntry)> =
        entries(state, until).filter(|(_, entry)| entry.direction == "pledge").collect();
    sort_by_key(&mut promised, |(id, entry)| (entry.date, *id));
    let mut came: Vec<(Id<FundEntry>, &FundEntry)> =
        entries(state, until).filter(|(_, entry)| entry.direction == "in").collect();
    sort_by_key(&mut came, |(id, entry)| (entry.date, *id));
    let is_pledge = |id: &Id<FundEntry>| {
        state.funds().get(*id).is_some_and(|entry| entry.direction == "pledge")
    };
    let came = came.into_iter().map(|(_, entry)| {
        (entry, entry.spent_from.filter(is_pledge), fen(entry.amount).unwrap_or_default())
    });
    let mut came: Vec<(&FundEntry, Option<Id<FundEntry>>, i64)> = came.collect();
    let mut pledges: Vec<Pledge> = Vec::with_capacity(promised.len());
    for (id, pledge) in &promised {
        let amount = fen(pledge.amount).unwrap_or_default();
        let mut open = if pledge.settled { 0 } else { amount };
        for (entry, named, left) in &mut came {
            let same = pledge.source.is_some()
                && entry.source == pledge.source
                && (pledge.earmark.is_empty() || entry.earmark == pledge.earmark)
                && entry.date >= pledge.date;
            if !pledge.settled && (*named == Some(*id) || (named.is_none() && same)) {
                let taken = open.min(*left);
                (open, *left) = (open - taken, *left - taken);
            }
        }
        let (promised, open) = (Money(amount), Money(open));
        pledges.push(Pledge { entry: *id, promised, arrived: promised - open, open });
    }
    pledges
}

fn goods(state: &State, until: NaiveDate) -> Vec<Goods> {
    let mut all: SortedMap<(&str, &str), Goods> = SortedMap::new();
    for (id, entry) in entries(state, until).filter(|(_, entry)| is_money(entry)) {
        let (item, unit) = (entry.item.trim(), entry.unit.trim());
        let Some(quantity) = entry.quantity.filter(|it| it.0 >= 0 && !item.is_empty()) else {
            continue;
        };
        let goods = all.entry((item, unit)).or_insert_with(|| Goods {
            item: item.to_owned(),
            unit: unit.to_owned(),
            received: Decimal::default(),
            given: Decimal::default(),
            left: Decimal::default(),
            entries: Vec::new(),
        });
        if entry.direction == "in" {
            goods.received = goods.received + quantity;
        } else {
            goods.given = goods.given + quantity;
        }
        goods.left = goods.received - goods.given;
        goods.entries.push(id);
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests;
