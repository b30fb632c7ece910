//! Synthetic run records: seeded walks, forecasts that are close to them, and scores worked out from both.
//!
//! Nothing here is expected output; it is input that looks like a real run.
#![allow(dead_code, reason = "every test file uses a part")]
#![allow(clippy::unwrap_used, reason = "synthetic values are known to be there")]

mod scores;

use bellwether_core::{Date, EpochLoss, Finding, FindingKind, Target, TargetKind, Ticker};
use bellwether_study::record::{
    Agreement, Arm, Calibration, ColumnImportance, DailySeries, FoldPieces, FoldRecord, ForecastPoint,
    FurtherIntervals, FurtherScores, Hashes, HeldIntervals, HitTest, Interval, IntervalScores, LeftOutModel,
    LossCurve, MetricScore, ModelRow, MoreTests, NextAhead, NextForecast, OtherTickers, PictureRecord,
    PooledRow, QuantileScores, QuarterCoverage, RunRecord, ScorerEffect, ScorersRecord, SearchTest, SignTest,
    Stretch, TestResult, TickerRecord, TogetherRecord, TogetherRow, TrialCounts, Verdict,
};

pub(crate) const DAYS: usize = 620;
pub(crate) const TEST: usize = 250;
const SEEDS: [u64; 3] = [1, 2, 3];

/// A generator of doubles, good enough to draw with.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Uniform in [0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About standard normal: a sum of twelve uniforms.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Weekdays from 2 January 2014 on.
pub(crate) fn sessions(n: usize) -> Vec<Date> {
    let mut date = Date::new(2014, 1, 2).unwrap();
    let mut out = Vec::with_capacity(n);
    while out.len() < n {
        if !matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday) {
            out.push(date);
        }
        date = date.tomorrow().unwrap();
    }
    out
}

pub(crate) fn series(seed: u64, start: f64, n: usize) -> DailySeries {
    let mut noise = Noise::new(seed);
    let mut close = start;
    let (mut mood, mut out) = (0.0, DailySeries { dates: sessions(n), ..DailySeries::default() });
    for i in 0..n {
        let shock = noise.normal() * 0.013 + 0.0004;
        close *= 1.0 + shock;
        mood = 0.8 * mood + 3.0 * shock + 0.05 * noise.normal();
        let posts = (8.0 + 6.0 * noise.normal() + 900.0 * shock.abs()).max(0.0) as u64;
        out.close.push((i != 77).then_some((close * 100.0).round() / 100.0));
        out.posts.push(posts);
        out.score.push((posts > 0).then_some((0.15_f64 + mood).clamp(-1.0, 1.0)));
    }
    out
}

/// How a model of the synthetic study behaves.
struct Maker {
    name: &'static str,
    arm: Arm,
    /// Standard deviation of what it adds to the last value, relative to the daily move.
    wobble: f64,
    /// Share of the coming move that it knows.
    insight: f64,
    parameters: Option<usize>,
    epochs: usize,
}

const MAKERS: [Maker; 8] = [
    maker("persistence", Arm::NoInputs, 0.0, 0.0, None, 0),
    maker("drift", Arm::NoInputs, 0.03, 0.0, None, 0),
    maker("ridge", Arm::WithoutText, 0.20, 0.01, Some(46), 0),
    maker("ridge", Arm::WithText(0), 0.24, 0.03, Some(52), 0),
    maker("lstm", Arm::WithoutText, 0.9, 0.0, Some(11_051), 40),
    maker("lstm", Arm::WithText(0), 0.75, 0.04, Some(11_651), 40),
    maker("cnn-lstm", Arm::WithoutText, 0.6, 0.0, Some(23_297), 60),
    maker("cnn-lstm", Arm::WithText(0), 0.66, 0.0, Some(23_873), 60),
];

const fn maker(
    name: &'static str,
    arm: Arm,
    wobble: f64,
    insight: f64,
    parameters: Option<usize>,
    epochs: usize,
) -> Maker {
    Maker { name, arm, wobble, insight, parameters, epochs }
}

