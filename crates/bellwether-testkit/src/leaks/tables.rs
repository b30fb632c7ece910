//! Tables that hold the future.

use bellwether_core::Calendar;
use bellwether_study::audit::{Audit, LeakClass};
use jiff::civil::Time;

use super::sheet::Sheet;
use super::{Failure, Planted};

fn with(change: fn(&mut Sheet)) -> Result<Audit, Failure> {
    let mut sheet = Sheet::new(11, 400);
    change(&mut sheet);
    sheet.audit(1, Calendar::Xnys)
}

fn standardised(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    values.iter().map(|v| (v - mean) / sd).collect()
}

/// The principal components of two columns over all rows but so many first ones.
fn components(sheet: &mut Sheet, warm_up: usize) {
    let (a, b) = (standardised(&sheet.score[warm_up..]), standardised(&sheet.returns[warm_up..]));
    // of two standardised columns they are sum and difference
    let pairs = || a.iter().zip(&b);
    let sum = pairs().map(|(a, b)| (a + b) / 2_f64.sqrt());
    let difference = pairs().map(|(a, b)| (a - b) / 2_f64.sqrt());
    sheet.numbers("pc1", later(warm_up, sum.collect()));
    sheet.numbers("pc2", later(warm_up, difference.collect()));
}

/// Behind so many missing values.
fn later(warm_up: usize, values: Vec<f64>) -> Vec<f64> {
    [vec![f64::NAN; warm_up], values].concat()
}

/// The mean of twenty rows, scaled by all that are there.
fn scaled_after_warm_up(sheet: &mut Sheet) {
    let ma20: Vec<f64> = sheet.close.windows(20).map(|w| w.iter().sum::<f64>() / 20.0).collect();
    sheet.numbers("scaled", later(19, standardised(&ma20)));
}

fn between_0_and_1(sheet: &mut Sheet) {
    let (low, high) =
        sheet.close.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    sheet.numbers("scaled", sheet.close.iter().map(|v| (v - low) / (high - low)).collect());
}

/// The forty of four thousand columns of noise that go best with all targets: the first is the one that goes best with those
/// of the test, and so the guiltiest.
fn selected<const SEED: u64, const WARM_UP: usize>() -> Result<Audit, Failure> {
    let mut sheet = Sheet::new(SEED, 800);
    let best = best_of_noise(&mut sheet, 4000, 40, 799);
    let test = sheet.sessions * 4 / 5..sheet.sessions - 1;
    let target = sheet.returns[1..].to_vec();
    let tie = |noise: &[f64]| correlation(&noise[test.clone()], &target[test.clone()]).abs();
    let mut best: Vec<(f64, Vec<f64>)> = best.into_iter().map(|noise| (tie(&noise), noise)).collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (i, (_, noise)) in best.into_iter().enumerate() {
        sheet.numbers(&format!("noise{i}"), later(WARM_UP, noise[WARM_UP..].to_vec()));
    }
    sheet.audit(1, Calendar::Xnys)
}

