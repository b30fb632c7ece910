//! Which folds and tickers models are fitted again for.

use std::collections::BTreeSet;

use bellwether_core::Ticker;
use serde::{Deserialize, Serialize};

use super::world::{Unit, World};
use crate::words;

/// At which folds models are fitted again, and for which tickers those that learn from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditFolds {
    /// The first and the last: the first ticker at the first fold and the last at the last, both at an only one.
    #[default]
    Ends,
    /// Every fold, and every ticker at each.
    All,
}

impl AuditFolds {
    pub(super) fn of<T: Copy>(self, all: &[T]) -> Vec<T> {
        match (self, all) {
            (Self::Ends, [first, .., last]) => vec![*first, *last],
            _ => all.to_vec(),
        }
    }

    /// Tickers at a fold, by its place among those that are taken and that of the last of them.
    pub(super) fn tickers<T: Copy>(self, all: &[T], (place, last): (usize, usize)) -> Vec<T> {
        let ends = self.of(all);
        match (self, &ends[..]) {
            (Self::Ends, [first, end]) if last > 0 => vec![if place == 0 { *first } else { *end }],
            _ => ends,
        }
    }
}

/// What was fitted again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FittedAgain {
    /// The folds, from 1.
    pub folds: Vec<usize>,
    /// Folds that the study has.
    pub of_folds: usize,
    /// For models that learn from one ticker, the tickers; none where there are no such models.
    pub tickers: Vec<Ticker>,
    /// Tickers that the study has.
    pub of_tickers: usize,
    /// Whether every one of the tickers was fitted at every one of the folds; otherwise the first at the first of the folds
    /// and the last at the last.
    pub each: bool,
}

impl FittedAgain {
    pub(super) fn new(world: &World, units: &[Unit]) -> Self {
        let folds: BTreeSet<usize> = units.iter().map(|unit| unit.fold + 1).collect();
        let alone = || units.iter().filter(|unit| unit.is_of_one_ticker());
        let tickers: BTreeSet<usize> = alone().flat_map(|unit| unit.tickers.clone()).collect();
        let pairs: BTreeSet<(usize, usize)> =
            alone().flat_map(|unit| unit.tickers.iter().map(|t| (unit.fold, *t))).collect();
        Self {
            each: pairs.len() == folds.len() * tickers.len(),
            folds: folds.into_iter().collect(),
            of_folds: world.folds(),
            tickers: tickers.into_iter().map(|place| world.tickers[place].ticker.clone()).collect(),
            of_tickers: world.tickers.len(),
        }
    }

    /// Whether nothing was left out.
    pub fn is_whole(&self) -> bool {
        let all_tickers = self.tickers.is_empty() || self.each && self.tickers.len() == self.of_tickers;
        self.folds.len() == self.of_folds && all_tickers
    }

    /// As a phrase: `at folds 1 and 10 of 10, models of one ticker for AAPL at the first and for MSFT at the last`.
    pub fn words(&self) -> String {
        let numbers: Vec<String> = self.folds.iter().map(ToString::to_string).collect();
        let mut out = match (self.folds.len(), self.of_folds) {
            (1, 1) => "at the only fold".to_owned(),
            (some, all) if some == all => format!("at all {}", words::count(all, "fold")),
            (some, all) => {
                format!("at {} {} of {all}", words::verb(some, "fold", "folds"), words::listed(&numbers))
            }
        };
        let names: Vec<String> = self.tickers.iter().map(ToString::to_string).collect();
        if self.of_tickers > 1 && !names.is_empty() {
            out.push_str(", models of one ticker for ");
            out.push_str(&match &names[..] {
                [first, last] if !self.each => format!("{first} at the first and for {last} at the last"),
                names if names.len() == self.of_tickers => {
                    format!("all {}", words::count(self.of_tickers, "ticker"))
                }
                names => format!("{} of {}", words::listed(names), words::count(self.of_tickers, "ticker")),
            });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_first_and_the_last_are_taken_once() {
        assert_eq!(AuditFolds::Ends.of(&[3, 4, 5]), [3, 5]);
        assert_eq!(AuditFolds::Ends.of(&[3]), [3]);
        assert!(AuditFolds::Ends.of::<usize>(&[]).is_empty());
        assert_eq!(AuditFolds::All.of(&[3, 4, 5]), [3, 4, 5]);
        let at = |folds: AuditFolds, place, last| folds.tickers(&[3, 4, 5], (place, last));
        assert_eq!([at(AuditFolds::Ends, 0, 1), at(AuditFolds::Ends, 1, 1)], [[3], [5]]);
        assert_eq!(at(AuditFolds::Ends, 0, 0), [3, 5]);
        assert_eq!(at(AuditFolds::All, 1, 2), [3, 4, 5]);
        assert_eq!(AuditFolds::Ends.tickers(&[3], (1, 1)), [3]);
    }

    #[test]
    fn what_was_fitted_is_told() {
        let said = |folds: &[usize], of_folds, names: &[&str], of_tickers, each| {
            let tickers = names.iter().map(|name| Ticker::new(name).unwrap()).collect();
            FittedAgain { folds: folds.to_vec(), of_folds, tickers, of_tickers, each }.words()
        };
        assert_eq!(said(&[1], 1, &["AAA"], 1, true), "at the only fold");
        assert_eq!(said(&[1, 2], 2, &[], 3, true), "at all 2 folds");
        assert_eq!(
            said(&[1, 10], 10, &["AAA", "CCC"], 3, false),
            "at folds 1 and 10 of 10, models of one ticker for AAA at the first and for CCC at the last"
        );
        assert_eq!(
            said(&[1], 1, &["AAA", "CCC"], 3, true),
            "at the only fold, models of one ticker for AAA and CCC of 3 tickers"
        );
        assert_eq!(
            said(&[1], 1, &["AAA", "BBB"], 2, true),
            "at the only fold, models of one ticker for all 2 tickers"
        );
    }
}