fn points(m: &Maker, seed: u64, s: &DailySeries, target: Target) -> Vec<ForecastPoint> {
    let mut noise = Noise::new(seed);
    let close: Vec<f64> = s.close.iter().map(|c| c.unwrap_or(50.0)).collect();
    let first = close.len().saturating_sub(TEST);
    let direction = target.kind == TargetKind::Direction;
    (first..close.len())
        .map(|i| {
            let (last, now) = (close[i - 1], close[i]);
            let told = m.insight * (now - last) + m.wobble * 0.013 * last * noise.normal();
            let lag = f64::from(last > close[i - 2]);
            let probability = (0.52 + 0.08 * told / (0.013 * last)).clamp(0.02, 0.98);
            let class = if m.name == "persistence" { lag } else { f64::from(probability >= 0.5) };
            ForecastPoint {
                origin: s.dates[i - 1],
                date: s.dates[i],
                actual: if direction { f64::from(now > last) } else { now },
                predicted: if direction { class } else { last + told },
                probability: (direction && m.name != "persistence").then_some(probability),
                last_known: if direction { lag } else { last },
                quantiles: Vec::new(),
            }
        })
        .collect()
}

fn losses(m: &Maker, seed: u64) -> Vec<LossCurve> {
    let curve = |s: u64| {
        let mut noise = Noise::new(seed ^ (s << 20));
        let epochs = (0..m.epochs)
            .map(|e| {
                let decay = (-(e as f64) / 9.0).exp();
                let jitter = 1.0 + 0.06 * noise.normal();
                EpochLoss {
                    train: (0.9 * decay + 0.006) * jitter,
                    validation: Some((0.8 * decay + 0.013 + 0.0002 * e as f64) * jitter * 1.05),
                }
            })
            .collect();
        LossCurve { seed: s, epochs }
    };
    if m.epochs == 0 { Vec::new() } else { SEEDS.iter().map(|s| curve(*s)).collect() }
}

