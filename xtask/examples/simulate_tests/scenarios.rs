//! The worlds that tests are tried in.

use bellwether_evaluation::bootstrap::{
    DailySkill, DayBootstrap, DayClusters, MovingBlockBootstrap, StationaryBootstrap, optimal_block_length,
};
use bellwether_evaluation::distribution::uniformity;
use bellwether_evaluation::significance::{
    Adjustment, Loss, SetStatistic, anatolyev_gerko, clark_west, diebold_mariano, giacomini_white, mcnemar,
    mincer_zarnowitz, model_confidence_set, pesaran_timmermann, step_m, superior_ability,
};

use crate::random::Random;

const ALPHA: f64 = 0.05;
/// Draws of each bootstrap.
const DRAWS: usize = 500;
/// Draws of intervals of days, as `check` and the papers have them.
const OF_DAYS: usize = 1000;

/// A test in a setting: whether it rejects in one world, without or with the planted effect.
pub(crate) struct Scenario {
    pub(crate) test: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) effect: &'static str,
    pub(crate) rejects: fn(&mut Random, bool) -> bool,
}

const fn scenario(
    test: &'static str,
    setting: &'static str,
    effect: &'static str,
    rejects: fn(&mut Random, bool) -> bool,
) -> Scenario {
    Scenario { test, setting, effect, rejects }
}

