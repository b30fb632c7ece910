//! The similarity of two points in few dimensions, as a curve of their distance.

/// `1 / (1 + a d²ᵇ)`, as near as may be to 1 up to `min_dist` and `exp(−(d − min_dist) / spread)` beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// Factor.
    pub a: f64,
    /// Half the power.
    pub b: f64,
}

/// Distances at which the curve is fitted, from 0 to three spreads.
const STEPS: usize = 300;

impl Curve {
    /// Least squares over 300 distances from 0 to `3 · spread`, by the Levenberg–Marquardt method.
    pub fn fit(min_dist: f64, spread: f64) -> Self {
        let wanted: Vec<(f64, f64)> = (0..STEPS)
            .map(|i| {
                let d = 3.0 * spread * i as f64 / (STEPS - 1) as f64;
                (d, if d < min_dist { 1.0 } else { (-(d - min_dist) / spread).exp() })
            })
            .collect();
        let mut curve = Self { a: 1.0, b: 1.0 };
        let mut error = curve.squares(&wanted);
        let mut damping = 1e-3;
        for _ in 0..500 {
            let [step_a, step_b] = curve.step(&wanted, damping);
            let next = Self { a: curve.a + step_a, b: curve.b + step_b };
            let next_error = next.squares(&wanted);
            if next.a > 0.0 && next.b > 0.0 && next_error <= error {
                let done = step_a.abs() <= 1e-12 * next.a && step_b.abs() <= 1e-12 * next.b;
                (curve, error) = (next, next_error);
                damping *= 0.3;
                if done {
                    break;
                }
            } else {
                damping *= 4.0;
                if damping > 1e12 {
                    break;
                }
            }
        }
        curve
    }

    fn at(self, d: f64) -> f64 {
        1.0 / (1.0 + self.a * d.powf(2.0 * self.b))
    }

    fn squares(self, wanted: &[(f64, f64)]) -> f64 {
        wanted.iter().map(|&(d, y)| (self.at(d) - y).powi(2)).sum()
    }

    /// `(JᵀJ + damping · diag) step = Jᵀ (wanted − curve)`.
    fn step(self, wanted: &[(f64, f64)], damping: f64) -> [f64; 2] {
        let (mut aa, mut ab, mut bb, mut ra, mut rb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(d, y) in wanted.iter().filter(|w| w.0 > 0.0) {
            let power = d.powf(2.0 * self.b);
            let value = self.at(d);
            let by_a = -power * value * value;
            let by_b = by_a * self.a * 2.0 * d.ln();
            aa += by_a * by_a;
            ab += by_a * by_b;
            bb += by_b * by_b;
            ra += by_a * (y - value);
            rb += by_b * (y - value);
        }
        let (aa, bb) = (aa * (1.0 + damping), bb * (1.0 + damping));
        let determinant = aa * bb - ab * ab;
        if determinant == 0.0 {
            return [0.0, 0.0];
        }
        [(bb * ra - ab * rb) / determinant, (aa * rb - ab * ra) / determinant]
    }
}
