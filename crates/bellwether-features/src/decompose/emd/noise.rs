use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// White noise for ensembles: a standard normal series for each trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise(Vec<Vec<f64>>);

impl Noise {
    /// Draws `trials` series of `n` values from a random stream, trial after trial: more trials leave the first ones as
    /// they are.
    pub fn draw(stream: &mut ChaCha8Rng, trials: usize, n: usize) -> Self {
        Self((0..trials).map(|_| normal(stream, n)).collect())
    }

    /// Noise that is given.
    pub fn given(series: Vec<Vec<f64>>) -> Self {
        Self(series)
    }

    /// The series.
    pub fn series(&self) -> &[Vec<f64>] {
        &self.0
    }
}

/// Normal numbers by Box and Muller, in pairs.
fn normal(stream: &mut ChaCha8Rng, n: usize) -> Vec<f64> {
    // from (0, 1]: the logarithm of 0 is none
    let mut uniform = || (stream.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let mut out = Vec::with_capacity(n + 1);
    while out.len() < n {
        let radius = (-2.0 * (1.0 - uniform()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * uniform()).sin_cos();
        out.extend([radius * cosine, radius * sine]);
    }
    out.truncate(n);
    out
}
