//! How strong a season is, for the choice of a seasonal difference.

/// A season this strong is differenced (Wang, Smith and Hyndman 2006; the bound of R's `nsdiffs`).
const STRONG: f64 = 0.64;

/// `1 − Var R / Var (S + R)`, within 0..=1: R and S are remainder and season of the classical additive decomposition, the
/// trend a centred moving average. `None` with gaps, or over fewer than two seasons and a bit.
pub fn seasonal_strength(series: &[f64], period: usize) -> Option<f64> {
    let (n, m) = (series.len(), period);
    if m < 2 || n < 2 * m + 2 || series.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let largest = series.iter().fold(0.0_f64, |l, v| l.max(v.abs()));
    let half = m / 2;
    let without_trend: Vec<(usize, f64)> = (half..n - half)
        .map(|t| {
            let window = &series[t - half..=t + half];
            let ends = if m.is_multiple_of(2) { f64::midpoint(window[0], window[m]) } else { 0.0 };
            let trend = (window.iter().map(|v| v / largest).sum::<f64>() - ends / largest) / m as f64;
            (t % m, series[t] / largest - trend)
        })
        .collect();
    let mut seasons = vec![(0.0, 0.0); m];
    for (place, v) in &without_trend {
        seasons[*place].0 += v;
        seasons[*place].1 += 1.0;
    }
    let season = |place: usize| seasons[place].0 / f64::max(seasons[place].1, 1.0);
    let variance = |values: &dyn Fn(&(usize, f64)) -> f64| {
        let count = without_trend.len() as f64;
        let mean = without_trend.iter().map(values).sum::<f64>() / count;
        without_trend.iter().map(|v| (values(v) - mean).powi(2)).sum::<f64>() / count
    };
    let (rest, all) = (variance(&|(place, v)| v - season(*place)), variance(&|(_, v)| *v));
    let varies = all > 1e-24;
    varies.then(|| (1.0 - rest / all).clamp(0.0, 1.0))
}

/// Seasonal differences: 1 where the season is strong, else 0.
pub fn seasonal_differences(series: &[f64], period: usize) -> usize {
    usize::from(seasonal_strength(series, period).is_some_and(|strength| strength > STRONG))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pure_season_is_strong_and_none_is_weak() {
        let season = |t: usize| [3.0, -1.0, 0.5, -2.5][t % 4];
        let noise = |t: usize| (t as f64 * 12.9898).sin();
        let strong: Vec<f64> = (0..80).map(|t| 100.0 + 0.3 * t as f64 + season(t)).collect();
        assert!(seasonal_strength(&strong, 4).unwrap() > 0.999);
        let none: Vec<f64> = (0..80).map(|t| 100.0 + noise(t)).collect();
        assert!(seasonal_strength(&none, 7).unwrap() < 0.5);
        assert_eq!(seasonal_differences(&strong, 4), 1);
        assert_eq!((seasonal_strength(&[1.0; 40], 4), seasonal_strength(&strong[..9], 4)), (None, None));
    }
}
