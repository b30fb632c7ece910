//! Indicators against pandas, TA-Lib and exact arithmetic.

use bellwether_core::Bar;
use bellwether_features::PriceFeature;

use crate::support::{Table, assert_close, bars, sessions};

const AMZN: &str = include_str!("../reference/amzn/bars.csv");
const PANDAS: &str = include_str!("../reference/pandas/indicators.csv");
const PANDAS_GAPS: &str = include_str!("../reference/pandas/gaps.csv");
const TA_LIB: &str = include_str!("../reference/ta-lib/indicators.csv");
const EXACT_AMZN: &str = include_str!("../reference/fractions/amzn.csv");
const EXACT_HARD: &str = include_str!("../reference/fractions/hard.csv");

fn amzn() -> Vec<Bar> {
    let table = Table::read(AMZN);
    let column = |name| table.numbers(name);
    let (open, high, low, close) = (column("open"), column("high"), column("low"), column("close"));
    let (adj_close, volume) = (column("adj_close"), column("volume"));
    let dates = table.parsed("date");
    let bar = |(i, session)| Bar {
        session: bellwether_core::Session { date: dates[i], ..session },
        open: open[i],
        high: high[i],
        low: low[i],
        close: close[i],
        adj_close: adj_close[i],
        volume: volume[i],
    };
    sessions(dates.len()).into_iter().enumerate().map(bar).collect()
}

#[test]
fn bar_fields_are_the_bars_own() {
    let (bars, table) = (amzn(), Table::read(AMZN));
    use PriceFeature::{AdjClose, Close, High, Low, Open, Volume};
    for feature in [Open, High, Low, Close, AdjClose, Volume] {
        let expected = table.numbers(&feature.name().replace('-', "_"));
        assert_eq!(feature.compute(&bars), expected, "{feature}");
    }
}

/// How far pandas may be off, as a share of the value or of 1 if that is more. Means agree to rounding. A MACD is a
/// difference of means of some 500. pandas' variance is a running one and drifts; exact arithmetic (below) shows that
/// it is pandas that drifts.
fn pandas_tolerance(feature: PriceFeature) -> f64 {
    match feature {
        PriceFeature::Sd20 => 5e-11,
        PriceFeature::Macd | PriceFeature::UpperBand | PriceFeature::LowerBand => 1e-12,
        _ => 1e-14,
    }
}

#[test]
fn amzn_as_pandas() {
    let (bars, table) = (amzn(), Table::read(PANDAS));
    use PriceFeature::{Ema, LogMomentum, LogReturn, LowerBand, Ma7, Ma20, Macd, Sd20, UpperBand};
    for feature in [Ma7, Ma20, Macd, Sd20, UpperBand, LowerBand, Ema, LogMomentum, LogReturn] {
        let expected = table.numbers(feature.name());
        assert_close(feature.name(), &feature.compute(&bars), &expected, pandas_tolerance(feature), 1.0);
        let warm_up = expected.iter().take_while(|v| v.is_nan()).count();
        assert_eq!(feature.warm_up(), warm_up, "{feature}");
    }
}

/// Missing closes: as pandas, except that the exponentially weighted means are NaN on the missing bar itself.
#[test]
fn gaps_as_pandas() {
    let table = Table::read(PANDAS_GAPS);
    let close = table.numbers("close");
    let bars = bars(&close);
    use PriceFeature::{Ema, LogReturn, Ma7, Ma20, Macd, Sd20};
    for feature in [Ma7, Ma20, Macd, Sd20, Ema, LogReturn] {
        let pandas = table.numbers(feature.name()).into_iter().zip(&close);
        let expected: Vec<f64> = pandas.map(|(v, c)| if c.is_nan() { f64::NAN } else { v }).collect();
        assert_close(feature.name(), &feature.compute(&bars), &expected, pandas_tolerance(feature), 1.0);
    }
}

