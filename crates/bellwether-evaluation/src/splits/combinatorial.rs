//! Combinatorial purged cross-validation.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Draw, SplitError};

/// Folds at most.
const MOST: usize = 1000;

/// Combinatorial purged cross-validation (López de Prado, 2018, chapter 12): of `groups` blocks of time every choice of
/// `tested` is a fold, so that each block is tested by several models, and the forecasts make
/// `paths = C(groups, tested) · tested / groups` whole histories. Scores have a mean and a deviation over these.
///
/// **Models learn from days after those that they are tested on**, as under [`KFold`](super::KFold): labels do not leak, but
/// nobody could have made these forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Combinatorial {
    /// Blocks of time; at least 2, default 6.
    pub groups: usize,
    /// Blocks that a fold tests; at least 1 and fewer than `groups`, default 2.
    pub tested: usize,
    /// Whether rows are dropped whose labels overlap those that are tested; default `true`.
    pub purge: bool,
    /// Further rows dropped behind each tested block; default 0.
    pub embargo: usize,
}

impl Default for Combinatorial {
    fn default() -> Self {
        Self { groups: 6, tested: 2, purge: true, embargo: 0 }
    }
}

impl Combinatorial {
    /// The parts of each fold, one for each choice of blocks in lexicographic order.
    ///
    /// # Errors
    ///
    /// [`SplitError::Blocks`] for fewer than two groups, fewer rows than groups, or a number of tested ones that leaves none or
    /// all; [`SplitError::Combinations`] for more than a thousand folds; [`SplitError::NotEnoughRows`] where a fold has nothing
    /// to learn from; [`SplitError::ZeroHorizon`].
    ///
    /// ```
    /// use bellwether_evaluation::splits::Combinatorial;
    ///
    /// let split = Combinatorial { groups: 3, tested: 2, ..Combinatorial::default() };
    /// let draws = split.draws(6, 1)?;
    /// assert_eq!(draws.iter().map(|d| d.train.clone()).collect::<Vec<_>>(), [[4, 5], [2, 3], [0, 1]]);
    /// // each block is tested twice, and the paths are whole: (fold, rows of its test part)
    /// assert_eq!(split.paths(6)?, [vec![(0, 0..2), (0, 2..4), (1, 2..4)], vec![(1, 0..2), (2, 0..2), (2, 2..4)]]);
    /// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
    /// ```
    pub fn draws(&self, rows: usize, horizon: usize) -> Result<Vec<Draw>, SplitError> {
        if horizon == 0 {
            return Err(SplitError::ZeroHorizon);
        }
        let fold = |chosen: Vec<usize>| {
            let tested: Vec<Range<usize>> =
                chosen.into_iter().map(|group| block(group, self.groups, rows)).collect();
            let train = left(&tested, rows, horizon, self.purge, self.embargo)?;
            Ok(Draw { train, validation: Vec::new(), test: tested.into_iter().flatten().collect() })
        };
        self.choices(rows)?.into_iter().map(fold).collect()
    }

    /// For each path the pieces of it in time order: the fold, and where in its test part they lie. The p-th time that a block
    /// is tested belongs to path p.
    ///
    /// # Errors
    ///
    /// As [`draws`](Self::draws).
    #[allow(clippy::type_complexity)]
    pub fn paths(&self, rows: usize) -> Result<Vec<Vec<(usize, Range<usize>)>>, SplitError> {
        let mut by_group: Vec<Vec<(usize, Range<usize>)>> = vec![Vec::new(); self.groups];
        for (fold, chosen) in self.choices(rows)?.into_iter().enumerate() {
            let mut start = 0;
            for group in chosen {
                let end = start + block(group, self.groups, rows).len();
                by_group[group].push((fold, start..end));
                start = end;
            }
        }
        let paths = by_group.first().map_or(0, Vec::len);
        Ok((0..paths).map(|p| by_group.iter().map(|pieces| pieces[p].clone()).collect()).collect())
    }

    /// Every choice of tested groups, lexicographic.
    fn choices(&self, rows: usize) -> Result<Vec<Vec<usize>>, SplitError> {
        let Self { groups, tested, .. } = *self;
        if groups < 2 || rows < groups {
            return Err(SplitError::Blocks { blocks: groups, rows });
        }
        if tested == 0 || tested >= groups {
            return Err(SplitError::Tested { tested, groups });
        }
        let mut count = 1.0_f64;
        for i in 0..tested {
            count *= (groups - i) as f64 / (i + 1) as f64;
        }
        if count.round() > MOST as f64 {
            return Err(SplitError::Combinations { tested, groups, most: MOST });
        }
        let mut out = Vec::new();
        let mut chosen: Vec<usize> = (0..tested).collect();
        loop {
            out.push(chosen.clone());
            // the last that can still move on
            let Some(i) = (0..tested).rev().find(|&i| chosen[i] < groups - tested + i) else {
                return Ok(out);
            };
            chosen[i] += 1;
            for j in i + 1..tested {
                chosen[j] = chosen[j - 1] + 1;
            }
        }
    }
}

/// Rows of the block of this number; blocks differ by one row at most.
pub(super) fn block(number: usize, blocks: usize, rows: usize) -> Range<usize> {
    number * rows / blocks..(number + 1) * rows / blocks
}

/// Rows that may be learned from beside the tested stretches. The label of row `i` is made of the sessions
/// `i + 1 ..= i + horizon`; a purged row shares one with a label that is tested.
pub(super) fn left(
    tested: &[Range<usize>],
    rows: usize,
    horizon: usize,
    purge: bool,
    embargo: usize,
) -> Result<Vec<usize>, SplitError> {
    let reach = if purge { horizon - 1 } else { 0 };
    let free = |row: &usize| {
        tested.iter().all(|part| {
            row.saturating_add(reach) < part.start
                || *row >= part.end.saturating_add(reach).saturating_add(embargo)
        })
    };
    let train: Vec<usize> = (0..rows).filter(free).collect();
    if train.is_empty() {
        let test = tested.iter().map(Range::len).sum();
        return Err(SplitError::NotEnoughRows {
            available: rows,
            needed: rows + 1,
            train: 1,
            validation: 0,
            test,
            gaps: rows - test,
        });
    }
    Ok(train)
}
