//! Stopped, killed and damaged runs end in the record of an uninterrupted one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bellwether_core::TargetKind;
use bellwether_study::{Dataset, Progress, RunOptions, StudyConfig};
use bellwether_testkit::{Market, studies};

use crate::study_honesty::{BASE, config};
use crate::support::models;

fn study() -> (StudyConfig, Dataset) {
    let protocol = studies::config(BASE, &models()).unwrap().protocol;
    let config = config(&protocol, TargetKind::Close, 1, &models());
    let data = studies::dataset(&config, &Market::random_walk(3, 100)).unwrap();
    (config, data)
}

fn run(folder: &Path, stopped: bool) -> bellwether_study::Run {
    let (config, data) = study();
    studies::run(&config, &data, folder, 2, stopped).unwrap()
}

/// The record's bytes, and how many trials were found in the cache.
fn bytes(folder: &Path) -> (Vec<u8>, usize, usize) {
    let (config, data) = study();
    let (total, found) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let watch = |progress: Progress| {
        if let Progress::Planned { total: all, cached } = progress {
            total.store(all, Ordering::Relaxed);
            found.store(cached, Ordering::Relaxed);
        }
    };
    let run = bellwether_study::run(&config, &data, &RunOptions::new(folder), &watch).unwrap();
    (std::fs::read(run.record_path).unwrap(), total.into_inner(), found.into_inner())
}

fn trials(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder.join("trials")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_run_stopped_before_it_starts_is_incomplete_and_resumes_to_the_same_bytes() {
    let (whole, stopped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let expected = bytes(whole.path()).0;
    let record = run(stopped.path(), true).record;
    assert!(!record.complete);
    assert_eq!((record.trials.missing, record.trials.succeeded), (record.trials.total, 0));
    assert!(record.tickers[0].rows.iter().all(|r| r.scores.is_empty() && r.failures.is_empty()));
    assert!(record.verdict[0].contains("not complete"), "{:?}", record.verdict);
    assert!(bytes(stopped.path()).0 == expected);
}

#[test]
fn a_run_stopped_on_the_way_keeps_what_was_done() {
    let (whole, stopped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let expected = bytes(whole.path()).0;
    let (config, data) = study();
    let options = RunOptions {
        threads: Some(1),
        stop: Arc::new(AtomicBool::new(false)),
        ..RunOptions::new(stopped.path())
    };
    let stop = |progress: Progress| {
        if matches!(progress, Progress::Trial { done: 7, .. }) {
            options.stop.store(true, Ordering::Relaxed);
        }
    };
    let record = bellwether_study::run(&config, &data, &options, &stop).unwrap().record;
    assert_eq!(record.trials.total - record.trials.missing, 7);
    assert_eq!(trials(stopped.path()).len(), 7);
    let (resumed, _, cached) = bytes(stopped.path());
    assert_eq!(cached, 7);
    assert!(resumed == expected);
}

#[test]
fn a_second_run_computes_nothing_and_writes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (first, total, cached) = bytes(folder.path());
    assert_eq!(cached, 0);
    assert_eq!(trials(folder.path()).len(), total);
    let (second, _, cached) = bytes(folder.path());
    assert_eq!(cached, total);
    assert!(first == second);
}

#[test]
fn a_damaged_trial_is_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let (expected, total, _) = bytes(folder.path());
    let files = trials(folder.path());
    let text = std::fs::read_to_string(&files[5]).unwrap();
    // cut short, empty, not JSON, another thing, and a trial of too few forecasts
    let fewer = r#"{"Forecasts":{"points":[],"losses":[]}}"#;
    let damage: [(&Path, &[u8]); 5] = [
        (&files[0], &std::fs::read(&files[0]).unwrap()[..20]),
        (&files[1], b""),
        (&files[2], &[0xff; 40]),
        (&files[3], b"{\"other\": 1}"),
        (&files[4], fewer.as_bytes()),
    ];
    assert!(text.contains("Forecasts") || text.contains("Failed"), "{text}");
    for (path, bytes) in damage {
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::remove_file(&files[6]).unwrap();
    let (found, _, cached) = bytes(folder.path());
    assert_eq!(cached, total - 6);
    assert!(found == expected);
    assert_eq!(trials(folder.path()), files);
}

#[test]
fn trials_of_another_study_in_the_same_folder_are_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    bytes(folder.path());
    let change: [fn(&mut StudyConfig); 6] = [
        |c| c.target.kind = TargetKind::Open,
        |c| c.target.horizon = 2,
        |c| c.study.seeds = vec![2, 3],
        |c| c.inputs.price.truncate(2),
        |c| c.inputs.text = vec![bellwether_features::TextFeature::PostCount],
        |c| c.inputs.decision.offset_minutes = 120,
    ];
    let markets = [Market::random_walk(3, 100), Market::random_walk(4, 100), Market::random_walk(3, 101)];
    let of = |config: &StudyConfig, market: &Market, folder: &Path| {
        let data = studies::dataset(config, market).unwrap();
        std::fs::read(studies::run(config, &data, folder, 2, false).unwrap().record_path).unwrap()
    };
    for market in &markets {
        for change in change {
            let mut config = study().0;
            change(&mut config);
            let fresh = tempfile::tempdir().unwrap();
            let expected = of(&config, market, fresh.path());
            assert!(of(&config, market, folder.path()) == expected);
        }
    }
}

#[test]
fn a_changed_model_computes_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (_, total, _) = bytes(folder.path());
    let (mut config, data) = study();
    let ridge = config.models.iter_mut().find(|m| m.label() == "ridge").unwrap();
    ridge.spec = bellwether_testkit::with_settings(&ridge.spec, &[("/alpha", serde_json::json!(7.0))]);
    let found = AtomicUsize::new(0);
    let watch = |progress: Progress| {
        if let Progress::Planned { cached, .. } = progress {
            found.store(cached, Ordering::Relaxed);
        }
    };
    bellwether_study::run(&config, &data, &RunOptions::new(folder.path()), &watch).unwrap();
    // two arms of two folds and the next session
    assert_eq!(found.into_inner(), total - 6);
}
