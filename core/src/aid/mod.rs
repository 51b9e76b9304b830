//! Aid and money to the fen: who is entitled to what, what was paid of it, where the money came from, what does not fit
//! (R030–R032, R149–R158, R181, R203–R207, R276, R306, R353–R361, R388, R539).
//!
//! Everything is asked of the state as it stands; nothing is stored and nothing is changed. Amounts are whole fen. What is
//! not known is told as not known, never as nothing.
//!
//! - [`Entitlements`]: every enrolment under every scheme, day by day; [`Proration`] says how comers and leavers are cut
//! - [`accounts`], [`chain`]: due, paid, given back and outstanding, however grants are put together
//! - [`funds`], [`budgets`]: the book of money and goods; the budgets of projects
//! - [`findings`]: what does not fit, each with its records

mod account;
mod book;
mod check;
mod days;
mod entitle;
mod finding;
mod fund;
mod project;
mod roll;
mod standard;

pub use account::{Account, BatchLink, By, Chain, SchoolLink, accounts, accounts_by_period, chain};
pub use check::findings;
pub use days::Days;
pub use entitle::{Entitlement, Entitlements, Lack, Worth, is_by_decision};
pub use finding::Finding;
pub use fund::{Balance, Drawn, Funds, Goods, Pledge, funds};
pub use project::{Budget, budgets, by_plan};
pub use standard::Proration;

use crate::record::Money;

/// The largest amount that is believed, in fen: 10^12 yuan.
pub const LIMIT: i64 = 100_000_000_000_000;

/// An amount that can be: not below nothing and not beyond [`LIMIT`].
fn fen(amount: Option<Money>) -> Option<i64> {
    amount.map(|amount| amount.0).filter(|fen| (0..=LIMIT).contains(fen))
}

#[cfg(test)]
mod tests;
