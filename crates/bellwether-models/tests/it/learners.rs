//! The classical learners against scikit-learn, Shapley values of trees against `shap` and against their definition.

use bellwether_core::{
    FitError, Fitted, Forecaster, Further, Origin, RunContext, Sample, TargetKind, TrainSet,
};
use bellwether_models::classical::{
    BoostedTrees, BoostedTreesParams, Cart, CartParams, ElasticNet, ElasticNetParams, Forest, ForestParams,
    MaxFeatures, Ridge, RidgeParams, Rows, TreesLoss,
};
use bellwether_models::{ModelSpec, restore};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Series, target};

#[derive(Deserialize)]
struct Case {
    name: String,
    target: String,
    settings: Value,
    missing: bool,
    tolerance: f64,
    rows: usize,
    loss: Option<f64>,
    expected: Vec<f64>,
    importances: Option<Vec<f64>>,
    shap: Option<Vec<Vec<f64>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Reference {
    train: usize,
    x: Vec<Vec<f64>>,
    gap_x: Vec<Vec<Option<f64>>>,
    number: Vec<f64>,
    label: Vec<f64>,
    watched: Vec<f64>,
    cases: Vec<Case>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../reference/scikit-learn/learners.json")).unwrap()
}

impl Reference {
    fn targets(&self, case: &Case) -> &[f64] {
        if case.target == "label" { &self.label } else { &self.number }
    }

    fn rows(&self, missing: bool) -> Vec<Vec<f64>> {
        let with_gaps = |row: &Vec<Option<f64>>| row.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        if missing { self.gap_x.iter().map(with_gaps).collect() } else { self.x.clone() }
    }

    fn cases(&self, name: &str) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(move |case| case.name == name)
    }
}

fn close(found: f64, expected: f64, tolerance: f64, what: &dyn std::fmt::Debug) {
    let apart = (found - expected).abs();
    assert!(apart <= tolerance * expected.abs().max(1.0), "{found} for {expected}: {what:?}");
}

/// `n / (2 n_c)` for each label, as scikit-learn's "balanced".
fn class_weights(y: &[f64]) -> Vec<f64> {
    let (n, rises) = (y.len() as f64, y.iter().sum::<f64>());
    y.iter().map(|y| n / (2.0 * if *y > 0.5 { rises } else { n - rises })).collect()
}

fn compare_shap(
    shap: impl Fn(&[f64]) -> Vec<f64>,
    score: impl Fn(&[f64]) -> f64,
    rows: &[Vec<f64>],
    case: &Case,
) {
    for (row, expected) in rows.iter().zip(case.shap.iter().flatten()) {
        let found = shap(row);
        found.iter().zip(expected).for_each(|(f, e)| close(*f, *e, case.tolerance.max(1e-6), &case.settings));
        close(found.iter().sum(), score(row), 1e-10, &case.settings);
    }
}

#[test]
fn trees_are_those_of_scikit_learn() {
    let reference = reference();
    let (rows, n) = (reference.rows(false), reference.train);
    let x = rows[..n].concat();
    for case in reference.cases("decision-tree") {
        let mut settings = case.settings.clone();
        let balanced = settings.as_object_mut().unwrap().remove("balanced").is_some();
        let params: CartParams = serde_json::from_value(settings).unwrap();
        let y = &reference.targets(case)[..n];
        let weights = if balanced { class_weights(y) } else { vec![1.0; n] };
        let tree = Cart::fit(&x, y, &weights, &params);
        for (row, expected) in rows[n..].iter().zip(&case.expected) {
            close(tree.predict(row), *expected, case.tolerance, &case.settings);
        }
        for (found, expected) in tree.importances().iter().zip(case.importances.as_ref().unwrap()) {
            close(*found, *expected, case.tolerance, &case.settings);
        }
        compare_shap(|row| tree.shap(row), |row| tree.predict(row), &rows[n..], case);
    }
}

