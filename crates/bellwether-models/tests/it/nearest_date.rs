//! The nearest date against scikit-learn's nearest neighbour on the date alone.

use bellwether_core::{
    Date, FeatureFrame, Forecaster, Origin, RowStamp, RunContext, Sample, TargetKind, Ticker, Timestamp,
    TrainSet,
};
use bellwether_models::naive::NearestDate;
use bellwether_models::restore;
use serde::Deserialize;

use crate::support::target;

#[derive(Deserialize)]
struct Reference {
    days: Vec<i64>,
    label: Vec<f64>,
    number: Vec<f64>,
    train: Vec<usize>,
    validation: Vec<usize>,
    test: Vec<usize>,
    expected_label: Vec<f64>,
    expected_number: Vec<f64>,
}

/// Equal: nothing is computed.
#[test]
fn it_says_what_the_nearest_neighbour_on_the_date_says() {
    let reference: Reference =
        serde_json::from_str(include_str!("../reference/scikit-learn/nearest_date.json")).unwrap();
    let stamps: Vec<RowStamp> = reference
        .days
        .iter()
        .map(|day| RowStamp {
            date: Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(*day)),
            decision: Timestamp::from_second(1_420_000_000 + 86_400 * day).unwrap(),
        })
        .collect();
    let frame = FeatureFrame::from_columns(
        Ticker::new("AAA").unwrap(),
        stamps.clone(),
        vec![("close".to_owned(), reference.number.clone())],
    )
    .unwrap();
    let cases = [
        (TargetKind::Direction, &reference.label, &reference.expected_label),
        (TargetKind::LogReturn, &reference.number, &reference.expected_number),
    ];
    for (kind, targets, expected) in cases {
        let samples = |rows: &[usize]| -> Vec<Sample> {
            rows.iter().map(|row| Sample { row: *row, target: targets[*row], last_known: 0.0 }).collect()
        };
        let (own, validation) = (samples(&reference.train), samples(&reference.validation));
        let target = target(kind, 1);
        let train = TrainSet::new(frame.view(), &own, &validation, target);
        let fitted = NearestDate.fit(&train, &RunContext::new(1)).unwrap();
        let again = restore(&fitted.to_bytes()).unwrap();
        for (row, expected) in reference.test.iter().zip(expected) {
            let at = Origin {
                frame: frame.first(row + 1),
                last_known: 0.0,
                target,
                stamp: stamps[*row],
                series: 0,
                further: &[],
            };
            let forecast = fitted.forecast(&at).unwrap();
            assert_eq!(forecast.point, *expected, "{kind} {}", stamps[*row].date);
            assert_eq!(again.forecast(&at).unwrap(), forecast);
        }
    }
}
