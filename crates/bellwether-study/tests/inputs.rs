//! What a study reads beside prices: several scorers side by side, presets of text columns, series.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bellwether_features::{NoPosts, TextFeature, Week};
use bellwether_study::record::{Arm, RunRecord, Verdict};
use bellwether_study::{Dataset, Progress, RunOptions, Scoring, StudyConfig, StudyError, run};
use bellwether_text::{CleaningPreset, LexiconFormat, ScorerSpec, Step};

const SMALL: &str = r#"
[study]
name = "inputs"
seeds = [1]

[data]
prices = "prices.csv"
posts = "posts.csv"

[protocol]
kind = "hold-out"
test = { rows = 60 }
validation = { rows = 0 }

[[models]]
kind = "ridge"
predict = "change"
"#;

fn parse(text: &str) -> StudyConfig {
    StudyConfig::parse(text, Path::new("study.toml")).unwrap()
}

fn refused(text: &str) -> String {
    StudyConfig::parse(text, Path::new("study.toml")).unwrap_err().to_string()
}

fn with_inputs(inputs: &str) -> String {
    format!("{SMALL}\n[inputs]\n{inputs}\n")
}

/// 200 sessions of a price that wanders, with posts on two of three of them; other files beside them.
fn load(config: &StudyConfig, folder: &Path, files: &[(&str, &str)]) -> Result<Dataset, StudyError> {
    let (mut prices, mut posts) =
        ("Date,Open,High,Low,Close,Volume\n".to_owned(), "created_at,text\n".to_owned());
    let mut date: bellwether_core::Date = "2014-06-02".parse().unwrap();
    let (mut close, mut state) = (100.0_f64, 1_u64);
    for i in 0..200 {
        let session = bellwether_core::Calendar::Xnys.next_session(date).unwrap();
        date = session.date;
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        close *= 1.0 + ((state >> 40) as f64 / f64::from(1_u32 << 24) - 0.5) * 0.04;
        prices += &format!("{date},{close},{},{},{close},{}\n", close * 1.01, close * 0.99, 1_000_000 + i);
        if i % 3 != 2 {
            let text = ["great news, love it", "awful, I hate this", "meeting on Monday"]
                [(state >> 33) as usize % 3];
            posts += &format!("{date}T15:00:00Z,\"{text}\"\n");
        }
    }
    std::fs::write(folder.join("prices.csv"), prices.replace("prices", "AAA")).unwrap();
    std::fs::write(folder.join("posts.csv"), posts).unwrap();
    for (name, content) in files {
        std::fs::write(folder.join(name), content).unwrap();
    }
    let mut config = config.clone();
    config.data.tickers = vec![bellwether_core::Ticker::new("AAA").unwrap()];
    Dataset::load(&config, folder, &[])
}

