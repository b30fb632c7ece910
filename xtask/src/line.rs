//! The lines that measurements are printed as.

use std::fmt::Write as _;

/// One measured value: `name value unit key=value …`.
pub(crate) struct Line(String);

impl Line {
    /// A value with its unit.
    pub(crate) fn new(name: &str, value: impl std::fmt::Display, unit: &str) -> Self {
        Self(format!("{name} {value} {unit}"))
    }

    /// How many times as fast as the peer, and the peer.
    pub(crate) fn peer(self, ratio: f64, peer: &str) -> Self {
        self.with("ratio", format!("{ratio:.2}")).with("peer", peer)
    }

    /// A goal that the value should not exceed.
    pub(crate) fn goal(self, value: f64, goal: f64) -> Self {
        self.judged(value <= goal, goal)
    }

    /// A goal that the value should reach.
    pub(crate) fn at_least(self, value: f64, goal: f64) -> Self {
        self.judged(value >= goal, goal)
    }

    fn judged(self, is_met: bool, goal: f64) -> Self {
        let word = if is_met { "ok" } else { "MISSED" };
        let mut line = self.with("goal", goal);
        line.0.push(' ');
        line.0.push_str(word);
        line
    }

    /// One more fact.
    pub(crate) fn with(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        write!(self.0, " {key}={value}").expect("strings can be written to");
        self
    }

    /// Prints the line.
    pub(crate) fn print(self) {
        println!("{}", self.0);
    }
}

/// Says what could not be done, and why.
pub(crate) fn skipped(name: &str, reason: &str) {
    println!("skipped {name}: {reason}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_holds_value_peer_and_goal() {
        assert_eq!(
            Line::new("vader", 12, "posts/s").peer(1.234, "p-1").0,
            "vader 12 posts/s ratio=1.23 peer=p-1"
        );
        assert_eq!(Line::new("a", 2, "s").goal(2.0, 2.0).0, "a 2 s goal=2 ok");
        assert_eq!(Line::new("a", 2, "s").at_least(2.0, 2.0).0, "a 2 s goal=2 ok");
        assert_eq!(Line::new("a", 3, "s").goal(3.0, 2.0).0, "a 3 s goal=2 MISSED");
    }
}
