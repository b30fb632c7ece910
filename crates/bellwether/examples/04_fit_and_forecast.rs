//! A model: a recipe is fitted on the past, and what comes of it forecasts the next close.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::collections::BTreeMap;

use bellwether::models::Predict;
use bellwether::models::classical::{Ridge, RidgeParams};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let ticker = Ticker::new("AMZN")?;
    let bars = &prices.bars[&ticker];
    let data = TickerData::new(&ticker, bars.clone(), Vec::new())?;
    let panel = Panel::new(BTreeMap::from([(ticker.clone(), data)]));
    let history = panel.as_of(panel.last_available().ok_or("no data")?);
    let spec = FrameSpec {
        price: vec![PriceFeature::Close, PriceFeature::Ma7, PriceFeature::Macd, PriceFeature::LogReturn],
        ..FrameSpec::default()
    };
    let frame = build_frame(&history, &ticker, &spec, &DecisionTime::default(), &Calendar::Xnys)?;

    // samples: rows whose window has no gap, with the close that came next
    let target = Target { kind: TargetKind::Close, horizon: 1 };
    let lookback = 5;
    let origin = frame.len() - 1;
    let samples: Vec<Sample> = (spec.warm_up() + lookback..origin)
        .filter_map(|row| {
            Some(Sample {
                row,
                target: target.realised(bars, row)?,
                last_known: target.last_known(bars, row),
            })
        })
        .collect();

    let model = Ridge(RidgeParams { lookback, predict: Predict::Change, ..RidgeParams::default() });
    let train = TrainSet::new(frame.view(), &samples, &[], target);
    let fitted = model.fit(&train, &RunContext::new(1))?;

    let last_known = target.last_known(bars, origin);
    let at = Origin {
        frame: frame.view(),
        last_known,
        target,
        stamp: frame.view().stamps()[origin],
        series: 0,
        further: &[],
    };
    let forecast = fitted.forecast(&at)?;
    println!("{ticker} closed at {last_known:.2} on {}; next close {:.2}", forecast.origin, forecast.point);
    assert!((forecast.point / last_known - 1.0).abs() < 0.05);

    // a fitted model is saved and restored to the bit
    let restored = bellwether::models::restore(&fitted.to_bytes())?;
    assert_eq!(restored.forecast(&at)?.point.to_bits(), forecast.point.to_bits());
    Ok(())
}