/// Without draws the trees are all the same, and means over them show.
#[test]
fn a_forest_that_draws_nothing_is_that_of_scikit_learn() {
    let reference = reference();
    let (rows, n) = (reference.rows(false), reference.train);
    let x = rows[..n].concat();
    for case in reference.cases("random-forest") {
        let mut settings = case.settings.clone();
        let balanced = settings.as_object_mut().unwrap().remove("balanced").is_some();
        let tree: CartParams = serde_json::from_value(settings).unwrap();
        let params = ForestParams { trees: 4, max_features: MaxFeatures::All, bootstrap: false, tree };
        let (y, run) = (&reference.targets(case)[..n], RunContext::new(1));
        let is_direction = case.target == "label";
        let weights = if balanced { class_weights(y) } else { vec![1.0; n] };
        let forest = Forest::fit(&x, y, &weights, is_direction, &params, &run, "test").unwrap();
        for (row, expected) in rows[n..].iter().zip(&case.expected) {
            close(forest.predict(row), *expected, case.tolerance, &case.settings);
        }
        for (found, expected) in forest.importances().iter().zip(case.importances.as_ref().unwrap()) {
            close(*found, *expected, case.tolerance, &case.settings);
        }
        compare_shap(|row| forest.shap(row), |row| forest.predict(row), &rows[n..], case);
    }
}

fn boosted(reference: &Reference, case: &Case) -> BoostedTrees {
    let mut settings = case.settings.clone();
    let balanced = settings.as_object_mut().unwrap().remove("balanced").is_some();
    let level = settings.as_object_mut().unwrap().remove("level").and_then(|v| v.as_f64());
    let params: BoostedTreesParams = serde_json::from_value(settings).unwrap();
    let n = case.rows;
    let (x, y) = (reference.rows(case.missing)[..n].concat(), &reference.targets(case)[..n]);
    let weights = balanced.then(|| class_weights(y));
    let loss = match (level, case.target.as_str()) {
        (Some(level), _) => TreesLoss::Quantile { level },
        (None, "label") => TreesLoss::Logistic,
        (None, _) => TreesLoss::SquaredError,
    };
    let (rows, none) = (Rows { inputs: &x, targets: y }, Rows { inputs: &[], targets: &[] });
    BoostedTrees::fit(rows, weights.as_deref(), none, loss, &params, &RunContext::new(1), "test").unwrap()
}

#[test]
fn histogram_boosting_is_that_of_scikit_learn() {
    let reference = reference();
    let n = reference.train;
    for case in reference.cases("histogram-boosting") {
        let rows = reference.rows(case.missing);
        let trees = boosted(&reference, case);
        for (row, expected) in rows[n..].iter().zip(&case.expected) {
            close(
                trees.predict(row),
                *expected,
                case.tolerance,
                &(&case.target, &case.settings, case.missing),
            );
        }
        compare_shap(|row| trees.shap(row), |row| trees.score(row), &rows[n..], case);
        // scikit-learn's gradients are of single precision
        for (found, expected) in trees.importances().iter().zip(case.importances.as_ref().unwrap()) {
            close(*found, *expected, 1e-7, &case.settings);
        }
    }
}

#[test]
fn quantiles_are_as_near_as_those_of_scikit_learn() {
    let reference = reference();
    for case in reference.cases("quantile") {
        let trees = boosted(&reference, case);
        let level = case.settings["level"].as_f64().unwrap();
        let pinball = |y: f64, q: f64| (level * (y - q)).max((level - 1.0) * (y - q));
        let pairs = reference.x[..case.rows].iter().zip(&reference.number);
        let loss = pairs.map(|(row, y)| pinball(*y, trees.predict(row))).sum::<f64>() / case.rows as f64;
        // of splits that are equally good each takes another
        close(loss, case.loss.unwrap(), 0.05 * case.loss.unwrap(), &case.settings);
    }
}

#[test]
fn boosting_ends_at_the_best_loss_of_what_it_watches() {
    let reference = reference();
    let x = reference.x.concat();
    let (width, n) = (reference.x[0].len(), reference.train);
    let y = &reference.number;
    let params =
        BoostedTreesParams { trees: 200, learning_rate: 0.3, patience: 200, ..BoostedTreesParams::default() };
    let train = Rows { inputs: &x[..200 * width], targets: &y[..200] };
    let watched = Rows { inputs: &x[200 * width..n * width], targets: &y[200..n] };
    let loss = TreesLoss::SquaredError;
    let run = RunContext::new(1);
    let trees = BoostedTrees::fit(train, None, watched, loss, &params, &run, "test").unwrap();
    let best = (0..200).min_by(|a, b| reference.watched[*a].total_cmp(&reference.watched[*b])).unwrap();
    assert_eq!(trees.trees().len(), best + 1);
    for ([_, found], expected) in trees.losses().iter().zip(&reference.watched) {
        close(*found, *expected, 2e-5, &"loss");
    }
    let short = BoostedTreesParams { patience: 3, ..params };
    let stopped = BoostedTrees::fit(train, None, watched, loss, &short, &run, "test").unwrap();
    assert!(stopped.losses().len() < 200);
    assert_eq!(stopped.losses().len(), stopped.trees().len() + 3);
}

