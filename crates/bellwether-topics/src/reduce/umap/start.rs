//! Where points are before they are moved.

use bellwether_core::RunContext;

use super::UmapStart;
use super::graph::FuzzyGraph;
use super::hash::Stream;
use super::spectral::eigenvectors;
use crate::reduce::{Pca, PcaParams, PcaSolver};
use crate::{Points, TopicsError};

/// Largest coordinate before noise, and the range of each axis after it.
const RANGE: f32 = 10.0;
/// Largest noise: keeps equal points apart.
const NOISE: f32 = 1e-4;

/// `points × dims` coordinates, each axis from 0 to 10.
pub(super) fn start(
    kind: UmapStart,
    points: &Points,
    graph: &FuzzyGraph,
    dims: usize,
    seed: u64,
    run: &RunContext,
) -> Result<Vec<f32>, TopicsError> {
    let mut stream = Stream::new(seed, 1, 0);
    let mut at = match kind {
        UmapStart::Spectral => spectral(points, graph, dims, &mut stream, run)?,
        UmapStart::Pca => principal(points, dims, run)?,
        UmapStart::Random => (0..points.len() * dims).map(|_| RANGE * stream.unit()).collect(),
    };
    if kind != UmapStart::Random {
        scale(&mut at, RANGE);
        at.iter_mut().for_each(|v| *v += NOISE * stream.unit());
    }
    for axis in 0..dims {
        let column = || at.iter().skip(axis).step_by(dims);
        let low = column().fold(f32::INFINITY, |a, &b| a.min(b));
        let high = column().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let factor = if high > low { RANGE / (high - low) } else { 0.0 };
        at.iter_mut().skip(axis).step_by(dims).for_each(|v| *v = factor * (*v - low));
    }
    Ok(at)
}

/// Makes the largest coordinate `to`.
fn scale(at: &mut [f32], to: f32) {
    let largest = at.iter().fold(0.0_f32, |a, &b| a.max(b.abs()));
    if largest > 0.0 {
        at.iter_mut().for_each(|v| *v *= to / largest);
    }
}

/// The first principal components; zero on axes that the points do not have.
fn principal(points: &Points, dims: usize, run: &RunContext) -> Result<Vec<f32>, TopicsError> {
    let kept = dims.min(points.width()).min(points.len());
    let params = PcaParams { n_components: kept, solver: PcaSolver::Auto };
    let (low, _) = Pca::new(params)?.fit(points, run)?;
    Ok(low.rows().flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0.0, dims - kept))).collect())
}

/// Eigenvectors of the graph: of each of its parts by itself, put around a place for the part.
fn spectral(
    points: &Points,
    graph: &FuzzyGraph,
    dims: usize,
    stream: &mut Stream,
    run: &RunContext,
) -> Result<Vec<f32>, TopicsError> {
    let (part_of, count) = graph.parts();
    let small = |size: usize| size <= dims + 1 || size < 2 * dims;
    if count == 1 && !small(graph.len()) {
        return eigenvectors(graph, dims, run);
    }
    let mut parts: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (i, &part) in part_of.iter().enumerate() {
        parts[part as usize].push(i as u32);
    }
    let centres = centres(points, &parts, dims, run)?;
    let mut at = vec![0.0; points.len() * dims];
    for (part, members) in parts.iter().enumerate() {
        let centre = &centres[part * dims..][..dims];
        let reach = nearest_other(&centres, dims, part) / 2.0;
        let mut local = if small(members.len()) {
            (0..members.len() * dims).map(|_| stream.unit()).collect()
        } else {
            eigenvectors(&graph.part(members), dims, run)?
        };
        scale(&mut local, reach);
        for (&i, local) in members.iter().zip(local.chunks_exact(dims)) {
            for ((to, &v), &c) in at[i as usize * dims..][..dims].iter_mut().zip(local).zip(centre) {
                *to = v + c;
            }
        }
    }
    Ok(at)
}

/// A place for each part: the ends of the axes where there are enough, else the principal components of the parts' means.
fn centres(
    points: &Points,
    parts: &[Vec<u32>],
    dims: usize,
    run: &RunContext,
) -> Result<Vec<f32>, TopicsError> {
    let count = parts.len();
    if count <= 2 * dims {
        let axes = count.div_ceil(2);
        let mut centres = vec![0.0; count * dims];
        for part in 0..count {
            centres[part * dims + part % axes] = if part < axes { 1.0 } else { -1.0 };
        }
        return Ok(centres);
    }
    let mut means = Vec::with_capacity(count * points.width());
    for members in parts {
        let mut sums = vec![0.0_f64; points.width()];
        for &i in members {
            sums.iter_mut().zip(points.row(i as usize)).for_each(|(sum, &v)| *sum += f64::from(v));
        }
        means.extend(sums.iter().map(|sum| (sum / members.len() as f64) as f32));
    }
    let mut centres = principal(&Points::new(means, points.width())?, dims, run)?;
    scale(&mut centres, 1.0);
    Ok(centres)
}

/// How far the nearest other place is that is not the same.
fn nearest_other(centres: &[f32], dims: usize, part: usize) -> f32 {
    let own = &centres[part * dims..][..dims];
    let distances = centres
        .chunks_exact(dims)
        .map(|other| own.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt());
    let nearest = distances.filter(|&d| d > 0.0).fold(f32::INFINITY, f32::min);
    if nearest.is_finite() { nearest } else { 1.0 }
}
