//! "But" shifts the weight to what follows it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Valence;

const BEFORE: f64 = 0.5;
const AFTER: f64 = 1.5;

/// Up to this many valences, comparing each with those before it beats an index of them.
const FEW: usize = 48;

/// Halves the valences before token `but` and raises those after it by half, as the reference does: each
/// valence in turn moves the first one that equals it at that moment, which need not be itself.
pub(super) fn shift(valences: &mut [Valence], but: usize) {
    if valences.len() <= FEW { shift_few(valences, but) } else { shift_many(valences, but) }
}

fn factor(position: usize, but: usize) -> f64 {
    if position < but { BEFORE } else { AFTER }
}

fn shift_few(valences: &mut [Valence], but: usize) {
    for k in 0..valences.len() {
        let value = valences[k].value;
        let first = valences.iter().position(|valence| valence.value == value).unwrap_or(k);
        valences[first].value = value * factor(valences[first].position, but);
    }
}

/// The same, in n log n: of each value so far, the places that hold it now.
fn shift_many(valences: &mut [Valence], but: usize) {
    let mut places: HashMap<u64, BinaryHeap<Reverse<usize>>> = HashMap::new();
    for k in 0..valences.len() {
        let value = valences[k].value;
        if value == 0.0 {
            continue; // stays zero, whichever zero is moved
        }
        let holders = places.entry(value.to_bits()).or_default();
        holders.push(Reverse(k));
        let Reverse(first) = holders.pop().expect("a place was just pushed");
        let shifted = value * factor(valences[first].position, but);
        valences[first].value = shifted;
        places.entry(shifted.to_bits()).or_default().push(Reverse(first));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Valence, shift_few, shift_many};

    fn valences(values: &[f64], but: usize) -> Vec<Valence> {
        let place = |k| if k < but { k } else { k + 1 };
        values.iter().enumerate().map(|(k, &value)| Valence { position: place(k), value }).collect()
    }

    #[test]
    fn the_first_of_equal_valences_moves_again() {
        let mut four = valences(&[2.0, 1.0, 1.0, 2.0], 2);
        shift_few(&mut four, 2);
        let moved: Vec<_> = four.iter().map(|valence| valence.value).collect();
        // 2 -> 1; the next 1 meets that first one, now 0.5; then the second 1 moves to 0.5; 2 after "but" to 3.
        assert_eq!(moved, [0.5, 0.5, 1.0, 3.0]);
    }

    proptest! {
        #[test]
        fn few_and_many_agree(
            exponents in prop::collection::vec((-4..4_i32, any::<bool>(), 0..9_i32), 0..80),
            but in 0..80_usize,
        ) {
            // Powers of 1/2 and 3/2 meet one another again and again, and there are zeros.
            let values: Vec<f64> = exponents
                .iter()
                .map(|&(half, sign, rare)| match rare {
                    0 => 0.0,
                    1 => 1.5,
                    _ => 2_f64.powi(half) * if sign { 1.0 } else { -1.0 },
                })
                .collect();
            let mut few = valences(&values, but);
            let mut many = few.clone();
            shift_few(&mut few, but);
            shift_many(&mut many, but);
            prop_assert_eq!(few, many);
        }
    }
}