/// A frame whose windows of one row are the rows, and its samples.
fn fitted(
    spec: &ModelSpec,
    rows: &[Vec<f64>],
    y: &[f64],
    n: usize,
    is_label: bool,
) -> (Box<dyn Fitted>, Series) {
    let kind = if is_label { TargetKind::Direction } else { TargetKind::LogReturn };
    let series = Series::new(rows, target(kind, 1));
    let sample = |row: usize| Sample { row, target: y[row], last_known: 0.0 };
    let samples: Vec<Sample> = (0..n).map(sample).collect();
    let (train, watched) = samples.split_at(n - 30);
    let set = TrainSet::new(series.frame.view(), train, watched, series.target);
    (spec.build().fit(&set, &RunContext::new(1)).unwrap(), series)
}

/// Through the recipes, so that none of their settings is left out.
#[test]
fn models_are_those_of_scikit_learn() {
    let reference = reference();
    let rows = reference.rows(false);
    let held = reference.train;
    let mut compared = std::collections::BTreeMap::new();
    // what the recipes learn from has no gaps
    for case in reference.cases.iter().filter(|case| case.name != "quantile" && !case.missing) {
        let mut spec = json!({ "kind": case.name, "lookback": 1, "scaler": "none" });
        if case.name == "random-forest" {
            (spec["trees"], spec["bootstrap"], spec["max-features"]) = (json!(4), json!(false), json!("all"));
        }
        if case.name == "decision-tree" {
            spec["max-depth"] = json!(0);
        }
        for (key, value) in case.settings.as_object().unwrap() {
            spec[key] = value.clone();
        }
        let spec: ModelSpec = serde_json::from_value(spec).unwrap();
        let is_label = case.target == "label";
        let what = (&case.name, &case.settings);
        let (fitted, series) = fitted(&spec, &rows, reference.targets(case), case.rows, is_label);
        let restored = restore(&fitted.to_bytes()).unwrap();
        for (i, expected) in case.expected.iter().enumerate() {
            let forecast = fitted.forecast(&series.origin(held + i)).unwrap();
            assert_eq!(restored.forecast(&series.origin(held + i)).unwrap(), forecast);
            match forecast.probability {
                Some(probability) => close(probability, *expected, case.tolerance, &what),
                // of a support vector machine the distance is known, of which the forecast is the side
                None if is_label => assert_eq!(forecast.point, f64::from(*expected > 0.0), "{what:?}"),
                None => close(forecast.point, *expected, case.tolerance, &what),
            }
        }
        if let Some(importances) = &case.importances {
            let found = fitted.importances();
            assert_eq!(found.len(), importances.len(), "{what:?}");
            // scikit-learn's histograms hold gradients of single precision
            let tolerance = if case.name == "histogram-boosting" { 1e-7 } else { case.tolerance };
            found.iter().zip(importances).for_each(|(f, e)| close(*f, *e, tolerance, &what));
            assert_eq!(restored.importances(), found);
        }
        *compared.entry(case.name.as_str()).or_insert(0) += 1;
    }
    let trees =
        [("decision-tree", 4), ("random-forest", 4), ("gradient-boosting", 4), ("histogram-boosting", 5)];
    for (name, cases) in trees {
        assert_eq!(compared.remove(name), Some(cases), "{name}");
    }
    assert!(compared.values().sum::<i32>() >= 23, "{compared:?}");
}

/// Shapley values as the sum over all subsets, for one tree given by what it expects of each subset.
fn by_subsets(expect: &dyn Fn(u32) -> f64, inputs: usize) -> Vec<f64> {
    let factorial = |n: usize| (1..=n).map(|v| v as f64).product::<f64>();
    let phi = |j: usize| {
        let without = (0..1u32 << inputs).filter(|set| set & (1 << j) == 0);
        let each = without.map(|set| {
            let size = set.count_ones() as usize;
            let share = factorial(size) * factorial(inputs - size - 1) / factorial(inputs);
            share * (expect(set | 1 << j) - expect(set))
        });
        each.sum::<f64>()
    };
    (0..inputs).map(phi).collect()
}

