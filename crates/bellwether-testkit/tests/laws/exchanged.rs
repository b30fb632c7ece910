//! A forecast is that of its own day.

use std::sync::atomic::{AtomicU64, Ordering};

use bellwether_core::TargetKind;
use bellwether_testkit::{Market, Violation, laws::exchanged};

use crate::support::{Stub, case, case_of, pairs, target};

#[test]
fn every_model_forecasts_each_day_for_itself() {
    let market = Market::random_walk(2, 90);
    for (spec, target) in pairs().into_iter().filter(|(_, target)| target.horizon == 1) {
        let law = exchanged::model(&*spec.build(), &case_of(&spec, &market, target), 75);
        law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn a_forecast_that_hangs_on_those_before_it_is_caught() {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let case = case(&Market::random_walk(2, 90), target(TargetKind::Close, 1));
    // the fit sets the count back
    let counting = Stub {
        state: |_| {
            ASKED.store(0, Ordering::Relaxed);
            0
        },
        point: |at, _| at.last_known + ASKED.fetch_add(1, Ordering::Relaxed) as f64,
        ..Stub::HONEST
    };
    let found = exchanged::model(&counting, &case, 75);
    assert!(matches!(&found, Err(Violation::Moved { under, .. }) if under == "another order"), "{found:?}");
}

#[test]
fn a_forecast_by_date_is_caught() {
    let case = case(&Market::random_walk(2, 90), target(TargetKind::Close, 1));
    let point = |at: &bellwether_core::Origin<'_>, _| at.last_known + f64::from(at.stamp.date.year());
    let found = exchanged::model(&Stub { point, ..Stub::HONEST }, &case, 75);
    assert!(
        matches!(&found, Err(Violation::Moved { under, .. }) if under == "dates 52 weeks later"),
        "{found:?}"
    );
    assert_eq!(exchanged::model(&Stub::HONEST, &case, 75), Ok(()));
}
