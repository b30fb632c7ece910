//! Drawing whole numbers from a random stream.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// One of 0..n, each as likely to within 2⁻⁶⁴ n.
pub(super) fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    ((u128::from(rng.next_u64()) * n as u128) >> 64) as usize
}
