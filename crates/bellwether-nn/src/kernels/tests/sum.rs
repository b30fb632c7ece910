//! Sums and copies against plain loops.

use super::values;
use crate::kernels::{Isa, add, add_to, copy_rows};

#[test]
fn sums_are_exact() {
    for (isa, len) in Isa::available().into_iter().flat_map(|isa| [0, 1, 16, 37].map(|len| (isa, len))) {
        let (a, b) = (values(1, len), values(2, len));
        let expected: Vec<f32> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
        let mut y = vec![9.0; len];
        add(isa, &a, &b, &mut y);
        assert_eq!(y, expected);
        let mut y = a.clone();
        add_to(isa, &mut y, &b);
        assert_eq!(y, expected);
    }
}

#[test]
fn copies_leave_what_stands_between_alone() {
    for (isa, width) in Isa::available().into_iter().flat_map(|isa| [1, 3, 16, 21].map(|w| (isa, w))) {
        let (from_row, to_row) = (width + 2, width + 5);
        let (from, before) = (values(1, 3 * from_row), values(2, 2 * to_row + width));
        let mut to = before.clone();
        copy_rows(isa, (3, width), (&from, from_row), (&mut to, to_row));
        for (at, &found) in to.iter().enumerate() {
            let (row, j) = (at / to_row, at % to_row);
            assert_eq!(found, if j < width { from[row * from_row + j] } else { before[at] });
        }
    }
}
