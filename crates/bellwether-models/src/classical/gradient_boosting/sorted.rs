/// Samples in rising order of each input: sorted once, read by every tree.
pub(super) struct Sorted {
    pub(super) samples: usize,
    /// By input, then in rising order of its value: the sample.
    rows: Vec<u32>,
    /// The values, in the same order.
    values: Vec<f64>,
}

impl Sorted {
    /// Of `n` rows.
    pub(super) fn of(x: &[f64], n: usize) -> Self {
        let inputs = x.len() / n;
        let mut rows: Vec<u32> = Vec::with_capacity(x.len());
        for j in 0..inputs {
            let first = rows.len();
            rows.extend(0..n as u32);
            rows[first..]
                .sort_by(|a, b| f64::total_cmp(&x[*a as usize * inputs + j], &x[*b as usize * inputs + j]));
        }
        let values = rows.iter().enumerate().map(|(k, i)| x[*i as usize * inputs + k / n]).collect();
        Self { samples: n, rows, values }
    }

    /// By input: its samples and values in rising order of the value.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (&[u32], &[f64])> {
        self.rows.chunks_exact(self.samples).zip(self.values.chunks_exact(self.samples))
    }
}
