//! The query language of rules (R669 to R680): what a plan asks of any records, written as data.
//!
//! A query is read once, out of a rule's parameters, by a parser that is total and bounded ([`parse`]). It is
//! evaluated over the folded records of the log by their `FIELDS`, so a new record kind needs nothing here. In reading
//! order: [`path`] (what a record says), [`cond`] and [`link`] (what is asked of it), [`select`] (which records),
//! [`expr`] and [`measured`] (figures), [`asked`] and [`dates`] (the metrics); [`circle`], [`shelf`] and [`scan`] are what they walk over.
//! `core/catalog/README.md` defines the language.

pub(super) mod asked;
pub(super) mod circle;
mod cond;
mod dates;
mod expr;
mod leaf;
mod link;
mod measured;
mod memo;
pub(super) mod parse;
mod parts;
mod path;
pub(super) mod scan;
mod select;
pub(super) mod shelf;

pub(super) use asked::Query;
pub(super) use circle::Circle;
pub(super) use memo::Memo;
pub(super) use parse::Reads;
pub(super) use shelf::Shelf;
