use bellwether_core::RunContext;
use bellwether_topics::TopicsError;
use bellwether_topics::reduce::{Pca, PcaParams, PcaSolver};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    n_components: usize,
    width: usize,
    rows: Vec<i32>,
    directions: Vec<Vec<f64>>,
    variances: Vec<f64>,
    shares: Vec<f64>,
    low: Vec<f64>,
    new: Vec<i32>,
    new_low: Vec<f64>,
}

fn near<'a>(found: impl IntoIterator<Item = &'a f64>, expected: &[f64], scale: f64) {
    let found: Vec<f64> = found.into_iter().copied().collect();
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() < 1e-4 * scale, "{f}, expected {e}");
    }
}

#[test]
fn components_are_those_of_scikit_learn() {
    let reference: Reference =
        serde_json::from_str(include_str!("../reference/scikit-learn/pca.json")).unwrap();
    for case in reference.cases {
        for solver in [PcaSolver::Exact, PcaSolver::Randomised] {
            let params = PcaParams { n_components: case.n_components, solver };
            let points = super::points(&case.rows, case.width);
            let (low, fitted) = Pca::new(params).unwrap().fit(&points, &RunContext::new(1)).unwrap();
            near(fitted.directions().iter().flatten(), &case.directions.concat(), 1.0);
            near(fitted.variances(), &case.variances, case.variances[0]);
            near(&fitted.shares(), &case.shares, 1.0);
            let scale = case.variances[0].sqrt();
            let wide = |values: &[f32]| values.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
            near(&wide(low.values()), &case.low, scale);
            let new = fitted.transform(&super::points(&case.new, case.width)).unwrap();
            near(&wide(new.values()), &case.new_low, 10.0 * scale);
        }
    }
}

#[test]
fn what_cannot_be_reduced_is_refused() {
    let run = RunContext::new(1);
    let pca = |n_components| Pca::new(PcaParams { n_components, solver: PcaSolver::Auto });
    assert!(matches!(pca(0), Err(TopicsError::Setting { setting: "pca.n_components", .. })));
    let points = super::points(&[1, 2, 3, 4, 5, 7], 2);
    let refused = pca(3).unwrap().fit(&points, &run).unwrap_err();
    assert!(matches!(refused, TopicsError::Setting { setting: "pca.n_components", .. }), "{refused}");
    let refused = pca(2).unwrap().fit(&points.select(&[0]), &run).unwrap_err();
    assert!(matches!(refused, TopicsError::TooFewDocuments { found: 1, needed: 2, .. }), "{refused}");
    let refused = pca(1).unwrap().fit(&points.select(&[1, 1, 1]), &run).unwrap_err();
    assert!(matches!(refused, TopicsError::AllTheSame { documents: 3 }), "{refused}");
    let (_, fitted) = pca(1).unwrap().fit(&points, &run).unwrap();
    let refused = fitted.transform(&super::points(&[1, 2, 3], 3)).unwrap_err();
    assert!(matches!(refused, TopicsError::Width { found: 3, expected: 2 }), "{refused}");
}
