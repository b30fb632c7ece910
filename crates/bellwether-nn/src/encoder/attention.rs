//! Attention among the tokens of each sequence.

use super::{EncoderSpec, States};
use crate::kernels::{Gemm, Isa, Start, Taps, row_stride, softmax};

/// `context = softmax(Q Kᵀ / √size) V`, head by head, over the tokens of each sequence alone.
pub(super) fn attend(isa: Isa, spec: &EncoderSpec, lengths: &[usize], states: &mut States) {
    let (width, size) = (spec.width, spec.width / spec.heads);
    let (projected_row, context_row) = (row_stride(3 * width), row_stride(width));
    let scale = 1.0 / (size as f32).sqrt();
    let mut first = 0;
    for &length in lengths {
        let weights_row = row_stride(length);
        for head in 0..spec.heads {
            let at = first * projected_row + head * size;
            Gemm {
                rows: length,
                columns: length,
                depth: size,
                taps: Taps::ONE,
                a: &states.projected[at..],
                a_row: projected_row,
                a_depth: 1,
                b: &states.projected[at + width..],
                b_row: projected_row,
                c: &mut states.weights,
                c_row: weights_row,
                start: Start::Zero,
            }
            .run_turned(isa);
            softmax(isa, &mut states.weights, (length, length, weights_row), scale);
            Gemm {
                rows: length,
                columns: size,
                depth: length,
                taps: Taps::ONE,
                a: &states.weights,
                a_row: weights_row,
                a_depth: 1,
                b: &states.projected[at + 2 * width..],
                b_row: projected_row,
                c: &mut states.context[first * context_row + head * size..],
                c_row: context_row,
                start: Start::Zero,
            }
            .run(isa);
        }
        first += length;
    }
}
