//! Leaks planted in studies and tables, and honest ones drawn at random: what the detector must catch, and what not.

mod clean;
mod crowd;
mod figures;
mod own;
mod sheet;
mod studies;
mod tables;
mod talk;

use bellwether_study::audit::{Audit, LeakClass};

pub use clean::{clean_study, clean_table};
pub use crowd::crowded_table;
pub use own::known_at_the_middle;
pub use talk::talk_that_follows;

/// What a plant says when it cannot be planted.
pub type Failure = Box<dyn std::error::Error>;

/// A leak that is there on purpose.
#[derive(Clone, Copy)]
pub struct Planted {
    /// What is done wrong.
    pub what: &'static str,
    /// How it must be called.
    pub class: LeakClass,
    /// The column or model that must be named.
    pub guilty: &'static str,
    /// What else must be found, because it is a part of what is done wrong.
    pub beside: &'static [LeakClass],
    /// The smallest and largest size that it may have: the same number twice where it follows from the plant.
    pub size: (f64, f64),
    /// Plants and audits it.
    pub audit: fn() -> Result<Audit, Failure>,
}

impl Planted {
    /// The finding that names it, if there is one.
    pub fn caught<'a>(&self, audit: &'a Audit) -> Option<&'a bellwether_study::audit::Leak> {
        audit.leaks.iter().find(|leak| {
            let guilty = [leak.column.as_deref(), leak.model.as_deref()].contains(&Some(self.guilty));
            let large = self.size.0 <= leak.size && leak.size <= self.size.1;
            leak.class == self.class && guilty && large && leak.rows > 0 && leak.date.is_some()
        })
    }

    /// What was found and is not there.
    pub fn false_alarms<'a>(&self, audit: &'a Audit) -> Vec<&'a bellwether_study::audit::Leak> {
        let planted = |class| class == self.class || self.beside.contains(&class);
        audit.leaks.iter().filter(|leak| !planted(leak.class)).collect()
    }
}

/// All of them.
pub fn planted() -> Vec<Planted> {
    [studies::PLANTED, own::PLANTED, tables::PLANTED].concat()
}
