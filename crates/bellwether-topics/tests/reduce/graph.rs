use bellwether_core::RunContext;
use bellwether_topics::reduce::{Curve, FuzzyGraph, Index, Metric, Search, SmoothDistances};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    graphs: Vec<Graph>,
    curves: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Graph {
    metric: Metric,
    k: usize,
    rows: Vec<Vec<i32>>,
    distances: Vec<f32>,
    sigmas: Vec<f32>,
    rhos: Vec<f32>,
    edges: Vec<(usize, u32, f32)>,
}

#[derive(Deserialize)]
struct Wanted {
    min_dist: f64,
    spread: f64,
    a: f64,
    b: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../reference/umap-learn/graph.json")).unwrap()
}

fn near(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= tolerance * e.abs().max(1e-2), "{i}: {f}, expected {e}");
    }
}

#[test]
fn graph_is_that_of_umap_learn() {
    let run = RunContext::new(1);
    for wanted in reference().graphs {
        let points = super::points(&wanted.rows.concat(), wanted.rows[0].len());
        let index = Index::new(&points, wanted.metric, Search::BySize, &run).unwrap();
        let neighbours = index.of_all(wanted.k, &run).unwrap();
        near(neighbours.all_distances(), &wanted.distances, 1e-5);
        let smooth = SmoothDistances::of_neighbours(neighbours.all_distances(), wanted.k);
        near(&smooth.rho, &wanted.rhos, 1e-5);
        near(&smooth.sigma, &wanted.sigmas, 1e-4);
        let graph = FuzzyGraph::new(&neighbours, &smooth);
        let mut expected = vec![Vec::new(); graph.len()];
        for (i, j, w) in wanted.edges {
            expected[i].push((j, w));
        }
        for (i, mut expected) in expected.into_iter().enumerate() {
            expected.sort_by_key(|e| e.0);
            let (to, weights) = graph.edges(i);
            assert_eq!(to, expected.iter().map(|e| e.0).collect::<Vec<_>>(), "edges of {i}");
            near(weights, &expected.iter().map(|e| e.1).collect::<Vec<_>>(), 1e-4);
        }
    }
}

#[test]
fn curves_are_those_of_umap_learn() {
    for Wanted { min_dist, spread, a, b } in reference().curves {
        let curve = Curve::fit(min_dist, spread);
        assert!((curve.a - a).abs() < 1e-4 && (curve.b - b).abs() < 1e-4, "{curve:?}, expected {a} {b}");
    }
}