#[test]
fn shapley_values_are_the_sum_over_all_subsets() {
    let reference = reference();
    let (rows, n) = (reference.rows(false), reference.train);
    let x = rows[..n].concat();
    let run = RunContext::new(3);
    let params = ForestParams { trees: 7, ..ForestParams::default() };
    let forest =
        Forest::fit(&x, &reference.number[..n], &vec![1.0; n], false, &params, &run, "test").unwrap();
    for row in &rows[n..n + 5] {
        let expect = |set: u32| {
            let of = |tree: &bellwether_models::classical::Tree| {
                tree.expectation(&|input| if set & (1 << input) == 0 { None } else { Some(row[input]) })
            };
            forest.trees().iter().map(of).sum::<f64>() / 7.0
        };
        let found = forest.shap(row);
        for (found, expected) in found.iter().zip(by_subsets(&expect, 5)) {
            close(*found, expected, 1e-11, &"subset");
        }
        close(found[5], expect(0), 1e-12, &"mean");
        close(found.iter().sum(), forest.predict(row), 1e-12, &"additivity");
    }
}

#[test]
fn forest_has_the_same_bits_and_honest_shares() {
    let reference = reference();
    let (rows, n) = (reference.rows(false), reference.train);
    let x = rows[..n].concat();
    let fit = |seed, y: &[f64], direction| {
        let params = ForestParams { trees: 40, ..ForestParams::default() };
        Forest::fit(&x, &y[..n], &vec![1.0; n], direction, &params, &RunContext::new(seed), "test").unwrap()
    };
    assert_eq!(fit(1, &reference.number, false), fit(1, &reference.number, false));
    assert_ne!(fit(1, &reference.number, false), fit(2, &reference.number, false));
    let forest = fit(1, &reference.label, true);
    assert!(rows.iter().all(|row| (0.0..=1.0).contains(&forest.predict(row))));
    // the first three of five inputs make the label
    let importances = forest.importances();
    close(importances.iter().sum(), 1.0, 1e-12, &"importances");
    assert!(importances[0] > importances[3] && importances[0] > importances[4], "{importances:?}");
}

#[test]
fn elastic_net_almost_without_an_absolute_penalty_is_ridge() {
    let series = Series::wandering(120, target(TargetKind::Close, 1));
    let samples = series.samples(2..100);
    let set = series.train_set(&samples[..80], &samples[80..]);
    let net =
        ElasticNetParams { lookback: 1, alpha: 0.02, l1_ratio: 1e-3, tolerance: 1e-9, ..Default::default() };
    let ridge = RidgeParams { lookback: 1, alpha: 0.02 * samples.len() as f64, ..RidgeParams::default() };
    let run = RunContext::new(1);
    let (net, ridge) = (ElasticNet(net).fit(&set, &run).unwrap(), Ridge(ridge).fit(&set, &run).unwrap());
    for row in 100..118 {
        let (a, b) = (
            net.forecast(&series.origin(row)).unwrap().point,
            ridge.forecast(&series.origin(row)).unwrap().point,
        );
        // a thousandth of the penalty is absolute
        close(a, b, 1e-4, &row);
    }
}

