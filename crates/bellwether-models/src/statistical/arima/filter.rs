//! The Kalman filter of an ARMA process, several parameter vectors side by side.
//!
//! ```text
//! Harvey's form, r = max(p, q + 1), θ₀ = 1, unit innovations:
//!   y_t = α₀,   α_i' = φ_{i+1} α₀ + α_{i+1} + θ_i ε'
//! y is seen without noise, so that with f = P₀₀, v = y − a₀:
//!   a_i'  = a_{i+1} + φ_{i+1} y + (P_{i+1,0} / f) v
//!   P_ij' = P_{i+1,j+1} − P_{i+1,0} P_{j+1,0} / f + θ_i θ_j
//! steady state: f = 1, P_{i,0} = θ_i, and the recursion is that of the residuals.
//! ```
//!
//! The same gains filter every column of the rows: the series and, so that their coefficients can be had in closed
//! form, its regressors.

/// Steady when f and the gains are this near to their limits; they go on closing in geometrically.
const STEADY: f64 = 1e-13;

/// Rows of columns, the series first; NaN in the first column is a missing value.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub(super) width: usize,
    pub(super) values: Vec<f64>,
}

/// An ARMA process with unit innovations: `φ_1..φ_r` and `θ_0..θ_{r−1}`, padded with zeros.
#[derive(Debug, Clone)]
pub(super) struct Arma {
    pub(super) phi: Vec<f64>,
    pub(super) theta: Vec<f64>,
}

impl Arma {
    pub(super) fn new(ar: &[f64], ma: &[f64]) -> Self {
        let r = ar.len().max(ma.len() + 1);
        let mut phi = ar.to_vec();
        phi.resize(r, 0.0);
        let mut theta = vec![1.0];
        theta.extend_from_slice(ma);
        theta.resize(r, 0.0);
        Self { phi, theta }
    }

    pub(super) fn dimension(&self) -> usize {
        self.phi.len()
    }

    /// The covariance of the state of the stationary process, `r x r`; `None` when there is none to double precision.
    pub(super) fn stationary(&self) -> Option<Vec<f64>> {
        let (r, phi, theta) = (self.dimension(), &self.phi, &self.theta);
        let mut psi = vec![0.0; r];
        for k in 0..r {
            psi[k] = theta[k] + (0..k).map(|i| phi[i] * psi[k - 1 - i]).sum::<f64>();
        }
        let gamma = autocovariances(phi, theta, &psi)?;
        // column 0 from the autocovariances, the others from the end of each diagonal
        let mut p = vec![0.0; r * r];
        for j in 0..r {
            let first: f64 = if j == 0 {
                gamma[0]
            } else {
                (j..r).map(|k| phi[k] * gamma[k - j + 1] + theta[k] * psi[k - j]).sum()
            };
            p[j] = first;
            p[j * r] = first;
        }
        let variance = p[0];
        for i in (1..r).rev() {
            for j in (i..r).rev() {
                let at = |a: usize, b: usize| if a < r && b < r { p[a * r + b] } else { 0.0 };
                let value = phi[i] * phi[j] * variance
                    + phi[i] * at(0, j + 1)
                    + phi[j] * at(0, i + 1)
                    + at(i + 1, j + 1)
                    + theta[i] * theta[j];
                p[i * r + j] = value;
                p[j * r + i] = value;
            }
        }
        (variance >= 1.0 - 1e-9 && p.iter().all(|v| v.is_finite())).then_some(p)
    }
}

/// `γ_0..γ_r` of the process, from `γ_k − Σ φ_i γ_{|k−i|} = Σ_{j≥k} θ_j ψ_{j−k}`.
fn autocovariances(phi: &[f64], theta: &[f64], psi: &[f64]) -> Option<Vec<f64>> {
    let r = phi.len();
    let right = |k: usize| (k..r).map(|j| theta[j] * psi[j - k]).sum::<f64>();
    let p = phi.iter().rposition(|c| *c != 0.0).map_or(0, |i| i + 1);
    let n = p + 1;
    let mut rows = vec![0.0; n * (n + 1)];
    for k in 0..n {
        rows[k * (n + 1) + k] += 1.0;
        for i in 1..=p {
            rows[k * (n + 1) + k.abs_diff(i)] -= phi[i - 1];
        }
        rows[k * (n + 1) + n] = right(k);
    }
    let mut gamma = solve(&mut rows, n)?;
    for k in n..=r {
        let value =
            (1..=p).map(|i| phi[i - 1] * gamma[k - i]).sum::<f64>() + if k < r { right(k) } else { 0.0 };
        gamma.push(value);
    }
    Some(gamma)
}

