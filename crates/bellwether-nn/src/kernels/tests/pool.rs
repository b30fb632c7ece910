//! Pools against plain loops.

use super::values;
use crate::kernels::{Isa, Pool, maximum, route_maximum};

fn pools() -> impl Iterator<Item = Pool> {
    [(1, 1), (1, 3), (2, 2), (3, 2)].into_iter().flat_map(|(down, across)| {
        [1, 5, 16, 33].map(|len| Pool { down, across, len, line: (across + 2) * len })
    })
}

/// Places of the values of the pool that end at position `j` of its result, the first pixel first.
fn places(pool: Pool, j: usize) -> impl Iterator<Item = usize> {
    (0..pool.down).flat_map(move |r| (0..pool.across).map(move |c| r * pool.line + c * pool.len + j))
}

/// Values of which many are equal.
fn coarse(len: usize) -> Vec<f32> {
    values(3, len).iter().map(|x| (3.0 * x).round()).collect()
}

#[test]
fn the_greatest_is_found_and_the_first_of_equals_takes_the_derivative() {
    for (isa, pool) in Isa::available().into_iter().flat_map(|isa| pools().map(move |p| (isa, p))) {
        let x = coarse(pool.down * pool.line);
        let (mut y, dy) = (vec![0.0; pool.len], values(4, pool.len));
        let mut dx = vec![9.0; x.len()];
        maximum(isa, pool, &x, &mut y);
        route_maximum(isa, pool, &x, &y, &dy, &mut dx);
        let mut expected = vec![9.0; x.len()];
        for j in 0..pool.len {
            let greatest = places(pool, j).map(|at| x[at]).fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(y[j], greatest, "{isa:?} {pool:?}");
            places(pool, j).for_each(|at| expected[at] = 0.0);
            let first = places(pool, j).find(|&at| x[at] == greatest).unwrap();
            expected[first] = dy[j];
        }
        assert_eq!(dx, expected, "{isa:?} {pool:?}");
    }
}

#[test]
fn nan_anywhere_in_a_pool_comes_out() {
    for (isa, pool) in Isa::available().into_iter().flat_map(|isa| pools().map(move |p| (isa, p))) {
        for j in 0..pool.len {
            for at in places(pool, j) {
                let mut x = coarse(pool.down * pool.line);
                x[at] = f32::NAN;
                let mut y = vec![0.0; pool.len];
                maximum(isa, pool, &x, &mut y);
                assert!(y.iter().enumerate().all(|(k, y)| y.is_nan() == (k == j)), "{isa:?} {pool:?} {at}");
            }
        }
    }
}
