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

/// The principal components of two columns over all rows.
fn components(sheet: &mut Sheet) {
    let (a, b) = (standardised(&sheet.score), standardised(&sheet.returns));
    // of two standardised columns they are sum and difference
    sheet.numbers("pc1", a.iter().zip(&b).map(|(a, b)| (a + b) / 2_f64.sqrt()).collect());
    sheet.numbers("pc2", a.iter().zip(&b).map(|(a, b)| (a - b) / 2_f64.sqrt()).collect());
}

/// The twenty of two thousand columns of noise that go best with all targets.
fn selected(sheet: &mut Sheet) {
    let target: Vec<f64> = sheet.returns[1..].to_vec();
    let n = target.len();
    let mut all: Vec<(f64, Vec<f64>)> = Vec::new();
    for _ in 0..2000 {
        let noise = sheet.noise();
        let tie: f64 = standardised(&noise[..n]).iter().zip(&target).map(|(a, b)| a * b).sum();
        all.push((tie.abs(), noise));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (i, (_, noise)) in all.into_iter().take(20).enumerate() {
        sheet.numbers(&format!("noise{i}"), noise);
    }
}

fn centred(sheet: &mut Sheet) {
    let n = sheet.sessions;
    let mean = |i: usize| sheet.score[i - 2..=i + 2].iter().sum::<f64>() / 5.0;
    let values = (0..n).map(|i| if i < 2 || i + 2 >= n { f64::NAN } else { mean(i) });
    sheet.numbers("smooth", values.collect());
}

fn centred_price(sheet: &mut Sheet) {
    let n = sheet.sessions;
    let mean = |i: usize| sheet.close[i - 1..=i + 1].iter().sum::<f64>() / 3.0;
    let values = (0..n).map(|i| if i < 1 || i + 1 >= n { f64::NAN } else { mean(i) });
    sheet.numbers("smooth", values.collect());
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
    let at = |i: usize| format!("{}T{}:30:00Z", sheet.dates[i], if i % 5 == 0 { "21" } else { "15" });
    sheet.text("score_available_at", (0..sheet.sessions).map(at).collect());
}

/// In Tokyo a post of 18:00 UTC is of the next day, three hours after midnight.
fn utc() -> Result<Audit, Failure> {
    let mut sheet = Sheet::new(11, 400);
    let at = |i: usize| format!("{}T{}:00:00Z", sheet.dates[i], if i % 3 == 0 { "18" } else { "03" });
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
        audit: || with(|sheet| sheet.numbers("scaled", standardised(&sheet.close))),
    },
    Planted {
        what: "PCA fitted before the split",
        class: LeakClass::WholeComponents,
        guilty: "pc1",
        audit: || with(components),
    },
    Planted {
        what: "features selected before the split",
        class: LeakClass::WholeSelection,
        guilty: "",
        audit: || with(selected),
    },
    Planted {
        what: "centred mean of posts",
        class: LeakClass::Centred,
        guilty: "smooth",
        audit: || with(centred),
    },
    Planted {
        what: "centred mean of prices",
        class: LeakClass::Centred,
        guilty: "smooth",
        audit: || with(centred_price),
    },
    Planted {
        what: "target among the features",
        class: LeakClass::TargetAmongFeatures,
        guilty: "told",
        audit: || with(told),
    },
    Planted {
        what: "weekly mean of the running week, in a table",
        class: LeakClass::RunningPeriod,
        guilty: "week",
        audit: || with(week),
    },
    Planted {
        what: "backward fill, in a table",
        class: LeakClass::BackwardFill,
        guilty: "ma20",
        audit: || with(filled),
    },
    Planted {
        what: "posts after the decision time",
        class: LeakClass::AfterDecision,
        guilty: "score",
        audit: || with(arrived_late),
    },
    Planted {
        what: "UTC date for the exchange's",
        class: LeakClass::UtcDate,
        guilty: "available_at",
        audit: utc,
    },
    Planted {
        what: "duplicate rows",
        class: LeakClass::Duplicates,
        guilty: "all",
        audit: || with(|sheet| sheet.again(&[100, 350, 351])),
    },
    Planted {
        what: "random split, in a table",
        class: LeakClass::RandomSplit,
        guilty: "split",
        audit: || with(dealt_out),
    },
    Planted {
        what: "overlapping labels, in a table",
        class: LeakClass::OverlappingLabels,
        guilty: "target",
        audit: || Sheet::new(11, 400).audit(5, Calendar::Xnys),
    },
    Planted {
        what: "same dates in train and test across tickers",
        class: LeakClass::SameDates,
        guilty: "split",
        audit: other_ticker,
    },
];
