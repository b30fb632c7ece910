//! The loops that the time goes into, on the widest vectors that the processor has.
//!
//! The only module with `unsafe` code. Every entry point is a safe function that checks the extents of
//! its slices and then runs one generic loop, compiled for each instruction set ([`simd::Simd`]) and
//! chosen at run time ([`isa::Isa`]). All loops have a fixed order of operations: on one machine the same
//! input gives the same bits, and a row of a matrix product does not depend on the rows beside it.
#![allow(unsafe_code)]
// every block stands under the argument for its whole function or implementation
#![allow(clippy::inline_always, clippy::wildcard_imports)]

mod adam;
pub(crate) mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod elementwise;
mod gelu;
mod gemm;
pub(crate) mod gru;
mod isa;
pub(crate) mod lstm;
mod math;
#[cfg(target_arch = "aarch64")]
mod neon;
pub(crate) mod norm;
mod pool;
mod portable;
mod residual_norm;
mod rmsprop;
mod rows;
mod sgd;
mod simd;
mod softmax;
mod sum;
mod transpose;

#[cfg(test)]
mod tests;

pub(crate) use adam::{AdamStep, adam};
pub(crate) use elementwise::{activate, activate_backward, activate_backward_sum, column_sum};
pub(crate) use gelu::{Gelu, gelu};
pub(crate) use gemm::{Gemm, Start, Taps};
pub(crate) use isa::Isa;
pub(crate) use pool::{Pool, maximum, route_maximum};
pub(crate) use residual_norm::ResidualNorm;
pub(crate) use rmsprop::{RmsPropStep, rmsprop};
pub(crate) use sgd::{SgdStep, sgd};
pub(crate) use softmax::softmax;
pub(crate) use sum::{add, add_to, copy_rows};
pub(crate) use transpose::transpose;

/// Rows of matrices are padded to a multiple of this: the widest vector, and one cache line.
pub(crate) const PAD: usize = 16;

/// A moment of an optimiser smaller than this becomes zero: the mean gradient of a dead unit would otherwise
/// fade into subnormal numbers, on which processors are a hundred times slower, and stay there.
const TINY: f32 = 1e-30;

/// Floats between the rows of a matrix of `width` columns: a multiple of [`PAD`], and not of 64, so
/// that the rows do not fall into the same cache sets.
pub(crate) fn row_stride(width: usize) -> usize {
    let padded = width.next_multiple_of(PAD);
    if padded.is_multiple_of(64) { padded + PAD } else { padded }
}
