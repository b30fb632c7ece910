//! The k nearest neighbours of each point, and of new points among old ones.
//!
//! Points are compared by products of matrices: `−‖a − b‖² / 2` is `a · b − ‖b‖² / 2` but for a term of `a` alone, and cosine
//! distance is half the squared Euclidean distance of vectors of length one. A few more candidates than asked for are
//! kept, and their distances computed again from differences, so that they hold no rounding of large products.
//!
//! Up to some [`EXACT_WORK`] all points are compared with all others. Above it the points are first grouped around
//! centroids ([`cells`]), and a point is compared with those of its [`PROBES`] nearest cells: an inverted file, as of Jégou,
//! Douze and Schmid, *Product quantization for nearest neighbor search* (2011), without the quantisation.

mod best;
mod cells;
mod space;

use bellwether_core::RunContext;
use bellwether_nn::encoder::Linear;
use rayon::prelude::*;

use self::best::Best;
use self::cells::Cells;
use self::space::Space;
use super::Metric;
use crate::{Points, TopicsError};

/// Candidates kept beside the neighbours asked for, before their distances are computed again.
const SPARE: usize = 8;
/// Rows of a product: queries at a time.
const QUERIES: usize = 128;
/// Columns of a product: points at a time.
const COLUMNS: usize = 240;
/// Comparisons of all points with all others, times their cost, up to which all are made: about 10,000 points of 384 values, or
/// 20,000 of 50.
pub(super) const EXACT_WORK: f64 = 4.0e10;
/// Cells that a point is compared with, where the points are in cells.
const PROBES: usize = 20;

/// For each of some points its nearest ones, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    k: usize,
    ids: Vec<u32>,
    distances: Vec<f32>,
}

impl Neighbours {
    /// Neighbours of each point.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Points whose neighbours these are.
    pub fn len(&self) -> usize {
        self.ids.len() / self.k
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The rows of the neighbours of point `i`.
    pub fn ids(&self, i: usize) -> &[u32] {
        &self.ids[i * self.k..][..self.k]
    }

    /// Their distances.
    pub fn distances(&self, i: usize) -> &[f32] {
        &self.distances[i * self.k..][..self.k]
    }

    /// All distances, point after point.
    pub fn all_distances(&self) -> &[f32] {
        &self.distances
    }
}

/// How neighbours are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// All points with all others where that is quick, else by cells.
    BySize,
    /// All points with all others.
    Exact,
    /// Only in the nearest cells.
    Cells,
}

/// Some rows that lie together, packed for products.
#[derive(Debug, Clone)]
struct Block {
    from: usize,
    packed: Linear,
}

/// Points among which neighbours are looked for.
#[derive(Debug, Clone)]
pub struct Index {
    space: Space,
    /// Rows as they are compared, those of a cell together.
    rows: Vec<f32>,
    /// The row of [`Points`] that each is.
    ids: Vec<u32>,
    blocks: Vec<Block>,
    cells: Option<Cells>,
}

/// The queries of a search and where each looks.
struct Queries<'a> {
    rows: &'a [f32],
    /// The cells of each, where there are cells.
    probes: &'a [u32],
    /// Whether the queries are the points of the index, in its order.
    own: bool,
}

impl Index {
    /// Of these points.
    ///
    /// # Errors
    /// Where the work was stopped.
    pub fn new(
        points: &Points,
        metric: Metric,
        search: Search,
        run: &RunContext,
    ) -> Result<Self, TopicsError> {
        let space = Space::of(points, metric);
        let rows = space.map(points);
        let width = space.width();
        let n = points.len();
        let work = (n as f64).powi(2) * (width as f64 + 32.0);
        let exact = match search {
            Search::BySize => work <= EXACT_WORK,
            Search::Exact => true,
            Search::Cells => false,
        };
        if exact {
            let blocks = (0..n).step_by(COLUMNS).map(|from| block(&rows, width, from, n.min(from + COLUMNS)));
            let (blocks, ids) = (blocks.collect(), (0..n as u32).collect());
            return Ok(Self { space, rows, ids, blocks, cells: None });
        }
        let mut cells = Cells::new(&rows, width, run)?;
        let ids = cells.sort();
        let rows: Vec<f32> =
            ids.iter().flat_map(|&i| &rows[i as usize * width..][..width]).copied().collect();
        let mut blocks = Vec::new();
        for cell in 0..cells.len() {
            let members = cells.members(cell);
            let first = blocks.len();
            for from in members.clone().step_by(COLUMNS) {
                blocks.push((from, members.end.min(from + COLUMNS)));
            }
            cells.set_blocks(cell, first..blocks.len());
        }
        let blocks = blocks.par_iter().map(|&(from, to)| block(&rows, width, from, to)).collect();
        Ok(Self { space, rows, ids, blocks, cells: Some(cells) })
    }

