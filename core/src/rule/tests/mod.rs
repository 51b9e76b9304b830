//! Each rule of a kindergarten pair over a small world, worked out by hand.

mod closing;
mod counting;
mod evidence;
mod language;
mod shares;
mod time;
mod upkeep;
mod villages;
mod world;

use super::*;
use crate::record::Id;