fn next(points: &[ForecastPoint], target: Target) -> NextForecast {
    let last = points.last().unwrap();
    let mut sizes: Vec<f64> = points.iter().map(|p| (p.actual - p.predicted).abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let direction = target.kind == TargetKind::Direction;
    let point = if direction { last.predicted } else { last.actual + (last.predicted - last.last_known) };
    let interval = |level: f64| {
        let width = sizes[(level * (sizes.len() - 1) as f64) as usize];
        Interval { level, lower: point - width, upper: point + width }
    };
    NextForecast {
        origin: last.date,
        date: last.date.tomorrow().unwrap(),
        point,
        probability: last.probability,
        intervals: if direction { Vec::new() } else { vec![interval(0.8), interval(0.95)] },
        endless: Vec::new(),
        own_intervals: false,
        last_known: last.actual,
        ahead: Vec::new(),
    }
}

fn folds(s: &DailySeries) -> Vec<FoldRecord> {
    let stretch = |a: usize, b: usize| Stretch { first: s.dates[a], last: s.dates[b], samples: b - a + 1 };
    let first = s.dates.len() - TEST;
    (0..10)
        .map(|k| {
            let test = first + k * TEST / 10;
            FoldRecord {
                train: stretch(20, test - 42),
                validation: Some(stretch(test - 41, test - 2)),
                test: stretch(test - 1, test + TEST / 10 - 2),
                others: None,
                pieces: None,
            }
        })
        .collect()
}

/// Shares of a ridge regression's columns: halves of what is left.
fn importances(m: &Maker) -> Vec<ColumnImportance> {
    let columns = ["close", "return1", "volume", "rsi14", "score", "post-count"];
    let count = match (m.name, m.arm) {
        ("ridge", Arm::WithoutText) => 4,
        ("ridge", Arm::WithText(_)) => 6,
        _ => 0,
    };
    let halvings = |i: usize| if i + 1 < count { i + 1 } else { i };
    let share = |i: usize| 1.0 / (1u32 << halvings(i)) as f64;
    (0..count).map(|i| ColumnImportance { column: columns[i].to_owned(), share: share(i) }).collect()
}

/// Intervals that hold a little less than they should.
fn held(model: &str, target: Target) -> Vec<HeldIntervals> {
    let level = |level: f64, covered: [usize; 2]| HeldIntervals {
        level,
        rows: 230,
        coverage: Some((covered[0] + covered[1]) as f64 / 230.0),
        mean_width: Some(0.031 * level * if model == "lstm" { 1.4 } else { 1.0 }),
        endless: usize::from(model == "lstm" && level > 0.9) * 3,
        quarters: vec![
            QuarterCoverage { quarter: "2015 Q3".into(), rows: 100, covered: covered[0] },
            QuarterCoverage { quarter: "2015 Q4".into(), rows: 130, covered: covered[1] },
        ],
        worst: Some(0),
    };
    if target.is_direction() { Vec::new() } else { vec![level(0.8, [71, 106]), level(0.95, [93, 124])] }
}

/// Tests of a model that tells nothing.
fn more_tests(model: &str, target: Target) -> MoreTests {
    if model == "persistence" {
        return MoreTests::default();
    }
    let sign = |p: f64| SignTest {
        statistic: 2.0 - 3.0 * p,
        p_value: p,
        adjusted: Some((8.0 * p).min(1.0)),
        n: TEST,
    };
    let direction = target.is_direction();
    MoreTests {
        directions: Some(sign(0.31)),
        profit: (!direction).then(|| sign(0.004)),
        calibration: (!direction).then_some(Calibration {
            intercept: 0.0004,
            slope: 0.12,
            statistic: 31.2,
            p_value: 1e-6,
            adjusted: Some(1.4e-5),
            n: TEST,
        }),
        hits: direction.then(|| HitTest {
            against: "persistence".into(),
            only_this: 61,
            only_other: 48,
            p_value: 0.25,
            adjusted: Some(1.0),
        }),
    }
}

/// All models counted together.
fn together(rows: &[PooledRow], tickers: &[TickerRecord]) -> Option<TogetherRecord> {
    let whole = |r: &&PooledRow| {
        tickers
            .iter()
            .all(|t| t.rows.iter().any(|o| o.model == r.model && o.arm == r.arm && !o.scores.is_empty()))
    };
    let p = |k: usize| if k == 3 { 1.0 } else { 0.62 / (k + 1) as f64 };
    let row = |(k, r): (usize, &PooledRow)| TogetherRow {
        model: r.model.clone(),
        arm: r.arm,
        scorer: r.scorer.clone(),
        loss: 1.0 + 0.01 * k as f64,
        p_value: p(k),
        in_set: p(k) > 0.1,
        beats: false,
    };
    let models: Vec<TogetherRow> = rows.iter().filter(whole).enumerate().map(row).collect();
    let left = rows.iter().filter(|r| !whole(r));
    (models.len() > 3).then(|| TogetherRecord {
        days: TEST,
        rows: TEST * tickers.len(),
        rows_left_out: 0,
        draws: 1000,
        block: 2.4,
        baseline: "persistence".into(),
        confidence: 0.9,
        size: 0.05,
        search: SearchTest {
            tried: models.len() - 1,
            best: 3,
            gain: 0.004,
            superior: 0.44,
            reality_check: 0.57,
        },
        left_out: left
            .map(|r| LeftOutModel {
                model: r.model.clone(),
                arm: r.arm,
                scorer: None,
                reason: "failed on AMZN".into(),
            })
            .collect(),
        models,
    })
}

fn row(m: &Maker, seed: u64, s: &DailySeries, target: Target, base: &[ForecastPoint]) -> ModelRow {
    let seeded = m.epochs > 0;
    let forecasts = points(m, seed, s, target);
    let naive = m.name == "persistence";
    ModelRow {
        next_failure: None,
        importances: importances(m),
        model: m.name.into(),
        arm: m.arm,
        scorer: None,
        seeds: if seeded { SEEDS.to_vec() } else { vec![1] },
        parameters: m.parameters,
        failures: Vec::new(),
        scores: scores::all(&forecasts, base, target, seeded),
        vs_persistence: (!naive).then(|| scores::compare(&forecasts, base, "persistence")),
        vs_without_text: None,
        losses: losses(m, seed),
        further: Vec::new(),
        quantiles: None,
        intervals: held(m.name, target),
        tests: more_tests(m.name, target),
        next: Some(next(&forecasts, target)),
        forecasts,
    }
}

pub(crate) fn ticker(name: &str, seed: u64, start: f64, target: Target) -> TickerRecord {
    let series = series(seed, start, DAYS);
    let base = points(&MAKERS[0], seed, &series, target);
    let mut rows: Vec<ModelRow> = Vec::new();
    for (i, m) in MAKERS.iter().enumerate() {
        if m.name == "drift" && target.kind == TargetKind::Direction {
            continue;
        }
        let mut row = row(m, seed * 31 + i as u64, &series, target, &base);
        if m.arm.has_text() {
            let bare = rows.iter().find(|r| r.model == m.name).unwrap();
            row.vs_without_text =
                Some(scores::compare(&row.forecasts, &bare.forecasts, "the same model without text"));
        }
        rows.push(row);
    }
    TickerRecord {
        ticker: Ticker::new(name).unwrap(),
        folds: folds(&series),
        series,
        findings: vec![finding(
            FindingKind::NanRow,
            name,
            1,
            "One row of the prices has no close; samples that need it are left out.",
        )],
        skipped_samples: 6,
        rows,
    }
}

fn finding(kind: FindingKind, ticker: &str, count: usize, message: &str) -> Finding {
    Finding {
        kind,
        ticker: Ticker::new(ticker).ok(),
        date: Date::new(2014, 4, 21).ok(),
        count,
        message: message.into(),
        examples: Vec::new(),
    }
}

fn pooled(tickers: &[TickerRecord]) -> Vec<PooledRow> {
    let mut out = Vec::new();
    for row in tickers.first().map_or(&[][..], |t| &t.rows) {
        let peers: Vec<&ModelRow> = tickers
            .iter()
            .flat_map(|t| &t.rows)
            .filter(|r| r.model == row.model && r.arm == row.arm && !r.scores.is_empty())
            .collect();
        let mean = |key: &str| {
            let values: Vec<f64> = peers
                .iter()
                .flat_map(|r| &r.scores)
                .filter(|s| s.metric == key)
                .filter_map(|s| s.mean)
                .collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        out.push(PooledRow {
            model: row.model.clone(),
            arm: row.arm,
            scorer: None,
            scores: ["accuracy", "directional-accuracy", "mase", "mcc", "skill-score"]
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), mean(key)?)))
                .collect(),
            vs_persistence: row.vs_persistence.clone(),
            vs_without_text: row.vs_without_text.clone(),
            intervals: row.intervals.clone(),
            further: Vec::new(),
        });
    }
    out
}