    /// Points.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Values of a point.
    pub fn width(&self) -> usize {
        self.space.source_width()
    }

    /// Whether all points are at the same place.
    pub fn is_one_place(&self) -> bool {
        let width = self.space.width();
        self.rows.chunks_exact(width).all(|row| row == &self.rows[..width])
    }

    /// The `k` nearest of each point, itself first.
    ///
    /// # Errors
    /// Where there are fewer than `k` points, or the work was stopped.
    pub fn of_all(&self, k: usize, run: &RunContext) -> Result<Neighbours, TopicsError> {
        self.enough(k)?;
        let probes = self.cells.as_ref().map_or(&[][..], Cells::probes);
        let queries = Queries { rows: &self.rows, probes, own: true };
        let found = self.search(&queries, k, run)?;
        Ok(scatter(&found, &self.ids, k))
    }

    /// The `k` nearest to each of other points. Those of one do not depend on the others.
    ///
    /// # Errors
    /// Where there are fewer than `k` points, the others have another width, or the work was stopped.
    pub fn nearest(&self, points: &Points, k: usize, run: &RunContext) -> Result<Neighbours, TopicsError> {
        self.enough(k)?;
        if points.width() != self.width() {
            return Err(TopicsError::Width { found: points.width(), expected: self.width() });
        }
        let rows = self.space.map(points);
        let Some(cells) = &self.cells else {
            let found = self.search(&Queries { rows: &rows, probes: &[], own: false }, k, run)?;
            return Ok(scatter(&found, &(0..points.len() as u32).collect::<Vec<_>>(), k));
        };
        let width = self.space.width();
        let probes = cells.nearest(&rows, run)?;
        let each = cells.each();
        let mut order: Vec<u32> = (0..points.len() as u32).collect();
        order.sort_by_key(|&i| probes[i as usize * each]);
        let rows: Vec<f32> =
            order.iter().flat_map(|&i| &rows[i as usize * width..][..width]).copied().collect();
        let probes: Vec<u32> =
            order.iter().flat_map(|&i| &probes[i as usize * each..][..each]).copied().collect();
        let found = self.search(&Queries { rows: &rows, probes: &probes, own: false }, k, run)?;
        Ok(scatter(&found, &order, k))
    }

    fn enough(&self, k: usize) -> Result<(), TopicsError> {
        if k == 0 || k > self.len() {
            return Err(TopicsError::TooFewDocuments {
                found: self.len(),
                needed: k.max(1),
                setting: "n_neighbors",
                value: k,
            });
        }
        Ok(())
    }

    /// The neighbours of all queries in their order.
    fn search(&self, queries: &Queries<'_>, k: usize, run: &RunContext) -> Result<Vec<Found>, TopicsError> {
        let count = queries.rows.len() / self.space.width();
        let tasks: Vec<usize> = (0..count).step_by(QUERIES).collect();
        tasks
            .into_par_iter()
            .map(|from| {
                if run.is_stopped() {
                    return Err(TopicsError::Stopped);
                }
                Ok(self.some(queries, from, count.min(from + QUERIES), k))
            })
            .collect()
    }

