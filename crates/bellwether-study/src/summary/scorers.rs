//! Several scorers side by side: how they agree, and what each did for each model.

use bellwether_evaluation::agreement::{pearson, same_sign};
use bellwether_evaluation::significance::ALPHA;
use bellwether_text::{CleaningPreset, Step};
use serde_json::Value;

use crate::dataset::Dataset;
use crate::record::{Agreement, Arm, PooledRow, ScorerEffect, ScorersRecord, TickerRecord, Verdict};
use crate::{StudyConfig, StudyError, verdict};

/// The comparison; none for a study of one scorer or without text.
pub(super) fn compare(
    config: &StudyConfig,
    dataset: &Dataset,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
) -> Result<Option<ScorersRecord>, StudyError> {
    let names = config.scorers_with_text();
    if names.len() < 2 {
        return Ok(None);
    }
    let (mut by_post, mut by_session) = (vec![Vec::new(); names.len()], vec![Vec::new(); names.len()]);
    let history = dataset.history();
    for ticker in tickers {
        for (k, name) in names.iter().enumerate() {
            let scores = history.scores(&ticker.ticker, name).unwrap_or_default();
            by_post[k].extend(scores.iter().map(|s| s.polarity));
            let (score, _) = dataset.daily_text(config, &ticker.ticker, name)?;
            by_session[k].extend(score);
        }
    }
    let inputs = &config.inputs;
    Ok(Some(ScorersRecord {
        effects: effects(config, pooled, names.len()),
        by_post: agreement(&by_post),
        by_session: agreement(&by_session),
        cleaning: inputs.scorers().iter().map(|entry| written(&inputs.cleaning_of(entry).steps)).collect(),
        names,
    }))
}

/// The name of the preset with these steps, or the steps between commas.
fn written(steps: &[Step]) -> String {
    let name = |value| match value {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    };
    match CleaningPreset::ALL.iter().find(|preset| preset.steps() == steps) {
        Some(preset) => name(serde_json::to_value(preset)),
        None => steps.iter().map(|s| name(serde_json::to_value(s))).collect::<Vec<_>>().join(", "),
    }
}

/// Over what every scorer has a finite polarity of: sessions without posts have none.
fn agreement(polarities: &[Vec<f64>]) -> Agreement {
    let n = polarities.first().map_or(0, Vec::len);
    let whole: Vec<usize> = (0..n).filter(|&i| polarities.iter().all(|p| p[i].is_finite())).collect();
    let kept: Vec<Vec<f64>> = polarities.iter().map(|p| whole.iter().map(|&i| p[i]).collect()).collect();
    let matrix = |measure: fn(&[f64], &[f64]) -> Option<f64>| {
        kept.iter().map(|a| kept.iter().map(|b| measure(a, b)).collect()).collect()
    };
    Agreement { n: whole.len(), correlation: matrix(pearson), same_sign: matrix(same_sign) }
}

fn effects(config: &StudyConfig, pooled: &[PooledRow], scorers: usize) -> Vec<ScorerEffect> {
    let adjusted = verdict::adjusted(pooled, |r| r.vs_without_text.as_ref());
    let key = verdict::key_metric(config.target.main());
    let mut out = Vec::new();
    for (row, adjusted) in pooled.iter().zip(adjusted) {
        // arms behind those of the scorers are of topics alone
        let Some(scorer) = row.arm.place().filter(|place| *place < scorers) else { continue };
        let without = pooled.iter().find(|r| r.model == row.model && r.arm == Arm::WithoutText);
        let score = |row: &PooledRow| row.scores.get(key).copied();
        let test = row.vs_without_text.as_ref();
        let verdict = match (adjusted, test.and_then(|t| t.statistic)) {
            (Some(p), Some(statistic)) if p < ALPHA && statistic < 0.0 => Verdict::Better,
            (Some(p), Some(_)) if p < ALPHA => Verdict::Worse,
            (Some(_), Some(_)) => Verdict::NoDifference,
            _ => test.map_or(Verdict::Untested, |t| t.verdict),
        };
        out.push(ScorerEffect {
            model: row.model.clone(),
            scorer,
            gain: score(row).zip(without.and_then(score)).map(|(with, without)| with - without),
            p_value: test.and_then(|t| t.p_value),
            adjusted,
            verdict,
        });
    }
    out
}
