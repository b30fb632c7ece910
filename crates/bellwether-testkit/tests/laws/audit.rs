//! The leak detector: it catches what is planted, by name, and nothing in honest studies.

use std::path::Path;

use bellwether_study::StudyConfig;
use bellwether_study::audit::{Audit, AuditOptions, LeakClass, audit};
use bellwether_testkit::{Market, MarketSpec, studies};

const BASE: &str = r#"
study = { name = "audited", seeds = [1] }
data = { prices = "memory", posts = "memory" }
"#;

const RIDGE: &str = "{ kind = \"ridge\", predict = \"change\" }";

fn study(inputs: &str, protocol: &str, rest: &str, models: &str) -> StudyConfig {
    let text =
        format!("{BASE}{rest}\ninputs = {{ {inputs} }}\nprotocol = {{ {protocol} }}\nmodels = [{models}]\n");
    StudyConfig::parse(&text, Path::new("study.toml")).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

const WALK: &str = "kind = \"walk-forward\", initial = { rows = 60 }, validation = { rows = 10 }, test = { rows = 20 }, refit-every = 10";

fn found(config: &StudyConfig, market: &Market) -> Audit {
    let data = studies::dataset(config, market).unwrap();
    let data = if config.data.series.is_empty() { data } else { data.with_panel(market.panel()) };
    let folder = tempfile::tempdir().unwrap();
    audit(config, &data, &AuditOptions::new(folder.path())).unwrap()
}

fn market() -> Market {
    Market::planted(6, 140)
}

/// That the class is found, by this column or model, and no other class.
fn caught(audit: &Audit, class: LeakClass, guilty: &str) {
    assert!(audit.leaks.iter().all(|leak| leak.class == class), "{:#?}", audit.leaks);
    let leak = audit
        .leaks
        .iter()
        .find(|leak| leak.column.as_deref() == Some(guilty) || leak.model.as_deref() == Some(guilty));
    let leak = leak.unwrap_or_else(|| panic!("not {guilty}: {:#?}", audit.leaks));
    assert!(leak.size > 0.0 && leak.rows > 0 && leak.date.is_some() && !leak.words.is_empty(), "{leak:?}");
}

#[test]
fn an_honest_study_is_clean() {
    let inputs = "price = [\"close\", \"log-return\", \"ma7\"], text = [\"score\", \"post-count\"]";
    let clean = found(&study(inputs, WALK, "", RIDGE), &market());
    assert!(clean.is_clean(), "{:#?}", clean.leaks);
    assert!(
        clean.experiments.iter().all(|e| e.untested.is_empty() && e.compared > 0),
        "{:?}",
        clean.experiments
    );
}

#[test]
fn the_mean_of_the_running_week() {
    let inputs =
        "price = [\"close\"], text = [\"weekly-mean\", \"score\"], text-settings = { week = \"running\" }";
    caught(&found(&study(inputs, WALK, "", RIDGE), &market()), LeakClass::LaterPosts, "weekly-mean");
}

#[test]
fn counts_of_later() {
    let inputs = "price = [\"close\"], text = [\"follower-weighted\", \"score\"]";
    caught(&found(&study(inputs, WALK, "", RIDGE), &market()), LeakClass::CountedLater, "follower-weighted");
}

#[test]
fn backward_fill() {
    let inputs = "price = [\"close\", \"ma7\"], text = [\"score\"], fill = \"backward\"";
    caught(&found(&study(inputs, WALK, "", RIDGE), &market()), LeakClass::BackwardFill, "ma7");
    let forward = inputs.replace("backward", "forward");
    let gaps = market().with_gaps(30);
    let clean = found(&study(&forward, WALK, "", RIDGE), &gaps);
    assert!(clean.is_clean(), "{:#?}", clean.leaks);
}

#[test]
fn restated_prices() {
    let inputs = "price = [\"close\", \"adj-close\"], text = [\"score\"]";
    caught(&found(&study(inputs, WALK, "", RIDGE), &market()), LeakClass::Restated, "adj-close");
}

#[test]
fn a_random_split() {
    let inputs = "price = [\"close\"], text = [\"score\"]";
    caught(
        &found(&study(inputs, "kind = \"random-split\"", "", RIDGE), &market()),
        LeakClass::RandomSplit,
        "target",
    );
}

#[test]
fn labels_without_purge() {
    let rest = "target = { kind = \"close\", horizon = 5 }";
    let inputs = "price = [\"close\"], text = [\"score\"]";
    let unpurged = format!("{WALK}, purge = false");
    caught(&found(&study(inputs, &unpurged, rest, RIDGE), &market()), LeakClass::OverlappingLabels, "target");
    let clean = found(&study(inputs, WALK, rest, RIDGE), &market());
    assert!(clean.is_clean(), "{:#?}", clean.leaks);
}

#[test]
fn an_order_chosen_by_the_test_part() {
    let inputs = "price = [\"close\"], text = [\"score\"]";
    let grid = "{ kind = \"arima-grid\", p = [0, 1], d = [0, 1], q = [0, 1, 2], by = \"test\" }";
    let protocol = "kind = \"hold-out\", choose-by-test = true";
    let audit = found(&study(inputs, protocol, "", grid), &Market::planted(6, 160));
    caught(&audit, LeakClass::ChosenByTest, "arima-grid");
}

#[test]
fn topics_of_all_posts() {
    let topics = |fitted: &str| {
        format!(
            "price = [\"close\"], text = [\"score\"], topics = {{ columns = [\"score-topic\", \"topic-volume\"], largest = 3, \
             fitted = \"{fitted}\", model = {{ embed = {{ kind = \"lsa\", width = 6 }}, reduce = {{ kind = \"pca\", \
             n_components = 4 }}, cluster = {{ kind = \"k-means\", clusters = 5, restarts = 2 }} }} }}"
        )
    };
    let audit = found(&study(&topics("whole-series"), WALK, "", RIDGE), &market());
    caught(&audit, LeakClass::LaterTopics, "score-topic");
    let clean = found(&study(&topics("fold"), WALK, "", RIDGE), &market());
    assert!(clean.is_clean(), "{:#?}", clean.leaks);
}

#[test]
fn days_of_other_tickers() {
    let mut market = Market::new(&MarketSpec { seed: 3, tickers: 2, sessions: 140, ..MarketSpec::default() });
    // of the same length they would be dealt out alike
    market.bars.values_mut().last().unwrap().drain(..5);
    let model = "{ kind = \"ridge\", scope = \"global\" }";
    let inputs = "price = [\"log-return\"], text = [\"score\"]";
    let audit = found(&study(inputs, "kind = \"random-split\"", "", model), &market);
    assert!(audit.leaks.iter().any(|leak| leak.class == LeakClass::SameDates), "{:#?}", audit.leaks);
    let clean = found(&study(inputs, WALK, "", model), &market);
    assert!(clean.is_clean(), "{:#?}", clean.leaks);
}
