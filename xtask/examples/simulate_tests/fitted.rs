//! How often intervals around a fitted model held, walked forward over the bundled tickers.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use bellwether_evaluation::bootstrap::MovingBlockBootstrap;
use bellwether_evaluation::intervals::{EnbPi, Interval, IntervalError, Tails};
use bellwether_ingest::{PriceOptions, read_prices};

use crate::coverage::{self, REFIT, WARM_UP, Walk, quarter};
use crate::random::Random;

/// Daily changes that the model looks at.
const LAGS: usize = 5;
/// Rows before the first forecast of the walk; the errors from there to the first that counts are the first that are known.
const FIRST: usize = 100;
/// Members of the ensemble, and rows of its blocks.
const MEMBERS: usize = 30;
const BLOCK: usize = 10;

/// One ticker: changes before each row, and the logarithms of the close then and `horizon` sessions on.
struct Rows {
    ticker: String,
    quarters: Vec<String>,
    changes: Vec<[f64; LAGS]>,
    then: Vec<f64>,
    actual: Vec<f64>,
}

/// A walk, and the intervals of each ensemble and level.
struct Fitted {
    walk: Walk,
    ensembles: Vec<(f64, &'static str, Vec<Option<Interval>>)>,
}

/// Ensembles: sessions that they learn from, and tails.
const ENSEMBLES: &[(&str, usize, Tails)] = &[
    ("EnbPI of 250, equal tails", 250, Tails::Equal),
    ("EnbPI of 250, narrowest", 250, Tails::Narrowest),
    ("EnbPI of 100, equal tails", 100, Tails::Equal),
    ("EnbPI of 100, narrowest", 100, Tails::Narrowest),
];

/// Appends the table.
pub(crate) fn table(prices: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    let prices = read_prices(prices, &PriceOptions::default())?;
    writeln!(
        page,
        "\n## Intervals around a fitted model\n\n\
         Ridge on the last {LAGS} daily changes of the logarithm, for the change to come; the same sessions and rules. Split, rolling and adaptive stand around\n\
         forecasts of a model that is fitted anew every {REFIT} sessions on all sessions so far, from the first {FIRST} on. EnbPI is as published: {MEMBERS} models on\n\
         moving blocks of {BLOCK} of the last 250 or 100 sessions before the first that counts, never fitted again, errors out of bag and then those of late, as\n\
         many as there were at first.\n\
         Rolling is its update step alone. The narrowest stretch is chosen after the errors, and holds less than equal tails do.\n\n\
         | ahead | level | intervals | coverage | within 2 points | worst quarter | mean width |\n|---:|---:|---|---:|---|---|---:|"
    )?;
    for horizon in [1, 5] {
        let of = |(ticker, bars): (&bellwether_core::Ticker, &Vec<bellwether_core::Bar>)| {
            let closes: Vec<f64> = bars.iter().map(|bar| bar.close.ln()).collect();
            let origins = LAGS..closes.len() - horizon;
            let change = |t: usize, lag: usize| closes[t - lag] - closes[t - lag - 1];
            let rows = Rows {
                ticker: ticker.to_string(),
                quarters: origins.clone().map(|t| quarter(&bars[t + horizon].date().to_string())).collect(),
                changes: origins.clone().map(|t| std::array::from_fn(|lag| change(t, lag))).collect(),
                then: closes[origins.clone()].to_vec(),
                actual: origins.map(|t| closes[t + horizon]).collect(),
            };
            fitted(&rows, horizon)
        };
        let all: Vec<Fitted> = prices.bars.iter().map(of).collect::<Result<_, _>>()?;
        for level in [0.8, 0.95] {
            for (name, form) in coverage::FORMS.iter().filter(|(name, _)| *name != "rolling 100") {
                let of = |k: usize| form(&all[k].walk, WARM_UP - FIRST, level, horizon);
                let walks: Vec<&Walk> = all.iter().map(|f| &f.walk).collect();
                coverage::row(page, &walks, WARM_UP - FIRST, (horizon, level, *name), &of)?;
            }
            for (name, ..) in ENSEMBLES {
                let of = |k: usize| {
                    let found =
                        all[k].ensembles.iter().find(|e| e.0.to_bits() == level.to_bits() && e.1 == *name);
                    Ok::<_, IntervalError>(found.map(|e| e.2.clone()).unwrap_or_default())
                };
                let walks: Vec<&Walk> = all.iter().map(|f| &f.walk).collect();
                coverage::row(page, &walks, WARM_UP - FIRST, (horizon, level, *name), &of)?;
            }
        }
    }
    Ok(())
}

fn fitted(rows: &Rows, horizon: usize) -> Result<Fitted, IntervalError> {
    let count = rows.actual.len();
    let target: Vec<f64> = rows.actual.iter().zip(&rows.then).map(|(y, then)| y - then).collect();
    let said = |line: &Line| -> Vec<f64> {
        rows.changes.iter().zip(&rows.then).map(|(x, then)| then + line.at(x)).collect()
    };
    // the walk
    let mut predicted = Vec::with_capacity(count);
    for start in (FIRST..count).step_by(REFIT) {
        let known: Vec<usize> = (0..=start - horizon).collect();
        let line = Line::fit(&rows.changes, &target, &known);
        predicted.extend_from_slice(&said(&line)[start..(start + REFIT).min(count)]);
    }
    let mut ensembles = Vec::new();
    for &(name, sessions, tails) in ENSEMBLES {
        // of what is known at the first session that counts
        let first = WARM_UP - sessions;
        let learnt = sessions + 1 - horizon;
        let mut random = Random::named(name, &rows.ticker, false, horizon as u64);
        let blocks = MovingBlockBootstrap::new(BLOCK);
        let draws: Vec<Vec<usize>> = (0..MEMBERS).map(|_| blocks.places(&mut random.0, learnt)).collect();
        for level in [0.8, 0.95] {
            let fit = |places: &[usize]| {
                let line = Line::fit(&rows.changes[first..], &target[first..], places);
                Ok::<_, IntervalError>(said(&line).split_off(first))
            };
            let how = EnbPi { level, tails, batch: 1 };
            let after = how.over(&rows.actual[first..], learnt, horizon, &draws, fit)?;
            // from the first row of the walk on
            let mut intervals = vec![None; first + learnt - FIRST];
            intervals.extend(after.into_iter().map(|row| row.map(|row| row.interval)));
            ensembles.push((level, name, intervals));
        }
    }
    let walk =
        Walk { quarters: rows.quarters[FIRST..].to_vec(), actual: rows.actual[FIRST..].to_vec(), predicted };
    Ok(Fitted { walk, ensembles })
}

/// A ridge regression.
struct Line {
    constant: f64,
    slopes: [f64; LAGS],
}

impl Line {
    /// On the rows at these places; the penalty is a tenth of the mean square sum of a column about its mean.
    fn fit(x: &[[f64; LAGS]], y: &[f64], places: &[usize]) -> Self {
        let n = places.len() as f64;
        let centre: [f64; LAGS] = std::array::from_fn(|j| places.iter().map(|i| x[*i][j]).sum::<f64>() / n);
        let middle = places.iter().map(|i| y[*i]).sum::<f64>() / n;
        let mut system = [[0.0; LAGS + 1]; LAGS];
        for &i in places {
            for (j, row) in system.iter_mut().enumerate() {
                let own = x[i][j] - centre[j];
                for (k, cell) in row.iter_mut().enumerate() {
                    *cell += own * if k < LAGS { x[i][k] - centre[k] } else { y[i] - middle };
                }
            }
        }
        let penalty = 0.1 * (0..LAGS).map(|j| system[j][j]).sum::<f64>() / LAGS as f64;
        (0..LAGS).for_each(|j| system[j][j] += penalty);
        // positive definite: no pivoting
        for j in 0..LAGS {
            let pivot = system[j];
            let others = system.iter_mut().enumerate().filter(|(i, _)| *i != j);
            others.for_each(|(_, row)| {
                let share = row[j] / pivot[j];
                row.iter_mut().zip(pivot).for_each(|(cell, p)| *cell -= share * p);
            });
        }
        let slopes: [f64; LAGS] = std::array::from_fn(|j| system[j][LAGS] / system[j][j]);
        let constant = middle - slopes.iter().zip(centre).map(|(b, c)| b * c).sum::<f64>();
        Self { constant, slopes }
    }

    fn at(&self, x: &[f64; LAGS]) -> f64 {
        self.constant + self.slopes.iter().zip(x).map(|(b, x)| b * x).sum::<f64>()
    }
}