fn record(text: &str, files: &[(&str, &str)]) -> RunRecord {
    let folder = tempfile::tempdir().unwrap();
    let config = parse(&text.replace("posts = \"posts.csv\"", "posts = \"posts.csv\"\ntickers = [\"AAA\"]"));
    let dataset = load(&config, folder.path(), files).unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

#[test]
fn a_scorer_twice_is_two_arms_that_are_the_same() {
    let twice = "scorers = [{ kind = \"vader\" }, { kind = \"vader\", name = \"again\" }]";
    let record = record(&with_inputs(twice), &[]);
    let rows = &record.tickers[0].rows;
    let arms: Vec<Arm> = rows.iter().map(|r| r.arm).collect();
    assert_eq!(arms, [Arm::NoInputs, Arm::WithoutText, Arm::WithText(0), Arm::WithText(1)]);
    let named: Vec<Option<&str>> = rows.iter().map(|r| r.scorer.as_deref()).collect();
    assert_eq!(named, [None, None, Some("vader"), Some("again")]);
    assert_eq!(rows[2].forecasts, rows[3].forecasts);
    assert_ne!(rows[1].forecasts, rows[2].forecasts);
    let scorers = record.scorers.as_ref().unwrap();
    assert_eq!(scorers.names, ["vader", "again"]);
    for agreement in [&scorers.by_post, &scorers.by_session] {
        for matrix in [&agreement.correlation, &agreement.same_sign] {
            // a root and its square
            assert!(matrix.iter().flatten().all(|v| (v.unwrap() - 1.0).abs() < 1e-12), "{matrix:?}");
        }
    }
    assert_eq!((scorers.by_post.n, scorers.by_session.n), (134, 134));
    let [first, second] = scorers.effects.as_slice() else { panic!("{:?}", scorers.effects) };
    assert_eq!((first.scorer, second.scorer), (0, 1));
    assert_eq!((first.gain, first.p_value, first.adjusted), (second.gain, second.p_value, second.adjusted));
    // two comparisons of one p-value: Holm doubles it
    let p = first.p_value.unwrap();
    assert_eq!(first.adjusted, Some((2.0 * p).min(1.0)));
    assert_eq!(Some(p), record.pooled[2].vs_without_text.as_ref().unwrap().p_value);
    assert_eq!(serde_json::from_str::<RunRecord>(&serde_json::to_string(&record).unwrap()).unwrap(), record);
}

#[test]
fn each_arm_is_the_study_of_its_scorer_alone() {
    const LIST: [(&str, &str); 1] = [("list.csv", "word,weight\nlove,-1\nmeeting,1\nhate,0.5\n")];
    let kinds =
        ["{ kind = \"vader\" }", "{ kind = \"finance\" }", "{ kind = \"lexicon\", path = \"list.csv\" }"];
    let together = record(&with_inputs(&format!("scorers = [{}]", kinds.join(", "))), &LIST);
    let scorers = together.scorers.as_ref().unwrap();
    assert_eq!(scorers.names, ["vader", "finance", "lexicon(list)"]);
    let rows = &together.tickers[0].rows;
    let mut seen = Vec::new();
    for (k, kind) in kinds.iter().enumerate() {
        let alone = record(&with_inputs(&format!("scorer = {kind}")), &LIST);
        let own = alone.tickers[0].rows.last().unwrap();
        let arm = rows.iter().find(|row| row.arm == Arm::WithText(k)).unwrap();
        assert_eq!(arm.forecasts, own.forecasts, "{kind}");
        assert!(!seen.contains(&&arm.forecasts), "{kind} is another arm's");
        seen.push(&arm.forecasts);
        let effect = scorers.effects.iter().find(|effect| effect.scorer == k).unwrap();
        let test = alone.pooled.last().unwrap().vs_without_text.as_ref().unwrap();
        assert_eq!(effect.p_value, test.p_value, "{kind}");
        assert!(effect.adjusted >= effect.p_value && effect.p_value.is_some());
    }
    assert_eq!(scorers.effects.len(), 3);

    // Pearson's correlation of the three texts' scores, each as often as it was posted
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(LIST[0].0), LIST[0].1).unwrap();
    let config = parse(&with_inputs(&format!("scorers = [{}]", kinds.join(", "))));
    let _ = load(&config, folder.path(), &LIST);
    let posts = std::fs::read_to_string(folder.path().join("posts.csv")).unwrap();
    let texts: Vec<&str> = posts.lines().skip(1).map(|line| line.split('"').nth(1).unwrap()).collect();
    let compounds: Vec<Vec<f64>> = [
        ScorerSpec::Vader {},
        ScorerSpec::Finance {},
        ScorerSpec::Lexicon { path: "list.csv".into(), format: LexiconFormat::default(), negation: false },
    ]
    .iter()
    .map(|spec| {
        let scorer = spec.build(folder.path()).unwrap();
        texts.iter().map(|text| scorer.score(text).compound).collect()
    })
    .collect();
    let centred = |values: &[f64]| -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|v| v - mean).collect()
    };
    for (i, a) in compounds.iter().enumerate() {
        for (j, b) in compounds.iter().enumerate() {
            let (a, b) = (centred(a), centred(b));
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
            let expected = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
            let found = scorers.by_post.correlation[i][j].unwrap();
            assert!((found - expected).abs() < 1e-9, "{i} {j}: {found} for {expected}");
        }
    }
}

#[test]
fn one_scorer_in_a_list_is_that_scorer() {
    let listed = record(&with_inputs("scorers = [{ kind = \"vader\" }]"), &[]);
    let single = record(&with_inputs("scorer = { kind = \"vader\" }"), &[]);
    assert_eq!(listed.tickers, single.tickers);
    assert_eq!(listed.pooled, single.pooled);
    assert_eq!(listed.verdict, single.verdict);
    assert!(listed.scorers.is_none() && single.scorers.is_none());
}

