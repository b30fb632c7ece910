//! Laws: each takes an item and finds the first way in which it breaks.
//!
//! | law | what it says |
//! |---|---|
//! | [`poison`] | whatever happens after a cutoff, nothing up to it moves by one bit |
//! | [`determinism`] | same data and seed, same bits, alone or beside others; another seed, other bits |
//! | [`degenerate`] | on any input a typed error or a finite forecast in its range, never a panic |
//! | [`exchanged`] | a forecast is that of its own day, in any order, alone, under any date |
//! | [`proportional`] | prices in another unit are forecast in that unit |
//! | [`saved`] | a restored model forecasts bit for bit; damaged bytes are refused |
//! | [`skill`] | none on shuffled targets |
//! | [`purge`] | a target is learnt from only when it is known |

pub mod degenerate;
pub mod determinism;
pub mod exchanged;
pub mod poison;
pub mod proportional;
pub mod purge;
pub mod saved;
pub mod skill;
