//! Transposition, every remainder of every block.

use super::values;
use crate::kernels::{Isa, transpose};

#[test]
fn every_remainder_is_turned() {
    for isa in Isa::available() {
        for (rows, columns) in (1..=34).flat_map(|rows| (1..=34).map(move |columns| (rows, columns))) {
            // rows touch: a block that reads or writes one value too many is seen
            let from = values(1, rows * columns);
            let mut to = vec![f32::NAN; rows * columns];
            transpose(isa, (&from, columns), (rows, columns), (&mut to, rows));
            for (at, &found) in to.iter().enumerate() {
                let expected = from[at % rows * columns + at / rows];
                assert_eq!(found, expected, "{isa:?} {rows} by {columns} at {at}");
            }
        }
    }
}

#[test]
fn values_keep_their_bits() {
    // NaNs with a payload, minus zero, subnormals
    let odd =
        [f32::from_bits(0x7FC0_1234), f32::from_bits(0xFFA0_0001), -0.0, f32::from_bits(1), f32::INFINITY];
    for isa in Isa::available() {
        for rows in [1, 5, 16, 17] {
            let from: Vec<f32> = odd.iter().copied().cycle().take(rows * 19).collect();
            let mut to = vec![0.0; rows * 19];
            transpose(isa, (&from, 19), (rows, 19), (&mut to, rows));
            for (at, found) in to.iter().enumerate() {
                let expected = from[at % rows * 19 + at / rows];
                assert_eq!(found.to_bits(), expected.to_bits(), "{isa:?} {rows} at {at}");
            }
        }
    }
}

#[test]
#[should_panic(expected = "the transposed matrix is too short")]
fn a_short_result_is_refused() {
    transpose(Isa::detect(), (&[1.0; 6], 3), (2, 3), (&mut [0.0; 5], 2));
}