#[test]
fn scorers_that_cannot_be_told_apart_are_refused() {
    let twice = refused(&with_inputs("scorers = [{ kind = \"vader\" }, { kind = \"vader\" }]"));
    assert_eq!(twice, "`inputs.scorers.name` is `vader` twice: give each of them a name of its own");
    let both = refused(&with_inputs("scorer = { kind = \"vader\" }\nscorers = [{ kind = \"vader\" }]"));
    assert_eq!(both, "`inputs.scorer` is given beside inputs.scorers: give one or the other");
    let blank = refused(&with_inputs("scorers = [{ kind = \"vader\", name = \" \" }]"));
    assert!(blank.contains("a scorer has a name"), "{blank}");
    let unknown = refused(&with_inputs("scorers = [{ kind = \"vader\", alpha = 15 }]"));
    assert!(unknown.contains("unknown key `alpha`"), "{unknown}");
    let config = parse(&with_inputs("scorers = [{ kind = \"vader\" }, { kind = \"vader\", name = \"b\" }]"));
    assert_eq!(parse(&config.to_toml()), config);
}

#[test]
fn presets_lie_under_what_the_study_says() {
    let of = |inputs: &str| parse(&with_inputs(inputs)).inputs;
    let nflx = of("preset = \"nflx\"");
    assert_eq!((nflx.text.as_slice(), nflx.no_posts), (&[TextFeature::Score][..], NoPosts::Zero));
    assert_eq!(of("preset = \"topic-sentiment\"").text, [TextFeature::Score]);
    let candles = of("preset = \"candles\"\nno-posts = \"carry\"");
    assert_eq!((candles.text.as_slice(), candles.no_posts), (&[TextFeature::FiveClass][..], NoPosts::Carry));
    let decayed =
        of("preset = \"candles\"\ntext = [\"decayed\", \"five-class\"]\ntext-settings = { half-life = 9.0 }");
    assert_eq!((decayed.text_settings.class_thresholds, decayed.text_settings.half_life), ([0.05, 0.5], 9.0));
    let maama = parse(&with_inputs("preset = \"maama\""));
    assert_eq!((maama.inputs.text_settings.week, maama.inputs.no_posts), (Week::Running, NoPosts::Carry));
    assert!(maama.claims_nothing());
    let honest = parse(&with_inputs("preset = \"maama\"\ntext-settings = { week = \"completed\" }"));
    assert!(honest.inputs.text.contains(&TextFeature::WeeklyMean) && !honest.claims_nothing());
    for config in [maama, honest] {
        assert_eq!(parse(&config.to_toml()), config);
    }
    assert_eq!(of("text = [\"p-mean\"]").text, [TextFeature::Score]);
    let wrong = refused(&with_inputs("preset = \"candle\""));
    assert!(wrong.contains("unknown value `candle`") && wrong.contains("candles"), "{wrong}");
    let wrong = refused(&with_inputs("text-settings = { norm-window = 1 }"));
    assert!(wrong.contains("`norm-window` is 1"), "{wrong}");
}

#[test]
fn topics_are_columns_of_their_own() {
    let with = |topics: &str| format!("{}text = []\n[inputs.topics]\n{topics}\n", with_inputs(""));
    let config =
        parse(&with("columns = [\"score-topic\", \"topic-share\"]\nlargest = 2\nmodel = { topics = 9 }"));
    assert_eq!(parse(&config.to_toml()), config);
    assert!(!config.claims_nothing());
    let published = parse(&with("fitted = \"whole-series\""));
    assert!(published.claims_nothing() && published.foreseen()[0].contains("`inputs.topics`"));
    for (topics, words) in [
        ("columns = []", "`inputs.topics.columns` is []"),
        ("columns = [\"score-topic\", \"score-topic\"]", "each column stands once"),
        ("columns = [\"topic-score\"]", "unknown value `topic-score`"),
        ("largest = 0", "`inputs.topics.largest` is 0: it must be from 1 to 50"),
        ("model = { words = 0 }", "`inputs.topics.model: words` is 0"),
        ("model = { embedding = 0 }", "unknown key `embedding`"),
    ] {
        let found = refused(&with(topics));
        assert!(found.contains(words), "{found}");
    }
    let missing = with_inputs("no-posts = \"nan\"\ntopics = { columns = [\"topic-polarity\"] }");
    assert!(refused(&missing).contains("no sample would be left"));
    let random = with("").replace("kind = \"hold-out\"", "kind = \"random-split\"");
    assert!(refused(&random).contains("set it to `whole-series`"));
    let bare = with("").replace("posts = \"posts.csv\"\n", "");
    assert!(refused(&bare).contains("`inputs.topics` is given"));
}

