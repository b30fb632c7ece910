//! The gated recurrent unit against its equations in double precision.

use super::{SUM, close, values};
use crate::kernels::Isa;
use crate::kernels::gru::{Backward, Cell, Forward, backward, forward};

fn cells() -> impl Iterator<Item = Cell> {
    [1, 3, 8, 16, 21].into_iter().map(|units| Cell {
        batch: 3,
        units,
        gate_row: 3 * units + 5,
        unit_row: units + 2,
    })
}

/// Places of r, z and n in a row of gates, and of the unit.
fn places(cell: Cell) -> impl Iterator<Item = ([usize; 3], usize)> {
    (0..cell.batch).flat_map(move |row| {
        (0..cell.units).map(move |j| {
            ([0, 1, 2].map(|gate| row * cell.gate_row + gate * cell.units + j), row * cell.unit_row + j)
        })
    })
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn forward_is_its_equations() {
    for (isa, cell) in Isa::available().into_iter().flat_map(|isa| cells().map(move |c| (isa, c))) {
        let scaled = |seed| values(seed, 3 * cell.gate_row).iter().map(|x| 4.0 * x).collect::<Vec<_>>();
        let (sums, products) = (scaled(1), scaled(2));
        let before = values(3, 3 * cell.unit_row);
        let (mut gates, mut hidden) = (sums.clone(), vec![9.0; 3 * cell.unit_row]);
        let buffers =
            Forward { gates: &mut gates, products: &products, before: &before, hidden: &mut hidden };
        forward(isa, cell, buffers);
        for (at, k) in places(cell) {
            let [sum_r, sum_z, sum_n] = at.map(|p| f64::from(sums[p]));
            let [product_r, product_z, product_n] = at.map(|p| f64::from(products[p]));
            let (r, z) = (logistic(sum_r + product_r), logistic(sum_z + product_z));
            let n = (sum_n + r * product_n).tanh();
            for (p, expected) in at.into_iter().zip([r, z, n]) {
                close("gate", gates[p], expected, SUM);
            }
            close("h", hidden[k], (1.0 - z) * n + z * f64::from(before[k]), SUM);
        }
        assert!(hidden[cell.units..cell.unit_row].iter().all(|&x| x == 9.0), "padding");
    }
}

#[test]
fn backward_is_the_chain_rule() {
    for (isa, cell) in Isa::available().into_iter().flat_map(|isa| cells().map(move |c| (isa, c))) {
        let (gates, products) = (values(1, 3 * cell.gate_row), values(2, 3 * cell.gate_row));
        let (before, d_hidden) = (values(3, 3 * cell.unit_row), values(4, 3 * cell.unit_row));
        let (mut d_gates, mut d_products, mut d_before) = (gates.clone(), products.clone(), d_hidden.clone());
        let buffers = Backward {
            gates: &mut d_gates,
            products: &mut d_products,
            before: &before,
            d_hidden: &mut d_before,
        };
        backward(isa, cell, buffers);
        for (at, k) in places(cell) {
            let [r, z, n] = at.map(|p| f64::from(gates[p]));
            let (product, dh) = (f64::from(products[at[2]]), f64::from(d_hidden[k]));
            let dn = dh * (1.0 - z) * (1.0 - n * n);
            let dz = dh * (f64::from(before[k]) - n) * z * (1.0 - z);
            let dr = dn * product * r * (1.0 - r);
            for (gate, (by_input, by_product)) in [(dr, dr), (dz, dz), (dn, dn * r)].into_iter().enumerate() {
                close("by the input's part", d_gates[at[gate]], by_input, SUM);
                close("by the recurrent part", d_products[at[gate]], by_product, SUM);
            }
            close("by the output before", d_before[k], dh * z, SUM);
        }
    }
}