/// TA-Lib's deviation comes from a running `E[x²] - E[x]²`, which loses about `1e-16 mean² / variance` of it: 1e-11
/// when a price of 500 deviates by 2. Its sums are running ones too.
#[test]
fn rolling_as_ta_lib() {
    let (bars, table) = (amzn(), Table::read(TA_LIB));
    // TA-Lib divides squared deviations by 20, the features by 19.
    let sample = (20.0_f64 / 19.0).sqrt();
    let middle = table.numbers("bbands-middle");
    let widened = |band: &str| -> Vec<f64> {
        table.numbers(band).iter().zip(&middle).map(|(b, m)| m + (b - m) * sample).collect()
    };
    let stddev: Vec<f64> = table.numbers("stddev20").iter().map(|v| v * sample).collect();
    for (feature, expected, tolerance) in [
        (PriceFeature::Ma7, table.numbers("sma7"), 1e-14),
        (PriceFeature::Ma20, table.numbers("sma20"), 1e-14),
        (PriceFeature::Ma20, middle.clone(), 1e-14),
        (PriceFeature::Sd20, stddev, 1e-11),
        (PriceFeature::UpperBand, widened("bbands-upper"), 1e-12),
        (PriceFeature::LowerBand, widened("bbands-lower"), 1e-12),
        (PriceFeature::LogReturn, table.numbers("ln-rocr"), 1e-14),
        (PriceFeature::LogMomentum, table.numbers("ln-close-1"), 1e-14),
    ] {
        assert_close(feature.name(), &feature.compute(&bars), &expected, tolerance, 0.0);
    }
}

/// TA-Lib starts an exponential mean from a simple one and gives every later close its full weight. The starts are
/// forgotten as `(1 - α)^t`: below 1e-12 of a dollar after 450 rows for span 26, after 60 for span 2.
#[test]
fn exponential_as_ta_lib_once_the_start_is_forgotten() {
    let (bars, table) = (amzn(), Table::read(TA_LIB));
    for (feature, name, from) in [(PriceFeature::Macd, "macd", 450), (PriceFeature::Ema, "ema2", 60)] {
        let (found, expected) = (feature.compute(&bars), table.numbers(name));
        assert_close(name, &found[from..], &expected[from..], 1e-12, 1.0);
    }
}

/// Means to rounding. The mean's own rounding is half a unit in the last place of the close, 1e-9 at ten million, and
/// enters the variance squared, so that 1e-12 of a deviation of thousandths is left.
#[test]
fn rolling_as_exact_arithmetic() {
    for (text, sd_tolerance) in [(EXACT_AMZN, 1e-14), (EXACT_HARD, 1e-12)] {
        let table = Table::read(text);
        let bars = bars(&table.numbers("close"));
        let (mean, sd) = (PriceFeature::Ma20.compute(&bars), PriceFeature::Sd20.compute(&bars));
        assert_close("ma20", &mean, &table.numbers("ma20"), 1e-15, 0.0);
        assert_close("sd20", &sd, &table.numbers("sd20"), sd_tolerance, 0.0);
        let bands = [PriceFeature::UpperBand, PriceFeature::LowerBand].map(|f| f.compute(&bars));
        for t in 19..bars.len() {
            assert_eq!([bands[0][t], bands[1][t]], [mean[t] + 2.0 * sd[t], mean[t] - 2.0 * sd[t]]);
        }
    }
}

#[test]
fn log_momentum_needs_a_close_above_one() {
    let found = PriceFeature::LogMomentum.compute(&bars(&[0.5, 1.0, 2.0, f64::INFINITY]));
    assert_eq!(found[2], 0.0);
    assert!(found[0].is_nan() && found[1].is_nan() && found[3].is_nan());
}

#[test]
fn log_return_needs_two_positive_closes() {
    let found = PriceFeature::LogReturn.compute(&bars(&[1.0, 0.0, -2.0, -1.0, 3.0, 3.0]));
    assert!(found[..5].iter().all(|v| v.is_nan()), "{found:?}");
    assert_eq!(found[5], 0.0);
}