pub(crate) const SCENARIOS: &[Scenario] = &[
    scenario("Diebold-Mariano", "60 rows, 1 ahead", "errors 30 % larger", |r, p| dm(r, p, 60, 1, 1.3)),
    scenario("Diebold-Mariano", "250 rows, 1 ahead", "errors 20 % larger", |r, p| dm(r, p, 250, 1, 1.2)),
    scenario("Diebold-Mariano", "250 rows, 5 ahead, 4 lags", "errors 50 % larger", |r, p| {
        dm(r, p, 250, 5, 1.5)
    }),
    scenario("Diebold-Mariano", "1,000 rows, 5 ahead, 4 lags", "errors 20 % larger", |r, p| {
        dm(r, p, 1000, 5, 1.2)
    }),
    scenario("Giacomini-White", "250 rows, 1 ahead", "difference carried on by 30 %, mean 0", |r, p| {
        gw(r, p, 250, 1)
    }),
    scenario("Giacomini-White", "1,000 rows, 1 ahead", "difference carried on by 30 %, mean 0", |r, p| {
        gw(r, p, 1000, 1)
    }),
    scenario("Giacomini-White", "250 rows, 5 ahead, 4 lags", "difference of mean 1", |r, p| gw(r, p, 250, 5)),
    scenario("Giacomini-White", "1,000 rows, 5 ahead, 4 lags", "difference of mean .5", |r, p| {
        gw(r, p, 1000, 5)
    }),
    scenario("Clark-West", "2,000 rows, larger model fitted on a rolling 10", "slope .15", |r, p| {
        cw(r, p, 10, 2000)
    }),
    scenario("Clark-West", "500 rows, larger model fitted on a rolling 100", "slope .15", |r, p| {
        cw(r, p, 100, 500)
    }),
    scenario("Mincer-Zarnowitz", "250 rows, 1 ahead", "what happens is 70 % of what is said", |r, p| {
        mz(r, p, 250, 1)
    }),
    scenario(
        "Mincer-Zarnowitz",
        "250 rows, 5 ahead, 16 cosines",
        "what happens is 40 % of what is said",
        |r, p| mz(r, p, 250, 5),
    ),
    scenario(
        "Mincer-Zarnowitz",
        "1,000 rows, 5 ahead, 40 cosines",
        "what happens is 70 % of what is said",
        |r, p| mz(r, p, 1000, 5),
    ),
    scenario("Pesaran-Timmermann", "250 rows", "correlation .2", |r, p| {
        let (y, f) = signs(r, p, 250);
        pesaran_timmermann(&y, &f).ok().flatten().is_some_and(|t| t.p_value < ALPHA)
    }),
    scenario("Anatolyev-Gerko", "250 rows", "correlation .2", |r, p| {
        let (y, f) = signs(r, p, 250);
        anatolyev_gerko(&y, &f).ok().flatten().is_some_and(|t| t.p_value < ALPHA)
    }),
    scenario("McNemar", "100 rows, right 55 %", "right 75 %", |r, p| classifiers(r, p, 100, 0.75)),
    scenario("McNemar", "2,000 rows, right 55 %", "right 60 %", |r, p| classifiers(r, p, 2000, 0.6)),
    scenario("reality check", "250 rows, 5 models", "one of them .25 better", |r, p| spa(r, p, true)),
    scenario("superior ability, consistent", "250 rows, 5 models", "one of them .25 better", |r, p| {
        spa(r, p, false)
    }),
    scenario("StepM, any false model", "250 rows, 5 models", "one of them .25 better", steps),
    scenario(
        "confidence set, range: a best model left out",
        "250 rows, 5 equal models",
        "one .25 worse, and left out",
        |r, p| set(r, p, SetStatistic::Range),
    ),
    scenario(
        "confidence set, max: a best model left out",
        "250 rows, 5 equal models",
        "one .25 worse, and left out",
        |r, p| set(r, p, SetStatistic::Max),
    ),
    scenario("Holm, any of 10 Diebold-Mariano tests", "250 rows", "one pair 30 % apart", |r, p| {
        family(r, p, Adjustment::Holm)
    }),
    scenario(
        "Benjamini-Hochberg, any of 10 Diebold-Mariano tests",
        "250 rows",
        "one pair 30 % apart",
        |r, p| family(r, p, Adjustment::BenjaminiHochberg),
    ),
    scenario("uniformity of places", "250 rows", "places squeezed by a power of 1.25", |r, p| {
        let places: Vec<f64> = (0..250).map(|_| r.uniform().powf(if p { 1.25 } else { 1.0 })).collect();
        uniformity(&places).is_ok_and(|t| t.p_value < ALPHA)
    }),
    scenario(
        "95 % interval of days without 0",
        "250 days of 4 tickers that move together",
        "mean of .2",
        |r, p| days(r, p, 250, 0.0, true),
    ),
    scenario(
        "95 % interval of days without 0",
        "60 days of 4 tickers that move together",
        "mean of .4",
        |r, p| days(r, p, 60, 0.0, true),
    ),
    scenario(
        "95 % interval of days without 0",
        "1,000 days that carry on by 30 %, blocks by rule",
        "mean of .2",
        |r, p| days(r, p, 1000, 0.3, true),
    ),
    scenario(
        "95 % interval of a skill 1 ahead without 0, as studies and `check` print it",
        "60 days of 4 tickers, blocks by rule",
        "two fifths of the squared errors saved",
        |r, p| skill(r, p, 60, 0.0),
    ),
    scenario(
        "95 % interval of a skill 1 ahead without 0, as studies and `check` print it",
        "250 days of 4 tickers, blocks by rule",
        "a fifth of the squared errors saved",
        |r, p| skill(r, p, 250, 0.0),
    ),
    scenario(
        "95 % interval of a skill 1 ahead without 0, as studies and `check` print it",
        "1,000 days of 4 tickers that carry on by 30 %, blocks by rule",
        "a tenth of the squared errors saved",
        |r, p| skill(r, p, 1000, 0.3),
    ),
    scenario(
        "95 % interval of rows without 0, for comparison",
        "the same 250 days, rows as one heap",
        "mean of .2",
        |r, p| days(r, p, 250, 0.0, false),
    ),
    scenario(
        "95 % interval of a mean, moving blocks of 10",
        "1,000 rows that carry on by 30 %",
        "mean of .15",
        |r, p| blocks(r, p, true),
    ),
    scenario(
        "95 % interval of a mean, stationary blocks by rule",
        "1,000 rows that carry on by 30 %",
        "mean of .15",
        |r, p| blocks(r, p, false),
    ),
];

/// What the table needs to be read rightly.
pub(crate) const REMARKS: &str = "\n\
- The theory of nearly every test is of many rows. Where a size is above 6 %, take more rows or read the p-value as somewhat too small.\n\
- Bartlett weights over four lags, with which Giacomini-White and Mincer-Zarnowitz are often computed five ahead, keep 17 of the 25 parts of the\n\
  variance of sums of five, at any number of rows: the former then has a size of 11 %. Here the one counts every lag in full, the other takes sums of cosines.\n\
- Clark-West's normal tail is exact in the limit where the larger model is fitted on a rolling window of fixed length, and rows are many beside it\n\
  (Clark and West, 2006). With a long window it is cautious: its authors give sizes between 1 and 5 % at a nominal 5 %.\n\
- McNemar's test counts whole rows, and with its correction for continuity it stays below its level, the more the fewer rows.\n\
- White's reality check and Hansen's test are shown where they are exact, at equal models; worse models make the former more cautious.\n\
- Intervals of days and of skills are percentiles of the draws, widened by what so few days in such blocks are known to leave out; those of a\n\
  mean, in the last two rows, are the percentiles alone.\n\
- Rows as one heap are what one gets by forgetting that stocks of one day move together.\n";