/// What nothing would read is refused with its key; what a preset sets is not the study's own.
#[test]
fn settings_that_nothing_reads_are_refused() {
    let bare = SMALL.replace("posts = \"posts.csv\"\n", "");
    let of_data = |line: &str| bare.replace("[protocol]", &format!("{line}\n\n[protocol]"));
    let of_inputs = |line: &str| format!("{bare}\n[inputs]\n{line}\n");
    for (key, study) in [
        ("data.matching", of_data("matching = { companies = \"nothere.toml\" }")),
        ("data.post-columns", of_data("post-columns = { text = \"said\" }")),
        ("data.time-zone", of_data("time-zone = \"Europe/London\"")),
        ("inputs.scorer", of_inputs("scorer = { kind = \"finance\" }")),
        ("inputs.scorers", of_inputs("scorers = [{ kind = \"vader\" }]")),
        ("inputs.cleaning", of_inputs("cleaning = { preset = \"candles\" }")),
    ] {
        let error = refused(&study);
        assert!(error.starts_with(&format!("`{key}` is ")) && error.contains("`data.posts`"), "{error}");
    }
    for (key, line, reader) in [
        ("class-thresholds", "class-thresholds = [0.1, 0.6]", "`five-class`"),
        ("half-life", "half-life = 3.0", "`decayed`"),
        ("norm-window", "norm-window = 10", "`norm-change` or `attention`"),
        ("week", "week = \"running\"", "`weekly-mean`"),
        ("followers", "followers = \"at-post\"", "`follower-weighted`"),
    ] {
        let line = format!("text-settings = {{ {line} }}");
        for study in [with_inputs(&line), of_inputs(&line)] {
            let error = refused(&study);
            assert!(error.starts_with(&format!("`inputs.text-settings.{key}` is ")), "{error}");
            assert!(error.contains(reader) && error.contains("leave it out"), "{error}");
        }
    }
    let running = with_inputs("preset = \"maama\"\ntext = [\"score\"]");
    assert!(!parse(&running).claims_nothing());
    assert_eq!(parse(&parse(&running).to_toml()), parse(&running));
    // the same study without text is the one without the line that names the posts
    for line in ["text = []", "text = [\"bull-bear\"]\nno-posts = \"carry\"", "preset = \"maama\""] {
        let config = parse(&of_inputs(line));
        assert!(!config.claims_nothing(), "{line}");
        assert_eq!(parse(&config.to_toml()), config);
    }
    assert_eq!(parse(&parse(&bare).to_toml()), parse(&bare));
}

const MACRO: &str = "year,gdp growth,inflation\n2013,1.5,2.5\n2014,2.0,1.0\n2015,9.0,9.0\n";

fn with_series(entry: &str) -> String {
    format!("{SMALL}\n[[data.series]]\nfile = \"macro.csv\"\n{entry}\n")
}

#[test]
fn a_years_figures_are_columns_from_their_release_on() {
    let folder = tempfile::tempdir().unwrap();
    let config = parse(&with_series("period = \"annual\"\ncolumns = [\"gdp growth\"]\nprefix = \"us \""));
    let dataset = load(&config, folder.path(), &[("macro.csv", MACRO)]).unwrap();
    let history = dataset.history();
    assert_eq!(history.series_names().collect::<Vec<_>>(), ["us gdp growth"]);
    let known = history.series(&dataset.tickers()[0], "us gdp growth").unwrap();
    // the study runs from June 2014 to March 2015: of 2014 nothing was published then
    let values: Vec<f64> = known.iter().map(|d| d.value).collect();
    assert_eq!(values, [1.5]);
    assert_eq!(known[0].available_at.to_string(), "2014-07-01T04:00:00Z");
    let record = record(&with_series("period = \"annual\""), &[("macro.csv", MACRO)]);
    assert!(record.not_evidence.is_none() && !record.hashes.series.is_empty());
    // nothing was known in June: its rows are no samples
    let first = record.tickers[0].folds[0].train.first;
    assert!(first >= "2014-07-01".parse().unwrap(), "{first}");
}

#[test]
fn figures_of_the_running_year_are_the_future_and_prove_nothing() {
    let study = with_series("period = \"annual\"\nknown = \"same-period\"");
    assert!(parse(&study).claims_nothing());
    let record = record(&study, &[("macro.csv", MACRO)]);
    assert!(record.warnings[0].contains("`macro.csv`"), "{:?}", record.warnings);
    assert!(record.not_evidence.as_ref().unwrap().contains("before it was over"));
    assert!(record.verdict[0].starts_with("No verdict."), "{:?}", record.verdict);
    for row in &record.tickers[0].rows {
        assert!(
            row.next.is_none() && row.vs_persistence.as_ref().is_none_or(|t| t.verdict == Verdict::Untested)
        );
    }
}

