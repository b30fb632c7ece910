//! Cubic spline through knots, at whole positions.

/// Room for one spline, used again and again.
#[derive(Debug, Default)]
pub(super) struct Spline {
    /// Slopes at the knots.
    slopes: Vec<f64>,
    upper: Vec<f64>,
}

impl Spline {
    /// Adds `weight` times the spline through `(t, y)` to `out[i]` at `i = 0, 1, …`; the knots reach around all of
    /// them. Not-a-knot ends; with three knots natural ones.
    pub(super) fn add(&mut self, t: &[f64], y: &[f64], weight: f64, out: &mut [f64]) {
        if t.len() < 4 {
            self.natural(t, y);
        } else {
            self.not_a_knot(t, y);
        }
        let mut k = 0;
        for (i, out) in out.iter_mut().enumerate() {
            let at = i as f64;
            while k + 2 < t.len() && at >= t[k + 1] {
                k += 1;
            }
            let h = t[k + 1] - t[k];
            let slope = (y[k + 1] - y[k]) / h;
            let bend = (self.slopes[k] + self.slopes[k + 1] - 2.0 * slope) / h;
            let second = (slope - self.slopes[k]) / h - bend;
            let d = at - t[k];
            *out += weight * (((bend / h * d + second) * d + self.slopes[k]) * d + y[k]);
        }
    }

    fn not_a_knot(&mut self, t: &[f64], y: &[f64]) {
        let n = t.len();
        let h = |i: usize| t[i + 1] - t[i];
        let slope = |i: usize| (y[i + 1] - y[i]) / h(i);
        self.start(n);
        let wide = t[2] - t[0];
        let right = ((h(0) + 2.0 * wide) * h(1) * slope(0) + h(0) * h(0) * slope(1)) / wide;
        self.first(h(1), wide, right);
        for i in 1..n - 1 {
            let right = 3.0 * (h(i) * slope(i - 1) + h(i - 1) * slope(i));
            self.row(i, h(i), 2.0 * (h(i - 1) + h(i)), h(i - 1), right);
        }
        let wide = t[n - 1] - t[n - 3];
        let (last, before) = (h(n - 2), h(n - 3));
        let right = (last * last * slope(n - 3) + (2.0 * wide + last) * before * slope(n - 2)) / wide;
        self.row(n - 1, wide, before, 0.0, right);
        self.back();
    }

    fn natural(&mut self, t: &[f64], y: &[f64]) {
        let n = t.len();
        let h = |i: usize| t[i + 1] - t[i];
        let slope = |i: usize| (y[i + 1] - y[i]) / h(i);
        self.start(n);
        self.first(2.0, 1.0, 3.0 * slope(0));
        for i in 1..n - 1 {
            let right = 3.0 * (h(i) * slope(i - 1) + h(i - 1) * slope(i));
            self.row(i, h(i), 2.0 * (h(i - 1) + h(i)), h(i - 1), right);
        }
        self.row(n - 1, 1.0, 2.0, 0.0, 3.0 * slope(n - 2));
        self.back();
    }

    fn start(&mut self, n: usize) {
        self.slopes.clear();
        self.slopes.resize(n, 0.0);
        self.upper.clear();
        self.upper.resize(n, 0.0);
    }

    fn first(&mut self, diagonal: f64, upper: f64, right: f64) {
        self.upper[0] = upper / diagonal;
        self.slopes[0] = right / diagonal;
    }

    /// One row of the tridiagonal system, eliminated at once.
    fn row(&mut self, i: usize, lower: f64, diagonal: f64, upper: f64, right: f64) {
        let pivot = 1.0 / (diagonal - lower * self.upper[i - 1]);
        self.upper[i] = upper * pivot;
        self.slopes[i] = (right - lower * self.slopes[i - 1]) * pivot;
    }

    fn back(&mut self) {
        for i in (0..self.slopes.len() - 1).rev() {
            self.slopes[i] -= self.upper[i] * self.slopes[i + 1];
        }
    }
}
