//! Which rows may be among the nearest: a pass in single precision that leaves out those that cannot.
//!
//! ```text
//! s: squared distance in single precision;   E = 2⁻²³ (|row| + the longest row), what rounding the values moves a distance by
//! γ = 2⁻²³ (width + 4), what rounding the sum does, as a share
//! a row is left out when √s (1 − γ) − E > √s_k (1 + γ) + E, with s_k the k-th least so far
//! ```

/// Rows side by side: sums over them do not wait for one another.
const ROWS: usize = 8;
/// Columns between looks at whether a block can still hold a candidate.
const COLUMNS: usize = 16;
/// Values beyond which squares might leave single precision.
const LARGEST: f64 = 1e15;

/// Rows in blocks, column by column.
#[derive(Debug, Clone)]
pub(super) struct Search {
    width: usize,
    rows: usize,
    blocks: Vec<f32>,
    longest: f64,
}

impl Search {
    /// None where the values are too large for single precision.
    pub(super) fn new(x: &[f64], width: usize) -> Option<Self> {
        let rows = x.len() / width;
        if !x.iter().all(|v| v.abs() <= LARGEST) {
            return None;
        }
        // no row is the last block's rest
        let mut blocks = vec![f32::INFINITY; rows.div_ceil(ROWS) * ROWS * width];
        for (i, row) in x.chunks_exact(width).enumerate() {
            let block = &mut blocks[i / ROWS * ROWS * width..];
            row.iter().enumerate().for_each(|(j, v)| block[j * ROWS + i % ROWS] = *v as f32);
        }
        let longest = x.chunks_exact(width).map(norm).fold(0.0, f64::max);
        Some(Self { width, rows, blocks, longest })
    }

    /// Rows among which the `count` nearest are, in order of their place; none where the row's values are too large.
    pub(super) fn candidates(&self, row: &[f64], count: usize) -> Option<Vec<usize>> {
        if !row.iter().all(|v| v.abs() <= LARGEST) {
            return None;
        }
        let ulp = 2f64.powi(-23);
        let (moved, share) = (ulp * (norm(row) + self.longest), ulp * (self.width + 4) as f64);
        let row: Vec<f32> = row.iter().map(|v| *v as f32).collect();
        let mut nearest: Vec<f32> = Vec::with_capacity(count + 1);
        let mut limit = f32::INFINITY;
        let mut found: Vec<(f32, usize)> = Vec::new();
        for (b, block) in self.blocks.chunks_exact(ROWS * self.width).enumerate() {
            let Some(sums) = squared_distances(&row, block, limit) else { continue };
            for (i, sum) in sums.into_iter().enumerate().take(self.rows - b * ROWS) {
                if sum > limit {
                    continue;
                }
                found.push((sum, b * ROWS + i));
                if nearest.len() < count || nearest.last().is_some_and(|last| sum < *last) {
                    nearest.insert(nearest.partition_point(|s| *s <= sum), sum);
                    nearest.truncate(count);
                    if nearest.len() == count {
                        let furthest = f64::from(nearest[count - 1]).sqrt() * (1.0 + share) + 2.0 * moved;
                        // the next number above, as the conversion may round down
                        limit = ((furthest / (1.0 - share)).powi(2) as f32).next_up();
                    }
                }
            }
        }
        Some(found.into_iter().filter(|(sum, _)| *sum <= limit).map(|(_, i)| i).collect())
    }
}

/// Of a row to those of a block; none when all of them lie beyond the limit.
fn squared_distances(row: &[f32], block: &[f32], limit: f32) -> Option<[f32; ROWS]> {
    let mut sums = [0.0f32; ROWS];
    for (row, columns) in row.chunks(COLUMNS).zip(block.chunks(COLUMNS * ROWS)) {
        for (value, column) in row.iter().zip(columns.chunks_exact(ROWS)) {
            for (sum, other) in sums.iter_mut().zip(column) {
                let apart = value - other;
                *sum += apart * apart;
            }
        }
        if sums.iter().all(|sum| *sum > limit) {
            return None;
        }
    }
    Some(sums)
}

fn norm(row: &[f64]) -> f64 {
    row.iter().map(|v| v * v).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Nothing that is nearer in double precision is ever left out, ties and near ties among it.
        #[test]
        fn the_nearest_are_among_the_candidates(
            (width, x) in (1usize..40).prop_flat_map(|width| {
                let value = prop_oneof![-1.0..1.0, Just(0.5), (0.0..1.0).prop_map(|v: f64| 1e6 + 1e-3 * v)];
                (Just(width), prop::collection::vec(value, width..width * 60))
            }),
            count in 1usize..8,
        ) {
            let x = &x[..x.len() / width * width];
            let search = Search::new(x, width).expect("small values");
            let row = &x[..width];
            let apart = |i: usize| x[i * width..(i + 1) * width].iter().zip(row).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
            let mut exact: Vec<(f64, usize)> = (0..x.len() / width).map(|i| (apart(i), i)).collect();
            exact.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let found = search.candidates(row, count).expect("small values");
            for (_, i) in exact.iter().take(count) {
                prop_assert!(found.contains(i), "row {i} of {found:?}");
            }
            prop_assert!(found.is_sorted());
        }
    }
}