fn record(name: &str, target: Target, tickers: Vec<TickerRecord>) -> RunRecord {
    let pooled = pooled(&tickers);
    RunRecord {
        format: RunRecord::FORMAT,
        bellwether: "0.1.0".into(),
        name: name.into(),
        description: "Next-day forecasts from prices, with and without the polarity of each day’s posts.".into(),
        complete: true,
        trials: TrialCounts { total: 320, succeeded: 320, failed: 0, missing: 0 },
        hashes: Hashes {
            prices: "5f1d6c0c3f0b7f1e6a5d3a1c5b1c5c9e0f5b7a2d9c8e1f4a6b3d2c1e0f9a8b7c".into(),
            posts: "a91c6c0c3f0b7f1e6a5d3a1c5b1c5c9e0f5b7a2d9c8e1f4a6b3d2c1e0f9a8b11".into(),
            series: String::new(),
            settings: "0b7e6c0c3f0b7f1e6a5d3a1c5b1c5c9e0f5b7a2d9c8e1f4a6b3d2c1e0f9a8b22".into(),
        },
        settings: serde_json::json!({ "study": { "name": name } }),
        settings_toml: format!(
            "[study]\nname = \"{name}\"\nseeds = [1, 2, 3]\n\n[target]\nkind = \"close\"\nhorizon = 1\n\n[protocol]\nkind = \"walk-forward\"\nwindow = \"expanding\"\nrefit_every = 25\n\n[[models]]\nkind = \"lstm\"\nlookback = 20\nunits = 50\n"
        ),
        warnings: Vec::new(),
        not_evidence: None,
        whole_series: false,
        target,
        further: Vec::new(),
        protocol: "Walk-forward, expanding window, refit every 25 sessions; validation on the 40 sessions before each test; decisions at the close, posts after it count for the next session.".into(),
        intervals: Some("adaptive conformal, of the last 250 errors, step 0.01".into()),
        verdict: vec![
            "No model beats repeating the last close: the best, ridge with text, saves 0.4 % of its squared error, which chance explains (p = .41).".into(),
            "The posts did not help: with them no model is significantly better than without.".into(),
            "Use persistence’s forecast and its interval.".into(),
        ],
        findings: vec![Finding {
            kind: FindingKind::TimeZoneAbsent,
            ticker: None,
            date: None,
            count: 25_001,
            message: "Post times carry no time zone and are taken as UTC.".into(),
            examples: Vec::new(),
        }],
        together: together(&pooled, &tickers),
        pooled,
        scorers: None,
        backtest: None,
        topics: None,
        tickers,
        pictures: Vec::new(),
        check: None,
    }
}

