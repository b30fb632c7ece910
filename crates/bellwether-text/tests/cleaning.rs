//! Steps of cleaning against other implementations, and what holds for every text.

#![allow(clippy::unwrap_used)]

use bellwether_text::matching::{Companies, Matcher};
use bellwether_text::{
    Cleaner, CleaningPreset, CleaningSpec, Route, RoutedCleaner, Step, detect_language, tokens,
};
use proptest::prelude::*;

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with("# ")).map(|line| line.split_once('\t').unwrap())
}

fn apply(step: Step, text: &str) -> String {
    let mut out = String::new();
    step.apply(text, &mut out);
    out
}

/// Every form: the rules are NLTK's.
#[test]
fn lemmas_are_those_of_nltk() {
    let mut count = 0;
    for (form, lemma) in rows(include_str!("reference/nltk/lemmas.tsv")) {
        assert_eq!(apply(Step::Lemmas, form), lemma, "{form}");
        count += 1;
    }
    assert!(count > 9000);
}

/// TweetTokenizer takes cashtags, `HTML5`, `10-year-old` and dates apart, and shortens runs of marks to three; ours does not.
/// Nearly all of what differs is of that kind; an F1 of 0.9956 was measured.
#[test]
fn tokens_are_nearly_those_of_nltk() {
    let (mut posts, mut same, mut shared, mut ours_count, mut theirs_count) = (0, 0, 0, 0, 0);
    for (post, theirs) in rows(include_str!("reference/nltk/tokens.tsv")) {
        let theirs: Vec<&str> = theirs.split('\t').collect();
        let ours: Vec<&str> = tokens(post).map(|token| token.text).collect();
        posts += 1;
        same += usize::from(ours == theirs);
        let mut left = theirs.clone();
        for token in &ours {
            if let Some(at) = left.iter().position(|other| other == token) {
                left.swap_remove(at);
                shared += 1;
            }
        }
        if ours != theirs {
            println!("{post}\n  ours   {ours:?}\n  theirs {theirs:?}");
        }
        ours_count += ours.len();
        theirs_count += theirs.len();
    }
    let f1 = 2.0 * f64::from(shared) / (ours_count + theirs_count) as f64;
    println!("{same} of {posts} posts alike, F1 of tokens {f1:.4}");
    assert!(f1 > 0.99, "{f1}");
}

