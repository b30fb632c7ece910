//! What holds of all groupings.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use bellwether_topics::cluster::{
    AgglomerativeParams, ClusterParams, Clustering, DbscanParams, HdbscanParams, KMeansParams, Linkage,
    Selection,
};
use bellwether_topics::{Points, TopicsError};
use proptest::prelude::*;

fn hdbscan() -> Vec<ClusterParams> {
    let base = HdbscanParams { min_cluster_size: 5, min_samples: Some(4), ..HdbscanParams::default() };
    vec![
        ClusterParams::Hdbscan(HdbscanParams { cluster_selection: Selection::Leaf, ..base.clone() }),
        ClusterParams::Hdbscan(HdbscanParams { allow_single_cluster: true, ..base.clone() }),
        ClusterParams::Hdbscan(HdbscanParams { cluster_selection_epsilon: 1.0, ..base.clone() }),
        ClusterParams::Hdbscan(base),
    ]
}

/// Methods whose result does not depend on the order of the rows.
fn without_order() -> Vec<ClusterParams> {
    let mut all = hdbscan();
    all.push(ClusterParams::Dbscan(DbscanParams { reach: 1.5, min_samples: 4 }));
    all
}

fn all() -> Vec<ClusterParams> {
    let mut all = without_order();
    all.push(ClusterParams::KMeans(KMeansParams { clusters: 4, ..KMeansParams::default() }));
    all.extend(
        [Linkage::Ward, Linkage::Average, Linkage::Complete, Linkage::Single]
            .map(|linkage| ClusterParams::Agglomerative(AgglomerativeParams { clusters: 4, linkage })),
    );
    all
}

/// Around a few places, on a coarse lattice, so that many points and distances are equal.
fn points() -> impl Strategy<Value = Points> {
    let coordinate = |center: i32| (-6..=6_i32).prop_map(move |v| (center * 8) as f32 + v as f32 * 0.25);
    let row = (0..3_i32, 0..2_i32).prop_flat_map(move |(x, y)| [coordinate(x), coordinate(y), coordinate(0)]);
    prop::collection::vec(row, 30..150).prop_map(|rows| Points::new(rows.concat(), 3).unwrap())
}

/// Each point with the first point of its group; noise with none.
fn groups(found: &Clustering) -> Vec<Option<usize>> {
    found.labels.iter().map(|&own| own.and_then(|_| found.labels.iter().position(|&l| l == own))).collect()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

/// Numbers that look random.
fn scattered(count: usize, width: usize) -> Points {
    let values = (0..(count * width) as u64)
        .map(|i| {
            let mixed = (i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let group = (i / width as u64) % 7 * 3;
            (mixed >> 40) as f32 / (1 << 24) as f32 + group as f32
        })
        .collect();
    Points::new(values, width).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_in_another_order_are_the_same_groups(points in points(), seed in any::<u64>()) {
        let n = points.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let other = points.select(&order);
        for params in without_order() {
            let (a, b) = match (params.fit(&points, &RunContext::new(1)), params.fit(&other, &RunContext::new(1))) {
                (Ok(a), Ok(b)) => (a, b),
                (a, b) => { prop_assert!(a.is_err() && b.is_err()); continue }
            };
            prop_assert_eq!(a.clusters, b.clusters);
            let of_a = groups(&a);
            let (rows_a, rows_b) = (a.membership_vectors(), b.membership_vectors());
            // sums over the clusters, in the order of their labels, which equally large clusters may exchange
            let inside = |rows: &[f32], at: usize| -> f32 { rows[at * a.clusters..][..a.clusters].iter().sum() };
            for (at, &i) in order.iter().enumerate() {
                prop_assert_eq!(a.labels[i].is_some(), b.labels[at].is_some());
                prop_assert_eq!(a.probabilities[i].to_bits(), b.probabilities[at].to_bits());
                prop_assert!((inside(&rows_a, i) - inside(&rows_b, at)).abs() < 1e-5);
                if let Some(first) = of_a[i] {
                    let there = order.iter().position(|&o| o == first).unwrap();
                    prop_assert_eq!(b.labels[at], b.labels[there]);
                }
            }
        }
    }

    #[test]
    fn labels_go_by_size_and_probabilities_are_shares(points in points()) {
        for params in all() {
            let Ok(found) = params.fit(&points, &RunContext::new(3)) else { continue };
            let mut sizes = vec![0_usize; found.clusters];
            found.labels.iter().flatten().for_each(|&l| sizes[l as usize] += 1);
            prop_assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes.iter().all(|&s| s > 0), "{:?}", sizes);
            for (label, &p) in found.labels.iter().zip(&found.probabilities) {
                prop_assert!((0.0..=1.0).contains(&p) && (label.is_some() || p == 0.0));
            }
            let vectors = found.membership_vectors();
            prop_assert_eq!(vectors.len(), found.clusters * points.len());
            for row in vectors.chunks(found.clusters.max(1)) {
                prop_assert!(row.iter().all(|&p| p >= 0.0) && row.iter().sum::<f32>() < 1.0001, "{:?}", row);
            }
            let (labels, probabilities) = found.predict(&points).unwrap();
            prop_assert!(labels.iter().flatten().all(|&l| (l as usize) < found.clusters));
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
        }
    }

    #[test]
    fn shortest_edges_make_the_tree_that_prims_method_makes(points in points()) {
        // cut at two clusters, single linkage parts at the longest edge of the spanning tree
        let found = ClusterParams::Agglomerative(AgglomerativeParams { clusters: 2, linkage: Linkage::Single })
            .fit(&points, &RunContext::new(1));
        let Ok(found) = found else { return Ok(()) };
        let apart = |i: usize, j: usize| -> f64 {
            points.row(i).iter().zip(points.row(j)).map(|(a, b)| f64::from(a - b).powi(2)).sum()
        };
        let n = points.len();
        let (mut near, mut inside, mut longest) = (vec![f64::INFINITY; n], vec![false; n], 0.0_f64);
        near[0] = 0.0;
        for _ in 0..n {
            let next = (0..n).filter(|&i| !inside[i]).min_by(|&a, &b| near[a].total_cmp(&near[b])).unwrap();
            inside[next] = true;
            longest = longest.max(near[next]);
            (0..n).for_each(|i| near[i] = near[i].min(apart(next, i)));
        }
        let between = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        let gap = between
            .filter(|&(i, j)| found.labels[i] != found.labels[j])
            .map(|(i, j)| apart(i, j))
            .fold(f64::INFINITY, f64::min);
        prop_assert_eq!(gap, longest);
    }
}

#[test]
fn threads_do_not_matter() {
    let points = scattered(3000, 3);
    for params in all() {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| params.fit(&points, &RunContext::new(7)).unwrap())
        };
        let (one, four) = (on(1), on(4));
        assert_eq!(one.labels, four.labels, "{params:?}");
        assert_eq!(bits(&one.probabilities), bits(&four.probabilities), "{params:?}");
        assert_eq!(bits(&one.membership_vectors()), bits(&four.membership_vectors()), "{params:?}");
    }
}

