//! No skill where there is nothing to know.

use bellwether_core::{Forecaster, RunContext, Sample};
use rand_chacha::rand_core::Rng;

use crate::{Case, Violation};

/// The share of the mean training target's squared error that the model saves on the samples from `row` on.
///
/// For a direction target the forecast is the probability of a rise, so that this is the Brier skill score.
///
/// # Errors
/// [`Violation::Untested`] when the model cannot be fitted or cannot forecast.
pub fn score(model: &dyn Forecaster, case: &Case, row: usize, seed: u64) -> Result<f64, Violation> {
    let train = case.train_set(row);
    let fitted = model.fit(&train, &RunContext::new(seed)).map_err(Violation::untested)?;
    let known = train.samples();
    let mean = known.iter().map(|s| s.target).sum::<f64>() / known.len() as f64;
    let (mut own, mut constant) = (0.0, 0.0);
    for sample in case.samples.iter().filter(|s| s.row >= row) {
        let forecast = fitted.forecast(&case.origin(sample.row)).map_err(Violation::untested)?;
        own += (sample.target - forecast.probability.unwrap_or(forecast.point)).powi(2);
        constant += (sample.target - mean).powi(2);
    }
    Ok(1.0 - own / constant)
}

/// With its targets shuffled, the case cannot be forecast from `row` on better than by the mean, up to `bound`, the
/// mean over five shuffles.
///
/// `recipe` makes the model from the shuffled case, as in [`poison::model`](super::poison::model).
///
/// # Errors
/// [`Violation::Skill`], or [`Violation::Untested`] as [`score`].
pub fn shuffled(
    case: &Case,
    row: usize,
    bound: f64,
    recipe: &dyn Fn(&Case) -> Box<dyn Forecaster>,
) -> Result<(), Violation> {
    const SHUFFLES: u64 = 5;
    let mut skill = 0.0;
    for seed in 0..SHUFFLES {
        let mut case = case.clone();
        shuffle(&mut case.samples, seed);
        skill += score(&*recipe(&case), &case, row, seed)? / SHUFFLES as f64;
    }
    if skill <= bound {
        return Ok(());
    }
    let case = format!("{} with shuffled targets", case.target.kind);
    Err(Violation::Skill { case, skill, bound })
}

/// Deals the targets out anew (Fisher and Yates); rows stay.
fn shuffle(samples: &mut [Sample], seed: u64) {
    let mut rng = RunContext::new(seed).rng("testkit/shuffle");
    for i in (1..samples.len()).rev() {
        let j = (rng.next_u64() % (i as u64 + 1)) as usize;
        let held = samples[i].target;
        samples[i].target = samples[j].target;
        samples[j].target = held;
    }
}
