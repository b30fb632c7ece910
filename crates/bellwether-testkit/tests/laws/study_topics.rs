//! Studies with topics: found inside each fold, later posts change nothing before them.

use bellwether_core::{Date, Post, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_study::record::{Arm, RunRecord};
use bellwether_study::{Scope, StudyConfig, TopicColumn, TopicsArm, TopicsFitted};
use bellwether_testkit::{Market, MarketSpec, Violation};
use serde_json::json;

use crate::study_honesty::{bytes, config, known, protocols, record, sees_no_future};
use crate::support::models;

fn ridge() -> Vec<ModelSpec> {
    models().into_iter().filter(|m| m.info().kind == "ridge").collect()
}

/// Topics by the means of vectors, and by the whole method.
fn topic_models() -> [serde_json::Value; 2] {
    let embed = json!({ "kind": "lsa", "width": 6 });
    [
        json!({ "embed": embed, "reduce": { "kind": "pca", "n_components": 4 },
                "cluster": { "kind": "k-means", "clusters": 5, "restarts": 2 } }),
        json!({ "embed": embed, "reduce": { "kind": "umap", "n_neighbors": 10, "n_epochs": 60 } }),
    ]
}

/// Every column of topics, beside the mean polarity.
fn with_topics(mut config: StudyConfig, model: &serde_json::Value) -> StudyConfig {
    let topics = json!({
        "columns": ["score-topic", "topic-volume", "topic-share", "topic-polarity"],
        "largest": 3,
        "model": model,
    });
    config.inputs.topics = Some(serde_json::from_value(topics).unwrap());
    StudyConfig::parse(&config.to_toml(), std::path::Path::new("study.toml")).unwrap()
}

/// The market with other texts after the close of a session.
fn told_otherwise(market: &Market, row: usize) -> Market {
    let mut other = market.clone();
    let cutoff = market.close_of(row);
    for posts in other.posts.values_mut() {
        for (i, post) in posts.iter_mut().enumerate().filter(|(_, post)| post.created_at > cutoff) {
            let text = ["floods in the north, terrible losses", "the best oil, great oil", "good"][i % 3];
            *post = Post { text: text.into(), ..post.clone() };
        }
    }
    other
}

fn forecasts(record: &RunRecord) -> Vec<Vec<f64>> {
    let rows = record.tickers.iter().flat_map(|t| &t.rows).filter(|row| row.arm.has_text());
    rows.map(|row| row.forecasts.iter().map(|f| f.predicted).collect()).collect()
}

/// That other texts after a session move nothing up to it.
fn later_texts_move_nothing(config: &StudyConfig, market: &Market, row: usize) -> Result<(), Violation> {
    let other = told_otherwise(market, row);
    let last: Date = market.bars[&market.ticker()][row].date();
    let before = record(config, market, market.panel(), 2)?;
    let after = record(config, &other, other.panel(), 2)?;
    if row < 109 && forecasts(&before) == forecasts(&after) {
        return Err(Violation::untested("the other texts move no forecast at all"));
    }
    known(&before, last)?.unmoved(&known(&after, last)?, "other texts later")
}

#[test]
fn no_study_of_topics_sees_the_future() {
    let market = Market::planted(6, 110);
    for model in &topic_models() {
        for protocol in &protocols() {
            let config = with_topics(config(protocol, TargetKind::Close, 1, &ridge()), model);
            assert!(!config.claims_nothing());
            for row in [89, 100] {
                sees_no_future(&config, &market, row)
                    .unwrap_or_else(|e| panic!("{protocol:?} at row {row}: {e}"));
                let law = later_texts_move_nothing(&config, &market, row);
                law.unwrap_or_else(|e| panic!("{protocol:?} at row {row}: {e}"));
            }
        }
    }
}

#[test]
fn topics_of_the_whole_series_are_caught_and_claim_nothing() {
    let market = Market::planted(6, 110);
    let mut config = with_topics(config(&protocols()[1], TargetKind::Close, 1, &ridge()), &topic_models()[0]);
    config.inputs.topics.as_mut().unwrap().fitted = TopicsFitted::WholeSeries;
    let found = later_texts_move_nothing(&config, &market, 100);
    assert!(matches!(found, Err(Violation::Moved { .. })), "{found:?}");
    let record = record(&config, &market, market.panel(), 2).unwrap();
    assert!(
        record.not_evidence.unwrap().contains("inputs.topics") && record.warnings[0].contains("the future")
    );
    assert!(record.tickers[0].rows.iter().all(|row| row.next.is_none()));
    let topics = record.topics.unwrap();
    assert!(topics.whole_series && topics.folds.len() == 1);
}

#[test]
fn topics_are_the_same_on_any_number_of_threads_and_for_models_of_all_tickers() {
    let market = Market::new(&MarketSpec { seed: 3, tickers: 3, sessions: 100, ..MarketSpec::default() });
    for model in &topic_models() {
        let mut config = with_topics(config(&protocols()[1], TargetKind::Close, 1, &ridge()), model);
        let mut of_all = config.models.last().unwrap().clone();
        assert!(of_all.build().needs().global);
        (of_all.scope, of_all.name) = (Scope::Global, Some("of all".to_owned()));
        config.models.push(of_all);
        let once = bytes(&config, &market, 1);
        for threads in [2, 4] {
            assert!(once == bytes(&config, &market, threads), "other bytes on {threads} threads");
        }
        let record: RunRecord = serde_json::from_slice(&once).unwrap();
        let failed = record.tickers.iter().flat_map(|t| &t.rows).find(|row| !row.failures.is_empty());
        assert!(failed.is_none(), "{failed:?}");
    }
}

#[test]
fn every_fold_has_topics_of_its_own_posts_and_they_keep_their_places() {
    let market = Market::planted(6, 110);
    let config = with_topics(config(&protocols()[1], TargetKind::Close, 1, &ridge()), &topic_models()[0]);
    let record = record(&config, &market, market.panel(), 2).unwrap();
    let (ticker, topics) = (&record.tickers[0], record.topics.as_ref().unwrap());
    // the folds, and the one beyond the data
    assert_eq!(topics.folds.len(), ticker.folds.len() + 1);
    let posts = &market.posts[&market.ticker()];
    for (fold, topics) in ticker.folds.iter().zip(&topics.folds) {
        assert_eq!((topics.after, topics.last), (None, fold.train.last));
        let row = ticker.series.dates.iter().position(|d| *d == topics.last).unwrap();
        let known = posts.iter().filter(|p| p.created_at <= market.close_of(row)).count();
        assert_eq!(topics.posts, known);
        assert_eq!(topics.topics.len(), 3);
        assert!(topics.topics.iter().all(|t| t.sentiment.len() == 1 && t.sentiment[0].is_some()));
    }
    // thirteen phrases in five clusters: what was a topic stays one
    let later = topics.folds[1..].iter().flat_map(|fold| &fold.topics);
    assert!(later.filter(|topic| topic.similarity.is_some()).count() > 0);
    assert!(topics.folds[0].topics.iter().all(|topic| topic.similarity.is_none()));
    let shown = topics.folds.iter().map(|fold| fold.topics.iter().any(|t| !t.examples.is_empty()));
    assert_eq!(shown.collect::<Vec<_>>(), [vec![false; topics.folds.len() - 1], vec![true]].concat());
}

/// The columns change no sample: with-text rows with and without topics are tested on the same days.
#[test]
fn topics_move_no_other_arm_and_no_fold() {
    let market = Market::planted(6, 160).with_gaps(40);
    let plain = config(&protocols()[1], TargetKind::Close, 1, &ridge());
    let topics = with_topics(plain.clone(), &topic_models()[0]);
    let of = |config: &StudyConfig| record(config, &market, market.panel(), 2).unwrap().tickers.remove(0);
    let (plain, topics) = (of(&plain), of(&topics));
    assert_eq!((plain.folds, plain.skipped_samples), (topics.folds, topics.skipped_samples));
    for (a, b) in plain.rows.iter().zip(&topics.rows) {
        assert!(a.failures.is_empty() && b.failures.is_empty(), "{:?} {:?}", a.failures, b.failures);
        assert_eq!(a.forecasts == b.forecasts, a.arm != Arm::WithText(0), "{} {:?}", a.model, a.arm);
    }
}

/// Each setting of the topics that changes the columns changes the trials.
#[test]
fn kept_trials_are_those_of_their_topics() {
    let market = Market::planted(6, 110);
    let mut first = with_topics(config(&protocols()[0], TargetKind::Close, 1, &ridge()), &topic_models()[0]);
    first.inputs.topics.as_mut().unwrap().columns = vec![TopicColumn::ScoreTopic];
    let mut other = first.clone();
    let fewer = json!({ "kind": "bertopic", "embed": { "kind": "lsa", "width": 6 }, "reduce": { "kind": "pca", "n_components": 4 },
                        "cluster": { "kind": "k-means", "clusters": 2 } });
    other.inputs.topics.as_mut().unwrap().model = serde_json::from_value(fewer).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = |config: &StudyConfig| {
        let data = bellwether_testkit::studies::dataset(config, &market).unwrap();
        bellwether_testkit::studies::run(config, &data, folder.path(), 2, false).unwrap().record
    };
    let (a, b, again) = (kept(&first), kept(&other), kept(&first));
    assert_ne!(forecasts(&a), forecasts(&b));
    assert_eq!(a, again);
    assert_eq!(forecasts(&b), forecasts(&record(&other, &market, market.panel(), 2).unwrap()));
}

/// Beside the columns of `text` and in an arm of their own: each arm is the study of its columns alone.
#[test]
fn topics_in_an_arm_of_their_own_are_the_study_of_them_alone() {
    let market = Market::planted(6, 160);
    let mut plain = config(&protocols()[1], TargetKind::Close, 1, &ridge());
    plain.inputs.scorers =
        serde_json::from_value(json!([{ "kind": "vader" }, { "kind": "vader", "name": "again" }])).unwrap();
    plain.inputs.scorer = None;
    let mut together = with_topics(plain.clone(), &topic_models()[0]);
    together.inputs.topics.as_mut().unwrap().arm = TopicsArm::Own;
    let together = record(&together, &market, market.panel(), 2).unwrap();
    let rows = |record: &RunRecord, place: usize| -> Vec<_> {
        let own = record.tickers[0].rows.iter().filter(|row| row.arm == Arm::WithText(place));
        own.map(|row| (row.model.clone(), row.forecasts.clone())).collect()
    };
    let names: Vec<_> = together.tickers[0].rows.iter().filter_map(|row| row.scorer.as_deref()).collect();
    assert_eq!(names, ["vader", "again", "topics of vader", "topics of again"]);
    // scorers are compared with each other, and topics are no scorer
    assert_eq!(together.scorers.as_ref().unwrap().effects.len(), 2);
    for (place, kind) in ["vader", "again"].iter().enumerate() {
        let scorer: Vec<_> = plain.inputs.scorers.iter().filter(|s| s.label() == *kind).cloned().collect();
        let mut alone = plain.clone();
        alone.inputs.scorers = scorer;
        let text = record(&alone, &market, market.panel(), 2).unwrap();
        alone.inputs.text = Vec::new();
        let topics = record(&with_topics(alone, &topic_models()[0]), &market, market.panel(), 2).unwrap();
        assert_eq!(rows(&together, place), rows(&text, 0), "{kind}");
        assert_eq!(rows(&together, place + 2), rows(&topics, 0), "topics of {kind}");
        assert_ne!(rows(&text, 0), rows(&topics, 0));
    }
}

/// Topics that were found are kept: a run with other models of the same posts finds none anew.
#[test]
fn topics_are_found_once() {
    let market = Market::planted(6, 110);
    let first = with_topics(config(&protocols()[0], TargetKind::Close, 1, &ridge()), &topic_models()[0]);
    let folder = tempfile::tempdir().unwrap();
    let run = |config: &StudyConfig| {
        let data = bellwether_testkit::studies::dataset(config, &market).unwrap();
        bellwether_testkit::studies::run(config, &data, folder.path(), 2, false).unwrap().record
    };
    let before = run(&first);
    let files = |folder: &std::path::Path| {
        let entries = std::fs::read_dir(folder.join("topics")).unwrap();
        let mut files: Vec<_> = entries
            .map(|e| e.unwrap())
            .map(|e| (e.path(), e.metadata().unwrap().modified().unwrap()))
            .collect();
        files.sort();
        files
    };
    let kept = files(folder.path());
    assert_eq!(kept.len(), before.topics.as_ref().unwrap().folds.len());
    let mut other = first.clone();
    other.inputs.topics.as_mut().unwrap().columns = vec![TopicColumn::TopicShare];
    let after = run(&other);
    assert_eq!(files(folder.path()), kept);
    assert_eq!(before.topics, after.topics);
    assert_ne!(forecasts(&before), forecasts(&after));
    // what is damaged is found again
    std::fs::write(&kept[0].0, "{}").unwrap();
    assert_eq!(run(&first), before);
    // other settings, or another seed, are other topics
    other.inputs.topics.as_mut().unwrap().seed = 2;
    run(&other);
    assert_eq!(files(folder.path()).len(), 2 * kept.len());
}

/// A fold whose posts are too few for the settings has no topics: its with-text rows fail with the reason, all else goes on.
#[test]
fn a_fold_without_topics_is_a_failed_row() {
    let mut market = Market::planted(6, 110);
    let plain = config(&protocols()[1], TargetKind::Close, 1, &ridge());
    let topics = with_topics(plain.clone(), &topic_models()[0]);
    let whole = record(&topics, &market, market.panel(), 2).unwrap();
    let folds = &whole.topics.as_ref().unwrap().folds;
    assert!(folds.len() > 2);
    let first = folds[0].last;
    for post in market.posts.values_mut().flatten() {
        if post.created_at
            < market.bars.values().next().unwrap().iter().find(|b| b.date() == first).unwrap().session.close
        {
            post.text = "the same words".into();
        }
    }
    let partly = record(&topics, &market, market.panel(), 2).unwrap();
    assert_eq!(partly.topics.as_ref().unwrap().folds.len(), folds.len() - 1);
    for (row, before) in partly.tickers[0].rows.iter().zip(&whole.tickers[0].rows) {
        if !row.arm.has_text() {
            assert_eq!(row, before);
            continue;
        }
        assert!(
            row.failures.len() == 1 && row.failures[0].contains("no topics can be found"),
            "{:?}",
            row.failures
        );
        assert!(row.scores.is_empty());
    }
    // where no fold has topics there is nothing to compare
    market.posts.values_mut().flatten().for_each(|post| post.text = "the same words".into());
    let error = record(&topics, &market, market.panel(), 2).unwrap_err().to_string();
    assert!(error.contains("no topics can be found"), "{error}");
}
