//! What holds for every encoder and every text.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::sync::LazyLock;

use bellwether_text::{Embedder, EmbedderParams, EncoderParams, EncoderScorer, Polarity, Scorer, ScorerSpec};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/transformers")
}

static SCORERS: LazyLock<Vec<EncoderScorer>> = LazyLock::new(|| {
    let open = |model| EncoderScorer::open(&EncoderParams::new(model), &folder()).unwrap();
    ["bert", "roberta", "xlm-roberta", "distilbert"].map(open).into()
});

fn check(text: &str, polarity: Polarity) {
    let Polarity { negative, neutral, positive, compound } = polarity;
    assert!([negative, neutral, positive].iter().all(|share| (0.0..=1.0).contains(share)), "{polarity:?}");
    assert!((negative + neutral + positive - 1.0).abs() < 1e-12, "{polarity:?} of {text:?}");
    assert!((compound - (positive - negative)).abs() < 1e-12, "{polarity:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_post_does_not_depend_on_its_neighbours_or_threads(
        texts in prop::collection::vec("\\PC{0,40}|[ -~]{0,300}|(good |loss ){0,90}|\\s{0,9}", 1..24),
        model in 0..4usize,
        threads in 1..4usize,
    ) {
        let scorer = &SCORERS[model];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let alone: Vec<Vec<f32>> = texts.iter().map(|text| scorer.logits(&[text]).unwrap().swap_remove(0)).collect();
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        prop_assert_eq!(&pool.install(|| scorer.logits(&texts).unwrap()), &alone);
        let turned: Vec<&str> = texts.iter().rev().copied().collect();
        let mut found = scorer.logits(&turned).unwrap();
        found.reverse();
        prop_assert_eq!(&found, &alone);
        for (text, polarity) in texts.iter().zip(scorer.try_score_all(&texts).unwrap()) {
            check(text, polarity);
        }
    }

    #[test]
    fn any_bytes_read_as_text_have_a_polarity(bytes in prop::collection::vec(any::<u8>(), 0..200), model in 0..4usize) {
        let text = String::from_utf8_lossy(&bytes);
        check(&text, SCORERS[model].score(&text));
    }
}

#[test]
fn ten_megabytes_in_one_post_are_cut_where_the_model_ends() {
    const BYTES: usize = 10_000_000;
    for scorer in SCORERS.iter() {
        for pattern in ["good loss ", "x", "日本", "🚀"] {
            let long = pattern.repeat(BYTES / pattern.len());
            let short = pattern.repeat(20_000 / pattern.len());
            let (long, short) = (scorer.score(&long), scorer.score(&short));
            check(pattern, long);
            assert_eq!(long, short, "{} {pattern}", scorer.name());
        }
        // what gives no token is not read to its end
        let late = " ".repeat(BYTES) + "good";
        assert_eq!(scorer.logits(&[&late]).unwrap()[0].len(), scorer.labels().len());
    }
}

#[test]
fn max_tokens_cuts_a_post() {
    let params = EncoderParams { max_tokens: Some(4), ..EncoderParams::new("bert") };
    let scorer = EncoderScorer::open(&params, &folder()).unwrap();
    assert_eq!(scorer.score("good loss quarter great"), scorer.score("good loss"));
    assert_ne!(scorer.version(), SCORERS[0].version());
    let params = EncoderParams { max_tokens: Some(2), ..params };
    assert!(EncoderScorer::open(&params, &folder()).is_err());
}

#[test]
fn vectors_have_length_one() {
    let embedder = Embedder::open(&EmbedderParams::new("sentence-mean"), &folder()).unwrap();
    for text in ["", "good", "loss loss loss", "日本"] {
        let norm: f64 = embedder.embed(text).unwrap().iter().map(|&x| f64::from(x).powi(2)).sum();
        assert!((norm - 1.0).abs() < 1e-6, "{text}: {norm}");
    }
}

#[test]
fn words_that_are_not_read_move_nothing() {
    let text = "good ".repeat(3000) + "loss";
    let words = SCORERS[0].explain(&text).unwrap();
    assert_eq!(words.len(), 3001);
    assert_eq!(words[3000].weight, 0.0);
    assert_eq!(&text[words[3000].range.clone()], "loss");
    let whole = SCORERS[0].score("good loss").compound;
    let words = SCORERS[0].explain("good loss").unwrap();
    assert_eq!(words[1].weight, whole - SCORERS[0].score("good ").compound);
}

#[test]
fn a_specification_names_builds_and_survives_json() {
    let json = r#"{"kind":"encoder","model":"bert"}"#;
    let spec: ScorerSpec = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&spec).unwrap(), json);
    assert_eq!(spec.label(), "bert");
    let scorer = spec.build(&folder()).unwrap();
    assert_eq!((scorer.name(), scorer.version()), ("bert", SCORERS[0].version()));
    for wrong in [r#"{"kind":"encoder"}"#, r#"{"kind":"encoder","model":"bert","device":"gpu"}"#] {
        assert!(serde_json::from_str::<ScorerSpec>(wrong).is_err(), "{wrong}");
    }
}
