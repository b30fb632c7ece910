//! Model confidence sets and stepwise superior models as arch has them on the same draws, and what they do at the edges.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::significance::{
    SetStatistic, SignificanceError, model_confidence_set, step_m, superior_ability,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    sets: Vec<Set>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Set {
    losses: Vec<Vec<f64>>,
    draws: Vec<Vec<usize>>,
    range: Expected,
    max: Expected,
}

#[derive(Deserialize)]
struct Expected {
    p_values: Vec<f64>,
    order: Vec<usize>,
    included: Vec<usize>,
}

#[derive(Deserialize)]
struct Step {
    benchmark: Vec<f64>,
    models: Vec<Vec<f64>>,
    block: f64,
    size: f64,
    draws: Vec<Vec<usize>>,
    superior: Vec<usize>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/arch/sets.json")).unwrap()
}

fn slices(series: &[Vec<f64>]) -> Vec<&[f64]> {
    series.iter().map(Vec::as_slice).collect()
}

/// The same draws: the same p-values, to the last bit, and the same order.
#[test]
fn confidence_sets_as_arch() {
    for case in reference().sets {
        for (statistic, expected) in [(SetStatistic::Range, &case.range), (SetStatistic::Max, &case.max)] {
            let found = model_confidence_set(&slices(&case.losses), &case.draws, statistic).unwrap();
            assert_eq!(found.p_values, expected.p_values, "{statistic:?}");
            assert_eq!(found.order, expected.order, "{statistic:?}");
            assert_eq!(found.included(0.1), expected.included, "{statistic:?}");
        }
    }
}

#[test]
fn superior_models_as_arch() {
    for case in reference().steps {
        let found =
            step_m(&case.benchmark, &slices(&case.models), &case.draws, case.block, case.size).unwrap();
        assert_eq!(found.superior, case.superior);
        assert!(found.critical_values.windows(2).all(|two| two[1] <= two[0]));
    }
}

#[test]
fn the_edges_have_names() {
    let (a, b) = (vec![1.0, 2.0, 4.0], vec![2.0, 3.0, 5.0]);
    let draws = vec![vec![0, 1, 2], vec![2, 2, 0]];
    for statistic in [SetStatistic::Range, SetStatistic::Max] {
        let set = |losses: &[&[f64]], draws: &[Vec<usize>]| model_confidence_set(losses, draws, statistic);
        // equal models stay together; a constant gap is beyond every draw
        assert_eq!(set(&[&a, &a, &a], &draws).unwrap().p_values, [1.0; 3]);
        assert_eq!(set(&[&a, &b], &draws).unwrap().p_values, [1.0, 0.0]);
        assert_eq!(set(&[&a], &draws).unwrap().p_values, [1.0]);
        assert!(matches!(set(&[], &draws), Err(SignificanceError::Input(_))));
        assert!(matches!(set(&[&a, &b], &[]), Err(SignificanceError::Input(_))));
        assert!(matches!(set(&[&a, &b[..2]], &draws), Err(SignificanceError::Input(_))));
        assert_eq!(set(&[&a, &b], &[vec![0, 1, 3]]), Err(SignificanceError::Draw { place: 3, rows: 3 }));
    }
    assert_eq!(step_m(&b, &[&a], &draws, 2.0, 0.05).unwrap().superior, [0]);
    assert_eq!(step_m(&b, &[&a], &draws, 2.0, 0.0), Err(SignificanceError::Size { size: 0.0 }));
    assert!(matches!(step_m(&b, &[&a], &[], 2.0, 0.05), Err(SignificanceError::Input(_))));
    assert!(matches!(superior_ability(&b, &[&a], &[], 2.0), Err(SignificanceError::Input(_))));
}

proptest! {
    /// p-values lie in [0, 1], rise in the order of leaving, and somebody always stays; every model is named once.
    #[test]
    fn a_set_is_never_empty(
        losses in prop::collection::vec(prop::collection::vec(prop_oneof![Just(1.0), 0.0..9.0_f64], 12), 1..6),
        draws in prop::collection::vec(prop::collection::vec(0_usize..12, 12), 1..20),
    ) {
        for statistic in [SetStatistic::Range, SetStatistic::Max] {
            let set = model_confidence_set(&slices(&losses), &draws, statistic)?;
            let in_order: Vec<f64> = set.order.iter().map(|k| set.p_values[*k]).collect();
            prop_assert!(in_order.windows(2).all(|two| two[0] <= two[1]));
            prop_assert!(in_order.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!(set.included(0.999).contains(set.order.last().unwrap()));
            let mut order = set.order;
            order.sort_unstable();
            prop_assert_eq!(order, (0..losses.len()).collect::<Vec<_>>());
        }
    }
}