pub(crate) const CLOSE: Target = Target { kind: TargetKind::Close, horizon: 1 };

fn fail(row: &mut ModelRow) {
    row.scores.clear();
    row.forecasts.clear();
    row.next = None;
    row.vs_persistence = None;
    row.vs_without_text = None;
    row.losses.clear();
    row.failures = vec![
        "fold 3, seed 2: the loss is not finite after epoch 7 (learning rate 0.5)".into(),
        "fold 4, seed 2: the loss is not finite after epoch 9 (learning rate 0.5)".into(),
    ];
}

/// Two tickers, eight rows each, one of which failed.
pub(crate) fn study() -> RunRecord {
    let mut tickers = vec![ticker("AAPL", 11, 78.0, CLOSE), ticker("AMZN", 23, 398.0, CLOSE)];
    fail(tickers[1].rows.last_mut().unwrap());
    let mut record = record("Does Twitter help with tomorrow’s close?", CLOSE, tickers);
    record.trials = TrialCounts { total: 320, succeeded: 318, failed: 2, missing: 0 };
    record
}

/// The same study with its posts read by two scorers.
pub(crate) fn scored() -> RunRecord {
    let mut record = study();
    let names = ["vader", "a lexicon of finance"];
    let second = |arm: Arm| if arm.has_text() { Arm::WithText(1) } else { arm };
    for ticker in &mut record.tickers {
        let mut rows = Vec::new();
        for mut row in std::mem::take(&mut ticker.rows) {
            let text = row.arm.has_text();
            row.scorer = text.then(|| names[0].to_owned());
            rows.push(row.clone());
            if text {
                rows.push(ModelRow { arm: second(row.arm), scorer: Some(names[1].to_owned()), ..row });
            }
        }
        ticker.rows = rows;
    }
    record.pooled = pooled(&record.tickers);
    for row in record.pooled.iter_mut().filter(|r| r.arm.has_text()) {
        row.scorer = row.arm.place().map(|place| names[place].to_owned());
    }
    let effect = |model: &str, scorer, gain, p: f64, adjusted: f64, verdict| ScorerEffect {
        model: model.to_owned(),
        scorer,
        gain: Some(gain),
        p_value: Some(p),
        adjusted: Some(adjusted),
        verdict,
    };
    let agreement = |n, r, share| Agreement {
        n,
        correlation: vec![vec![Some(1.0), Some(r)], vec![Some(r), Some(1.0)]],
        same_sign: vec![vec![Some(1.0), Some(share)], vec![Some(share), Some(1.0)]],
    };
    record.scorers = Some(ScorersRecord {
        names: names.map(str::to_owned).to_vec(),
        cleaning: vec!["raw".to_owned(), "links-out, spaces".to_owned()],
        by_post: agreement(25_001, 0.4567, 0.614),
        by_session: agreement(612, 0.5123, 0.7),
        effects: vec![
            effect("ridge", 0, -0.0032, 0.41, 1.0, Verdict::NoDifference),
            effect("ridge", 1, 0.0213, 0.002, 0.012, Verdict::Better),
            effect("lstm", 0, -0.0712, 0.0004, 0.0024, Verdict::Worse),
            effect("lstm", 1, 0.0014, 0.61, 1.0, Verdict::NoDifference),
        ],
    });
    record
}