/// The package writes marks and capitals of some names otherwise; the words are the same.
#[test]
fn emoji_have_the_names_of_the_python_package() {
    let plain = |name: &str| -> String {
        let kept = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
        kept.collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (mut same, mut count) = (0, 0);
    for (emoji, name) in rows(include_str!("reference/emoji/names.tsv")) {
        let ours = apply(Step::EmojiToWords, &format!("a{emoji}b"));
        let ours = ours.trim_start_matches('a').trim_end_matches('b');
        count += 1;
        // Unicode's name of a flag says that it is one
        let ours = ours.trim_start().trim_start_matches("flag: ");
        if plain(ours) == plain(name) {
            same += 1;
        } else {
            println!("{emoji} {ours:?} {name:?}");
        }
        assert_eq!(apply(Step::EmojiOut, emoji), " ", "{emoji}");
    }
    assert_eq!(same, count);
}

#[test]
fn the_twitter_roberta_preset_is_the_function_of_its_model_card() {
    let mut cleaner = Cleaner::new(CleaningPreset::TwitterRoberta.steps());
    for (text, expected) in rows(include_str!("reference/twitter-roberta/texts.tsv")) {
        assert_eq!(cleaner.clean(text), expected);
    }
}

#[test]
fn presets_do_what_the_papers_say() {
    let post =
        "RT @jim: I'm not selling $AAPL’s shares — they're GREAT &amp; cheap!!! 🚀🚀 #buy https://t.co/x";
    let of = |preset: CleaningPreset| Cleaner::new(preset.steps()).clean(post).to_owned();
    assert_eq!(of(CleaningPreset::Raw), post);
    assert_eq!(of(CleaningPreset::Nflx), "rt jim selling aapl share great cheap rocket rocket buy");
    assert_eq!(of(CleaningPreset::Candles), "RT jim selling AAPL shares GREAT cheap buy");
}

#[test]
fn posts_go_the_way_of_their_language() {
    let spec: CleaningSpec = serde_json::from_str(
        r#"{ "preset": "nflx", "languages": { "routes": { "en": "clean", "de": "clean-any-language", "fr": "as-published" } } }"#,
    )
    .unwrap();
    let mut cleaner = RoutedCleaner::new(&spec);
    assert_eq!(cleaner.clean("The shares of the banks were falling this week"), "share bank falling week");
    let german = "Die Aktien der Banken sind diese Woche gefallen";
    assert_eq!(cleaner.clean(german), german.to_lowercase());
    let french = "Les actions des banques ont baissé cette semaine";
    assert_eq!(cleaner.clean(french), french);
    let routes = spec.languages.as_ref().unwrap();
    let spanish = detect_language("Las acciones de los bancos cayeron esta semana");
    assert_eq!(routes.route(spanish), Route::Drop);
    assert_eq!(routes.route(None), Route::Clean);
}

/// Pieces that steps look for, in any order.
fn charged() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "http://",
        "https://t.co/x",
        "www.",
        "URL",
        "@",
        "@a",
        "#",
        "#b",
        "$",
        "$AAPL",
        "$BRK.B",
        "RT ",
        "RT @a: ",
        "&amp;",
        "&#x1f680;",
        "&",
        ";",
        ".",
        "...",
        "'",
        "’",
        "-",
        "don't",
        "The",
        "mice",
        "men",
        "3.5",
        "+1",
        "5S",
        ":",
        ")",
        "(",
        ":-)",
        "<3",
        "🚀",
        "❤\u{fe0f}",
        "👨\u{200d}👩\u{200d}👧",
        "🇺🇸",
        "1\u{fe0f}\u{20e3}",
        "\u{200d}",
        "\u{fe0f}",
        "\u{301}",
        "e\u{301}",
        "İ",
        "Σ",
        "ß",
        "日本",
        "\u{3000}",
        " ",
        "  ",
        "\n",
        "\0",
        "a",
        "Z",
        "%",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) {
    for step in Step::ALL {
        let once = apply(step, text);
        if !matches!(step, Step::Entities | Step::Tokens | Step::Lemmas) {
            assert_eq!(apply(step, &once), once, "{step:?} twice on {text:?}");
        }
    }
    for preset in CleaningPreset::ALL {
        let mut cleaner = Cleaner::new(preset.steps());
        let once = cleaner.clean(text).to_owned();
        assert_eq!(cleaner.clean(text), once, "{preset:?} remembers {text:?}");
    }
    let mut end = 0;
    for token in tokens(text) {
        assert!(text[end..token.start].chars().all(char::is_whitespace), "{text:?}");
        assert_eq!(&text[token.start..token.start + token.text.len()], token.text);
        assert!(!token.text.is_empty());
        end = token.start + token.text.len();
    }
    assert!(text[end..].chars().all(char::is_whitespace), "{text:?}");
    detect_language(text);
    for found in Matcher::new(&Companies::bundled()).matches(text) {
        assert!(!text[found.start..found.end].is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_cleaned(text in "\\PC{0,60}|.{0,60}") {
        check(&text);
    }

    #[test]
    fn charged_text_is_cleaned(text in charged()) {
        check(&text);
    }

    #[test]
    fn any_bytes_read_as_text_are_cleaned(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        check(&String::from_utf8_lossy(&bytes));
    }
}

/// Each of these keeps a quadratic implementation busy for minutes to hours.
#[test]
fn megabytes_in_one_post_are_cleaned_in_linear_time() {
    const BYTES: usize = 1_500_000;
    for pattern in [
        "h.", "1.", "1.a", "@a", "$", "$A", "&", "&#", "http://", "www..", "RT @a ", "a-", "'", "\u{301}",
        "🇺", "é", " ", "Apple ",
    ] {
        let post = pattern.repeat(BYTES / pattern.len());
        for preset in [CleaningPreset::Nflx, CleaningPreset::Candles] {
            Cleaner::new(preset.steps()).clean(&post);
        }
        detect_language(&post);
        for step in [Step::MentionsOut, Step::CashtagsOut, Step::RetweetHeadOut, Step::CompatibilityForms] {
            apply(step, &post);
        }
    }
}