#[test]
fn series_that_cannot_be_used_are_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let load = |entry: &str, content: &str| {
        let error = load(&parse(&with_series(entry)), folder.path(), &[("macro.csv", content)]).unwrap_err();
        let cause = std::error::Error::source(&error).map_or(String::new(), |e| format!(": {e}"));
        format!("{error}{cause}")
    };
    let text = load("", "date,close\n2014-01-02,1\n");
    assert!(text.contains("`close`") && text.contains("prefix"), "{text}");
    let text = load("", "date,ticker,trend\n2014-01-02,MSFT,1\n");
    assert!(text.contains("`trend` has no values for AAA"), "{text}");
    let text = load("columns = [\"gdp\"]", MACRO);
    assert!(text.contains("gdp") && text.contains("inflation"), "{text}");
    let text = load("", "date,gdp\n2014-01-02,many\n");
    assert!(text.contains("macro.csv") && text.contains("line 2") && text.contains("many"), "{text}");
    let text = refused(&with_series("known = \"same-period\"\nlag-days = 3"));
    assert!(text.contains("`data.series.lag-days`"), "{text}");
    let text = refused(&with_series("periods = \"annual\""));
    assert!(text.contains("unknown key `periods`"), "{text}");
}

#[test]
fn columns_of_what_no_post_has_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (column, wanted) in
        [("engagement-weighted", "likes"), ("follower-weighted", "followers"), ("news-score", "kind")]
    {
        let config = parse(&with_inputs(&format!("text = [\"{column}\"]")));
        let error = load(&config, folder.path(), &[]).unwrap_err();
        let cause = std::error::Error::source(&error).map_or(String::new(), |e| format!(": {e}"));
        let text = format!("{error}{cause}");
        assert!(text.contains(column) && text.contains(wanted), "{text}");
    }
}

/// Each text as published, and cleaned by hand in two ways.
const CLEANED: [[&str; 3]; 3] = [
    [
        "@jim LOVE it, great news: http://t.co/good #bullish",
        "@user LOVE it, great news: http #bullish",
        "love it, great news:",
    ],
    [
        "RT @ann: NOT a great quarter http://bad.com #downgrade",
        "RT @user NOT a great quarter http #downgrade",
        "rt not a great quarter",
    ],
    ["awful!!! I hate this @bad_luck #losses", "awful!!! I hate this @user #losses", "awful!!! i hate this"],
];

#[test]
fn each_scorer_reads_posts_as_it_wants_them() {
    let kinds = "[{ kind = \"vader\" }, { kind = \"vader\", name = \"names\", cleaning = \"twitter-roberta\" }, \
                 { kind = \"finance\", cleaning = [\"lower-case\", \"links-out\", \"mentions-out\", \"hashtags-out\", \
                 \"spaces\"] }, \
                 { kind = \"finance\", name = \"bare\", cleaning = [] }]";
    let of = |cleaning: &str| parse(&with_inputs(&format!("{cleaning}scorers = {kinds}")));
    let posts = |way: usize| {
        let days = ["2014-07-01", "2014-07-02", "2014-07-03"];
        let lines =
            CLEANED.iter().zip(days).map(|(text, day)| format!("{day}T15:00:00Z,\"{}\"\n", text[way]));
        "created_at,text\n".to_owned() + &lines.collect::<String>()
    };
    let (vader, finance) = (ScorerSpec::Vader {}, ScorerSpec::Finance {});
    for (study, ways) in [("", [0, 1, 2, 0]), ("cleaning = { preset = \"twitter-roberta\" }\n", [1, 1, 2, 0])]
    {
        let config = of(study);
        assert_eq!(parse(&config.to_toml()), config);
        let folder = tempfile::tempdir().unwrap();
        let data = load(&config, folder.path(), &[("posts.csv", &posts(0))]).unwrap();
        let ticker = data.tickers()[0].clone();
        let specs = [&vader, &vader, &finance, &finance];
        for ((name, spec), way) in ["vader", "names", "finance", "bare"].iter().zip(specs).zip(ways) {
            let scorer = spec.build(folder.path()).unwrap();
            let tells = CLEANED.iter().any(|text| scorer.score(text[0]) != scorer.score(text[2]));
            assert!(tells, "to {name} they are all the same");
            let history = data.history();
            let found = history.scores(&ticker, name).unwrap();
            assert_eq!(found.len(), CLEANED.len());
            for (found, text) in found.iter().zip(CLEANED) {
                let expected = scorer.score(text[way]);
                assert_eq!(found.polarity, expected.compound, "{name} of {}", text[way]);
            }
        }
    }
    let wrong = refused(&with_inputs("scorers = [{ kind = \"vader\", cleaning = \"nfl\" }]"));
    assert!(wrong.contains("`nfl`") && wrong.contains("nflx"), "{wrong}");
    let wrong = refused(&with_inputs("scorers = [{ kind = \"vader\", cleaning = [\"links-off\"] }]"));
    assert!(wrong.contains("`links-off`") && wrong.contains("links-out"), "{wrong}");
    let named = refused(&with_inputs("scorer = { kind = \"vader\", name = \"v\" }"));
    assert!(named.contains("`inputs.scorer.name`"), "{named}");
}

