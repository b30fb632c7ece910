//! How the inner sum is cut.

use super::Taps;

/// The inner sum, cut into parts whose strip of `b` stays in the first-level cache: some lines of taps, or a piece of
/// one tap.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    taps: Taps,
    depth: usize,
    a_depth: usize,
    /// Lines of taps in a part; zero where a tap is cut into `pieces`.
    lines: usize,
    pieces: usize,
}

/// One of them: its taps, the terms of each, and where it starts in `a` and, in rows, in `b`.
pub(super) struct Part {
    pub(super) taps: Taps,
    pub(super) depth: usize,
    pub(super) a: usize,
    pub(super) b: usize,
}

impl Parts {
    #[inline(always)]
    /// `block` is the depth that one pass over the tiles covers.
    pub(super) fn of(taps: Taps, depth: usize, a_depth: usize, block: usize) -> Self {
        let line = taps.across * depth;
        let (lines, pieces) = if line <= block || depth == 0 {
            ((block / line.max(1)).clamp(1, taps.down), 0)
        } else {
            (0, depth.div_ceil(block))
        };
        Parts { taps, depth, a_depth, lines, pieces }
    }

    #[inline(always)]
    pub(super) fn count(self) -> usize {
        if self.lines > 0 { self.taps.down.div_ceil(self.lines) } else { self.taps.count() * self.pieces }
    }

    #[inline(always)]
    pub(super) fn part(self, i: usize) -> Part {
        let Parts { taps, depth, a_depth, lines, pieces } = self;
        if lines > 0 {
            let line = i * lines;
            let down = lines.min(taps.down - line);
            return Part {
                taps: Taps { down, ..taps },
                depth,
                a: line * taps.down_step,
                b: line * taps.across * depth,
            };
        }
        let (tap, piece) = (i / pieces, i % pieces);
        // pieces of nearly equal depth
        let (from, to) = (piece * depth / pieces, (piece + 1) * depth / pieces);
        let start = tap / taps.across * taps.down_step + tap % taps.across * taps.across_step;
        Part { taps: Taps::ONE, depth: to - from, a: start + from * a_depth, b: tap * depth + from }
    }
}
