//! A split of all shares divides what is forecast, and changes nothing else.

use bellwether_core::TargetKind;
use bellwether_testkit::laws::proportional;
use bellwether_testkit::{Market, Setup};

use crate::support::{Stub, pairs, target};

/// A twentieth of a usual move, as in an audit: a search that ends at a tolerance of its own may end a step earlier.
const BOUND: f64 = 0.05;

#[test]
fn every_model_forecasts_in_the_unit_of_its_prices() {
    let market = Market::random_walk(2, 90);
    let mut wrong = Vec::new();
    for (spec, target) in pairs() {
        if target.horizon > 1 || target.kind == TargetKind::AdjClose {
            continue;
        }
        let moved = proportional::model(&*spec.build(), &market, &Setup::of(&spec, target), 75).unwrap();
        if moved > BOUND {
            wrong.push((spec.info().kind, target, moved));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_forecast_in_a_unit_of_its_own_is_caught() {
    let close = target(TargetKind::Close, 1);
    let market = Market::random_walk(2, 90);
    let moved = |stub: Stub| proportional::model(&stub, &market, &Setup::new(close), 75).unwrap();
    let by_level = Stub { point: |at, _| at.last_known + 1.0, ..Stub::HONEST };
    assert!(moved(by_level) > 1.0);
    assert!(moved(Stub::HONEST) < 1e-12);
}
