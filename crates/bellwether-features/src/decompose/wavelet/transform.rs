//! Mallat's pyramid: convolution with the pair of filters, every second value kept.

use super::{Boundary, Wavelet};
use crate::FeatureError;
use crate::decompose::{check_finite, check_length};

const METHOD: &str = "the wavelet transform";

/// Coefficients of a transform over several levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    /// Of the coarsest level.
    pub approximation: Vec<f64>,
    /// Coarsest level first.
    pub details: Vec<Vec<f64>>,
    /// Values of the series.
    len: usize,
    wavelet: Wavelet,
    boundary: Boundary,
}

/// One level: approximation and detail coefficients. For `n` values and filters of `L` taps they are
/// `⌊(n + L − 1) / 2⌋` each, `⌈n / 2⌉` with [`Boundary::Periodization`].
///
/// # Errors
/// [`FeatureError::SeriesTooShort`] for an empty series, [`FeatureError::SeriesNotFinite`].
///
/// ```
/// use bellwether_features::{Boundary, Wavelet, dwt};
/// let (approximation, detail) = dwt(&[1.0, 1.0, 4.0, 2.0], Wavelet::Haar, Boundary::Symmetric)?;
/// assert!((approximation[1] - 6.0 / 2f64.sqrt()).abs() < 1e-12 && detail[0].abs() < 1e-12);
/// # Ok::<(), bellwether_features::FeatureError>(())
/// ```
pub fn dwt(x: &[f64], wavelet: Wavelet, boundary: Boundary) -> Result<(Vec<f64>, Vec<f64>), FeatureError> {
    check_length(METHOD, x, 1)?;
    check_finite(METHOD, x)?;
    Ok(analyse(x, wavelet, boundary, &wavelet.mirror_filter(), &mut Vec::new()))
}

fn analyse(
    x: &[f64],
    wavelet: Wavelet,
    boundary: Boundary,
    high: &[f64],
    padded: &mut Vec<f64>,
) -> (Vec<f64>, Vec<f64>) {
    let low = wavelet.scaling_filter();
    let taps = low.len();
    let (count, first) = if boundary == Boundary::Periodization {
        if x.len().is_multiple_of(2) {
            boundary.extend(x, taps, padded);
        } else {
            // an even period: the last value once more
            let even: Vec<f64> = x.iter().chain(x.last()).copied().collect();
            boundary.extend(&even, taps, padded);
        }
        (x.len().div_ceil(2), taps + 1 - taps / 2)
    } else {
        boundary.extend(x, taps, padded);
        ((x.len() + taps - 1) / 2, 2)
    };
    // even and odd values apart, all coefficients are summed side by side, tap by tap
    let phase = |odd: usize| -> Vec<f64> { padded[first + odd..].iter().step_by(2).copied().collect() };
    let phases = [phase(0), phase(1)];
    let filtered = |filter: &[f64]| {
        let mut out = vec![0.0; count];
        for (j, tap) in filter.iter().enumerate() {
            for (out, v) in out.iter_mut().zip(&phases[j % 2][j / 2..]) {
                *out += tap * v;
            }
        }
        out
    };
    (filtered(low), filtered(high))
}

/// The series of one level's coefficients: `2 m − L + 2` values of `m` and `m`, `2 m` with
/// [`Boundary::Periodization`]. A series with an odd number of values comes back one value longer.
///
/// # Errors
/// [`FeatureError::Coefficients`] when the two differ in length or are too few for the wavelet.
pub fn idwt(
    approximation: &[f64],
    detail: &[f64],
    wavelet: Wavelet,
    boundary: Boundary,
) -> Result<Vec<f64>, FeatureError> {
    let taps = wavelet.scaling_filter().len();
    let (found, other) = (approximation.len(), detail.len());
    let least = if boundary == Boundary::Periodization { 1 } else { taps / 2 };
    if found != other || found < least {
        return Err(FeatureError::Coefficients { approximation: found, detail: other, least });
    }
    Ok(synthesise(approximation, detail, wavelet, boundary, &wavelet.mirror_filter()))
}

fn synthesise(
    approximation: &[f64],
    detail: &[f64],
    wavelet: Wavelet,
    boundary: Boundary,
    high: &[f64],
) -> Vec<f64> {
    let low = wavelet.scaling_filter();
    let taps = low.len();
    if boundary == Boundary::Periodization {
        let n = 2 * approximation.len();
        let mut out = vec![0.0; n];
        for (i, (a, d)) in approximation.iter().zip(detail).enumerate() {
            for (j, (l, h)) in low.iter().zip(high).enumerate() {
                out[(2 * i + j + n * taps + 1 - taps / 2) % n] += l * a + h * d;
            }
        }
        return out;
    }
    // even and odd values apart, as above
    let count = approximation.len();
    let mut phases = [0, 1].map(|_| vec![0.0; count + taps / 2 - 1]);
    for (j, (l, h)) in low.iter().zip(high).enumerate() {
        let out = &mut phases[j % 2][j / 2..];
        for ((out, a), d) in out.iter_mut().zip(approximation).zip(detail) {
            *out += l * a + h * d;
        }
    }
    let skipped = taps / 2 - 1;
    let pairs = phases[0][skipped..count].iter().zip(&phases[1][skipped..count]);
    pairs.flat_map(|(even, odd)| [*even, *odd]).collect()
}

/// The transform over `levels` levels: the approximation of each is transformed again.
///
/// # Errors
/// As [`dwt`]; [`FeatureError::Levels`] for no level, or more than [`Wavelet::max_level`].
pub fn wavedec(
    x: &[f64],
    wavelet: Wavelet,
    boundary: Boundary,
    levels: usize,
) -> Result<Coefficients, FeatureError> {
    check_length(METHOD, x, 1)?;
    check_finite(METHOD, x)?;
    let most = wavelet.max_level(x.len());
    if levels == 0 || levels > most {
        return Err(FeatureError::Levels { wavelet: wavelet.name(), values: x.len(), levels, most });
    }
    let (high, mut padded) = (wavelet.mirror_filter(), Vec::new());
    let mut approximation = x.to_vec();
    let mut details = Vec::with_capacity(levels);
    for _ in 0..levels {
        let (coarser, detail) = analyse(&approximation, wavelet, boundary, &high, &mut padded);
        approximation = coarser;
        details.push(detail);
    }
    details.reverse();
    Ok(Coefficients { approximation, details, len: x.len(), wavelet, boundary })
}

/// The series of the coefficients, as long as the one that they came from.
///
/// # Errors
/// [`FeatureError::Coefficients`] when their numbers are not those of a transform.
pub fn waverec(coefficients: &Coefficients) -> Result<Vec<f64>, FeatureError> {
    let Coefficients { approximation, details, len, wavelet, boundary } = coefficients;
    let mut series = approximation.clone();
    for detail in details {
        // what came from an odd number of values comes back one longer
        if series.len() == detail.len() + 1 {
            series.pop();
        }
        series = idwt(&series, detail, *wavelet, *boundary)?;
    }
    series.truncate(*len);
    Ok(series)
}