#[test]
fn what_cannot_be_learnt_is_refused_with_values() {
    let parse = |text: &str| serde_json::from_str::<ModelSpec>(text).unwrap();
    let series = Series::wandering(60, target(TargetKind::Direction, 1));
    let rising: Vec<Sample> = (5..40).map(|row| Sample { row, target: 1.0, last_known: 1.0 }).collect();
    for kind in ["logistic-regression", "linear-svm", "gaussian-naive-bayes"] {
        let spec = parse(&format!(r#"{{"kind":"{kind}"}}"#));
        let found = spec.build().fit(&series.train_set(&rising, &[]), &RunContext::new(1)).err().unwrap();
        let FitError::Numerical { model, reason } = found else { panic!("{found:?}") };
        assert_eq!((model, reason.contains("all 35 training samples rise")), (kind, true), "{reason}");
    }
    let many = parse(r#"{"kind":"nearest-neighbours","neighbours":36}"#).build();
    let found = many.fit(&series.train_set(&rising, &[]), &RunContext::new(1)).err();
    let few = FitError::TooFewSamples { model: "nearest-neighbours", needed: 36, found: 35 };
    assert_eq!(found, Some(few));
    for (text, expected) in [
        (
            r#"{"kind":"histogram-boosting","max-leaves":1}"#,
            "histogram-boosting: `max-leaves` is 1; it must be 2 to 1024",
        ),
        (
            r#"{"kind":"histogram-boosting","bins":256}"#,
            "histogram-boosting: `bins` is 256; it must be 2 to 255",
        ),
        (r#"{"kind":"random-forest","trees":0}"#, "random-forest: `trees` is 0; it must be at least 1"),
        (
            r#"{"kind":"decision-tree","min-samples-split":1}"#,
            "decision-tree: `min-samples-split` is 1; it must be at least 2",
        ),
        (r#"{"kind":"linear-svm","c":0.0}"#, "linear-svm: `c` is 0; it must be a number above 0"),
        (r#"{"kind":"lasso","alpha":-1.0}"#, "lasso: `alpha` is -1; it must be a number above 0"),
        (r#"{"kind":"lasso","lookback":0}"#, "lasso: `lookback` is 0; a window has at least 1 row"),
    ] {
        assert_eq!(parse(text).build().validate().unwrap_err().to_string(), expected);
    }
    let number = target(TargetKind::Close, 1);
    let levels_series = Series::wandering(60, number);
    let found = parse(r#"{"kind":"logistic-regression"}"#).build();
    let found = found.fit(&levels_series.train_set(&rising, &[]), &RunContext::new(1)).err();
    assert!(matches!(found, Some(FitError::Target { model: "logistic-regression", .. })), "{found:?}");
    let levels = parse(r#"{"kind":"histogram-boosting","quantiles":[0.1,0.9]}"#).build();
    assert!(levels.suits(series.target, &[]).is_err());
    assert_eq!(levels.suits(number, &[]), Ok(()));
}

#[test]
fn quantiles_rise_and_cover() {
    let series = Series::wandering(400, target(TargetKind::LogReturn, 1));
    let samples = series.samples(5..390);
    let spec: ModelSpec = serde_json::from_str(
        r#"{"kind":"histogram-boosting","trees":20,"max-leaves":4,"quantiles":[0.1,0.5,0.9]}"#,
    )
    .unwrap();
    let fitted = spec.build().fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
    let mut inside = 0;
    for sample in &samples {
        let forecast = fitted.forecast(&series.origin(sample.row)).unwrap();
        let [low, middle, high] = &forecast.quantiles[..] else { panic!("{forecast:?}") };
        assert!(low.value <= middle.value && middle.value <= high.value);
        inside += usize::from((low.value..=high.value).contains(&sample.target));
    }
    // of what it learnt from, a leaf's quantiles hold four fifths; boosting narrows them
    let share = inside as f64 / samples.len() as f64;
    assert!((0.7..=0.95).contains(&share), "{share}");
}

#[test]
fn every_learner_is_restored_and_learns_from_several_series_and_horizons() {
    let kinds = [
        "lasso",
        "elastic-net",
        "logistic-regression",
        "linear-svm",
        "gaussian-naive-bayes",
        "nearest-neighbours",
        "decision-tree",
        "random-forest",
        "gradient-boosting",
        "histogram-boosting",
    ];
    for kind in kinds {
        let spec: ModelSpec = serde_json::from_value(json!({ "kind": kind, "lookback": 2 })).unwrap();
        let model = spec.build();
        let run = RunContext::new(5);
        for target_kind in [TargetKind::Close, TargetKind::Direction] {
            let series = [100, 130].map(|rows| Series::wandering(rows, target(target_kind, 1)));
            let samples = series.each_ref().map(|s| s.samples(2..80));
            let beyond = [0, 1].map(|i| series[i].at_horizon(&samples[i], 3));
            let further = beyond.each_ref().map(|train| [Further { horizon: 3, train, validation: &[] }]);
            let sets = [0, 1].map(|i| series[i].train_set(&samples[i], &[]).with_further(&further[i]));
            let of_directions = ["logistic-regression", "gaussian-naive-bayes"].contains(&kind);
            if of_directions && target_kind == TargetKind::Close {
                let refused = model.fit_global(&sets, &run).err();
                assert!(matches!(refused, Some(FitError::Target { .. })), "{refused:?}");
                continue;
            }
            let fitted = model.fit_global(&sets, &run).unwrap();
            let restored = restore(&fitted.to_bytes()).unwrap();
            assert_eq!(restored.to_bytes(), fitted.to_bytes());
            for (number, series) in series.iter().enumerate() {
                let at = Origin { series: number, ..series.origin(90) };
                let forecast = fitted.forecast(&at).unwrap();
                assert_eq!(restored.forecast(&at).unwrap(), forecast, "{kind}");
                assert_eq!(forecast.ahead[0].horizon, 3);
                let alone = model.fit(&sets[number], &run).unwrap().forecast(&series.origin(90)).unwrap();
                assert!(alone.point.is_finite() && alone.ahead[0].point.is_finite());
            }
            let unknown = Origin { series: 2, ..series[0].origin(90) };
            assert!(fitted.forecast(&unknown).is_err());
        }
    }
}
