use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::RunContext;
use bellwether_topics::reduce::{
    FittedReducer, Index, Metric, PcaParams, PcaSolver, ReduceParams, Search, Umap, UmapParams, UmapStart,
};
use bellwether_topics::{Points, TopicsError};

fn on_threads<T: Send>(threads: usize, f: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(f)
}

fn bits(points: &Points) -> Vec<u32> {
    points.values().iter().map(|v| v.to_bits()).collect()
}

fn reducers() -> Vec<ReduceParams> {
    let umap = |init| UmapParams { init, n_epochs: Some(30), ..UmapParams::default() };
    vec![
        ReduceParams::Umap(umap(UmapStart::Spectral)),
        ReduceParams::Umap(umap(UmapStart::Pca)),
        ReduceParams::Umap(umap(UmapStart::Random)),
        ReduceParams::Umap(UmapParams {
            metric: Metric::Euclidean,
            n_components: 2,
            ..umap(UmapStart::Spectral)
        }),
        ReduceParams::Pca(PcaParams::default()),
        ReduceParams::Pca(PcaParams { n_components: 3, solver: PcaSolver::Randomised }),
    ]
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let points = super::groups(700, 12, 5, 0.4, 1);
    let new = super::groups(40, 12, 5, 0.5, 1);
    for params in reducers() {
        let both = |threads| {
            on_threads(threads, || {
                let run = RunContext::new(4);
                let (low, fitted) = params.fit(&points, &run).unwrap();
                (bits(&low), bits(&fitted.transform(&new, &run).unwrap()))
            })
        };
        let one = both(1);
        assert_eq!(one, both(2), "{params:?}");
        assert_eq!(one, both(4), "{params:?}");
    }
}

#[test]
fn the_order_of_the_points_does_not_matter() {
    let points = super::groups(500, 12, 5, 0.4, 1);
    let order: Vec<usize> = (0..500).map(|i| i * 211 % 500).collect();
    let new = super::groups(20, 12, 5, 0.5, 1);
    for metric in [Metric::Cosine, Metric::Euclidean] {
        let umap = Umap::new(UmapParams { metric, n_epochs: Some(30), ..UmapParams::default() }).unwrap();
        let run = RunContext::new(4);
        let (low, fitted) = umap.fit(&points, &run).unwrap();
        let (other, other_fitted) = umap.fit(&points.select(&order), &run).unwrap();
        assert_eq!(bits(&low.select(&order)), bits(&other));
        let [a, b] = [&fitted, &other_fitted].map(|f| bits(&f.transform(&new, &run).unwrap()));
        assert_eq!(a, b);
    }
}

#[test]
fn cells_give_the_same_bits_on_any_number_of_threads() {
    let points = super::groups(3000, 12, 20, 0.4, 1);
    let found = |threads| {
        on_threads(threads, || {
            let run = RunContext::new(4);
            Index::new(&points, Metric::Cosine, Search::Cells, &run).unwrap().of_all(10, &run).unwrap()
        })
    };
    assert_eq!(found(1), found(2));
    assert_eq!(found(1), found(4));
}

#[test]
fn a_new_point_does_not_depend_on_the_others() {
    let points = super::groups(700, 12, 5, 0.4, 1);
    let new = super::groups(300, 12, 5, 0.5, 1);
    let run = RunContext::new(4);
    for params in reducers() {
        let (_, fitted) = params.fit(&points, &run).unwrap();
        let together = fitted.transform(&new, &run).unwrap();
        for i in [0, 7, 150, 299] {
            let alone = fitted.transform(&new.select(&[i]), &run).unwrap();
            assert_eq!(bits(&alone), bits(&together.select(&[i])), "{params:?}");
        }
    }
}

#[test]
fn the_points_of_the_fit_come_near_where_they_were() {
    let points = super::groups(600, 12, 6, 0.3, 2);
    let run = RunContext::new(1);
    let (low, fitted) = Umap::new(UmapParams::default()).unwrap().fit(&points, &run).unwrap();
    let again = fitted.transform(&points, &run).unwrap();
    let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
    let mut moved: Vec<f32> = low.rows().zip(again.rows()).map(|(a, b)| apart(a, b)).collect();
    moved.sort_by(f32::total_cmp);
    let mut between: Vec<f32> = (0..300).map(|i| apart(low.row(i), low.row(599 - i))).collect();
    between.sort_by(f32::total_cmp);
    println!("moved {} {}, between {}", moved[300], moved[570], between[150]);
    assert!(moved[300] < 0.1 * between[150], "median {}, between points {}", moved[300], between[150]);
    assert!(moved[570] < 0.25 * between[150], "most {}, between points {}", moved[570], between[150]);
}

#[test]
fn groups_stay_apart() {
    // also where the graph falls apart into as many parts
    for (noise, groups) in [(0.05, 4), (0.05, 20), (0.4, 4)] {
        let points = super::groups(600, 30, groups, noise, 3);
        let (low, _) = Umap::new(UmapParams::default()).unwrap().fit(&points, &RunContext::new(1)).unwrap();
        let nearest = Index::new(&low, Metric::Euclidean, Search::Exact, &RunContext::new(1)).unwrap();
        let nearest = nearest.of_all(5, &RunContext::new(1)).unwrap();
        let own =
            (0..600).filter(|&i| nearest.ids(i).iter().all(|&j| j as usize % groups == i % groups)).count();
        assert!(own >= 594, "{own} of 600 points have neighbours of their own group");
    }
}

