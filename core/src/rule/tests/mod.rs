//! Each rule of the catalogue over a small world, worked out by hand.

mod aid;
mod closing;
mod counting;
mod evidence;
mod homes;
mod language;
mod shares;
mod time;
mod township;
mod upkeep;
mod villages;
mod world;

use super::*;
use crate::record::Id;
