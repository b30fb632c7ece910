//! Laws of every price feature.

use bellwether_features::PriceFeature;
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

    /// A window's value depends on the window alone: not on what came before it, nor on where it stands.
    #[test]
    fn a_rolling_value_has_the_bits_of_its_window_alone(closes in closes(), poison in prop_oneof![
        Just(f64::NAN), Just(1e300), Just(f64::INFINITY), Just(-1e15)
    ]) {
        let bars = bars(&closes);
        for feature in ROLLING {
            let window = feature.warm_up() + 1;
            let whole = feature.compute(&bars);
            for end in window..=bars.len() {
                let alone = feature.compute(&bars[end - window..end]);
                prop_assert_eq!(bits(&alone[window - 1..]), bits(&whole[end - 1..end]), "{}", feature);
            }
            if bars.len() > window {
                let mut spiked = bars.clone();
                spiked[0] = poisoned(&spiked[0], poison);
                prop_assert_eq!(bits(&feature.compute(&spiked)[window..]), bits(&whole[window..]), "{}", feature);
            }
        }
    }

    #[test]
    fn a_missing_close_is_nan_while_it_is_in_the_window(at in 0_usize..60) {
        let mut closes = vec![50.0; 60];
        closes[at] = f64::NAN;
        let bars = bars(&closes);
        for feature in ROLLING {
            for (t, v) in feature.compute(&bars).into_iter().enumerate().skip(feature.warm_up()) {
                let in_window = (at..=at + feature.warm_up()).contains(&t);
                prop_assert_eq!(v.is_nan(), in_window, "{} row {}", feature, t);
            }
        }
        for feature in PriceFeature::ALL {
            prop_assert!(feature.compute(&bars)[at].is_nan(), "{}", feature);
        }
    }
}

const ROLLING: [PriceFeature; 6] = [
    PriceFeature::Ma7,
    PriceFeature::Ma20,
    PriceFeature::Sd20,
    PriceFeature::UpperBand,
    PriceFeature::LowerBand,
    PriceFeature::LogReturn,
];

#[test]
fn odd_inputs_do_not_panic() {
    let odd = [f64::NAN, 0.0, -1.0, 1.0, 7.25, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY];
    for feature in PriceFeature::ALL {
        assert!(feature.compute(&[]).is_empty());
        for value in odd {
            for rows in [1, 2, 6, 7, 19, 20, 21, 27, 28, 40] {
                assert_eq!(feature.compute(&bars(&vec![value; rows])).len(), rows, "{feature}");
            }
        }
        assert_eq!(feature.compute(&bars(&odd.repeat(4))).len(), 40);
    }
}

#[test]
fn warm_up_is_exactly_as_said() {
    for feature in PriceFeature::ALL {
        let column = feature.compute(&bars(&[7.25; 60]));
        let nan = column.iter().take_while(|v| v.is_nan()).count();
        assert_eq!(nan, feature.warm_up(), "{feature}");
        assert!(column[nan..].iter().all(|v| v.is_finite()), "{feature}");
    }
}

#[test]
fn a_constant_series_is_exact() {
    let bars = bars(&[0.1; 60]);
    use PriceFeature::{Ema, LogReturn, LowerBand, Ma7, Ma20, Macd, Sd20, UpperBand};
    for (feature, expected) in [
        (Ma7, 0.1),
        (Ma20, 0.1),
        (Ema, 0.1),
        (UpperBand, 0.1),
        (LowerBand, 0.1),
        (Sd20, 0.0),
        (Macd, 0.0),
        (LogReturn, 0.0),
    ] {
        assert!(feature.compute(&bars)[feature.warm_up()..].iter().all(|&v| v == expected), "{feature}");
    }
}
