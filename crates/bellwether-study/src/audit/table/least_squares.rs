//! Least squares with an intercept, by normal equations.

/// The residuals of `y` on the columns `x`; `None` where there are too few rows. A column that others explain is left out.
pub(super) fn residuals(y: &[f64], x: &[Vec<f64>]) -> Option<Vec<f64>> {
    let n = y.len();
    if n < 3 * (x.len() + 1) {
        return None;
    }
    let centred = |v: &[f64]| {
        let mean = v.iter().sum::<f64>() / n as f64;
        v.iter().map(|a| a - mean).collect::<Vec<f64>>()
    };
    let mut rest = centred(y);
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in x {
        let whole = centred(column);
        let size = dot(&whole, &whole);
        let mut own = whole;
        // twice is enough for orthogonality in doubles
        for _ in 0..2 {
            for b in &basis {
                let along = dot(&own, b);
                own.iter_mut().zip(b).for_each(|(v, b)| *v -= along * b);
            }
        }
        let left = dot(&own, &own);
        if left <= 1e-12 * size || size == 0.0 {
            continue;
        }
        own.iter_mut().for_each(|v| *v /= left.sqrt());
        let along = dot(&rest, &own);
        rest.iter_mut().zip(&own).for_each(|(v, b)| *v -= along * b);
        basis.push(own);
    }
    Some(rest)
}

/// The share of variance that the columns explain.
pub(super) fn explained(y: &[f64], x: &[Vec<f64>]) -> Option<f64> {
    let rest = residuals(y, x)?;
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let all: f64 = y.iter().map(|v| (v - mean).powi(2)).sum();
    (all > 0.0).then(|| 1.0 - dot(&rest, &rest) / all)
}

/// Pearson's correlation; `None` where a side is constant.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        aa += (x - ma).powi(2);
        bb += (y - mb).powi(2);
        ab += (x - ma) * (y - mb);
    }
    let scale = (aa * bb).sqrt();
    (scale > 0.0).then(|| ab / scale)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