fn dm(r: &mut Random, planted: bool, n: usize, h: usize, ratio: f64) -> bool {
    let first = r.overlapping(n, h);
    let factor = if planted { ratio } else { 1.0 };
    let second: Vec<f64> = r.overlapping(n, h).iter().map(|e| e * factor).collect();
    diebold_mariano(&first, &second, Loss::Squared, h)
        .is_ok_and(|found| found.test().is_some_and(|t| t.p_two_sided < ALPHA))
}

fn gw(r: &mut Random, planted: bool, n: usize, h: usize) -> bool {
    let gap = if n < 1000 { 1.0 } else { 0.5 };
    let difference = match (planted, h) {
        (true, 1) => r.autoregressive(n, 0.3),
        (true, _) => r.overlapping(n, h).iter().map(|d| d + gap).collect(),
        (false, _) => r.overlapping(n, h),
    };
    giacomini_white(&difference, &vec![0.0; n], h).ok().flatten().is_some_and(|t| t.p_value < ALPHA)
}

/// `y_t = slope x_{t−1} + noise`; the smaller model says 0, the larger fits the slope on the last `window` rows.
fn cw(r: &mut Random, planted: bool, window: usize, rows: usize) -> bool {
    let n = window + rows;
    let x = r.autoregressive(n, 0.5);
    let slope = if planted { 0.15 } else { 0.0 };
    let y: Vec<f64> = x.iter().map(|x| slope * x + r.normal()).collect();
    let larger: Vec<f64> = (window..n)
        .map(|t| {
            let (past, seen) = (&x[t - window..t], &y[t - window..t]);
            let products: f64 = past.iter().zip(seen).map(|(a, b)| a * b).sum();
            products / past.iter().map(|a| a * a).sum::<f64>() * x[t]
        })
        .collect();
    clark_west(&y[window..], &vec![0.0; n - window], &larger, 1)
        .ok()
        .flatten()
        .is_some_and(|t| t.p_value < ALPHA)
}

/// Forecasts and errors `h` rows ahead are sums of as many neighbours.
fn mz(r: &mut Random, planted: bool, n: usize, h: usize) -> bool {
    let forecast = r.overlapping(n, h);
    let factor = match (planted, h, n) {
        (false, ..) => 1.0,
        (true, 2.., ..1000) => 0.4,
        (true, ..) => 0.7,
    };
    let errors = r.overlapping(n, h);
    let y: Vec<f64> = forecast.iter().zip(&errors).map(|(f, e)| factor * f + e).collect();
    mincer_zarnowitz(&y, &forecast, h).ok().flatten().is_some_and(|t| t.p_value < ALPHA)
}

fn signs(r: &mut Random, planted: bool, n: usize) -> (Vec<f64>, Vec<f64>) {
    let forecast = r.normals(n);
    let share: f64 = if planted { 0.2 } else { 0.0 };
    let y = forecast.iter().map(|f| share * f + (1.0 - share * share).sqrt() * r.normal()).collect();
    (y, forecast)
}

fn classifiers(r: &mut Random, planted: bool, n: usize, better: f64) -> bool {
    let first: Vec<bool> = (0..n).map(|_| r.uniform() < 0.55).collect();
    let share = if planted { better } else { 0.55 };
    let second: Vec<bool> = (0..n).map(|_| r.uniform() < share).collect();
    mcnemar(&first, &second).is_ok_and(|t| t.p_value < ALPHA)
}

/// Rows of the tests of many models, and the block of their draws: their losses are independent over time.
const ROWS: usize = 250;
const BLOCK: f64 = 2.0;

fn draws(r: &mut Random, n: usize, block: f64) -> Vec<Vec<usize>> {
    let bootstrap = StationaryBootstrap::new(block);
    (0..DRAWS).map(|_| bootstrap.places(&mut r.0, n)).collect()
}

/// Losses that share half of their variance; the first model's are `gap` lower.
fn losses(r: &mut Random, models: usize, gap: f64) -> Vec<Vec<f64>> {
    let shared = r.normals(ROWS);
    (0..models)
        .map(|k| shared.iter().map(|s| s + r.normal() - if k == 0 { gap } else { 0.0 }).collect())
        .collect()
}

fn slices(series: &[Vec<f64>]) -> Vec<&[f64]> {
    series.iter().map(Vec::as_slice).collect()
}

fn spa(r: &mut Random, planted: bool, upper: bool) -> bool {
    let losses = losses(r, 6, if planted { 0.25 } else { 0.0 });
    let draws = draws(r, ROWS, BLOCK);
    // the last is the benchmark, so that the first, if any, is better than it
    superior_ability(&losses[5], &slices(&losses[..5]), &draws, BLOCK)
        .is_ok_and(|t| if upper { t.upper } else { t.consistent } < ALPHA)
}

