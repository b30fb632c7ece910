//! The element-wise half of a gated recurrent unit.

use super::{SUM, activation, close, values};
use crate::kernels::Isa;
use crate::kernels::gru::{self, Cell};
use crate::spec::Activation;

fn cells() -> impl Iterator<Item = (Isa, Cell)> {
    Isa::available().into_iter().flat_map(|isa| {
        [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 50].into_iter().flat_map(move |units| {
            [0, 5].map(|more| {
                (isa, Cell { batch: 3, units, gate_row: 3 * units + more, unit_row: units + more })
            })
        })
    })
}

/// Gates and products, then buffers of the units.
fn buffers(cell: Cell) -> ([Vec<f32>; 2], [Vec<f32>; 2]) {
    let gates = |seed| values(seed, cell.batch * cell.gate_row).iter().map(|x| 4.0 * x).collect();
    let units = |seed| values(seed, cell.batch * cell.unit_row);
    ([gates(1), gates(2)], [units(3), units(4)])
}

#[test]
fn forward_is_its_equations() {
    for (isa, cell) in cells() {
        let ([mut gates, products], [before, mut hidden]) = buffers(cell);
        let (sums, untouched) = (gates.clone(), hidden.clone());
        let (g, h) = (&mut gates[..], &mut hidden[..]);
        gru::forward(isa, cell, gru::Forward { gates: g, products: &products, before: &before, hidden: h });
        for row in 0..cell.batch {
            for j in 0..cell.units {
                let at = |gate: usize| row * cell.gate_row + gate * cell.units + j;
                let (p, q) = (|gate| f64::from(sums[at(gate)]), |gate| f64::from(products[at(gate)]));
                let r = activation(Activation::Sigmoid, p(0) + q(0)).0;
                let z = activation(Activation::Sigmoid, p(1) + q(1)).0;
                let new = (p(2) + r * q(2)).tanh();
                for (gate, expected) in [r, z, new].into_iter().enumerate() {
                    close("gate", gates[at(gate)], expected, SUM);
                }
                let k = row * cell.unit_row + j;
                let expected = (1.0 - z) * new + z * f64::from(before[k]);
                close(&format!("{isa:?} {cell:?} h"), hidden[k], expected, SUM);
            }
        }
        padding_is(cell, &hidden, &untouched);
    }
}

#[test]
fn backward_is_the_chain_rule() {
    for (isa, cell) in cells() {
        let ([gates, products], [before, d_hidden]) = buffers(cell);
        // what the forward pass leaves: gates on (0, 1), a candidate on (-1, 1)
        let unit = |x: f32| x / 8.0 + 0.5;
        let mut left: Vec<f32> = gates.iter().copied().map(unit).collect();
        let kept = left.clone();
        let (mut d_products, mut d_before) = (products.clone(), d_hidden.clone());
        let (g, q, h) = (&mut left[..], &mut d_products[..], &mut d_before[..]);
        gru::backward(isa, cell, gru::Backward { gates: g, products: q, before: &before, d_hidden: h });
        for row in 0..cell.batch {
            for j in 0..cell.units {
                let at = |gate: usize| row * cell.gate_row + gate * cell.units + j;
                let [r, z, new] = [0, 1, 2].map(|gate| f64::from(kept[at(gate)]));
                let k = row * cell.unit_row + j;
                let (h, dh) = (f64::from(before[k]), f64::from(d_hidden[k]));
                let d_new = dh * (1.0 - z) * (1.0 - new * new);
                let d_reset = d_new * f64::from(products[at(2)]) * r * (1.0 - r);
                let d_update = dh * (h - new) * z * (1.0 - z);
                let sums = [d_reset, d_update, d_new];
                let by_products = [d_reset, d_update, d_new * r];
                for gate in 0..3 {
                    close("gate", left[at(gate)], sums[gate], SUM);
                    close("product", d_products[at(gate)], by_products[gate], SUM);
                }
                close(&format!("{isa:?} {cell:?} h"), d_before[k], dh * z, SUM);
            }
        }
        padding_is(cell, &d_before, &d_hidden);
    }
}

fn padding_is(cell: Cell, found: &[f32], before: &[f32]) {
    for (at, (found, before)) in found.iter().zip(before).enumerate() {
        assert!(at % cell.unit_row < cell.units || found == before, "padding at {at} of {cell:?}");
    }
}

#[test]
fn nan_reaches_its_unit_and_no_other() {
    let cell = Cell { batch: 2, units: 19, gate_row: 60, unit_row: 20 };
    for isa in Isa::available() {
        for (gate, of_products) in [(0, false), (1, false), (2, false), (0, true), (1, true), (2, true)] {
            let ([mut gates, mut products], [before, mut hidden]) = buffers(cell);
            let spoilt = if of_products { &mut products } else { &mut gates };
            spoilt[cell.gate_row + gate * cell.units + 17] = f32::NAN;
            let (g, h) = (&mut gates[..], &mut hidden[..]);
            gru::forward(
                isa,
                cell,
                gru::Forward { gates: g, products: &products, before: &before, hidden: h },
            );
            for (at, h) in hidden.iter().enumerate() {
                assert_eq!(h.is_nan(), at == cell.unit_row + 17, "{isa:?} gate {gate} at {at}");
            }
        }
    }
}
