/// The bin of missing values.
pub(super) const MISSING: usize = 255;
/// Inputs whose bins lie side by side: as many as fit a machine word.
pub(super) const BLOCK: usize = 8;

/// The inputs of all samples as numbers of bins.
pub(super) struct Bins {
    pub(super) inputs: usize,
    /// By input: a value that is not above `thresholds[b]` but above the one before is in bin `b`; what is above all in
    /// the last.
    pub(super) thresholds: Vec<Vec<f64>>,
    /// By input: whether a value is missing.
    pub(super) has_missing: Vec<bool>,
    /// By block of inputs, then by sample.
    blocks: Vec<Vec<[u8; BLOCK]>>,
}

impl Bins {
    /// Of `n` rows: at most `most` bins of an input. Few different values have a bin each; of many, each bin holds about
    /// as many samples.
    pub(super) fn of(x: &[f64], n: usize, most: usize) -> Self {
        let inputs = x.len() / n;
        let mut thresholds = Vec::with_capacity(inputs);
        let mut has_missing = Vec::with_capacity(inputs);
        let mut blocks = vec![vec![[0; BLOCK]; n]; inputs.div_ceil(BLOCK)];
        let mut sorted: Vec<(f64, u32)> = Vec::with_capacity(n);
        for j in 0..inputs {
            sorted.clear();
            let column = x[j..].iter().step_by(inputs).enumerate();
            sorted.extend(column.filter(|(_, v)| !v.is_nan()).map(|(i, v)| (v + 0.0, i as u32)));
            sorted.sort_unstable_by(|a, b| f64::total_cmp(&a.0, &b.0));
            let cuts = cuts(&sorted, most);
            let block = &mut blocks[j / BLOCK];
            if sorted.len() < n {
                for bins in block.iter_mut() {
                    bins[j % BLOCK] = MISSING as u8;
                }
            }
            let mut bin = 0;
            for (value, sample) in &sorted {
                while bin < cuts.len() && *value > cuts[bin] {
                    bin += 1;
                }
                block[*sample as usize][j % BLOCK] = bin as u8;
            }
            has_missing.push(sorted.len() < n);
            thresholds.push(cuts);
        }
        Self { inputs, thresholds, has_missing, blocks }
    }

    /// Bins of an input, without that of missing values.
    pub(super) fn count(&self, input: usize) -> usize {
        self.thresholds[input].len() + 1
    }

    /// The bins of a block of inputs, sample by sample.
    pub(super) fn block(&self, block: usize) -> &[[u8; BLOCK]] {
        &self.blocks[block]
    }

    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }
}

/// Middles between different values: all of them, or the quantiles at equal steps of probability.
fn cuts(sorted: &[(f64, u32)], most: usize) -> Vec<f64> {
    let mut different: Vec<f64> = sorted.iter().map(|(v, _)| *v).collect();
    different.dedup();
    let between = |a: f64, b: f64| {
        let middle = a / 2.0 + b / 2.0;
        if middle < b { middle } else { a }
    };
    let mut cuts: Vec<f64> = if different.len() <= most {
        different.windows(2).map(|w| between(w[0], w[1])).collect()
    } else {
        // the second kind of quantile of Hyndman and Fan (1996): between two values where it falls on both
        let n = sorted.len() as f64;
        let quantile = |k: usize| {
            let at = n * (k as f64 * (100.0 / most as f64) / 100.0) - 1.0;
            let (below, above) = (at.floor().max(0.0) as usize, (at.floor() + 1.0) as usize);
            if at == at.floor() { between(sorted[below].0, sorted[above].0) } else { sorted[above].0 }
        };
        (1..most).map(quantile).collect()
    };
    cuts.dedup();
    cuts
}