/// Gauss with pivots on `n x (n + 1)` rows.
fn solve(rows: &mut [f64], n: usize) -> Option<Vec<f64>> {
    let w = n + 1;
    for k in 0..n {
        let pivot = (k..n).max_by(|a, b| rows[a * w + k].abs().total_cmp(&rows[b * w + k].abs()))?;
        let usable = rows[pivot * w + k].abs() > 0.0;
        if !usable {
            return None;
        }
        if pivot != k {
            for j in 0..w {
                rows.swap(k * w + j, pivot * w + j);
            }
        }
        for i in k + 1..n {
            let factor = rows[i * w + k] / rows[k * w + k];
            if factor != 0.0 {
                for j in k..w {
                    rows[i * w + j] -= factor * rows[k * w + j];
                }
            }
        }
    }
    let mut x = vec![0.0; n];
    for k in (0..n).rev() {
        let rest: f64 = (k + 1..n).map(|j| rows[k * w + j] * x[j]).sum();
        x[k] = (rows[k * w + n] - rest) / rows[k * w + k];
    }
    Some(x)
}

/// What a pass over the rows leaves, for each of `L` processes.
#[derive(Debug, Clone)]
pub(super) struct Pass<const L: usize> {
    /// Whether the process is stationary; the rest means nothing otherwise.
    pub(super) valid: [bool; L],
    /// Σ ln f over the observed rows.
    pub(super) log_f: [f64; L],
    /// Σ v_i v_j / f of the columns, `width x width`, lower triangle.
    pub(super) cross: Vec<[f64; L]>,
    /// The predicted state after the last row, `width x r`.
    pub(super) mean: Vec<[f64; L]>,
    /// Its covariance, `r x r`.
    pub(super) covariance: Vec<[f64; L]>,
}

/// Filters the rows through `L` processes of the same dimension.
pub(super) fn filter<const L: usize>(rows: &Rows, processes: &[Arma; L]) -> Pass<L> {
    let r = processes[0].dimension();
    let width = rows.width;
    let lanes = |get: &dyn Fn(usize) -> f64| -> [f64; L] { std::array::from_fn(get) };
    let phi: Vec<[f64; L]> = (0..r).map(|i| lanes(&|l| processes[l].phi[i])).collect();
    let theta: Vec<[f64; L]> = (0..r).map(|i| lanes(&|l| processes[l].theta[i])).collect();
    let start: [Option<Vec<f64>>; L] = std::array::from_fn(|l| processes[l].stationary());
    let start_at =
        |i: usize, l: usize| start[l].as_ref().map_or(f64::from(u8::from(i.is_multiple_of(r + 1))), |p| p[i]);
    let mut p: Vec<[f64; L]> = (0..r * r).map(|i| lanes(&|l| start_at(i, l))).collect();
    let mut pass = Pass {
        valid: std::array::from_fn(|l| start[l].is_some()),
        log_f: [0.0; L],
        cross: vec![[0.0; L]; width * width],
        mean: vec![[0.0; L]; width * r],
        covariance: Vec::new(),
    };
    // gains of a_i' are those of index i + 1; the last has none
    let mut gain = vec![[0.0; L]; r];
    let mut product = [1.0; L];
    let mut v = vec![[0.0; L]; width];
    let mut steady = false;
    let mut t = 0;
    let n = rows.values.len() / width;
    while t < n {
        let row = &rows.values[t * width..(t + 1) * width];
        if row[0].is_nan() {
            if steady {
                fill_steady(&mut p, &theta);
                steady = false;
            }
            predict_missing(&mut pass.mean, &mut p, &phi, &theta);
            t += 1;
            continue;
        }
        if steady {
            let end = (t..n).find(|s| rows.values[s * width].is_nan()).unwrap_or(n);
            filter_steady(&rows.values[t * width..end * width], width, &phi, &gain, &mut pass);
            t = end;
            continue;
        }
        let inverse: [f64; L] = std::array::from_fn(|l| 1.0 / p[0][l]);
        for i in 1..r {
            gain[i - 1] = std::array::from_fn(|l| p[i][l] * inverse[l]);
        }
        for l in 0..L {
            product[l] *= p[0][l];
            if product[l] > 1e150 {
                pass.log_f[l] += product[l].ln();
                product[l] = 1.0;
            }
        }
        update_means(row, &phi, &gain, &mut v, &mut pass.mean);
        for i in 0..width {
            for j in 0..=i {
                let cross = &mut pass.cross[i * width + j];
                for l in 0..L {
                    cross[l] += v[i][l] * v[j][l] * inverse[l];
                }
            }
        }
        steady = is_steady(&p, &theta, r);
        if steady {
            gain[..r - 1].copy_from_slice(&theta[1..]);
        } else {
            update_covariance(&mut p, &gain, &theta);
        }
        t += 1;
    }
    if steady {
        fill_steady(&mut p, &theta);
    }
    for l in 0..L {
        pass.log_f[l] += product[l].ln();
    }
    pass.covariance = p;
    pass
}

