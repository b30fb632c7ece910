//! Laws of every price feature.

use bellwether_features::{PriceColumns, PriceFeature};
use proptest::prelude::*;

use crate::support::{bars, bits, poisoned};

/// Closes as a market has them, with a missing one now and then.
fn closes() -> impl Strategy<Value = Vec<f64>> {
    let close = prop_oneof![20 => 0.01..5000.0_f64, 1 => Just(f64::NAN), 1 => 1.0..1e12_f64];
    prop::collection::vec(close, 0..90)
}

proptest! {
    #[test]
    fn a_poisoned_future_moves_no_bit(closes in closes(), cut in 0.0..1.0_f64) {
        let bars = bars(&closes);
        let known = (cut * bars.len() as f64) as usize;
        for poison in [f64::NAN, 1e300, -1e300, f64::INFINITY, 0.0] {
            let mut changed = bars.clone();
            changed[known..].iter_mut().for_each(|b| *b = poisoned(b, poison));
            for feature in PriceFeature::ALL {
                let (before, after) = (feature.compute(&bars), feature.compute(&changed));
                prop_assert_eq!(bits(&before[..known]), bits(&after[..known]), "{} {}", feature, poison);
            }
        }
    }

    #[test]
    fn the_column_of_a_prefix_is_the_prefix_of_the_column(closes in closes(), cut in 0.0..1.0_f64) {
        let bars = bars(&closes);
        let known = (cut * bars.len() as f64) as usize;
        for feature in PriceFeature::ALL {
            let (whole, part) = (feature.compute(&bars), feature.compute(&bars[..known]));
            prop_assert_eq!(whole.len(), bars.len(), "{}", feature);
            prop_assert_eq!(bits(&whole[..known]), bits(&part), "{}", feature);
        }
    }

    /// A value depends on its window alone: not on what came before, of which any number of whole blocks may be missing
    /// without moving a bit. Elsewhere the window's sums are cut in another place, and round apart.
    #[test]
    fn a_rolling_value_depends_on_its_window_alone(closes in closes(), poison in prop_oneof![
        Just(f64::NAN), Just(1e300), Just(f64::INFINITY), Just(-1e15)
    ]) {
        let bars = bars(&closes);
        for feature in ROLLING.into_iter().chain(TWO_ENDS) {
            let window = feature.warm_up() + 1;
            let whole = feature.compute(&bars);
            // of the bands' difference there may be next to nothing left
            let size = if feature == PriceFeature::LowerBand { PriceFeature::UpperBand } else { feature };
            let sizes = size.compute(&bars);
            for end in window..=bars.len() {
                let alone = feature.compute(&bars[end - window..end])[window - 1];
                let (found, room) = (whole[end - 1], 1e-12 * sizes[end - 1].abs());
                if (end - window) % block(feature) == 0 {
                    prop_assert_eq!(bits(&[alone]), bits(&[found]), "{}", feature);
                } else {
                    let agree = alone.is_nan() && found.is_nan() || (alone - found).abs() <= room;
                    prop_assert!(agree, "{} {} {}", feature, alone, found);
                }
            }
            if bars.len() > window {
                let mut spiked = bars.clone();
                spiked[0] = poisoned(&spiked[0], poison);
                prop_assert_eq!(bits(&feature.compute(&spiked)[window..]), bits(&whole[window..]), "{}", feature);
            }
        }
    }

    #[test]
    fn a_missing_close_is_nan_while_it_is_in_the_window(at in 0_usize..140) {
        let mut closes = vec![50.0; 140];
        closes[at] = f64::NAN;
        let bars = bars(&closes);
        for feature in ROLLING {
            for (t, v) in feature.compute(&bars).into_iter().enumerate().skip(feature.warm_up()) {
                let in_window = (at..=at + feature.warm_up()).contains(&t);
                prop_assert_eq!(v.is_nan(), in_window, "{} row {}", feature, t);
            }
        }
        for feature in PriceFeature::ALL.into_iter().filter(|f| !CALENDAR.contains(f)) {
            prop_assert!(feature.compute(&bars)[at].is_nan(), "{}", feature);
        }
    }

    #[test]
    fn bar_by_bar_has_the_bits_of_the_whole(closes in closes(), odd in prop::collection::vec(0_usize..90, 0..4)) {
        let mut bars = bars(&closes);
        for at in odd.into_iter().filter(|&at| at < closes.len()) {
            (bars[at].volume, bars[at].high, bars[at].low) = (0.0, bars[at].close, bars[at].close);
        }
        for feature in PriceFeature::ALL {
            let mut stream = feature.stream();
            let streamed: Vec<f64> = bars.iter().map(|bar| stream.push(bar)).collect();
            prop_assert_eq!(bits(&streamed), bits(&feature.compute(&bars)), "{}", feature);
        }
    }

    /// Recursions go on as though a missing bar were not there.
    #[test]
    fn a_missing_bar_leaves_no_trace_in_a_recursion(closes in closes(), at in 0_usize..90) {
        let without = bars(&closes);
        let at = at.min(closes.len());
        let mut gappy = without.clone();
        gappy.insert(at, bars(&[f64::NAN])[0]);
        for feature in RECURSIVE {
            let mut found = feature.compute(&gappy);
            prop_assert!(found.remove(at).is_nan());
            prop_assert_eq!(bits(&found), bits(&feature.compute(&without)), "{}", feature);
        }
    }

    #[test]
    fn values_stay_in_their_range(closes in prop::collection::vec(0.01..5000.0_f64, 30..90)) {
        let bars = bars(&closes);
        use PriceFeature as F;
        for (feature, range) in [
            (F::Rsi14, 0.0..=100.0),
            (F::StochK14, 0.0..=100.0),
            (F::StochD3, 0.0..=100.0),
            (F::WilliamsR14, -100.0..=0.0),
            (F::PlusDi14, 0.0..=100.0),
            (F::MinusDi14, 0.0..=100.0),
            (F::Adx14, 0.0..=100.0),
            (F::Mfi14, 0.0..=100.0),
            (F::Drawdown, -1.0..=0.0),
            (F::ZeroReturnShare20, 0.0..=1.0),
            (F::CorwinSchultz20, 0.0..=2.0),
            (F::RelativeVolume20, 0.0..=20.0),
        ] {
            for v in feature.compute(&bars).into_iter().skip(feature.warm_up()) {
                prop_assert!(v >= range.start() - 1e-9 && v <= range.end() + 1e-9, "{} {}", feature, v);
            }
        }
    }
}

