//! Help texts and usage errors.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn help_of_every_verb() {
    let sandbox = Sandbox::new();
    for (name, args) in [
        ("help", &["--help"][..]),
        ("help_demo", &["demo", "--help"]),
        ("help_study", &["study", "--help"]),
        ("help_audit", &["audit", "--help"]),
        ("help_models", &["models", "--help"]),
        ("help_features", &["features", "--help"]),
        ("help_data", &["data", "--help"]),
        ("help_data_inspect", &["data", "inspect", "--help"]),
        ("help_sentiment", &["sentiment", "--help"]),
        ("help_sentiment_score", &["sentiment", "score", "--help"]),
        ("help_sentiment_compare", &["sentiment", "compare", "--help"]),
        ("help_sentiment_train", &["sentiment", "train", "--help"]),
        ("help_sentiment_explain", &["sentiment", "explain", "--help"]),
        ("help_topics", &["topics", "--help"]),
        ("help_paper", &["paper", "--help"]),
    ] {
        let said = sandbox.run(args).ok();
        assert_eq!(said.stderr, "");
        assert_snapshot!(name, said.text());
    }
}

#[test]
fn version_is_data() {
    let said = Sandbox::new().run(&["--version"]).ok();
    assert_eq!(said.stdout, format!("bellwether {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn usage_errors_are_the_users() {
    let sandbox = Sandbox::new();
    for (name, args) in [
        ("usage_flag", &["demo", "--threds", "2"][..]),
        ("usage_verb", &["studdy"]),
        ("usage_threads", &["demo", "--threads", "0"]),
        ("usage_file", &["study"]),
        ("usage_nothing", &[]),
    ] {
        let said = sandbox.run(args);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        assert_snapshot!(name, said.text());
    }
}

#[test]
fn colour_is_asked_for_or_absent() {
    let sandbox = Sandbox::new();
    assert!(!sandbox.run(&["features"]).ok().stdout.contains('\u{1b}'));
    assert!(sandbox.run(&["features", "--color", "always"]).ok().stdout.contains('\u{1b}'));
    assert!(sandbox.run(&["study", "none.toml", "--color=always"]).stderr.contains('\u{1b}'));
}