#[test]
fn repeated_points_come_together() {
    let once = super::groups(120, 8, 4, 0.3, 3);
    let places: Vec<usize> = (0..360).map(|i| i / 3).collect();
    let mut params = UmapParams::default();
    for metric in [Metric::Cosine, Metric::Euclidean] {
        params.metric = metric;
        let umap = Umap::new(params.clone()).unwrap();
        let (low, _) = umap.fit(&once.select(&places), &RunContext::new(1)).unwrap();
        assert!(low.values().iter().all(|v| v.is_finite()));
        // most of a point many times, and a point of zeros
        let mut places = vec![5; 100];
        places.extend(0..20);
        let mut values = once.select(&places).values().to_vec();
        values.extend([0.0; 16]);
        let (low, fitted) = umap.fit(&Points::new(values, 8).unwrap(), &RunContext::new(1)).unwrap();
        assert!(low.values().iter().all(|v| v.is_finite()));
        let new = fitted.transform(&Points::new(vec![0.0; 8], 8).unwrap(), &RunContext::new(1)).unwrap();
        assert!(new.values().iter().all(|v| v.is_finite()));
    }
}

#[test]
fn what_cannot_be_reduced_is_refused() {
    let run = RunContext::new(1);
    let points = super::groups(40, 6, 3, 0.3, 3);
    let umap = Umap::new(UmapParams::default()).unwrap();
    let few = points.select(&(0..15).collect::<Vec<_>>());
    let refused = umap.fit(&few, &run).unwrap_err();
    assert!(
        matches!(
            refused,
            TopicsError::TooFewDocuments { found: 15, needed: 16, setting: "umap.n_neighbors", value: 15 }
        ),
        "{refused}"
    );
    assert!(umap.fit(&points.select(&(0..16).collect::<Vec<_>>()), &run).is_ok());
    let refused = umap.fit(&points.select(&[3; 40]), &run).unwrap_err();
    assert!(matches!(refused, TopicsError::AllTheSame { documents: 40 }), "{refused}");
    let (_, fitted) = umap.fit(&points, &run).unwrap();
    let refused = fitted.transform(&Points::new(vec![1.0; 7], 7).unwrap(), &run).unwrap_err();
    assert!(matches!(refused, TopicsError::Width { found: 7, expected: 6 }), "{refused}");

    let stopped = RunContext::with_stop(1, Arc::new(AtomicBool::new(true)));
    for params in reducers() {
        assert!(matches!(params.fit(&points, &stopped), Err(TopicsError::Stopped)), "{params:?}");
    }
    assert!(matches!(fitted.transform(&points, &stopped), Err(TopicsError::Stopped)));
}

#[test]
fn settings_out_of_range_are_refused() {
    let refused = |change: fn(&mut UmapParams)| {
        let mut params = UmapParams::default();
        change(&mut params);
        match params.validate() {
            Err(TopicsError::Setting { setting, .. }) => setting,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(|p| p.n_neighbors = 1), "umap.n_neighbors");
    assert_eq!(refused(|p| p.n_components = 0), "umap.n_components");
    assert_eq!(refused(|p| p.n_components = 101), "umap.n_components");
    assert_eq!(refused(|p| p.min_dist = 1.5), "umap.min_dist");
    assert_eq!(refused(|p| p.spread = f64::NAN), "umap.spread");
    assert_eq!(refused(|p| p.n_epochs = Some(0)), "umap.n_epochs");
    assert_eq!(refused(|p| p.learning_rate = 0.0), "umap.learning_rate");
    assert_eq!(refused(|p| p.negative_sample_rate = 0), "umap.negative_sample_rate");
}

#[test]
fn values_near_the_ends_of_single_precision_are_reduced() {
    let points = super::groups(80, 6, 3, 0.3, 3);
    for factor in [1e-30_f32, 1e15, 1e38] {
        let scaled = |points: &Points| {
            Points::new(points.values().iter().map(|v| v / 3.0 * factor).collect(), points.width()).unwrap()
        };
        for params in reducers() {
            let (_, fitted) = params.fit(&scaled(&points), &RunContext::new(1)).unwrap();
            fitted.transform(&scaled(&points), &RunContext::new(1)).unwrap();
        }
    }
    // a new point far beyond those of the fit
    let (_, fitted) = reducers()[3].fit(&points, &RunContext::new(1)).unwrap();
    fitted.transform(&Points::new(vec![3e38; 6], 6).unwrap(), &RunContext::new(1)).unwrap();
}

#[test]
fn settings_are_read_by_kind() {
    let params: ReduceParams =
        serde_json::from_str(r#"{"kind":"umap","n_neighbors":10,"metric":"euclidean"}"#).unwrap();
    let expected = UmapParams { n_neighbors: 10, metric: Metric::Euclidean, ..UmapParams::default() };
    assert_eq!(params, ReduceParams::Umap(expected));
    assert!(serde_json::from_str::<ReduceParams>(r#"{"kind":"umap","neighbours":10}"#).is_err());
    assert!(serde_json::from_str::<ReduceParams>(r#"{"kind":"pca","n_neighbors":10}"#).is_err());
    let points = super::groups(40, 6, 3, 0.3, 3);
    let (low, fitted) = ReduceParams::Pca(PcaParams::default()).fit(&points, &RunContext::new(1)).unwrap();
    assert!(matches!(fitted, FittedReducer::Pca(_)));
    assert_eq!(low.width(), 5);
}
