//! Same data and seed, same bits, alone or beside others; another seed, other bits.

use bellwether_core::{Forecaster, RunContext, TrainSet};
use rayon::prelude::*;

use crate::{Case, Trace, Violation};

/// Fits the model at the decision of `row` again and again: in turn, eight at once on 1, 2 and 4 threads, and with
/// another seed, which moves the bits of a model that says it is seeded and of no other.
///
/// # Errors
/// [`Violation::Moved`], [`Violation::Unmoved`], or [`Violation::Untested`] when it cannot be fitted.
pub fn model(model: &dyn Forecaster, case: &Case, row: usize) -> Result<(), Violation> {
    let train = case.train_set(row);
    let once = fit(model, &train, 7)?;
    once.unmoved(&fit(model, &train, 7)?, "a second fit")?;
    for threads in [1, 2, 4] {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(Violation::untested)?;
        let fits: Result<Vec<Trace>, Violation> =
            pool.install(|| (0..8).into_par_iter().map(|_| fit(model, &train, 7)).collect());
        for again in fits? {
            once.unmoved(&again, &format!("eight fits at once on {threads} threads"))?;
        }
    }
    let other = once.unmoved(&fit(model, &train, 8)?, "another seed");
    match (model.needs().seeded, other) {
        (false, moved) => moved,
        (true, Ok(())) => Err(Violation::Unmoved { under: "another seed".to_owned() }),
        (true, Err(_)) => Ok(()),
    }
}

fn fit(model: &dyn Forecaster, train: &TrainSet<'_>, seed: u64) -> Result<Trace, Violation> {
    let fitted = model.fit(train, &RunContext::new(seed)).map_err(Violation::untested)?;
    let mut trace = Trace::default();
    trace.bytes("fitted model", &fitted.to_bytes());
    Ok(trace)
}