fn steps(r: &mut Random, planted: bool) -> bool {
    let losses = losses(r, 6, if planted { 0.25 } else { 0.0 });
    let draws = draws(r, ROWS, BLOCK);
    step_m(&losses[5], &slices(&losses[..5]), &draws, BLOCK, ALPHA)
        .is_ok_and(|t| if planted { t.superior.contains(&0) } else { !t.superior.is_empty() })
}

fn set(r: &mut Random, planted: bool, statistic: SetStatistic) -> bool {
    let losses = losses(r, 5, if planted { -0.25 } else { 0.0 });
    let draws = draws(r, ROWS, BLOCK);
    model_confidence_set(&slices(&losses), &draws, statistic).is_ok_and(|found| {
        let included = found.included(ALPHA);
        if planted { !included.contains(&0) } else { included.len() < 5 }
    })
}

fn family(r: &mut Random, planted: bool, adjustment: Adjustment) -> bool {
    let p_values: Vec<f64> = (0..10)
        .filter_map(|k| {
            let first = r.normals(250);
            let factor = if planted && k == 0 { 1.3 } else { 1.0 };
            let second: Vec<f64> = r.normals(250).iter().map(|e| e * factor).collect();
            diebold_mariano(&first, &second, Loss::Squared, 1).ok()?.test().map(|t| t.p_two_sided)
        })
        .collect();
    adjustment
        .adjust(&p_values)
        .is_ok_and(|p| if planted { p[0] < ALPHA } else { p.iter().any(|p| *p < ALPHA) })
}

fn days(r: &mut Random, planted: bool, days: usize, carried: f64, together: bool) -> bool {
    let effect = match (planted, days) {
        (false, _) => 0.0,
        (true, ..100) => 0.4,
        (true, _) => 0.2,
    };
    let shocks = r.autoregressive(days, carried);
    let rows: Vec<(usize, f64)> = (0..4 * days)
        .map(|i| (if together { i / 4 } else { i }, effect + shocks[i / 4] + r.normal()))
        .collect();
    let Ok(clusters) = DayClusters::of(&rows) else { return false };
    let block = if carried > 0.0 { optimal_block_length(&clusters.means()).unwrap_or(1.0) } else { 1.0 };
    let how = DayBootstrap { level: 1.0 - ALPHA, block, draws: OF_DAYS };
    clusters.interval(&how, &mut r.0).is_ok_and(|found| found.low > 0.0 || found.high < 0.0)
}

/// Errors of a model and of a baseline that share half of their variance, and what the day has for all tickers; the squared losses of each
/// day and ticker. Planted: the model saves a share.
fn skill(r: &mut Random, planted: bool, days: usize, carried: f64) -> bool {
    let saved: f64 = match (planted, days) {
        (false, _) => 0.0,
        (true, ..100) => 0.4,
        (true, ..1000) => 0.2,
        (true, _) => 0.1,
    };
    let [own, base] = [0, 1].map(|_| r.autoregressive(days, carried));
    let series: Vec<Vec<(usize, f64, f64)>> = (0..4)
        .map(|_| {
            let row = |day: usize| {
                let (both, first, second) = (r.normal(), r.normal(), r.normal());
                let loss = |shock: f64, alone: f64| (shock + both + alone).powi(2);
                (day, (1.0 - saved) * loss(own[day], first), loss(base[day], second))
            };
            (0..days).map(row).collect()
        })
        .collect();
    let Some(skill) = DailySkill::of(&series) else { return false };
    let how = DayBootstrap { level: 1.0 - ALPHA, block: skill.block(1), draws: OF_DAYS };
    skill.interval(&how, &mut r.0).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

fn blocks(r: &mut Random, planted: bool, moving: bool) -> bool {
    let n = 1000;
    let effect = if planted { 0.15 } else { 0.0 };
    let series: Vec<f64> = r.autoregressive(n, 0.3).iter().map(|x| x + effect).collect();
    let stationary = StationaryBootstrap::new(optimal_block_length(&series).unwrap_or(1.0));
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let places = if moving {
                MovingBlockBootstrap::new(10).places(&mut r.0, n)
            } else {
                stationary.places(&mut r.0, n)
            };
            places.iter().map(|p| series[*p]).sum::<f64>() / n as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let end = |share: f64| means[(share * (DRAWS - 1) as f64).round() as usize];
    end(ALPHA / 2.0) > 0.0 || end(1.0 - ALPHA / 2.0) < 0.0
}
