//! Closes decomposed: each row's window of 64 sessions anew, of which the last value is kept.
//!
//! Over a whole series at once the same decompositions look ahead; [`whole`] exists for the protocol of papers that do so.

use bellwether_core::Bar;

use super::Indicator;
use super::columns::PriceColumns;
use super::columns::finite;
use crate::decompose::{Boundary, Denoising, Shrinkage, Sifting, Threshold, Wavelet, denoise, emd, segments};

/// Sessions in a window.
const WINDOW: usize = 64;
/// Turning points in so many sessions.
const TURNS: usize = 4;

const SMOOTH: Denoising = Denoising {
    wavelet: Wavelet::Db4,
    boundary: Boundary::Symmetric,
    levels: 2,
    threshold: Threshold::Universal { shrinkage: Shrinkage::Soft },
};
const SYMMETRIC: Denoising = Denoising {
    wavelet: Wavelet::Sym4,
    boundary: Boundary::Symmetric,
    levels: 2,
    threshold: Threshold::Universal { shrinkage: Shrinkage::Hard },
};
const CLIPPED: Denoising = Denoising {
    wavelet: Wavelet::Haar,
    boundary: Boundary::Symmetric,
    levels: 3,
    threshold: Threshold::Deviations { k: 2.0 },
};

/// A decomposition of a series: one value for each of its own, none when it cannot be decomposed.
type Decomposition = fn(&[f64]) -> Option<Vec<f64>>;

/// In the currency of the file.
pub(super) const WAVELET_CLOSE64: Indicator = Indicator {
    name: "wavelet-close64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "last value of close[t-63..=t] denoised: db4, 2 levels, soft universal threshold",
    source: "Donoho and Johnstone (1994); PyWavelets",
    recursion: None,
    compute: |columns, out| windowed(columns, out, smooth),
};

/// In the currency of the file.
pub(super) const HAAR_CLOSE64: Indicator = Indicator {
    name: "haar-close64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "last value of close[t-63..=t] less Haar details beyond 2 sd of their level, 3 levels",
    source: "the survey's studies; PyWavelets",
    recursion: None,
    compute: |columns, out| windowed(columns, out, clipped),
};

/// In the currency of the file.
pub(super) const SYMLET_CLOSE64: Indicator = Indicator {
    name: "symlet-close64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "last value of close[t-63..=t] denoised: sym4, 2 levels, hard universal threshold",
    source: "Daubechies (1992); PyWavelets",
    recursion: None,
    compute: |columns, out| windowed(columns, out, symmetric),
};

/// In the currency of the file; 0 where the window has no mode.
pub(super) const EMD_FIRST64: Indicator = Indicator {
    name: "emd-first64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "last value of the fastest mode of close[t-63..=t]",
    source: "Huang (1998); PyEMD",
    recursion: None,
    compute: |columns, out| windowed(columns, out, first_mode),
};

/// In the currency of the file; 0 where the window has one mode at most.
pub(super) const EMD_SECOND64: Indicator = Indicator {
    name: "emd-second64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "last value of the second mode of close[t-63..=t]",
    source: "Huang (1998); PyEMD",
    recursion: None,
    compute: |columns, out| windowed(columns, out, second_mode),
};

/// In the currency of the file.
pub(super) const EMD_REST64: Indicator = Indicator {
    name: "emd-rest64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "close - emd-first64 - emd-second64",
    source: "Huang (1998); PyEMD",
    recursion: None,
    compute: |columns, out| windowed(columns, out, slow_modes),
};

/// A share a session; NaN while a close that is not positive is in the window.
pub(super) const TREND_SLOPE64: Indicator = Indicator {
    name: "trend-slope64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "slope of ln(close) since the last of 4 turning points in close[t-63..=t]",
    source: "Chung (2001), Fu (2011)",
    recursion: None,
    compute: |columns, out| windowed(columns, out, slope),
};