#[test]
fn too_few_points_are_refused() {
    let few = scattered(3, 2);
    for params in all() {
        let found = params.fit(&few, &RunContext::new(1));
        assert!(matches!(found, Err(TopicsError::TooFewDocuments { found: 3, .. })), "{params:?}");
    }
    let error = hdbscan()[0].fit(&few, &RunContext::new(1)).unwrap_err();
    assert_eq!(error.to_string(), "3 documents, and min_cluster_size = 5 needs at least 5");
}

#[test]
fn points_at_one_place_are_refused_or_one_cluster() {
    let same = Points::new(vec![2.5; 80], 2).unwrap();
    for params in all() {
        match (&params, params.fit(&same, &RunContext::new(1))) {
            (ClusterParams::Dbscan(_), Ok(found)) => assert_eq!(found.labels, vec![Some(0); 40]),
            (_, Err(TopicsError::AllTheSame { documents: 40 })) => {}
            (_, found) => panic!("{params:?}: {found:?}"),
        }
    }
}

#[test]
fn two_places_are_two_clusters_of_certain_members() {
    let values: Vec<f32> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { 3.0 }).collect();
    let points = Points::new(values, 1).unwrap();
    for params in hdbscan().into_iter().skip(3) {
        let found = params.fit(&points, &RunContext::new(1)).unwrap();
        assert_eq!(found.clusters, 2);
        assert_eq!(found.labels[..2], [Some(0), Some(1)]);
        assert!(found.probabilities.iter().all(|&p| p == 1.0));
        let (labels, probabilities) = found.predict(&points).unwrap();
        assert_eq!((labels, probabilities), (found.labels, found.probabilities));
    }
    let error = ClusterParams::KMeans(KMeansParams { clusters: 3, ..KMeansParams::default() })
        .fit(&points, &RunContext::new(1))
        .unwrap_err();
    assert_eq!(error.to_string(), "2 documents, and clusters = 3 needs at least 3");
}

#[test]
fn huge_and_tiny_coordinates_do_not_break() {
    for factor in [1e37_f32, 1e-37] {
        let values = scattered(200, 2).values().iter().map(|v| (v - 5.0) * factor).collect();
        let points = Points::new(values, 2).unwrap();
        let found = hdbscan()[3].fit(&points, &RunContext::new(1)).unwrap();
        assert_eq!(found.labels, hdbscan()[3].fit(&scattered(200, 2), &RunContext::new(1)).unwrap().labels);
        let far = Points::new(vec![f32::MAX, -f32::MAX], 2).unwrap();
        assert_eq!(found.predict(&far).unwrap().0.len(), 1);
    }
}

#[test]
fn a_stopped_run_stops() {
    let stop = Arc::new(AtomicBool::new(true));
    let run = RunContext::with_stop(1, stop);
    for params in all() {
        assert!(matches!(params.fit(&scattered(100, 2), &run), Err(TopicsError::Stopped)), "{params:?}");
    }
}

#[test]
fn settings_out_of_range_and_unknown_ones_are_refused() {
    let parse = |text: &str| serde_json::from_str::<ClusterParams>(text);
    let run = RunContext::new(1);
    let points = scattered(50, 2);
    for text in [
        r#"{"kind": "hdbscan", "min_cluster_size": 1}"#,
        r#"{"kind": "hdbscan", "min_samples": 0}"#,
        r#"{"kind": "hdbscan", "cluster_selection_epsilon": -1}"#,
        r#"{"kind": "k-means", "clusters": 0}"#,
        r#"{"kind": "k-means", "tolerance": -0.1}"#,
        r#"{"kind": "agglomerative", "clusters": 0}"#,
        r#"{"kind": "dbscan", "reach": 0}"#,
        r#"{"kind": "dbscan", "min_samples": 0}"#,
    ] {
        let params = parse(text).unwrap();
        assert!(matches!(params.validate(), Err(TopicsError::Setting { .. })), "{text}");
        assert!(matches!(params.fit(&points, &run), Err(TopicsError::Setting { .. })), "{text}");
    }
    assert!(parse(r#"{"kind": "hdbscan", "min_size": 5}"#).is_err());
    assert!(parse(r#"{"kind": "optics"}"#).is_err());
    let found = hdbscan()[3].fit(&points, &run).unwrap();
    assert!(matches!(found.predict(&scattered(5, 3)), Err(TopicsError::Width { found: 3, expected: 2 })));
}
