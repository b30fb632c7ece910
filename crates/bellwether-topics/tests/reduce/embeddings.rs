use bellwether_core::RunContext;
use bellwether_topics::reduce::{Metric, Umap, UmapParams, trustworthiness};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    metric: Metric,
    k: usize,
    width: usize,
    rows: Vec<i32>,
    two_columns: f64,
    umap: Vec<Peer>,
}

#[derive(Deserialize)]
struct Peer {
    n_components: usize,
    min_dist: f64,
    mean: f64,
}

fn is_as_trustworthy_as_umap_learn(reference: &str) {
    let reference: Reference = serde_json::from_str(reference).unwrap();
    let points = super::points(&reference.rows, reference.width);
    // as the script makes them
    let two = points
        .rows()
        .enumerate()
        .flat_map(|(i, row)| [row[0] + i as f32 / 1024.0, row[1] - (7 * i % 1024) as f32 / 1024.0]);
    let two = two.collect();
    let two = bellwether_topics::Points::new(two, 2).unwrap();
    let found = trustworthiness(&points, &two, reference.k, reference.metric).unwrap();
    assert!((found - reference.two_columns).abs() < 1e-4, "{found}, expected {}", reference.two_columns);
    for Peer { n_components, min_dist, mean } in reference.umap {
        let params = UmapParams { n_components, min_dist, metric: reference.metric, ..UmapParams::default() };
        let umap = Umap::new(params).unwrap();
        let found: f64 = (0..2)
            .map(|seed| {
                let (low, _) = umap.fit(&points, &RunContext::new(seed)).unwrap();
                trustworthiness(&points, &low, reference.k, reference.metric).unwrap()
            })
            .sum::<f64>()
            / 2.0;
        assert!(found >= mean - 0.01, "{n_components} components: {found:.4}, umap-learn {mean:.4}");
    }
}

#[test]
fn blobs_are_as_trustworthy_as_with_umap_learn() {
    is_as_trustworthy_as_umap_learn(include_str!("../reference/umap-learn/trust_blobs.json"));
}

#[test]
fn a_sheet_is_as_trustworthy_as_with_umap_learn() {
    is_as_trustworthy_as_umap_learn(include_str!("../reference/umap-learn/trust_sheet.json"));
}

#[test]
fn texts_are_as_trustworthy_as_with_umap_learn() {
    is_as_trustworthy_as_umap_learn(include_str!("../reference/umap-learn/trust_texts.json"));
}
