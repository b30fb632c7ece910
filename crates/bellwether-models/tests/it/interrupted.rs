//! A training that is stopped after every epoch ends where it would have ended.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use bellwether_core::{Checkpoints, FitError, RunContext, TargetKind};

use crate::support::{Series, networks, small, target, with};

/// What was left last.
#[derive(Debug, Default)]
struct Left(Mutex<Option<Vec<u8>>>);

impl Checkpoints for Left {
    fn load(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap().clone()
    }

    fn save(&self, bytes: &[u8]) {
        *self.0.lock().unwrap() = Some(bytes.to_vec());
    }
}

#[test]
fn every_network_goes_on_bit_for_bit() {
    let series = Series::market(100, target(TargetKind::Close, 1));
    let (samples, watched) = (series.samples(10..70), series.samples(70..90));
    let set = series.train_set(&samples, &watched);
    for spec in networks() {
        let dropout = [("/dropout", serde_json::json!(0.3)), ("/training/plateau", serde_json::json!(1))];
        let model = with(&small(&spec, 4, 5), &dropout).build();
        let whole = model.fit(&set, &RunContext::new(3)).unwrap().to_bytes();
        let left = Arc::new(Left::default());
        let place = || Arc::clone(&left) as Arc<dyn Checkpoints>;
        let stopped = || RunContext::with_stop(3, Arc::new(AtomicBool::new(true))).with_checkpoints(place());
        let mut sizes = Vec::new();
        for _ in 0..4 {
            assert_eq!(model.fit(&set, &stopped()).err(), Some(FitError::Cancelled), "{}", model.name());
            sizes.push(left.load().unwrap());
        }
        sizes.dedup();
        assert_eq!(sizes.len(), 4, "{}: an epoch each", model.name());
        let rest = model.fit(&set, &RunContext::new(3).with_checkpoints(place())).unwrap();
        assert!(rest.to_bytes() == whole, "{}", model.name());
    }
}

#[test]
fn what_is_left_of_another_training_or_damaged_is_not_taken_up() {
    let series = Series::market(100, target(TargetKind::Close, 1));
    let samples = series.samples(10..70);
    let set = series.train_set(&samples, &[]);
    let model = |units| with(&small(&networks()[0], units, 3), &[]).build();
    let whole = model(4).fit(&set, &RunContext::new(3)).unwrap().to_bytes();
    let left = Arc::new(Left::default());
    let place = || Arc::clone(&left) as Arc<dyn Checkpoints>;
    let stopped = RunContext::with_stop(3, Arc::new(AtomicBool::new(true))).with_checkpoints(place());
    assert_eq!(model(5).fit(&set, &stopped).err(), Some(FitError::Cancelled));
    let again = || model(4).fit(&set, &RunContext::new(3).with_checkpoints(place())).unwrap().to_bytes();
    assert!(again() == whole);
    left.save(b"no checkpoint");
    assert!(again() == whole);
}
