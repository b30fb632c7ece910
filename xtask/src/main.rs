//! Developer tasks: benches against peers, parity tables, reference data.
fn main() {}
