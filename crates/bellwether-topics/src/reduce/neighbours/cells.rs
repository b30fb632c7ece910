//! Points grouped around centroids, so that only near groups are searched.

use std::ops::Range;

use bellwether_core::RunContext;
use bellwether_nn::encoder::Linear;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;

use super::best::Best;
use super::{PROBES, packed};
use crate::TopicsError;

/// Rounds of k-means: the cells need not be the best ones.
const ROUNDS: usize = 4;
/// Points for each centroid in those rounds.
const SAMPLE: usize = 32;
/// Rows assigned at a time.
const ROWS: usize = 256;

/// Groups of points around centroids.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    width: usize,
    centroids: Linear,
    /// Nearest cells kept for each point.
    each: usize,
    /// The nearest cells of each point, nearest first.
    probes: Vec<u32>,
    /// The points of each cell, after [`Cells::sort`].
    members: Vec<Range<usize>>,
    blocks: Vec<Range<usize>>,
}

impl Cells {
    /// About `2 √n` cells by a few rounds of k-means on a sample.
    pub(super) fn new(rows: &[f32], width: usize, run: &RunContext) -> Result<Self, TopicsError> {
        let n = rows.len() / width;
        let count = ((2.0 * (n as f64).sqrt()) as usize).clamp(1, n);
        let mut rng = run.rng("neighbours/cells");
        let mut draw: Vec<u32> = (0..n as u32).collect();
        let sampled = (count * SAMPLE).min(n);
        for i in 0..sampled {
            let left = (n - i) as u64;
            let to = i + ((u128::from(rng.next_u64()) * u128::from(left)) >> 64) as usize;
            draw.swap(i, to);
        }
        let sample: Vec<f32> =
            draw[..sampled].iter().flat_map(|&i| &rows[i as usize * width..][..width]).copied().collect();
        let mut centroids = sample[..count * width].to_vec();
        for _ in 0..ROUNDS {
            let nearest = nearest(&packed(&centroids, width), &sample, width, 1, run)?;
            let mut sums = vec![0.0_f32; count * width];
            let mut sizes = vec![0_u32; count];
            for (&cell, row) in nearest.iter().zip(sample.chunks_exact(width)) {
                sizes[cell as usize] += 1;
                for (sum, &v) in sums[cell as usize * width..][..width].iter_mut().zip(row) {
                    *sum += v;
                }
            }
            for (cell, &size) in sizes.iter().enumerate().filter(|&(_, &size)| size > 0) {
                let at = cell * width..(cell + 1) * width;
                for (to, &sum) in centroids[at.clone()].iter_mut().zip(&sums[at]) {
                    *to = sum / size as f32;
                }
            }
        }
        let centroids = packed(&centroids, width);
        let each = PROBES.min(count);
        let probes = nearest(&centroids, rows, width, each, run)?;
        Ok(Self { width, centroids, each, probes, members: Vec::new(), blocks: vec![0..0; count] })
    }

    /// Cells.
    pub(super) fn len(&self) -> usize {
        self.centroids.outputs()
    }

    /// Nearest cells of each point.
    pub(super) fn each(&self) -> usize {
        self.each
    }

    /// The nearest cells of all points.
    pub(super) fn probes(&self) -> &[u32] {
        &self.probes
    }

    /// The nearest cells of other points.
    pub(super) fn nearest(&self, rows: &[f32], run: &RunContext) -> Result<Vec<u32>, TopicsError> {
        nearest(&self.centroids, rows, self.width, self.each, run)
    }

    /// Brings the points of a cell together; returns where each point was.
    pub(super) fn sort(&mut self) -> Vec<u32> {
        let each = self.each;
        let mut order: Vec<u32> = (0..(self.probes.len() / each) as u32).collect();
        order.sort_by_key(|&i| self.probes[i as usize * each]);
        self.probes =
            order.iter().flat_map(|&i| &self.probes[i as usize * each..][..each]).copied().collect();
        let mut from = 0;
        for cell in 0..self.len() {
            let own = |i: &usize| self.probes.get(i * each) == Some(&(cell as u32));
            let to = (from..order.len()).find(|i| !own(i)).unwrap_or(order.len());
            self.members.push(from..to);
            from = to;
        }
        order
    }

    /// The points of a cell.
    pub(super) fn members(&self, cell: usize) -> Range<usize> {
        self.members[cell].clone()
    }

    /// The packed blocks of a cell.
    pub(super) fn blocks(&self, cell: usize) -> Range<usize> {
        self.blocks[cell].clone()
    }

    /// Says which packed blocks hold a cell.
    pub(super) fn set_blocks(&mut self, cell: usize, blocks: Range<usize>) {
        self.blocks[cell] = blocks;
    }
}

/// The `each` nearest centroids of each row, nearest first.
fn nearest(
    centroids: &Linear,
    rows: &[f32],
    width: usize,
    each: usize,
    run: &RunContext,
) -> Result<Vec<u32>, TopicsError> {
    let parts: Result<Vec<Vec<u32>>, TopicsError> = rows
        .par_chunks(ROWS * width)
        .map(|rows| {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let count = rows.len() / width;
            let mut products = vec![0.0; count * centroids.outputs()];
            centroids.apply_rows(rows, &mut products);
            let mut best = Best::new(count, each);
            let mut found = Vec::with_capacity(count * each);
            for (i, row) in products.chunks_exact(centroids.outputs()).enumerate() {
                best.offer(i, 0, row);
                found.extend_from_slice(best.places(i));
            }
            Ok(found)
        })
        .collect();
    Ok(parts?.concat())
}
