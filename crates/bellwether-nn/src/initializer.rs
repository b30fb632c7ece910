//! First weights.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use serde::{Deserialize, Serialize};

/// How the weights of a layer start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initializer {
    /// Uniform on `±√(6 / (fan_in + fan_out))`: Glorot and Bengio, 2010.
    #[default]
    GlorotUniform,
    /// Uniform on `±√(6 / fan_in)`, for `relu`: He et al., 2015.
    HeUniform,
}

impl Initializer {
    /// Half the width of the interval.
    fn limit(self, fan_in: usize, fan_out: usize) -> f64 {
        match self {
            Initializer::GlorotUniform => (6.0 / (fan_in + fan_out) as f64).sqrt(),
            Initializer::HeUniform => (6.0 / fan_in as f64).sqrt(),
        }
    }

    /// Fills `rows × columns` floats that stand `stride` apart.
    pub(crate) fn fill(
        self,
        rng: &mut ChaCha8Rng,
        (fan_in, fan_out): (usize, usize),
        matrix: &mut [f32],
        (rows, columns, stride): (usize, usize, usize),
    ) {
        let limit = self.limit(fan_in, fan_out);
        for row in 0..rows {
            for w in &mut matrix[row * stride..][..columns] {
                *w = (limit * (2.0 * unit(rng) - 1.0)) as f32;
            }
        }
    }
}

/// Uniform on `[0, 1)`, 53 bits.
pub(crate) fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Standard normal (Box and Muller).
pub(crate) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(rng)).cos()
}

/// Fills `rows ≤ columns` rows with orthonormal vectors (Saxe et al., 2014): normal vectors, each
/// cleared of those before it, twice for full precision.
pub(crate) fn orthogonal(
    rng: &mut ChaCha8Rng,
    matrix: &mut [f32],
    (rows, columns, stride): (usize, usize, usize),
) {
    debug_assert!(rows <= columns, "{rows} orthonormal vectors in {columns} dimensions");
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(rows);
    while basis.len() < rows {
        let mut v: Vec<f64> = (0..columns).map(|_| normal(rng)).collect();
        for _ in 0..2 {
            for u in &basis {
                let along = dot(u, &v);
                v.iter_mut().zip(u).for_each(|(v, u)| *v -= along * u);
            }
        }
        let norm = dot(&v, &v).sqrt();
        // a draw inside the span of the others is drawn again
        if norm > 1e-6 {
            basis.push(v.iter().map(|x| x / norm).collect());
        }
    }
    for (row, v) in basis.iter().enumerate() {
        for (w, x) in matrix[row * stride..][..columns].iter_mut().zip(v) {
            *w = *x as f32;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