/// The models of Twitter read names and links as they learnt them, unless the study says otherwise.
#[test]
fn a_model_that_is_known_brings_its_cleaning() {
    let scorer = |more: &str| {
        format!(
            "scorer = {{ kind = \"encoder\", model = \"twitter-xlm-roberta-base-sentiment\", cache = \"m\"{more} }}"
        )
    };
    let steps = |inputs: &str| {
        let config = parse(&with_inputs(inputs));
        assert_eq!(parse(&config.to_toml()), config);
        let entry = config.inputs.scorers().remove(0);
        let steps = config.inputs.cleaning_of(&entry).steps;
        (steps, config.to_toml().contains("cleaning = \"twitter-roberta\""))
    };
    let brought = CleaningPreset::TwitterRoberta.steps().to_vec();
    assert_eq!(steps(&scorer("")), (brought, true));
    assert_eq!(steps(&scorer(", cleaning = \"raw\"")), (Vec::new(), false));
    let study = format!("{}\ncleaning = {{ steps = [\"links-out\"] }}", scorer(""));
    assert_eq!(steps(&study), (vec![Step::LinksOut], false));
    assert_eq!(steps("scorer = { kind = \"vader\" }"), (Vec::new(), false));
}

/// A study that is told to stop while a network scores ends soon, and what was scored is there for the next.
#[test]
fn scoring_stops_between_chunks_and_goes_on() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../bellwether-text/tests/reference/transformers/bert");
    let mut config = parse(&with_inputs(&format!("scorer = {{ kind = \"encoder\", model = {model:?} }}")));
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> =
        (0..300).map(|i| format!("2014-07-01T15:{:02}:00Z,\"post {i} is good\"", i % 60)).collect();
    let whole =
        load(&config, folder.path(), &[("posts.csv", &format!("created_at,text\n{}\n", lines.join("\n")))])
            .unwrap();
    config.data.tickers = whole.tickers().to_vec();
    let scores = folder.path().join("scores");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();

    let (stop, seen) = (Arc::default(), AtomicUsize::new(0));
    let progress = |progress: Progress| {
        let Progress::Scoring { done, total: 300, slow: true } = progress else { panic!("{progress:?}") };
        seen.store(done, Ordering::Relaxed);
        if done > 0 {
            Arc::<std::sync::atomic::AtomicBool>::clone(&stop).store(true, Ordering::Relaxed);
        }
    };
    let scoring = Scoring { scores: Some(&scores), stop: Arc::clone(&stop), progress: Some(&progress) };
    let stopped = pool.install(|| Dataset::load_with(&config, folder.path(), &[], &scoring));
    assert!(matches!(stopped, Err(StudyError::Stopped)));
    let done = seen.load(Ordering::Relaxed);
    assert!(0 < done && done < 300, "{done}");
    let files = || walk(&scores).into_iter().map(|file| std::fs::metadata(file).unwrap().len()).sum::<u64>();
    // a record of a text has 56 bytes
    assert!(files() >= 56 * done as u64 && files() < 56 * 300);

    let scoring = Scoring { scores: Some(&scores), ..Scoring::default() };
    let resumed = Dataset::load_with(&config, folder.path(), &[], &scoring).unwrap();
    let ticker = &whole.tickers()[0];
    let name = config.inputs.scorers()[0].label();
    assert_eq!(resumed.history().scores(ticker, &name), whole.history().scores(ticker, &name));
    assert!(files() >= 56 * 300);
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let scorers = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    scorers.flat_map(|scorer| std::fs::read_dir(scorer).unwrap().map(|entry| entry.unwrap().path())).collect()
}
