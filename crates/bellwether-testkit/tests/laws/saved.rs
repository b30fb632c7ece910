//! Saved models.

use bellwether_core::{Fitted, ForecastError, RunContext, TargetKind};
use bellwether_models::restore;
use bellwether_testkit::{Market, Violation, laws::saved};

use crate::support::{FittedStub, Stub, case, case_of, pairs, target};

#[test]
fn every_model_is_restored_to_the_same_forecasts() {
    let market = Market::random_walk(2, 90);
    for (spec, target) in pairs() {
        let law = saved::model(&*spec.build(), &case_of(&spec, &market, target), 70, &restore);
        law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn every_damage_is_refused() {
    let market = Market::random_walk(2, 90);
    for (spec, target) in pairs().into_iter().filter(|(_, target)| target.horizon == 1) {
        let case = case_of(&spec, &market, target);
        let fitted = spec.build().fit(&case.train_set(70), &RunContext::new(1)).unwrap();
        let law = saved::damaged(&fitted.to_bytes(), &restore);
        law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
    }
}

/// Reads a stub's state, forgetting its lowest bits; refuses nothing that has a byte.
fn careless(bytes: &[u8]) -> Result<Box<dyn Fitted>, ForecastError> {
    if bytes.is_empty() {
        return Err(ForecastError::Saved { reason: "no bytes".to_owned() });
    }
    let mut state = [0; 8];
    state.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let state = u64::from_le_bytes(state) & !0xff;
    Ok(Box::new(FittedStub { state, point: |_, state| state as f64 }))
}

#[test]
fn a_lossy_restore_is_caught() {
    let case = case(&Market::random_walk(2, 90), target(TargetKind::Close, 1));
    let stub = Stub { state: |_| 0x1234, point: |_, state| state as f64, ..Stub::HONEST };
    let found = saved::model(&stub, &case, 70, &careless);
    assert!(matches!(found, Err(Violation::Moved { ref label, .. }) if label == "forecasts"), "{found:?}");
    // the forecasts do not show it, the bytes do
    let quiet = Stub { point: |_, _| 1.0, ..stub };
    let constant = |bytes: &[u8]| -> Result<Box<dyn Fitted>, ForecastError> {
        let _ = careless(bytes)?;
        Ok(Box::new(FittedStub { state: 0, point: |_, _| 1.0 }))
    };
    let found = saved::model(&quiet, &case, 70, &constant);
    assert!(matches!(found, Err(Violation::Moved { ref label, .. }) if label == "fitted model"), "{found:?}");
}

#[test]
fn a_reader_that_takes_anything_is_caught() {
    assert!(matches!(saved::damaged(&[1; 64], &careless), Err(Violation::Accepted { .. })));
}
