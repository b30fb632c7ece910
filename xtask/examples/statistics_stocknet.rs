//! Fits every model of statistics to four windows of each ticker of a price file, for three targets, and forecasts from
//! origins after the fit; prints a line `model fits refused forecasts refused-forecasts panics not-finite` for each model.
//!
//! usage: statistics_stocknet PRICES
#![allow(clippy::print_stdout, reason = "prints what it counted")]

use std::collections::BTreeMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bellwether_core::{
    Bar, FeatureFrame, FitError, Forecast, ForecastError, Forecaster, Origin, RowStamp, RunContext, Sample,
    Target, TargetKind, Ticker, TrainSet,
};
use bellwether_ingest::{PriceOptions, read_prices};
use bellwether_models::statistical::WithIntervals;
use bellwether_models::{Family, ModelSpec};

/// Forms of volatility and season that the defaults do not have, and volatility around another model's forecasts.
const FORMS: [(&str, &str); 7] = [
    ("gjr-garch", r#"{ "kind": "garch", "variance": "gjr-garch" }"#),
    ("gjr-garch-normal", r#"{ "kind": "garch", "variance": "gjr-garch", "errors": "normal" }"#),
    ("garch-normal", r#"{ "kind": "garch", "errors": "normal" }"#),
    ("ewma", r#"{ "kind": "garch", "variance": "ewma" }"#),
    ("ewma-fitted", r#"{ "kind": "garch", "variance": "ewma-fitted" }"#),
    ("ets-weekly", r#"{ "kind": "ets", "period": 5 }"#),
    ("drift+garch", r#"{ "kind": "drift" }"#),
];

const WINDOWS: usize = 4;

/// Every so many sessions after the fit a forecast is made.
const STRIDE: usize = 10;

#[derive(Default)]
struct Count {
    fits: usize,
    refused: usize,
    forecasts: usize,
    refused_forecasts: usize,
    panics: usize,
    not_finite: usize,
    words: BTreeMap<String, usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: statistics_stocknet PRICES")?;
    let prices = read_prices(path.as_ref(), &PriceOptions::default())?;
    let models = models()?;
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (ticker, bars) in &prices.bars {
        let length = bars.len() / WINDOWS;
        for window in bars.chunks(length.max(1)).take(WINDOWS) {
            for kind in [TargetKind::Close, TargetKind::LogReturn, TargetKind::Direction] {
                let study = Window::new(ticker, window, Target { kind, horizon: 1 })?;
                for (name, model) in &models {
                    study.put_through(&**model, counts.entry(name).or_default());
                }
            }
        }
    }
    println!("# {} tickers, {WINDOWS} windows each", prices.bars.len());
    for (kind, count) in &counts {
        let Count { fits, refused, forecasts, refused_forecasts, panics, not_finite, words } = count;
        println!("{kind} {fits} {refused} {forecasts} {refused_forecasts} {panics} {not_finite}");
        for (words, times) in words {
            println!("# {kind}: {times} times: {words}");
        }
    }
    Ok(())
}

type Named = (&'static str, Box<dyn Forecaster>);

/// Every model with its name.
fn models() -> Result<Vec<Named>, Box<dyn Error>> {
    let of_one_series = |spec: &ModelSpec| matches!(spec.info().family, Family::Naive | Family::Statistical);
    let mut models: Vec<_> = ModelSpec::all()
        .into_iter()
        .filter(of_one_series)
        .map(|spec| (spec.info().kind, spec.build()))
        .collect();
    for (name, form) in FORMS {
        let model = serde_json::from_str::<ModelSpec>(form)?.build();
        let model: Box<dyn Forecaster> = if name.ends_with("+garch") {
            Box::new(WithIntervals::new(model, serde_json::from_str(r#"{ "kind": "garch" }"#)?))
        } else {
            model
        };
        models.push((name, model));
    }
    Ok(models)
}

/// A stretch of a ticker's sessions.
struct Window {
    frame: FeatureFrame,
    target: Target,
    samples: Vec<Sample>,
    origins: Vec<(usize, f64)>,
}

impl Window {
    fn new(ticker: &Ticker, bars: &[Bar], target: Target) -> Result<Self, Box<dyn Error>> {
        let stamps =
            bars.iter().map(|b| RowStamp { date: b.session.date, decision: b.session.close }).collect();
        let change = |i: usize| if i == 0 { f64::NAN } else { (bars[i].close / bars[i - 1].close).ln() };
        let columns = vec![
            ("close".to_owned(), bars.iter().map(|b| b.close).collect()),
            ("log-return".to_owned(), (0..bars.len()).map(change).collect()),
        ];
        let frame = FeatureFrame::from_columns(ticker.clone(), stamps, columns)?;
        let known = bars.len() * 4 / 5;
        let sample = |row: usize| {
            let (target, last_known) = (target.realised(bars, row)?, target.last_known(bars, row));
            (target.is_finite() && last_known.is_finite()).then_some(Sample { row, target, last_known })
        };
        let samples = (1..known.saturating_sub(1)).filter_map(sample).collect();
        let origins = (known..bars.len()).step_by(STRIDE).map(|r| (r, target.last_known(bars, r))).collect();
        Ok(Self { frame, target, samples, origins })
    }

    fn put_through(&self, model: &dyn Forecaster, count: &mut Count) {
        let known = self.origins.first().map_or(self.frame.len(), |o| o.0);
        let train = TrainSet::new(self.frame.first(known), &self.samples, &[], self.target);
        let fitted = catch_unwind(AssertUnwindSafe(|| model.fit(&train, &RunContext::new(1))));
        let model = match fitted {
            Err(_) => return count.panics += 1,
            // a model for numbers has no classes
            Ok(Err(FitError::Target { .. })) => return,
            Ok(Err(e)) => {
                *count.words.entry(e.to_string()).or_default() += 1;
                return count.refused += 1;
            }
            Ok(Ok(model)) => model,
        };
        count.fits += 1;
        for (row, last_known) in &self.origins {
            let frame = self.frame.first(row + 1);
            let stamp = frame.stamps()[*row];
            let at = Origin {
                frame,
                last_known: *last_known,
                target: self.target,
                stamp,
                series: 0,
                further: &[],
            };
            match catch_unwind(AssertUnwindSafe(|| model.forecast(&at))) {
                Err(_) => count.panics += 1,
                Ok(made) => count.judge(made),
            }
        }
    }
}

impl Count {
    fn judge(&mut self, made: Result<Forecast, ForecastError>) {
        match made {
            Err(e) => {
                *self.words.entry(e.to_string()).or_default() += 1;
                self.refused_forecasts += 1;
            }
            Ok(made) => {
                let rising = made.quantiles.windows(2).all(|q| q[0].value <= q[1].value);
                let whole = made.quantiles.iter().all(|q| q.value.is_finite());
                let certain = made.probability.is_none_or(|p| (0.0..=1.0).contains(&p));
                let sound = made.point.is_finite() && rising && whole && certain;
                if sound { self.forecasts += 1 } else { self.not_finite += 1 }
            }
        }
    }
}
