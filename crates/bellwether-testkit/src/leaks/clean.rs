//! Honest studies and tables, drawn at random.

use bellwether_core::{Calendar, RunContext};
use bellwether_study::audit::Audit;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use super::Failure;
use super::crowd::crowded_table;
use super::figures::beside;
use super::sheet::Sheet;
use super::studies::{audited, study};
use super::tables::best_of_noise;
use crate::{Market, MarketSpec};

/// One of them.
fn one<'a>(rng: &mut ChaCha8Rng, of: &[&'a str]) -> &'a str {
    of[(rng.next_u64() % of.len() as u64) as usize]
}

/// Topics of each fold, found in few dimensions.
const TOPICS: &str = "topics = { columns = [\"score-topic\"], model = { embed = { kind = \"lsa\", width = 6 }, \
    reduce = { kind = \"pca\", n_components = 4 }, cluster = { kind = \"k-means\", clusters = 4, restarts = 1 } } }";
/// Small networks, with seeds.
const NETWORKS: &[&str] = &[
    "{ kind = \"lstm\", units = 4, lookback = 4, training = { epochs = 2 } }",
    "{ kind = \"mlp\", units = [6], lookback = 3, training = { epochs = 3 } }",
];

/// An honest study: market, inputs, figures beside them, target, protocol and models by the seed.
///
/// # Errors
/// A study that cannot be run.
pub fn clean_study(seed: u64) -> Result<Audit, Failure> {
    let mut rng = RunContext::new(seed).rng("clean study");
    let rng = &mut rng;
    let spec = MarketSpec {
        seed,
        tickers: 1 + (rng.next_u64() % 2) as usize,
        sessions: 220 + (rng.next_u64() % 60) as usize,
        volatility: 0.01,
        signal: if rng.next_u64().is_multiple_of(3) { 0.01 } else { 0.0 },
    };
    let market = Market::new(&spec);
    let market = if rng.next_u64().is_multiple_of(3) { market.with_gaps(90) } else { market };
    let mut price = vec!["\"close\""];
    for name in
        ["\"open\"", "\"high\"", "\"volume\"", "\"log-return\"", "\"ma7\"", "\"macd\"", "\"sd20\"", "\"ema\""]
    {
        if rng.next_u64().is_multiple_of(2) {
            price.push(name);
        }
    }
    let text = one(
        rng,
        &["\"score\"", "\"score\", \"post-count\"", "\"weekly-mean\"", "\"post-count\", \"weekly-mean\""],
    );
    let fill = one(rng, &["none", "forward"]);
    // of another stream, so that what is beside does not change what is drawn else
    let more = &mut RunContext::new(seed).rng("clean study/beside");
    let topics = if more.next_u64().is_multiple_of(8) { format!(", {TOPICS}") } else { String::new() };
    let inputs = format!("price = [{}], text = [{text}], fill = \"{fill}\"{topics}", price.join(", "));
    let horizon = one(rng, &["1", "2", "5"]);
    let direction = rng.next_u64().is_multiple_of(3);
    let kind = if direction { "direction" } else { one(rng, &["close", "log-return"]) };
    let rest = format!("target = {{ kind = \"{kind}\", horizon = {horizon} }}");
    let protocol = one(
        rng,
        &[
            super::studies::WALK,
            "kind = \"hold-out\"",
            "kind = \"walk-forward\", initial = { rows = 50 }, validation = { rows = 0 }, test = { rows = 30 }, \
             refit-every = 15, window = { rolling = { rows = 40 } }",
        ],
    );
    let models: &[&str] = if direction {
        &[
            "{ kind = \"logistic-regression\" }",
            "{ kind = \"gaussian-naive-bayes\" }",
            "{ kind = \"decision-tree\" }",
        ]
    } else {
        &[
            "{ kind = \"ridge\" }",
            "{ kind = \"drift\" }",
            "{ kind = \"lasso\" }",
            "{ kind = \"decision-tree\" }",
            "{ kind = \"ridge\", scope = \"global\" }",
        ]
    };
    let model = one(rng, models);
    // a model of all tickers may be put to the ticker that it has not seen
    let left_out = model.contains("global") && spec.tickers > 1 && seed.is_multiple_of(2);
    let protocol = &if left_out {
        protocol.replace("walk-forward", "leave-one-ticker-out")
    } else {
        protocol.to_owned()
    };
    // a network of one ticker cannot forecast the one that it has not seen
    let models = match more.next_u64() % 4 {
        0 if !left_out => format!("{model}, {}", one(more, NETWORKS)),
        _ => model.to_owned(),
    };
    let mut config = study(&inputs, protocol, &rest, &models)?;
    let figures = beside(more, &config.data.calendar)?;
    config.data.series.extend(figures.iter().map(|figures| figures.entry.clone()));
    audited(&config, &market, figures.into_iter().map(|one| (one.name, one.values)).collect())
}

/// An honest table: its columns by the seed.
///
/// # Errors
/// A table that cannot be written.
pub fn clean_table(seed: u64) -> Result<Audit, Failure> {
    if seed % 7 == 6 {
        return crowded_table(seed);
    }
    let mut sheet = Sheet::new(seed, 260 + (seed % 5) as usize * 60);
    let n = sheet.sessions;
    let close = sheet.close.clone();
    let trailing = |rows: usize, lag: usize| -> Vec<f64> {
        let mean = |i: usize| close[i + 1 - lag - rows..=i - lag].iter().sum::<f64>() / rows as f64;
        (0..n).map(|i| if i + 1 < rows + lag { f64::NAN } else { mean(i) }).collect()
    };
    if seed.is_multiple_of(2) {
        sheet.numbers("ma20", trailing(20, 0));
        sheet.numbers("ma7-yesterday", trailing(7, 1));
    }
    if seed.is_multiple_of(3) {
        sheet.numbers("close-yesterday", trailing(1, 1));
        let noise = sheet.noise();
        sheet.numbers("interest", noise);
    }
    if seed.is_multiple_of(4) {
        // selected as an honest selection is, by the training alone
        for (i, noise) in best_of_noise(&mut sheet, 1000, 30, n * 4 / 5 - 1).into_iter().enumerate() {
            sheet.numbers(&format!("noise{i}"), noise);
        }
    }
    if seed.is_multiple_of(5) {
        let score = sheet.score.clone();
        let back = |lag: usize| (0..n).map(|i| if i < lag { f64::NAN } else { score[i - lag] }).collect();
        sheet.numbers("score-1", back(1));
        sheet.numbers("score-2", back(2));
    }
    if seed % 6 == 3 {
        // today's price is known and not in the table, but of it there is a lagged copy
        sheet.without("close");
    }
    let first = sheet.returns[..n * 4 / 5].to_vec();
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    let sd = (first.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / first.len() as f64).sqrt();
    // scaled as an honest scaler does, by the training alone
    sheet.numbers("scaled", sheet.returns.iter().map(|r| (r - mean) / sd).collect());
    let at = |i: usize| format!("{}T15:00:00Z", sheet.dates[i]);
    sheet.text("available_at", (0..n).map(at).collect());
    sheet.audit(1, Calendar::Xnys)
}
