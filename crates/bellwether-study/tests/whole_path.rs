//! From a price file on disk to the metrics in the record, against scikit-learn.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_study::record::{Arm, RunRecord};
use bellwether_study::{Dataset, RunOptions, StudyConfig, run};

/// The bundled slice, last 20 forecasts by persistence.
fn study() -> RunRecord {
    last_20("")
}

/// The same, with further settings.
fn last_20(more: &str) -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    let text = r#"
        study.name = "last 20"
        data.prices = "prices.csv.zst"
        protocol = { kind = "hold-out", test = { rows = 20 }, validation = { rows = 0 } }
        models = [{ kind = "persistence" }]
    "#;
    let config = StudyConfig::parse(&format!("{more}\n{text}"), Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, &data, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

/// Whoever only compares models need not wait for the fits of tomorrow.
#[test]
fn without_the_day_beyond_the_data_there_is_half_to_fit_and_the_same_scores() {
    let (whole, half) = (last_20(""), last_20("study.beyond-data = false"));
    assert_eq!(2 * half.trials.total, whole.trials.total);
    for (left, right) in whole.tickers.iter().zip(&half.tickers) {
        for (left, right) in left.rows.iter().zip(&right.rows) {
            assert_eq!((&left.scores, &left.forecasts), (&right.scores, &right.forecasts));
            assert!(left.next.is_some() && right.next.is_none());
        }
    }
    let said = half.findings.iter().map(|finding| &finding.message);
    assert!(half.verdict.iter().chain(said).all(|s| !s.contains("beyond the data")), "{:?}", half.verdict);
}

#[test]
fn persistence_has_the_scores_that_scikit_learn_gives() {
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("reference/scikit-learn/persistence.json")).unwrap();
    let record = study();
    let tickers = reference["tickers"].as_object().unwrap();
    assert_eq!(record.tickers.len(), tickers.len());
    for ticker in &record.tickers {
        let row = &ticker.rows[0];
        assert_eq!((row.model.as_str(), row.forecasts.len()), ("persistence", 20));
        for (metric, expected) in tickers[ticker.ticker.as_str()].as_object().unwrap() {
            let score = row.scores.iter().find(|s| s.metric == *metric).unwrap();
            let (ours, expected) = (score.mean.unwrap(), expected.as_f64().unwrap());
            // sums of 20 doubles in another order
            assert!((ours - expected).abs() <= 1e-12 * expected.abs(), "{metric}: {ours} {expected}");
        }
    }
}

/// A study of AAPL by its own price file under the names given, without posts.
fn study_of(names: &[&str]) -> RunRecord {
    study_with(names, None)
}

/// The same, with one post on every third day of the ticker named.
fn study_with(names: &[&str], talked_of: Option<&str>) -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo/prices.csv.zst");
    let options = bellwether_ingest::PriceOptions::default();
    let bars = &bellwether_ingest::read_prices(&data, &options).unwrap().bars;
    let (_, bars) = bars.iter().next().unwrap();
    let mut csv = "ticker,Date,Open,High,Low,Close,Volume\n".to_owned();
    for name in names {
        for b in bars {
            csv += &[name.to_string(), b.date().to_string()].join(",");
            csv += &[b.open, b.high, b.low, b.close, b.volume].map(|v| format!(",{v}")).concat();
            csv.push('\n');
        }
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("prices.csv"), csv).unwrap();
    let post = |(i, b): (usize, &bellwether_core::Bar)| {
        let text = if i % 2 == 0 { "great" } else { "awful" };
        format!("{},{}T15:00:00Z,{text}\n", talked_of.unwrap_or_default(), b.date())
    };
    let posts: String = bars.iter().enumerate().filter(|(i, _)| i % 3 == 0).map(post).collect();
    let posts = format!("ticker,created_at,text\n{posts}");
    std::fs::write(folder.path().join("posts.csv"), posts).unwrap();
    let posts = talked_of.map_or("", |_| "data.posts = \"posts.csv\"");
    let text = r#"
        study.name = "pooled"
        data.prices = "prices.csv"
        intervals = { kind = "split" }
        protocol = { kind = "hold-out", test = { rows = 100 }, validation = { rows = 0 } }
        models = [{ kind = "drift" }, { kind = "ridge", predict = "change" }]
    "#;
    let config = StudyConfig::parse(&format!("{posts}\n{text}"), Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, folder.path(), &[]).unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

#[test]
fn a_day_is_one_observation_however_many_stocks_move_together() {
    let (one, three) = (study_of(&["AAA"]), study_of(&["AAA", "BBB", "CCC"]));
    for ((single, pooled), row) in one.pooled.iter().zip(&three.pooled).zip(&one.tickers[0].rows) {
        let p = |t: &Option<bellwether_study::record::TestResult>| t.as_ref().and_then(|t| t.p_value);
        let Some(own) = p(&row.vs_persistence) else { continue };
        // the scale of a ticker's losses drops out of the statistic, up to rounding
        for other in [p(&single.vs_persistence).unwrap(), p(&pooled.vs_persistence).unwrap()] {
            assert!((own - other).abs() < 1e-9, "{}: {own} {other}", row.model);
        }
    }
    assert_eq!(one.pooled.len(), 3);
}

