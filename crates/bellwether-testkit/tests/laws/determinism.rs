//! Same data and seed, same bits.

use std::sync::atomic::{AtomicU64, Ordering};

use bellwether_core::{RunContext, TargetKind};
use bellwether_testkit::{Market, Violation, laws::determinism};
use rand_chacha::rand_core::Rng;

use crate::support::{Stub, case, case_of, pairs, target};

#[test]
fn every_model_is_the_same_bits_again_and_others_with_another_seed() {
    let market = Market::random_walk(2, 90);
    for (spec, target) in pairs() {
        let law = determinism::model(&*spec.build(), &case_of(&spec, &market, target), 75);
        law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn hidden_state_is_caught() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let case = case(&Market::random_walk(2, 90), target(TargetKind::Close, 1));
    let counting = Stub { state: |_| CALLS.fetch_add(1, Ordering::Relaxed), ..Stub::HONEST };
    assert!(matches!(determinism::model(&counting, &case, 75), Err(Violation::Moved { .. })));
}

#[test]
fn a_seed_not_owned_up_to_and_one_not_used_are_caught() {
    let case = case(&Market::random_walk(2, 90), target(TargetKind::Close, 1));
    let draw = |run: &RunContext| run.rng("stub").next_u64();
    let secret = Stub { state: draw, ..Stub::HONEST };
    assert!(matches!(determinism::model(&secret, &case, 75), Err(Violation::Moved { .. })));
    let open = Stub { seeded: true, ..secret };
    assert_eq!(determinism::model(&open, &case, 75), Ok(()));
    let idle = Stub { seeded: true, ..Stub::HONEST };
    assert!(matches!(determinism::model(&idle, &case, 75), Err(Violation::Unmoved { .. })));
}
