use bellwether_core::RunContext;
use bellwether_topics::Points;
use bellwether_topics::reduce::{Index, Metric, Search};
use proptest::prelude::*;

fn distance(metric: Metric, a: &[f32], b: &[f32]) -> f64 {
    let product =
        |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum() };
    match metric {
        Metric::Euclidean => {
            a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum::<f64>().sqrt()
        }
        Metric::Cosine => {
            let lengths = product(a, a) * product(b, b);
            let zeros = usize::from(product(a, a) == 0.0) + usize::from(product(b, b) == 0.0);
            match zeros {
                0 => 1.0 - product(a, b) / lengths.sqrt(),
                1 => 1.0,
                _ => 0.0,
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn exact_neighbours_are_those_of_a_plain_search(
        values in prop::collection::vec(-3_i8..4, 40..200),
        width in 1_usize..5,
        offset in prop::sample::select(vec![0.0_f32, 1000.0]),
        cosine in any::<bool>(),
    ) {
        let n = values.len() / width;
        let offset = if cosine { 0.0 } else { offset };
        let metric = if cosine { Metric::Cosine } else { Metric::Euclidean };
        let values = values[..n * width].iter().map(|&v| f32::from(v) + offset).collect();
        let points = Points::new(values, width).unwrap();
        let run = RunContext::new(3);
        let k = 5;
        let index = Index::new(&points, metric, Search::Exact, &run).unwrap();
        let all = index.of_all(k, &run).unwrap();
        let new = index.nearest(&points, k, &run).unwrap();
        for i in 0..n {
            prop_assert_eq!(all.ids(i)[0], i as u32);
            let mut expected: Vec<f64> = points.rows().map(|row| distance(metric, points.row(i), row)).collect();
            expected.sort_by(f64::total_cmp);
            for found in [&all, &new] {
                for (&d, e) in found.distances(i).iter().zip(&expected) {
                    prop_assert!((f64::from(d) - e).abs() < 1e-3, "{} {}", d, e);
                }
            }
        }
    }
}

#[test]
fn cells_find_nearly_all() {
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let run = RunContext::new(2);
        let points = super::groups(6000, 24, 60, 0.25, 5);
        let exact = Index::new(&points, metric, Search::Exact, &run).unwrap().of_all(15, &run).unwrap();
        let index = Index::new(&points, metric, Search::Cells, &run).unwrap();
        let found = index.of_all(15, &run).unwrap();
        let right: usize = (0..points.len())
            .map(|i| exact.ids(i).iter().filter(|id| found.ids(i).contains(id)).count())
            .sum();
        let recall = right as f64 / (15 * points.len()) as f64;
        println!("recall {recall:.4}");
        assert!(recall >= 0.95, "{metric:?}: recall {recall}");
        // a point of the index, asked for as a new one, finds itself
        let new = index.nearest(&points.select(&[17, 4000]), 15, &run).unwrap();
        assert_eq!((new.ids(0)[0], new.ids(1)[0]), (17, 4000));
        assert_eq!(new.distances(0)[0], 0.0);
    }
}