    /// The neighbours of the queries `from..to`.
    fn some(&self, queries: &Queries<'_>, from: usize, to: usize, k: usize) -> Found {
        let width = self.space.width();
        let rows = &queries.rows[from * width..to * width];
        // one more for the point itself
        let mut best = Best::new(to - from, (k + 1 + SPARE).min(self.len()));
        let mut products = vec![0.0; (to - from) * COLUMNS];
        if let Some(cells) = &self.cells {
            let each = cells.each();
            let probes = &queries.probes[from * each..to * each];
            let mut pairs: Vec<(u32, u32)> =
                probes.iter().enumerate().map(|(i, &cell)| (cell, (i / each) as u32)).collect();
            pairs.sort_unstable();
            let mut gathered = Vec::with_capacity(rows.len());
            for group in pairs.chunk_by(|a, b| a.0 == b.0) {
                gathered.clear();
                for &(_, i) in group {
                    gathered.extend_from_slice(&rows[i as usize * width..][..width]);
                }
                for block in &self.blocks[cells.blocks(group[0].0 as usize)] {
                    let columns = block.packed.outputs();
                    let products = &mut products[..group.len() * columns];
                    block.packed.apply_rows(&gathered, products);
                    for (&(_, i), row) in group.iter().zip(products.chunks_exact(columns)) {
                        best.offer(i as usize, block.from, row);
                    }
                }
            }
        } else {
            for block in &self.blocks {
                let columns = block.packed.outputs();
                let products = &mut products[..(to - from) * columns];
                block.packed.apply_rows(rows, products);
                for (i, row) in products.chunks_exact(columns).enumerate() {
                    best.offer(i, block.from, row);
                }
            }
        }
        let mut found = Found { ids: Vec::new(), distances: Vec::new() };
        let mut exact: Vec<(f32, u32)> = Vec::new();
        for i in 0..to - from {
            let query = &rows[i * width..][..width];
            let own = queries.own.then_some((from + i) as u32);
            exact.clear();
            for &place in best.places(i) {
                if Some(place) != own {
                    let other = &self.rows[place as usize * width..][..width];
                    exact.push((self.space.distance(query, other), self.ids[place as usize]));
                }
            }
            self.complete(query, own, k, &mut exact);
            exact.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let Some(own) = own {
                exact.insert(0, (0.0, self.ids[own as usize]));
            }
            found.ids.extend(exact[..k].iter().map(|e| e.1));
            found.distances.extend(exact[..k].iter().map(|e| e.0));
        }
        found
    }

    /// Where the nearest cells held fewer than `k` points, all points are looked at.
    fn complete(&self, query: &[f32], own: Option<u32>, k: usize, exact: &mut Vec<(f32, u32)>) {
        if exact.len() + usize::from(own.is_some()) >= k {
            return;
        }
        let width = self.space.width();
        exact.clear();
        for (place, other) in self.rows.chunks_exact(width).enumerate() {
            if own != Some(place as u32) {
                exact.push((self.space.distance(query, other), self.ids[place]));
            }
        }
    }
}

/// The neighbours of some queries after one another.
struct Found {
    ids: Vec<u32>,
    distances: Vec<f32>,
}

/// Puts the neighbours of the queries to the places of the queries.
fn scatter(found: &[Found], places: &[u32], k: usize) -> Neighbours {
    let mut ids = vec![0; places.len() * k];
    let mut distances = vec![0.0; places.len() * k];
    let all = found.iter().flat_map(|f| f.ids.chunks_exact(k).zip(f.distances.chunks_exact(k)));
    for (&place, (from_ids, from_distances)) in places.iter().zip(all) {
        let at = place as usize * k..(place as usize + 1) * k;
        ids[at.clone()].copy_from_slice(from_ids);
        distances[at].copy_from_slice(from_distances);
    }
    Neighbours { k, ids, distances }
}

/// Distances between points, each by itself.
pub(super) struct Distances {
    space: Space,
    rows: Vec<f32>,
}

impl Distances {
    pub(super) fn new(points: &Points, metric: Metric) -> Self {
        let space = Space::of(points, metric);
        Self { rows: space.map(points), space }
    }

    /// From point `i` to all.
    pub(super) fn from(&self, i: usize) -> Vec<f32> {
        let width = self.space.width();
        let own = &self.rows[i * width..][..width];
        self.rows.chunks_exact(width).map(|row| self.space.distance(own, row)).collect()
    }
}

/// Rows `from..to` packed, with `−‖b‖² / 2` as bias.
fn block(rows: &[f32], width: usize, from: usize, to: usize) -> Block {
    Block { from, packed: packed(&rows[from * width..to * width], width) }
}

/// Rows packed such that a product with them is larger the nearer they are.
fn packed(rows: &[f32], width: usize) -> Linear {
    let bias: Vec<f32> =
        rows.chunks_exact(width).map(|row| -0.5 * row.iter().map(|v| v * v).sum::<f32>()).collect();
    Linear::new(width, bias.len(), rows, &bias)
}