/// In sessions; NaN while a close that is not positive is in the window.
pub(super) const TREND_AGE64: Indicator = Indicator {
    name: "trend-age64",
    warm_up: WINDOW - 1,
    block: 1,
    formula: "sessions since the last of 4 turning points of ln(close) in close[t-63..=t]",
    source: "Chung (2001), Fu (2011)",
    recursion: None,
    compute: |columns, out| windowed(columns, out, age),
};

/// The column with the same name over the whole series at once; NaN where the close is missing, everywhere when the
/// series cannot be decomposed.
pub(super) fn whole(indicator: &Indicator, bars: &[Bar]) -> Option<Vec<f64>> {
    let of: Decomposition = match indicator.name {
        "wavelet-close64" => smooth,
        "haar-close64" => clipped,
        "symlet-close64" => symmetric,
        "emd-first64" => first_mode,
        "emd-second64" => second_mode,
        "emd-rest64" => slow_modes,
        "trend-slope64" => slope,
        "trend-age64" => age,
        _ => return None,
    };
    let closes: Vec<f64> = bars.iter().map(|b| finite(b.close)).collect();
    let known: Vec<f64> = closes.iter().copied().filter(|c| c.is_finite()).collect();
    let mut values = of(&known).unwrap_or_else(|| vec![f64::NAN; known.len()]).into_iter();
    Some(
        closes
            .iter()
            .map(|c| if c.is_finite() { values.next().unwrap_or(f64::NAN) } else { f64::NAN })
            .collect(),
    )
}

fn windowed(columns: &PriceColumns, out: &mut [f64], of: Decomposition) {
    out.fill(f64::NAN);
    for (window, out) in columns.close.windows(WINDOW).zip(out.iter_mut().skip(WINDOW - 1)) {
        if window.iter().all(|c| c.is_finite())
            && let Some(values) = of(window)
        {
            *out = values.last().copied().unwrap_or(f64::NAN);
        }
    }
}

fn smooth(closes: &[f64]) -> Option<Vec<f64>> {
    denoise(closes, &SMOOTH).ok()
}

fn symmetric(closes: &[f64]) -> Option<Vec<f64>> {
    denoise(closes, &SYMMETRIC).ok()
}

fn clipped(closes: &[f64]) -> Option<Vec<f64>> {
    denoise(closes, &CLIPPED).ok()
}

/// The fastest mode, the second, and the rest.
fn parts(closes: &[f64]) -> Option<[Vec<f64>; 3]> {
    let found = emd(closes, &Sifting { max_modes: 2, ..Sifting::default() }).ok()?;
    let mut modes = found.modes.into_iter();
    let mut next = || modes.next().unwrap_or_else(|| vec![0.0; closes.len()]);
    Some([next(), next(), found.residual])
}

fn first_mode(closes: &[f64]) -> Option<Vec<f64>> {
    parts(closes).map(|[first, _, _]| first)
}

fn second_mode(closes: &[f64]) -> Option<Vec<f64>> {
    parts(closes).map(|[_, second, _]| second)
}

fn slow_modes(closes: &[f64]) -> Option<Vec<f64>> {
    parts(closes).map(|[_, _, rest]| rest)
}

/// `of(slope, sessions since the start)` on the segment of each row.
fn trend(closes: &[f64], of: fn(f64, usize) -> f64) -> Option<Vec<f64>> {
    let logs: Vec<f64> = closes.iter().map(|c| c.ln()).collect();
    let turns = TURNS * logs.len().div_ceil(WINDOW);
    let mut out = vec![of(0.0, 0); logs.len()];
    for segment in segments(&logs, turns).ok()? {
        let start = segment.rows.start;
        for row in segment.rows.skip(1) {
            out[row] = of(segment.slope, row - start);
        }
    }
    Some(out)
}

fn slope(closes: &[f64]) -> Option<Vec<f64>> {
    trend(closes, |slope, _| slope)
}

fn age(closes: &[f64]) -> Option<Vec<f64>> {
    trend(closes, |_, age| age as f64)
}