/// One ticker whose study has no posts.
pub(crate) fn no_posts() -> RunRecord {
    let mut one = ticker("MSFT", 5, 37.0, CLOSE);
    one.series.score.clear();
    one.series.posts.clear();
    one.rows.retain(|r| !r.arm.has_text());
    let mut record = record("Prices alone", CLOSE, vec![one]);
    record.hashes.posts.clear();
    record
}

/// Rises and falls.
pub(crate) fn direction() -> RunRecord {
    let target = Target { kind: TargetKind::Direction, horizon: 1 };
    record("Up or down?", target, vec![ticker("AAPL", 11, 78.0, target), ticker("AMZN", 23, 398.0, target)])
}

/// Interrupted: rows without scores, and a protocol that sees the future.
pub(crate) fn interrupted() -> RunRecord {
    let mut record = study();
    record.complete = false;
    record.trials = TrialCounts { total: 320, succeeded: 200, failed: 0, missing: 120 };
    record.warnings = vec![
        "The folds are drawn at random, so models are trained on days after those they are tested on.".into(),
    ];
    for row in record.tickers.iter_mut().flat_map(|t| t.rows.iter_mut().skip(4)) {
        row.scores.clear();
        row.forecasts.clear();
        row.next = None;
        row.failures.clear();
        row.vs_persistence = None;
        row.vs_without_text = None;
    }
    record
}

fn quantiles(pinball: f64) -> QuantileScores {
    QuantileScores {
        levels: vec![0.025, 0.1, 0.5, 0.9, 0.975],
        pinball,
        crps: Some(2.1 * pinball),
        bands: vec![0.041, 0.092, 0.371, 0.352, 0.096, 0.048],
        widest: Some(IntervalScores { level: 0.95, coverage: 0.912, mean_width: pinball * 10.0 + 0.28 }),
    }
}

/// Models that answer at further horizons, and one with quantiles of its own.
pub(crate) fn several() -> RunRecord {
    let mut record = study();
    let target = record.target;
    record.further = vec![5, 10];
    for row in record.pooled.iter_mut().filter(|r| r.model != "ridge") {
        let intervals = held(&row.model, target);
        row.further =
            [5, 10].map(|horizon| FurtherIntervals { horizon, intervals: intervals.clone() }).to_vec();
    }
    for row in record.tickers.iter_mut().flat_map(|t| &mut t.rows).filter(|r| r.failures.is_empty()) {
        let Some(next) = row.next.as_mut() else { continue };
        let known = row.model != "ridge";
        for (k, horizon) in [5, 10].into_iter().enumerate().filter(|_| known) {
            let score = |metric: &str, mean: f64| MetricScore {
                metric: metric.into(),
                mean: Some(mean),
                sd: (row.seeds.len() > 1).then_some(0.02),
                undefined: None,
            };
            let naive = 2.0 + k as f64;
            row.further.push(FurtherScores {
                horizon,
                scores: vec![score("rmse", naive * 1.04), score("mae", naive * 0.81)],
                persistence: vec![score("rmse", naive), score("mae", naive * 0.8)],
                vs_persistence: row.vs_persistence.clone(),
                predicted: Vec::new(),
                probability: Vec::new(),
                quantile_values: Vec::new(),
                quantiles: (row.model == "lstm").then(|| quantiles(0.9 + 0.2 * k as f64)),
                intervals: held(&row.model, target),
            });
            let point = next.point * (1.01 + 0.01 * k as f64);
            next.ahead.push(NextAhead {
                horizon,
                date: next.date,
                point,
                probability: None,
                intervals: vec![Interval { level: 0.95, lower: point * 0.9, upper: point * 1.1 }],
                endless: Vec::new(),
                own_intervals: row.model == "lstm",
            });
        }
        if row.model == "lstm" {
            next.own_intervals = true;
            row.quantiles = Some(quantiles(0.412));
        }
    }
    record
}