#[test]
fn intervals_hold_the_errors_that_they_are_made_of() {
    for row in &study_of(&["AAA"]).tickers[0].rows {
        let next = row.next.as_ref().unwrap();
        let mut sizes: Vec<f64> =
            row.forecasts.iter().map(|f| ((f.actual - f.predicted) / f.last_known).abs()).collect();
        sizes.sort_by(f64::total_cmp);
        for interval in &next.intervals {
            // the ceil(101 level)-th smallest of 100 relative errors, on today's scale, to both sides
            let rank = (101.0 * interval.level).ceil() as usize;
            let half = sizes[rank - 1] * next.last_known;
            assert!((interval.upper - next.point - half).abs() < 1e-9 * half.max(1.0));
            assert!((next.point - interval.lower - half).abs() < 1e-9 * half.max(1.0));
        }
        assert_eq!(next.intervals.len(), 2);
    }
}

#[test]
fn the_effect_of_text_is_tested_where_there_are_posts() {
    let record = study_with(&["AAA", "BBB"], Some("AAA"));
    let row = |i: usize| record.tickers[i].rows.iter().find(|r| r.arm == Arm::WithText(0)).unwrap();
    assert!(row(1).vs_without_text.is_none());
    let own = row(0).vs_without_text.as_ref().unwrap().p_value.unwrap();
    let pooled = record.pooled.iter().find(|r| r.arm == Arm::WithText(0)).unwrap();
    let pooled = pooled.vs_without_text.as_ref().unwrap().p_value.unwrap();
    // the scale of the ticker's losses drops out of the statistic, up to rounding
    assert!((own - pooled).abs() < 1e-9, "{own} {pooled}");
    let finding = &record.tickers[1].findings;
    assert!(finding.iter().any(|f| f.kind == bellwether_core::FindingKind::NoPosts), "{finding:?}");
}

/// The study of [`study`] with ridge, in a folder that is kept.
fn ridge(folder: &Path) -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    let text = r#"
        study.name = "quantiles"
        data.prices = "prices.csv.zst"
        protocol = { kind = "hold-out", test = { rows = 40 }, validation = { rows = 0 } }
        models = [{ kind = "ridge" }]
    "#;
    let config = StudyConfig::parse(text, Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, &data, &[]).unwrap();
    run(&config, &dataset, &RunOptions::new(folder), &|_| {}).unwrap().record
}

#[test]
fn quantiles_of_a_model_are_scored_and_make_its_next_interval() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ridge(folder.path());
    assert!(plain.tickers[0].rows.iter().all(|r| r.quantiles.is_none()));
    // every recorded forecast is given a lower and an upper quantile, two below and three above it
    for entry in std::fs::read_dir(folder.path().join("trials")).unwrap() {
        let path = entry.unwrap().path();
        let mut trial: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for point in trial["Forecasts"]["points"].as_array_mut().unwrap() {
            let value = point["point"].as_f64().unwrap();
            point["quantiles"] = serde_json::json!([
                { "level": 0.05, "value": value - 2.0 },
                { "level": 0.95, "value": value + 3.0 },
            ]);
        }
        std::fs::write(&path, serde_json::to_vec(&trial).unwrap()).unwrap();
    }
    for row in &ridge(folder.path()).tickers[0].rows {
        let scores = row.quantiles.as_ref().unwrap();
        let widest = scores.widest.unwrap();
        let inside = |f: &&bellwether_study::record::ForecastPoint| {
            (f.predicted - 2.0..=f.predicted + 3.0).contains(&f.actual)
        };
        let share = row.forecasts.iter().filter(inside).count() as f64 / row.forecasts.len() as f64;
        assert_eq!((widest.level, widest.coverage), (0.9, share));
        assert!((widest.mean_width - 5.0).abs() < 1e-9);
        let loss = |level: f64, error: f64| (level * error).max((level - 1.0) * error);
        let both = row.forecasts.iter().map(|f| {
            let error = f.actual - f.predicted;
            f64::midpoint(loss(0.05, error + 2.0), loss(0.95, error - 3.0))
        });
        let mean = both.sum::<f64>() / row.forecasts.len() as f64;
        assert!((scores.pinball - mean).abs() < 1e-9 * mean);
        let next = row.next.as_ref().unwrap();
        assert!(next.own_intervals && next.intervals.len() == 1);
        let interval = next.intervals[0];
        assert_eq!(
            (interval.level, interval.lower, interval.upper),
            (0.9, next.point - 2.0, next.point + 3.0)
        );
    }
}