fn update_means<const L: usize>(
    row: &[f64],
    phi: &[[f64; L]],
    gain: &[[f64; L]],
    v: &mut [[f64; L]],
    mean: &mut [[f64; L]],
) {
    let r = phi.len();
    for ((y, v), a) in row.iter().zip(v).zip(mean.chunks_exact_mut(r)) {
        *v = std::array::from_fn(|l| y - a[0][l]);
        for i in 0..r - 1 {
            a[i] = std::array::from_fn(|l| a[i + 1][l] + phi[i][l] * y + gain[i][l] * v[l]);
        }
        a[r - 1] = std::array::from_fn(|l| phi[r - 1][l] * y);
    }
}

fn filter_steady<const L: usize>(
    rows: &[f64],
    width: usize,
    phi: &[[f64; L]],
    theta: &[[f64; L]],
    pass: &mut Pass<L>,
) {
    let mut v = vec![[0.0; L]; width];
    if width == 1 {
        let mut sum = [0.0; L];
        for row in rows.chunks_exact(1) {
            update_means(row, phi, theta, &mut v, &mut pass.mean);
            for l in 0..L {
                sum[l] += v[0][l] * v[0][l];
            }
        }
        for l in 0..L {
            pass.cross[0][l] += sum[l];
        }
        return;
    }
    for row in rows.chunks_exact(width) {
        update_means(row, phi, theta, &mut v, &mut pass.mean);
        for i in 0..width {
            for j in 0..=i {
                let cross = &mut pass.cross[i * width + j];
                for l in 0..L {
                    cross[l] += v[i][l] * v[j][l];
                }
            }
        }
    }
}

fn is_steady<const L: usize>(p: &[[f64; L]], theta: &[[f64; L]], r: usize) -> bool {
    let near =
        |i: usize, j: usize| (0..L).all(|l| (p[i * r + j][l] - theta[i][l] * theta[j][l]).abs() <= STEADY);
    // the diagonal too: after a gap, what is unknown may lie lags away from the next value
    (0..r).all(|i| near(0, i)) && (1..r).all(|i| near(i, i))
}

fn fill_steady<const L: usize>(p: &mut [[f64; L]], theta: &[[f64; L]]) {
    let r = theta.len();
    for i in 0..r {
        for j in 0..r {
            p[i * r + j] = std::array::from_fn(|l| theta[i][l] * theta[j][l]);
        }
    }
}

/// In place: entry (i, j) reads (i + 1, j + 1), which comes later.
fn update_covariance<const L: usize>(p: &mut [[f64; L]], gain: &[[f64; L]], theta: &[[f64; L]]) {
    let r = theta.len();
    let first: Vec<[f64; L]> = p[..r].to_vec();
    for i in 0..r {
        for j in i..r {
            let inner = i + 1 < r && j + 1 < r;
            let value: [f64; L] = std::array::from_fn(|l| {
                let noise = theta[i][l] * theta[j][l];
                if inner { p[(i + 1) * r + j + 1][l] - gain[i][l] * first[j + 1][l] + noise } else { noise }
            });
            p[i * r + j] = value;
        }
        for j in 0..i {
            p[i * r + j] = p[j * r + i];
        }
    }
}

fn predict_missing<const L: usize>(
    mean: &mut [[f64; L]],
    p: &mut [[f64; L]],
    phi: &[[f64; L]],
    theta: &[[f64; L]],
) {
    let r = phi.len();
    for a in mean.chunks_exact_mut(r) {
        let first = a[0];
        for i in 0..r {
            let next = if i + 1 < r { a[i + 1] } else { [0.0; L] };
            a[i] = std::array::from_fn(|l| phi[i][l] * first[l] + next[l]);
        }
    }
    let old = p.to_vec();
    let at = |a: usize, b: usize, l: usize| if a < r && b < r { old[a * r + b][l] } else { 0.0 };
    for i in 0..r {
        for j in 0..r {
            p[i * r + j] = std::array::from_fn(|l| {
                phi[i][l] * phi[j][l] * old[0][l]
                    + phi[i][l] * at(0, j + 1, l)
                    + phi[j][l] * at(0, i + 1, l)
                    + at(i + 1, j + 1, l)
                    + theta[i][l] * theta[j][l]
            });
        }
    }
}