/// Of ten days in a row two are tested, one is watched, and seven are learnt from.
fn dealt_out(dates: &[Date]) -> FoldPieces {
    let mut pieces =
        FoldPieces { train: Vec::new(), validation: Vec::new(), test: Vec::new(), dealt_out: true };
    let mut last = None;
    for (i, date) in dates.iter().enumerate() {
        let part = [0, 0, 1, 2, 2, 2, 2, 2, 2, 2][i * 7 % 10];
        let own =
            [&mut pieces.test, &mut pieces.validation, &mut pieces.train].into_iter().nth(part).unwrap();
        match own.last_mut() {
            Some(piece) if last == Some(part) => (piece.last, piece.samples) = (*date, piece.samples + 1),
            _ => own.push(Stretch { first: *date, last: *date, samples: 1 }),
        }
        last = Some(part);
    }
    pieces
}

/// A study whose samples were dealt out at random.
pub(crate) fn random_split() -> RunRecord {
    let mut record = study();
    let reason = "The samples were dealt out at random, so that models learnt from days after those that they were tested \
                  on. The scores are not evidence of what a forecast is worth.";
    record.not_evidence = Some(reason.into());
    record.warnings = vec!["This study divides its samples at random.".into()];
    record.verdict = vec![format!("No verdict. {reason}")];
    record.together = None;
    for row in &mut record.pooled {
        row.intervals.clear();
        for test in [&mut row.vs_persistence, &mut row.vs_without_text].into_iter().flatten() {
            *test = untested();
        }
    }
    for ticker in &mut record.tickers {
        ticker.folds.truncate(1);
        for fold in &mut ticker.folds {
            fold.pieces = Some(dealt_out(&ticker.series.dates[20..]));
        }
        for row in &mut ticker.rows {
            row.next = None;
            row.intervals.clear();
            row.tests = MoreTests::default();
            for test in [&mut row.vs_persistence, &mut row.vs_without_text].into_iter().flatten() {
                *test = untested();
            }
        }
    }
    record
}

/// A study whose tickers are forecast by models of the other ones; `same_dates`: of their tested days too.
pub(crate) fn left_out(same_dates: bool) -> RunRecord {
    let mut record = if same_dates { random_split() } else { study() };
    for ticker in &mut record.tickers {
        for fold in &mut ticker.folds {
            let validation = fold.validation.filter(|_| !same_dates);
            let last = if same_dates { fold.test.last } else { fold.train.last };
            let three = |s: Stretch| Stretch { samples: 3 * s.samples, ..s };
            let train = three(Stretch { last, ..fold.train });
            fold.pieces = None;
            fold.others = Some(OtherTickers { tickers: 3, train, validation: validation.map(three) });
        }
    }
    record
}

fn untested() -> TestResult {
    TestResult {
        statistic: None,
        p_value: None,
        n: 0,
        verdict: Verdict::Untested,
        words: "not tested: the random split sees the future".into(),
    }
}

/// No tickers at all.
pub(crate) fn empty() -> RunRecord {
    let mut record = record("Nothing", CLOSE, Vec::new());
    record.verdict.clear();
    record.findings.clear();
    record
}

/// A ticker with nothing in it.
pub(crate) fn hollow() -> RunRecord {
    let mut record = empty();
    record.tickers.push(TickerRecord {
        ticker: Ticker::new("NONE").unwrap(),
        series: DailySeries::default(),
        findings: Vec::new(),
        folds: Vec::new(),
        skipped_samples: 0,
        rows: Vec::new(),
    });
    record
}

/// Values that no chart may show: infinite, not a number, huge, constant.
pub(crate) fn wild() -> RunRecord {
    let mut record = study();
    let rows = &mut record.tickers[0].rows;
    for (i, p) in rows[2].forecasts.iter_mut().enumerate() {
        p.predicted = [f64::NAN, f64::INFINITY, 1e300, -1e300, p.predicted][i % 5];
    }
    for p in &mut rows[3].forecasts {
        (p.actual, p.predicted, p.last_known) = (5.0, 5.0, 5.0);
    }
    rows[4].scores[0].mean = Some(f64::NAN);
    rows[4].losses[0].epochs[3].train = f64::NAN;
    rows[4].losses[0].epochs[4].validation = Some(f64::INFINITY);
    rows[5].losses[0].epochs.truncate(1);
    let next = rows[5].next.as_mut().unwrap();
    next.intervals[0].lower = f64::NEG_INFINITY;
    next.intervals[1].upper = f64::NAN;
    record.tickers[0].series.close.fill(None);
    record
}

