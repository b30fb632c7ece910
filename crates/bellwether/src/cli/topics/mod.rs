//! From files of texts to topics: reading, folding what says the same, fitting, and what is said of the outcome.

pub(crate) mod assign;
pub(crate) mod examples;
pub(crate) mod fit;
pub(crate) mod folded;
pub(crate) mod leading;
pub(crate) mod outcome;
pub(crate) mod over_time;
pub(crate) mod page;
pub(crate) mod read;
pub(crate) mod settings;
pub(crate) mod table;
