//! Intervals around forecasts, made again from the record's rows.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_study::record::{ForecastPoint, HeldIntervals, QuarterCoverage, RunRecord};
use bellwether_study::{Dataset, RunOptions, StudyConfig, run};

fn study(target: &str, intervals: &str) -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    let change = if target.contains("close") { ", predict = \"change\"" } else { "" };
    let text = format!(
        r#"
        study.name = "intervals"
        data.prices = "prices.csv.zst"
        target = {target}
        intervals = {intervals}
        protocol = {{ kind = "walk-forward", test = {{ rows = 150 }}, validation = {{ rows = 0 }}, refit-every = 50 }}
        models = [{{ kind = "drift" }}, {{ kind = "ridge"{change} }}]
    "#
    );
    let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
    let dataset = Dataset::load(&config, &data, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

/// Errors known when row `t` is forecast: of rows whose session is not after its origin.
fn known(rows: &[ForecastPoint], t: usize, scale: bool) -> Vec<f64> {
    let error = |f: &ForecastPoint| (f.actual - f.predicted) / if scale { f.last_known } else { 1.0 };
    rows.iter().filter(|f| f.date <= rows[t].origin).map(error).collect()
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// What is counted of offsets (lower, upper) by row.
fn counted(rows: &[ForecastPoint], offsets: &[Option<(f64, f64)>], scale: bool) -> (usize, usize, f64) {
    let (mut n, mut inside, mut width) = (0, 0, 0.0);
    for (f, around) in rows.iter().zip(offsets) {
        let Some((lower, upper)) = around else { continue };
        let unit = if scale { f.last_known } else { 1.0 };
        n += 1;
        inside +=
            usize::from(f.predicted + lower * unit <= f.actual && f.actual <= f.predicted + upper * unit);
        width += upper - lower;
    }
    (n, inside, width)
}

fn agree(held: &HeldIntervals, expected: (usize, usize, f64), what: &str) {
    let (n, inside, width) = expected;
    assert_eq!(held.rows, n, "{what}");
    assert!((held.coverage.unwrap() - inside as f64 / n as f64).abs() < 1e-12, "{what}");
    let mean = width / n as f64;
    assert!((held.mean_width.unwrap() - mean).abs() < 1e-9 * mean, "{what}: {:?} {mean}", held.mean_width);
    let quarters: usize = held.quarters.iter().map(|q| q.rows).sum();
    assert_eq!((quarters, held.endless), (n, 0), "{what}");
}

#[test]
fn split_intervals_are_of_all_errors_known() {
    for (target, horizon, scale) in
        [("{ kind = \"close\" }", 1, true), ("{ kind = \"log-return\", horizon = 3 }", 3, false)]
    {
        let record = study(target, "{ kind = \"split\", levels = [0.9] }");
        for ticker in &record.tickers {
            for row in &ticker.rows {
                let rows = &row.forecasts;
                // the ceil((n + 1) · .9)-th smallest of n sizes, from 9 on
                let half = |known: Vec<f64>| {
                    let sizes = sorted(known.iter().map(|e| e.abs()).collect());
                    let rank = (0.9 * (sizes.len() + 1) as f64 - 1e-9).ceil() as usize;
                    sizes.get(rank - 1).copied()
                };
                let offsets: Vec<_> =
                    (0..rows.len()).map(|t| half(known(rows, t, scale)).map(|h| (-h, h))).collect();
                let first = offsets.iter().position(Option::is_some).unwrap();
                assert_eq!(first, 9 + horizon - 1);
                agree(&row.intervals[0], counted(rows, &offsets, scale), &row.model);
                let next = row.next.as_ref().unwrap();
                let error =
                    |f: &ForecastPoint| (f.actual - f.predicted) / if scale { f.last_known } else { 1.0 };
                let half = half(rows.iter().map(error).collect()).unwrap();
                let unit = if scale { next.last_known } else { 1.0 };
                assert!((next.intervals[0].upper - next.point - half * unit).abs() < 1e-9 * half * unit);
            }
        }
        assert!(record.intervals.unwrap().starts_with("split conformal"));
    }
}

#[test]
fn rolling_intervals_have_each_end_from_its_tail() {
    let record = study("{ kind = \"close\" }", "{ kind = \"rolling\", levels = [0.8], window = 40 }");
    for row in &record.tickers[0].rows {
        let rows = &row.forecasts;
        // of n errors the ceil((n + 1) · .9)-th smallest and the one as far from the other end, from 9 on
        let around = |t: usize| {
            let known = known(rows, t, true);
            let errors = sorted(known[known.len().saturating_sub(40)..].to_vec());
            let (n, rank) = (errors.len(), (0.9 * (errors.len() + 1) as f64 - 1e-9).ceil() as usize);
            (n >= 9).then(|| (errors[n - rank], errors[rank - 1]))
        };
        let offsets: Vec<_> = (0..rows.len()).map(around).collect();
        agree(&row.intervals[0], counted(rows, &offsets, true), &row.model);
    }
}

/// Adaptive: the share of misses that is aimed at moves by a step with each miss, and back with each row that held.
#[test]
fn adaptive_intervals_move_with_their_misses() {
    for (horizon, target) in [(1, "{ kind = \"close\" }"), (2, "{ kind = \"close\", horizon = 2 }")] {
        let record = study(target, "{ kind = \"adaptive\", levels = [0.8], window = 60, step = 0.02 }");
        for row in &record.tickers[0].rows {
            let rows = &row.forecasts;
            let mut allowed = 0.2;
            let mut offsets: Vec<Option<(f64, f64)>> = Vec::new();
            let mut missed: Vec<Option<bool>> = Vec::new();
            for t in 0..rows.len() {
                if t >= horizon
                    && let Some(missed) = missed[t - horizon]
                {
                    allowed += 0.02 * (0.2 - f64::from(u8::from(missed)));
                }
                let known = known(rows, t, true);
                let sizes: Vec<f64> = known.iter().map(|e| e.abs()).collect();
                let sizes = sorted(sizes[sizes.len().saturating_sub(60)..].to_vec());
                if sizes.is_empty() {
                    offsets.push(None);
                    missed.push(None);
                    continue;
                }
                let rank = ((1.0 - allowed) * (sizes.len() + 1) as f64 - 1e-9).ceil() as usize;
                let half = sizes.get(rank - 1).copied().unwrap_or(f64::INFINITY);
                let f = &rows[t];
                missed.push(Some((f.actual - f.predicted).abs() / f.last_known > half));
                // the first four have too few errors before them, and do not count
                offsets.push((sizes.len() >= 4).then_some((-half, half)));
            }
            agree(&row.intervals[0], counted(rows, &offsets, true), &row.model);
        }
    }
}

#[test]
fn all_tickers_together_are_the_sums() {
    let record = study("{ kind = \"close\" }", "{ kind = \"split\", levels = [0.8, 0.95] }");
    for (i, pooled) in record.pooled.iter().enumerate() {
        for (k, held) in pooled.intervals.iter().enumerate() {
            let own = || record.tickers.iter().map(|t| &t.rows[i].intervals[k]);
            let rows: usize = own().map(|h| h.rows).sum();
            let covered: f64 = own().map(|h| h.coverage.unwrap() * h.rows as f64).sum();
            assert_eq!(held.rows, rows);
            assert!((held.coverage.unwrap() - covered / rows as f64).abs() < 1e-12);
            let worst = held.worst.map(|w| held.quarters[w].coverage().unwrap());
            let least = held.quarters.iter().filter(|q| q.rows >= 100).filter_map(QuarterCoverage::coverage);
            assert_eq!(worst, least.reduce(f64::min));
        }
        assert_eq!(pooled.intervals.len(), 2);
    }
}

#[test]
fn where_the_future_is_seen_nothing_is_said() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    for protocol in ["random-split", "k-fold"] {
        let text = format!(
            "study.name = \"a\"\ndata.prices = \"prices.csv.zst\"\nprotocol.kind = \"{protocol}\"\n\
             models = [{{ kind = \"drift\" }}, {{ kind = \"ridge\" }}]"
        );
        let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
        let dataset = Dataset::load(&config, &data, &[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let record = run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record;
        assert!(record.together.is_none());
        assert!(record.tickers.iter().flat_map(|t| &t.rows).all(|r| r.intervals.is_empty()), "{protocol}");
    }
}

/// Each further horizon has intervals of its own errors, over the sessions that it names.
#[test]
fn further_horizons_have_intervals_of_their_own() {
    let record = study("{ kind = \"close\", further = [3] }", "{ kind = \"split\", levels = [0.8] }");
    let mut with = 0;
    for ticker in &record.tickers {
        let dates = &ticker.series.dates;
        for row in &ticker.rows {
            let Some(further) = row.further.first() else { continue };
            with += 1;
            let place = |f: &ForecastPoint| dates.binary_search(&f.origin).unwrap();
            let close = |at: usize| ticker.series.close[at].unwrap();
            // (session forecast, origin, error as a share of the last close)
            let errors: Vec<(usize, usize, f64)> = row
                .forecasts
                .iter()
                .zip(&further.predicted)
                .map(|(f, said)| (place(f) + 3, place(f), (close(place(f) + 3) - said) / close(place(f))))
                .collect();
            let (mut rows, mut inside, mut width) = (0, 0, 0.0);
            for (_, origin, error) in &errors {
                let known = errors.iter().filter(|e| e.0 <= *origin).map(|e| e.2.abs());
                let sizes = sorted(known.collect());
                let rank = (0.8 * (sizes.len() + 1) as f64 - 1e-9).ceil() as usize;
                if let Some(half) = sizes.get(rank - 1) {
                    rows += 1;
                    inside += usize::from(error.abs() <= *half);
                    width += 2.0 * half;
                }
            }
            agree(&further.intervals[0], (rows, inside, width), &row.model);
        }
    }
    assert!(with >= 2 * record.tickers.len(), "persistence and drift");
    for (i, pooled) in record.pooled.iter().enumerate().filter(|(_, p)| !p.further.is_empty()) {
        let own = || record.tickers.iter().map(|t| &t.rows[i].further[0].intervals[0]);
        let held = &pooled.further[0];
        assert_eq!((held.horizon, held.intervals[0].rows), (3, own().map(|h| h.rows).sum()));
    }
}