/// Pictures of 50 x 50 pixels, by Pillow.
const PNGS: [&str; 2] = [
    "iVBORw0KGgoAAAANSUhEUgAAADIAAAAyCAIAAACRXR/mAAAAs0lEQVR42u2XwQ6AIAxDKeH/f3meNBzQiMDstItXk/rKSk3p\
     xljynpwoJ7PwiUPL9qdGZdy0XhFJamLpfuPgBgUEsSws9+gpLcjETweES1z003JZiMwhoykLFNvXooWAm4gYAQFOWZd5YSPl\
     zCbl1qLQY0r5qgd/9PJBiCM/4ROhYiNZg1kViRZkYjPHdeR7C/h5Ky4+a4fOy+sfJs76WXGnBU5ZuhMjyIJoSRZT7ZOJI7MB\
     2TYXcQEBlDkAAAAASUVORK5CYII=",
    "iVBORw0KGgoAAAANSUhEUgAAADIAAAAyCAIAAACRXR/mAAAAxElEQVR42u2X4QqAIAyEPfHBffP1K5JRYen0xI2IRNCP23lV\
     CINLqmZj4Cm57kxYRUUGgeyx5Lxud5YKe41QS3GguNM2UWtXQBtjVcszWy1UMU8+iXgYb5tb4MT6ValbToO5ieiDGEnMtIa3\
     HMuxNsNKZonoTXRvNb58YaYWyPx+NRHreev9j9RP4opYMqKP3sQ9sFTaTgxfaZqehbVttXok56wePCAYPgMZerqOWh1d/Hup\
     NPKsqaVehunrxkaJ4AHRUAdIWzlp35Ss/AAAAABJRU5ErkJggg==",
];

/// A direction study whose models looked at pictures.
pub(crate) fn pictured() -> RunRecord {
    let mut record = direction();
    let ticker = &record.tickers[0];
    let days = &ticker.series.dates;
    let picture = |i: usize| PictureRecord {
        ticker: ticker.ticker.clone(),
        first: days[days.len() - 30 + i],
        date: days[days.len() - 21 + i],
        target_date: days[days.len() - 20 + i],
        rises: i.is_multiple_of(2),
        width: 50,
        height: 50,
        png: PNGS[i % 2].to_owned(),
    };
    record.pictures = (0..7).map(picture).collect();
    record
}

/// Strings that would be code, if they were not escaped.
pub(crate) fn hostile() -> RunRecord {
    const CODE: &str = "<script>alert(1)</script>\"'&\u{1b}[31m";
    let mut record = study();
    for text in [
        &mut record.name,
        &mut record.description,
        &mut record.protocol,
        &mut record.settings_toml,
        &mut record.hashes.prices,
        &mut record.bellwether,
    ] {
        text.push_str(CODE);
    }
    record.pictures = pictured().pictures;
    record.pictures[0].png.push_str(CODE);
    record.verdict.push(CODE.into());
    record.warnings.push(CODE.into());
    record.findings[0].message = CODE.into();
    for ticker in &mut record.tickers {
        ticker.findings[0].message = CODE.into();
        for row in ticker.rows.iter_mut().skip(2) {
            row.model.push_str(CODE);
            row.failures.extend((!row.failures.is_empty()).then(|| CODE.to_owned()));
            if let Some(test) = &mut row.vs_persistence {
                test.words.push_str(CODE);
            }
            for score in &mut row.scores {
                (score.mean, score.undefined) = (None, Some(CODE.into()));
                score.metric.push_str(if score.metric == "r2" { CODE } else { "" });
            }
        }
    }
    record
}

/// So many tickers with full rows.
pub(crate) fn many(n: usize) -> RunRecord {
    let tickers = (0..n)
        .map(|i| {
            let letter = |k: usize| char::from(b'A' + (k % 26) as u8);
            let name = format!("{}{}{}", letter(i / 26), letter(i * 7 + 3), letter(i));
            ticker(&name, 100 + i as u64, 20.0 + 3.0 * i as f64, CLOSE)
        })
        .collect();
    record("The whole market", CLOSE, tickers)
}
