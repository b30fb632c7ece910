//! Clusters against scikit-learn and the package hdbscan.

use std::collections::BTreeMap;

use bellwether_core::RunContext;
use bellwether_topics::Points;
use bellwether_topics::cluster::{ClusterParams, Clustering, HdbscanParams, KMeansParams};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Sets {
    sets: BTreeMap<String, Set>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Set {
    width: usize,
    values: Vec<f32>,
}

#[derive(Deserialize)]
struct Case {
    set: String,
    params: serde_json::Value,
    labels: Vec<i32>,
    probabilities: Option<Vec<f32>>,
    tied: Option<Vec<usize>>,
    start: Option<Vec<usize>>,
    inertia: Option<f64>,
}

#[derive(Deserialize)]
struct Soft {
    cases: Vec<SoftCase>,
}

#[derive(Deserialize)]
struct SoftCase {
    width: usize,
    values: Vec<f32>,
    new: Vec<f32>,
    min_cluster_size: usize,
    min_samples: usize,
    cluster_selection_epsilon: f64,
    labels: Vec<i32>,
    probabilities: Vec<Option<f32>>,
    new_labels: Vec<i32>,
    new_probabilities: Vec<Option<f32>>,
    vectors: Vec<Option<f32>>,
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    let path = format!("{}/tests/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn cases(kind: &str) -> Vec<(Case, Points)> {
    let Sets { sets, cases } = read("scikit-learn/clusters.json");
    let points = |case: &Case| Points::new(sets[&case.set].values.clone(), sets[&case.set].width).unwrap();
    cases
        .into_iter()
        .filter(|case| case.params["kind"] == kind)
        .map(|case| {
            let p = points(&case);
            (case, p)
        })
        .collect()
}

fn fit(params: &serde_json::Value, points: &Points) -> Clustering {
    let params: ClusterParams = serde_json::from_value(params.clone()).unwrap();
    params.fit(points, &RunContext::new(5)).unwrap()
}

fn signed(labels: &[Option<u32>]) -> Vec<i32> {
    labels.iter().map(|label| label.map_or(-1, |l| l as i32)).collect()
}

/// The agreement of two groupings beyond chance; noise is a group.
fn adjusted_rand(a: &[i32], b: &[i32]) -> f64 {
    let pairs = |count: usize| (count * count.saturating_sub(1)) as f64 / 2.0;
    let mut counts: [BTreeMap<(i32, i32), usize>; 3] = Default::default();
    for (&x, &y) in a.iter().zip(b) {
        for (counts, key) in counts.iter_mut().zip([(x, y), (x, 0), (0, y)]) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let [both, of_a, of_b] = counts.map(|c| c.values().map(|&n| pairs(n)).sum::<f64>());
    let expected = of_a * of_b / pairs(a.len());
    let largest = f64::midpoint(of_a, of_b);
    if largest == expected { 1.0 } else { (both - expected) / (largest - expected) }
}

/// The label of ours that most points of each other label have.
fn counterparts(theirs: &[i32], ours: &[i32]) -> BTreeMap<i32, i32> {
    let mut counts: BTreeMap<(i32, i32), usize> = BTreeMap::new();
    for pair in theirs.iter().zip(ours) {
        *counts.entry((*pair.0, *pair.1)).or_default() += 1;
    }
    let mut most: BTreeMap<i32, (usize, i32)> = BTreeMap::new();
    for ((theirs, ours), count) in counts {
        let best = most.entry(theirs).or_default();
        *best = (*best).max((count, ours));
    }
    let mut all: BTreeMap<i32, i32> = most.into_iter().map(|(theirs, (_, ours))| (theirs, ours)).collect();
    all.insert(-1, -1);
    all
}

#[test]
fn hdbscan_is_that_of_scikit_learn() {
    for (case, points) in cases("hdbscan") {
        let name = format!("{} {}", case.set, case.params);
        let found = fit(&case.params, &points);
        let ours = signed(&found.labels);
        // ties move single points, which weigh more in the many small clusters of leaves
        if case.params["cluster_selection"] != "leaf" {
            let agreement = adjusted_rand(&case.labels, &ours);
            assert!(agreement >= 0.98, "{name}: adjusted Rand {agreement}");
        }
        let tied = case.tied.unwrap();
        let untied: Vec<usize> = (0..points.len()).filter(|i| !tied.contains(i)).collect();
        assert!(untied.len() * 3 > 2 * points.len(), "{name}: {} tied", tied.len());
        let of = |labels: &[i32]| -> Vec<i32> { untied.iter().map(|&i| labels[i]).collect() };
        let agreement = adjusted_rand(&of(&case.labels), &of(&ours));
        assert!(agreement >= 0.98, "{name}: adjusted Rand {agreement} without ties");
        let same = counterparts(&case.labels, &ours);
        let expected = case.probabilities.unwrap();
        for i in untied.into_iter().filter(|&i| same[&case.labels[i]] == ours[i]) {
            let (p, expected) = (found.probabilities[i], expected[i]);
            assert!((p - expected).abs() < 1e-5, "{name}: point {i}: probability {p}, expected {expected}");
        }
    }
}

#[test]
fn membership_and_prediction_are_those_of_the_package_hdbscan() {
    let Soft { cases } = read("hdbscan/soft.json");
    for (at, case) in cases.into_iter().enumerate() {
        let points = Points::new(case.values, case.width).unwrap();
        let params = HdbscanParams {
            min_cluster_size: case.min_cluster_size,
            min_samples: Some(case.min_samples),
            cluster_selection_epsilon: case.cluster_selection_epsilon,
            ..HdbscanParams::default()
        };
        let found = ClusterParams::Hdbscan(params).fit(&points, &RunContext::new(1)).unwrap();
        let ours = signed(&found.labels);
        let agreement = adjusted_rand(&case.labels, &ours);
        assert!(agreement >= 0.98, "case {at}: adjusted Rand {agreement}");
        let same = counterparts(&case.labels, &ours);
        let (mut compared, all) = (0, 3 * points.len());
        let mut equal = |what: &str, i: usize, found: f32, expected: Option<f32>| {
            if let Some(expected) = expected {
                compared += 1;
                assert!(
                    (found - expected).abs() < 1e-5,
                    "case {at}, {what} {i}: {found}, expected {expected}"
                );
            }
        };
        let count = found.clusters;
        assert_eq!(case.vectors.len(), count * points.len(), "case {at}: clusters");
        let vectors = found.membership_vectors();
        for i in 0..points.len() {
            equal("probability", i, found.probabilities[i], case.probabilities[i]);
            // which cluster's largest λ scales the vector of noise between several is the package's choice
            let own = &vectors[i * count..][..count];
            let expected = &case.vectors[i * count..][..count];
            let sum: Option<f32> = expected.iter().copied().sum();
            let (scale, sum) =
                if case.labels[i] < 0 { (own.iter().sum(), sum) } else { (1.0, sum.map(|_| 1.0)) };
            for (j, expected) in expected.iter().enumerate() {
                let expected = expected.zip(sum).map(|(v, sum)| v / sum);
                equal("vector", i, own[same[&(j as i32)] as usize] / scale, expected);
            }
        }
        let new = Points::new(case.new, case.width).unwrap();
        let (labels, probabilities) = found.predict(&new).unwrap();
        for i in 0..new.len() {
            equal("new point", i, probabilities[i], case.new_probabilities[i]);
            if case.new_probabilities[i].is_some() {
                assert_eq!(signed(&labels)[i], same[&case.new_labels[i]], "case {at}, new point {i}");
            }
        }
        assert!(compared * 4 > all * 3, "case {at}: {compared} of {all} compared");
    }
}

/// The sum of squared distances of points to the means of their labels.
fn inertia(points: &Points, labels: &[i32]) -> f64 {
    let width = points.width();
    let mut means: BTreeMap<i32, (f64, Vec<f64>)> = BTreeMap::new();
    for (row, label) in points.rows().zip(labels) {
        let (size, sum) = means.entry(*label).or_insert_with(|| (0.0, vec![0.0; width]));
        *size += 1.0;
        sum.iter_mut().zip(row).for_each(|(s, &v)| *s += f64::from(v));
    }
    let of = |(row, label): (&[f32], &i32)| -> f64 {
        let (size, sum) = &means[label];
        row.iter().zip(sum).map(|(&v, s)| (f64::from(v) - s / size).powi(2)).sum()
    };
    points.rows().zip(labels).map(of).sum()
}

#[test]
fn k_means_from_the_same_start_is_that_of_scikit_learn() {
    let cases = cases("k-means");
    assert!(cases.len() >= 16, "{}", cases.len());
    for (case, points) in cases {
        let name = format!("{} {}", case.set, case.params);
        let start = points.select(&case.start.unwrap());
        let params = KMeansParams {
            clusters: start.len(),
            tolerance: 0.0,
            max_steps: 1000,
            ..KMeansParams::default()
        };
        let found = params.fit_from(&points, &start, &RunContext::new(1)).unwrap();
        let (ours, theirs) = (inertia(&points, &signed(&found.labels)), case.inertia.unwrap());
        assert!(ours <= theirs * (1.0 + 1e-6), "{name}: inertia {ours}, scikit-learn's {theirs}");
        let (again, _) = found.predict(&points).unwrap();
        assert_eq!(again, found.labels, "{name}");
        let drawn = ClusterParams::KMeans(KMeansParams { clusters: start.len(), ..KMeansParams::default() })
            .fit(&points, &RunContext::new(1))
            .unwrap();
        let drawn = inertia(&points, &signed(&drawn.labels));
        assert!(drawn <= theirs * 1.02, "{name}: inertia {drawn} from ten starts, {theirs} from one");
    }
}

#[test]
fn agglomerative_clusters_are_those_of_scikit_learn() {
    // of the grid most distances are equal, and scikit-learn's choice is no one's
    for (case, points) in cases("agglomerative").into_iter().filter(|(case, _)| case.set != "grid") {
        let found = fit(&case.params, &points);
        let agreement = adjusted_rand(&case.labels, &signed(&found.labels));
        assert_eq!(agreement, 1.0, "{} {}", case.set, case.params);
    }
}

#[test]
fn dbscan_is_that_of_scikit_learn() {
    for (case, points) in cases("dbscan") {
        let name = format!("{} {}", case.set, case.params);
        let found = fit(&case.params, &points);
        let ours = signed(&found.labels);
        let decided: Vec<usize> = (0..points.len()).filter(|&i| case.labels[i] != -2).collect();
        assert!(decided.len() + 5 > points.len(), "{name}");
        let of = |labels: &[i32]| -> Vec<i32> { decided.iter().map(|&i| labels[i]).collect() };
        assert_eq!(adjusted_rand(&of(&case.labels), &of(&ours)), 1.0, "{name}");
        assert!(
            (0..points.len()).all(|i| case.labels[i] != -2 || ours[i] >= 0),
            "{name}: a border point is noise"
        );
        let (again, _) = found.predict(&points).unwrap();
        assert_eq!(again, found.labels, "{name}");
    }
}