/// Columns that need no price.
const CALENDAR: [PriceFeature; 4] =
    [PriceFeature::DayOfWeek, PriceFeature::DayOfMonth, PriceFeature::Month, PriceFeature::DaysSinceSession];

/// Columns that depend on the first and the last row of their window alone.
const TWO_ENDS: [PriceFeature; 7] = [
    PriceFeature::Momentum10,
    PriceFeature::Roc10,
    PriceFeature::Return5,
    PriceFeature::Return20,
    PriceFeature::LogReturn5,
    PriceFeature::LogReturn10,
    PriceFeature::LogReturn20,
];

/// Rows whose sums are taken together.
fn block(feature: PriceFeature) -> usize {
    use PriceFeature as F;
    match feature {
        F::Ma7 => 7,
        F::Mfi14 => 14,
        F::Ma20 | F::Sd20 | F::UpperBand | F::LowerBand | F::BandWidth | F::Wma20 | F::Vwap20 => 20,
        F::RealisedVol20 | F::Parkinson20 | F::Amihud20 | F::RelativeVolume20 | F::CorwinSchultz20 => 20,
        F::HighLowRange20 | F::ZeroReturnShare20 | F::DollarVolume20 => 20,
        _ => 1,
    }
}

const RECURSIVE: [PriceFeature; 13] = [
    PriceFeature::Ema12,
    PriceFeature::Ema20,
    PriceFeature::Ema26,
    PriceFeature::MacdLine,
    PriceFeature::MacdSignal,
    PriceFeature::MacdHistogram,
    PriceFeature::Rsi14,
    PriceFeature::PlusDi14,
    PriceFeature::MinusDi14,
    PriceFeature::Adx14,
    PriceFeature::Atr14,
    PriceFeature::Obv,
    PriceFeature::Drawdown,
];

const ROLLING: [PriceFeature; 32] = [
    PriceFeature::Wma20,
    PriceFeature::Cci20,
    PriceFeature::StochK14,
    PriceFeature::StochD3,
    PriceFeature::WilliamsR14,
    PriceFeature::Mfi14,
    PriceFeature::Vwap20,
    PriceFeature::BandWidth,
    PriceFeature::RealisedVol20,
    PriceFeature::Parkinson20,
    PriceFeature::Return1,
    PriceFeature::Amihud20,
    PriceFeature::RelativeVolume20,
    PriceFeature::RollSpread20,
    PriceFeature::CorwinSchultz20,
    PriceFeature::HighLowRange20,
    PriceFeature::ZeroReturnShare20,
    PriceFeature::DollarVolume20,
    PriceFeature::Ma7,
    PriceFeature::Ma20,
    PriceFeature::Sd20,
    PriceFeature::UpperBand,
    PriceFeature::LowerBand,
    PriceFeature::LogReturn,
    PriceFeature::WaveletClose64,
    PriceFeature::HaarClose64,
    PriceFeature::SymletClose64,
    PriceFeature::EmdFirst64,
    PriceFeature::EmdSecond64,
    PriceFeature::EmdRest64,
    PriceFeature::TrendSlope64,
    PriceFeature::TrendAge64,
];

