//! Division of a series at its key turning points: a path of straight lines.
//!
//! The points are found one by one: each is the one farthest, measured upright, from the line between the two points found
//! so far that it lies between ("perceptually important points", Chung et al., 2001; Fu, 2011, *Engineering Applications of
//! Artificial Intelligence* 24).

use std::ops::Range;

use super::{check_finite, check_length};
use crate::FeatureError;

const METHOD: &str = "trend segmentation";

/// A straight stretch of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Positions of its first and last value; a turning point ends one segment and starts the next.
    pub rows: Range<usize>,
    /// Change per step along the line from its first to its last value.
    pub slope: f64,
}

/// The first and last position and the `count` most important turning points between them, in order. Fewer when the
/// points between lie on the lines already.
///
/// # Errors
/// [`FeatureError::SeriesTooShort`] for fewer than 2 values, [`FeatureError::SeriesNotFinite`].
///
/// ```
/// use bellwether_features::turning_points;
/// let zigzag = [0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 4.0];
/// assert_eq!(turning_points(&zigzag, 2)?, [0, 3, 5, 8]);
/// # Ok::<(), bellwether_features::FeatureError>(())
/// ```
pub fn turning_points(series: &[f64], count: usize) -> Result<Vec<usize>, FeatureError> {
    check_length(METHOD, series, 2)?;
    check_finite(METHOD, series)?;
    let mut points = vec![0, series.len() - 1];
    // the farthest point of each stretch between neighbours among the points
    let mut farthest = vec![between(series, 0, series.len() - 1)];
    for _ in 0..count {
        let best = farthest.iter().enumerate().fold(None, |best: Option<(usize, f64)>, (k, found)| {
            if found.1 > best.map_or(0.0, |b| b.1) { Some((k, found.1)) } else { best }
        });
        let Some((stretch, _)) = best else { break };
        let at = farthest[stretch].0;
        points.insert(stretch + 1, at);
        farthest[stretch] = between(series, points[stretch], at);
        farthest.insert(stretch + 1, between(series, at, points[stretch + 2]));
    }
    Ok(points)
}

/// The segments between the turning points.
///
/// # Errors
/// As [`turning_points`].
pub fn segments(series: &[f64], count: usize) -> Result<Vec<Segment>, FeatureError> {
    let points = turning_points(series, count)?;
    let segment = |pair: &[usize]| {
        let (from, to) = (pair[0], pair[1]);
        Segment { rows: from..to + 1, slope: (series[to] - series[from]) / (to - from) as f64 }
    };
    Ok(points.windows(2).map(segment).collect())
}

/// The position between two farthest from the line through them, the first of several, and how far.
fn between(series: &[f64], from: usize, to: usize) -> (usize, f64) {
    let slope = (series[to] - series[from]) / (to - from) as f64;
    let mut found = (from, 0.0);
    for i in from + 1..to {
        let distance = (series[i] - (series[from] + slope * (i - from) as f64)).abs();
        if distance > found.1 {
            found = (i, distance);
        }
    }
    found
}