/// The `kept` of so many columns of noise that go best with the first `rows` targets.
pub(super) fn best_of_noise(sheet: &mut Sheet, columns: usize, kept: usize, rows: usize) -> Vec<Vec<f64>> {
    let target = sheet.returns[1..=rows].to_vec();
    let mut all: Vec<(f64, Vec<f64>)> = Vec::new();
    for _ in 0..columns {
        let noise = sheet.noise();
        all.push((correlation(&noise[..rows], &target).abs(), noise));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().take(kept).map(|(_, noise)| noise).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    standardised(a).iter().zip(standardised(b)).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
}

/// The mean of so many rows around each.
fn around(values: &[f64], reach: usize) -> Vec<f64> {
    let n = values.len();
    let mean = |i: usize| values[i - reach..=i + reach].iter().sum::<f64>() / (2 * reach + 1) as f64;
    (0..n).map(|i| if i < reach || i + reach >= n { f64::NAN } else { mean(i) }).collect()
}

fn centred(sheet: &mut Sheet) {
    sheet.numbers("smooth", around(&sheet.score, 2));
}

fn centred_price<const SEED: u64, const REACH: usize>() -> Result<Audit, Failure> {
    let mut sheet = Sheet::new(SEED, 400);
    sheet.numbers("smooth", around(&sheet.close, REACH));
    sheet.audit(1, Calendar::Xnys)
}

fn told(sheet: &mut Sheet) {
    let next = (0..sheet.sessions).map(|i| sheet.returns.get(i + 1).map_or(f64::NAN, |r| (40.0 * r).exp()));
    sheet.numbers("told", next.collect());
}

fn week(sheet: &mut Sheet) {
    let week = |i: usize| (sheet.dates[i].iso_week_date().year(), sheet.dates[i].iso_week_date().week());
    let mean = |i: usize| {
        let own: Vec<f64> =
            (0..sheet.sessions).filter(|j| week(*j) == week(i)).map(|j| sheet.score[j]).collect();
        own.iter().sum::<f64>() / own.len() as f64
    };
    sheet.numbers("week", (0..sheet.sessions).map(mean).collect());
}

fn filled(sheet: &mut Sheet) {
    let mut ma20: Vec<f64> = (0..sheet.sessions)
        .map(|i| if i < 19 { f64::NAN } else { sheet.close[i - 19..=i].iter().sum::<f64>() / 20.0 })
        .collect();
    let first = ma20[19];
    ma20[..19].fill(first);
    sheet.numbers("ma20", ma20);
}

fn arrived_late(sheet: &mut Sheet) {
    // every fifth row holds a post of half past four in the afternoon or of half past five, by the season
    let at =
        |i: usize| format!("{}T{}:30:00Z", sheet.dates[i], if i.is_multiple_of(5) { "21" } else { "15" });
    sheet.text("score_available_at", (0..sheet.sessions).map(at).collect());
}

/// In Tokyo a post of 18:00 UTC is of the next day, three hours after midnight.
fn utc() -> Result<Audit, Failure> {
    let mut sheet = Sheet::new(11, 400);
    let at =
        |i: usize| format!("{}T{}:00:00Z", sheet.dates[i], if i.is_multiple_of(3) { "18" } else { "03" });
    sheet.text("available_at", (0..sheet.sessions).map(at).collect());
    let calendar = Calendar::FromPrices {
        timezone: "Asia/Tokyo".to_owned(),
        open: Time::constant(9, 0, 0, 0),
        close: Time::constant(15, 0, 0, 0),
    };
    sheet.audit(1, calendar)
}

fn dealt_out(sheet: &mut Sheet) {
    let split = (0..sheet.sessions).map(|i| if i * 7 % 5 == 0 { "test" } else { "train" }.to_owned());
    sheet.text("split", split.collect());
}

fn other_ticker() -> Result<Audit, Failure> {
    let (mut a, mut b) = (Sheet::new(11, 300), Sheet::new(12, 300));
    let all = |text: &str| vec![text.to_owned(); 300];
    a.text("ticker", all("AAA"));
    b.text("ticker", all("BBB"));
    a.text("split", all("train"));
    b.text("split", all("test"));
    a.below(&b);
    a.audit(1, Calendar::Xnys)
}

pub(super) const PLANTED: &[Planted] = &[
    Planted {
        what: "scaler fitted before the split",
        class: LeakClass::WholeScaler,
        guilty: "scaled",
        beside: &[],
        size: (1.0 - 1e-6, 1.0 + 1e-6),
        audit: || with(|sheet| sheet.numbers("scaled", standardised(&sheet.close))),
    },
    Planted {
        what: "PCA fitted before the split",
        class: LeakClass::WholeComponents,
        guilty: "pc1",
        beside: &[],
        size: (2.0, 2.0),
        audit: || with(|sheet| components(sheet, 0)),
    },
    Planted {
        what: "features selected before the split, seed 11",
        class: LeakClass::WholeSelection,
        guilty: "noise0",
        beside: &[],
        size: (4.5, 12.0),
        audit: selected::<11, 0>,
    },
    Planted {
        what: "features selected before the split, seed 12",
        class: LeakClass::WholeSelection,
        guilty: "noise0",
        beside: &[],
        size: (4.5, 12.0),
        audit: selected::<12, 0>,
    },
    Planted {
        what: "features selected before the split, seed 13",
        class: LeakClass::WholeSelection,
        guilty: "noise0",
        beside: &[],
        size: (4.5, 12.0),
        audit: selected::<13, 0>,
    },
    Planted {
        what: "scaler fitted before the split, after a warm-up",
        class: LeakClass::WholeScaler,
        guilty: "scaled",
        beside: &[],
        size: (1.0 - 1e-6, 1.0 + 1e-6),
        audit: || with(scaled_after_warm_up),
    },
    Planted {
        what: "scaler to 0 and 1 fitted before the split",
        class: LeakClass::WholeScaler,
        guilty: "scaled",
        beside: &[],
        size: (1.0, 1.0),
        audit: || with(between_0_and_1),
    },
    Planted {
        what: "PCA fitted before the split, after a warm-up",
        class: LeakClass::WholeComponents,
        guilty: "pc1",
        beside: &[],
        size: (2.0, 2.0),
        audit: || with(|sheet| components(sheet, 19)),
    },
    Planted {
        what: "features selected before the split, after a warm-up",
        class: LeakClass::WholeSelection,
        guilty: "noise0",
        beside: &[],
        size: (4.5, 12.0),
        audit: selected::<12, 30>,
    },
    Planted {
        what: "centred mean of posts",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        size: (0.2, 0.8),
        audit: || with(centred),
    },
    Planted {
        what: "centred mean of 3 prices, seed 11",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 1 of 3 changes of a random walk are yet to come
        size: (1.0 / 3.0 - 0.1, 1.0 / 3.0 + 0.1),
        audit: centred_price::<11, 1>,
    },
    Planted {
        what: "centred mean of 3 prices, seed 12",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 1 of 3 changes of a random walk are yet to come
        size: (1.0 / 3.0 - 0.1, 1.0 / 3.0 + 0.1),
        audit: centred_price::<12, 1>,
    },
    Planted {
        what: "centred mean of 3 prices, seed 13",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 1 of 3 changes of a random walk are yet to come
        size: (1.0 / 3.0 - 0.1, 1.0 / 3.0 + 0.1),
        audit: centred_price::<13, 1>,
    },
    Planted {
        what: "centred mean of 5 prices, seed 11",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 2 of 5 changes of a random walk are yet to come
        size: (2.0 / 5.0 - 0.1, 2.0 / 5.0 + 0.1),
        audit: centred_price::<11, 2>,
    },
    Planted {
        what: "centred mean of 5 prices, seed 14",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 2 of 5 changes of a random walk are yet to come
        size: (2.0 / 5.0 - 0.1, 2.0 / 5.0 + 0.1),
        audit: centred_price::<14, 2>,
    },
    Planted {
        what: "centred mean of 7 prices, seed 15",
        class: LeakClass::Centred,
        guilty: "smooth",
        beside: &[],
        // 3 of 7 changes of a random walk are yet to come
        size: (3.0 / 7.0 - 0.1, 3.0 / 7.0 + 0.1),
        audit: centred_price::<15, 3>,
    },
    Planted {
        what: "target among the features",
        class: LeakClass::TargetAmongFeatures,
        guilty: "told",
        beside: &[],
        size: (0.9, 1.0),
        audit: || with(told),
    },
    Planted {
        what: "weekly mean of the running week, in a table",
        class: LeakClass::RunningPeriod,
        guilty: "week",
        beside: &[],
        size: (60.0, 84.0),
        audit: || with(week),
    },
    Planted {
        what: "backward fill, in a table",
        class: LeakClass::BackwardFill,
        guilty: "ma20",
        beside: &[],
        size: (19.0, 19.0),
        audit: || with(filled),
    },
    Planted {
        what: "posts after the decision time",
        class: LeakClass::AfterDecision,
        guilty: "score",
        beside: &[],
        size: (0.4, 1.6),
        audit: || with(arrived_late),
    },
    Planted {
        what: "UTC date for the exchange's",
        class: LeakClass::UtcDate,
        guilty: "available_at",
        beside: &[],
        size: (12.0, 12.0),
        audit: utc,
    },
    Planted {
        what: "duplicate rows",
        class: LeakClass::Duplicates,
        guilty: "all",
        beside: &[],
        size: (3.0, 3.0),
        audit: || with(|sheet| sheet.again(&[100, 350, 351])),
    },
    Planted {
        what: "random split, in a table",
        class: LeakClass::RandomSplit,
        guilty: "split",
        beside: &[],
        size: (1.0, 400.0),
        audit: || with(dealt_out),
    },
    Planted {
        what: "overlapping labels, in a table",
        class: LeakClass::OverlappingLabels,
        guilty: "target",
        beside: &[],
        size: (4.0, 4.0),
        audit: || Sheet::new(11, 400).audit(5, Calendar::Xnys),
    },
    Planted {
        what: "same dates in train and test across tickers",
        class: LeakClass::SameDates,
        guilty: "split",
        beside: &[],
        size: (300.0, 300.0),
        audit: other_ticker,
    },
];
