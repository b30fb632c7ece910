//! Greatest values and the way of their derivatives.

use super::values;
use crate::kernels::{Isa, maximum, route_maximum};

const WIDTHS: [usize; 12] = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33, 50];

fn cases() -> impl Iterator<Item = (Isa, usize)> {
    Isa::available().into_iter().flat_map(|isa| WIDTHS.map(|width| (isa, width)))
}

#[test]
fn the_greatest_of_both_stays() {
    for (isa, width) in cases() {
        let (x, y0) = (values(1, width), values(2, width));
        let mut y = y0.clone();
        maximum(isa, &mut y, &x);
        for i in 0..width {
            // one of the two, to the bit
            assert_eq!(y[i], if x[i] > y0[i] { x[i] } else { y0[i] }, "{isa:?} {i} of {width}");
        }
    }
}

#[test]
fn a_derivative_goes_to_the_first_of_the_greatest() {
    for (isa, width) in cases() {
        // few values, so that many are equal
        let offered: [Vec<f32>; 3] = [1, 2, 3].map(|s| values(s, width).iter().map(|x| x.signum()).collect());
        let mut y = offered[0].clone();
        offered[1..].iter().for_each(|x| maximum(isa, &mut y, x));
        let dy0 = values(4, width);
        let mut dy = dy0.clone();
        let found = offered.each_ref().map(|x| {
            let mut dx = vec![f32::NAN; width];
            route_maximum(isa, x, &y, &mut dy, &mut dx);
            dx
        });
        for i in 0..width {
            let first = offered.iter().position(|x| x[i] == y[i]).unwrap();
            for (k, dx) in found.iter().enumerate() {
                assert_eq!(dx[i], if k == first { dy0[i] } else { 0.0 }, "{isa:?} {i} of {width}, value {k}");
            }
            assert_eq!(dy[i], 0.0, "nothing is left over");
        }
    }
}

#[test]
fn nan_stays_on_either_side() {
    for (isa, width) in cases() {
        for spoil_new in [false, true] {
            let (mut x, mut y) = (values(1, width), values(2, width));
            let at = width / 2;
            let spoilt = if spoil_new { &mut x } else { &mut y };
            spoilt[at] = f32::NAN;
            maximum(isa, &mut y, &x);
            for (i, y) in y.iter().enumerate() {
                assert_eq!(y.is_nan(), i == at, "{isa:?} {i} of {width}, new {spoil_new}");
            }
        }
    }
}

#[test]
fn the_greatest_of_infinities_is_not_finite() {
    for isa in Isa::available() {
        let mut y = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, 1.0, 1.0];
        let x = [1.0, 1.0, f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY];
        maximum(isa, &mut y, &x);
        assert!([0, 2, 3].into_iter().all(|i| !y[i].is_finite()), "{isa:?} {y:?}");
    }
}