#[test]
fn odd_inputs_do_not_panic() {
    let odd = [f64::NAN, 0.0, -1.0, 1.0, 7.25, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY];
    for feature in PriceFeature::ALL {
        assert!(feature.compute(&[]).is_empty());
        for value in odd {
            for rows in [1, 2, 6, 7, 13, 14, 15, 19, 20, 21, 22, 27, 28, 33, 34, 40] {
                assert_eq!(feature.compute(&bars(&vec![value; rows])).len(), rows, "{feature}");
            }
        }
        assert_eq!(feature.compute(&bars(&odd.repeat(4))).len(), 40);
    }
}

#[test]
fn warm_up_is_exactly_as_said() {
    for feature in PriceFeature::ALL {
        let column = feature.compute(&bars(&[7.25; 80]));
        let nan = column.iter().take_while(|v| v.is_nan()).count();
        assert_eq!(nan, feature.warm_up(), "{feature}");
        assert!(column[nan..].iter().all(|v| v.is_finite()), "{feature}");
    }
}

#[test]
fn a_constant_series_is_exact() {
    let bars = bars(&[0.1; 60]);
    use PriceFeature::{
        BandWidth, Cci20, Ema, LogReturn, LowerBand, Ma7, Ma20, Macd, Sd20, UpperBand, Wma20,
    };
    for (feature, expected) in [
        (Ma7, 0.1),
        (Ma20, 0.1),
        (Ema, 0.1),
        (UpperBand, 0.1),
        (LowerBand, 0.1),
        (Sd20, 0.0),
        (Macd, 0.0),
        (LogReturn, 0.0),
        (Wma20, 0.1),
        (Cci20, 0.0),
        (BandWidth, 0.0),
    ] {
        assert!(feature.compute(&bars)[feature.warm_up()..].iter().all(|&v| v == expected), "{feature}");
    }
}

/// Their steps round, and what they round is forgotten again: no more than a few units in the last place gather.
#[test]
fn a_constant_series_is_held_by_recursions() {
    let bars = bars(&[0.1; 2000]);
    use PriceFeature::{Ema12, Ema26, MacdHistogram, MacdLine, MacdSignal};
    for (feature, expected) in
        [(Ema12, 0.1), (Ema26, 0.1), (MacdLine, 0.0), (MacdSignal, 0.0), (MacdHistogram, 0.0)]
    {
        let column = feature.compute(&bars);
        assert!(column[feature.warm_up()..].iter().all(|v| (v - expected).abs() < 2e-15), "{feature}");
    }
}

/// Long enough for every way that a kernel takes through a series, with a bar missing and without.
#[test]
fn a_long_series_has_the_bits_of_its_bars_one_by_one() {
    let close = |t: usize| 100.0 + 20.0 * (t as f64 * 0.7).sin() + (t * 7919 % 101) as f64 * 0.3;
    let whole = bars(&(0..1400).map(close).collect::<Vec<_>>());
    let mut gappy = whole.clone();
    gappy.insert(700, poisoned(&whole[700], f64::NAN));
    for feature in PriceFeature::ALL.into_iter().filter(|f| !f.is_decomposition()) {
        for bars in [&whole, &gappy] {
            let mut stream = feature.stream();
            let streamed: Vec<f64> = bars.iter().map(|bar| stream.push(bar)).collect();
            assert_eq!(bits(&streamed), bits(&feature.compute(bars)), "{feature}");
        }
        if RECURSIVE.contains(&feature) {
            let mut found = feature.compute(&gappy);
            assert!(found.remove(700).is_nan(), "{feature}");
            assert_eq!(bits(&found), bits(&feature.compute(&whole)), "{feature}");
        }
    }
}

#[test]
fn a_column_takes_over_what_it_is_written_to() {
    let columns = PriceColumns::new(&bars(&[7.25; 60]));
    for feature in PriceFeature::ALL {
        let mut out = vec![1.0; 99];
        feature.write_column(&columns, &mut out);
        assert_eq!(bits(&out), bits(&feature.column(&columns)), "{feature}");
    }
}
