//! All models of a run taken together: who may be the best, and whether any beats the baseline when the search is counted.

mod losses;
mod words;

use bellwether_core::RunContext;
use bellwether_evaluation::bootstrap::{StationaryBootstrap, optimal_block_length};
use bellwether_evaluation::significance::{
    ALPHA, SetStatistic, SignificanceError, model_confidence_set, step_m, superior_ability,
};

use crate::StudyConfig;
use crate::record::{SearchTest, TickerRecord, TogetherRecord, TogetherRow};
use losses::Losses;
pub(crate) use words::sentence;

/// Models below which there is nothing to take together.
const FEWEST_MODELS: usize = 3;

/// Models beside the bar below which there is no search.
const FEWEST_TRIED: usize = 2;

/// Days below which nothing is tested.
const FEWEST_DAYS: usize = 20;

/// Confidence of the set of models.
const CONFIDENCE: f64 = 0.9;

/// Draws of a study's bootstrap.
const DRAWS: usize = 1000;

/// What is taken together, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Together {
    /// Sessions ahead, over which errors overlap.
    pub(crate) horizon: usize,
    /// Whether losses are misses.
    pub(crate) direction: bool,
    pub(crate) seed: u64,
    pub(crate) draws: usize,
    /// Whether only what was made elsewhere is tried, and everything else is the bar.
    pub(crate) elsewhere: bool,
}

/// Of a study; none where a model or an input knows what came later, and where there are too few models or days.
pub(crate) fn of_study(config: &StudyConfig, tickers: &[TickerRecord]) -> Option<TogetherRecord> {
    if config.sees_future() {
        return None;
    }
    let how = Together {
        horizon: config.target.horizon,
        direction: config.target.main().is_direction(),
        seed: config.study.seeds.first().copied().unwrap_or(1),
        draws: DRAWS,
        elsewhere: false,
    };
    of(&how, tickers)
}

/// Of forecasts on the same rows; none where there are too few models, days or draws, or persistence has none.
pub(crate) fn of(how: &Together, tickers: &[TickerRecord]) -> Option<TogetherRecord> {
    let losses = Losses::of(how, tickers)?;
    let tried = losses.models.iter().filter(|m| m.tried).count();
    let few = losses.models.len() < FEWEST_MODELS || tried < FEWEST_TRIED || losses.days.len() < FEWEST_DAYS;
    if few || how.draws == 0 {
        return None;
    }
    tested(how, losses).ok()
}

fn tested(how: &Together, losses: Losses) -> Result<TogetherRecord, SignificanceError> {
    let daily: Vec<&[f64]> = losses.models.iter().map(|m| &m.daily[..]).collect();
    let baseline = losses.baseline();
    let tried: Vec<usize> = (0..daily.len()).filter(|i| losses.models[*i].tried).collect();
    let block = block(&daily, baseline, how.horizon);
    let stationary = StationaryBootstrap::new(block);
    let mut rng = RunContext::new(how.seed).rng("together");
    let draws: Vec<Vec<usize>> =
        (0..how.draws).map(|_| stationary.places(&mut rng, losses.days.len())).collect();
    let set = model_confidence_set(&daily, &draws, SetStatistic::Range)?;
    let included = set.included(1.0 - CONFIDENCE);
    let of_tried: Vec<&[f64]> = tried.iter().map(|i| daily[*i]).collect();
    let found = superior_ability(daily[baseline], &of_tried, &draws, block)?;
    let search = SearchTest {
        tried: tried.len(),
        best: tried[found.best],
        gain: found.gain,
        superior: found.consistent,
        reality_check: found.upper,
    };
    let steps = step_m(daily[baseline], &of_tried, &draws, block, ALPHA)?;
    let beats: Vec<usize> = steps.superior.into_iter().map(|k| tried[k]).collect();
    let named = losses.models[baseline].model.clone();
    let rows = losses.models.into_iter().zip(set.p_values).enumerate().map(|(i, (m, p_value))| TogetherRow {
        loss: m.daily.iter().sum::<f64>() / m.daily.len() as f64,
        model: m.model,
        arm: m.arm,
        scorer: m.scorer,
        p_value,
        in_set: included.contains(&i),
        beats: beats.contains(&i),
    });
    Ok(TogetherRecord {
        days: losses.days.len(),
        rows: losses.rows,
        rows_left_out: losses.rows_left_out,
        draws: how.draws,
        block,
        baseline: named,
        confidence: CONFIDENCE,
        size: ALPHA,
        models: rows.collect(),
        search,
        left_out: losses.left_out,
    })
}

/// The longest block that the rule finds for a model's daily gains on the baseline, and at least the horizon.
fn block(daily: &[&[f64]], baseline: usize, horizon: usize) -> f64 {
    let gains = daily.iter().map(|model| {
        let gain: Vec<f64> = daily[baseline].iter().zip(*model).map(|(b, m)| b - m).collect();
        optimal_block_length(&gain).unwrap_or(1.0)
    });
    gains.fold(horizon as f64, f64::max)
}
