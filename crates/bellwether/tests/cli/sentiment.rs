//! `sentiment`: scoring files, comparing scorers, explaining a score.

use std::fs;
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

const POSTS: &str = "\
id,text
1,$AAPL looks GREAT today!!!
2,\"not good, \"\"really\"\" not good\"
3,
4,earnings at 5pm
";

fn score(sandbox: &Sandbox, input: &str, output: &str) {
    sandbox.run(&["sentiment", "score", input, "-o", output, "--quiet"]).ok();
}

/// Posts enough for several batches.
fn many(posts: usize) -> String {
    let words = ["great", "terrible", "so so", "love it", "sell!!!"];
    let line = |i: usize| format!("{i},\"post {i}: {} {}\"\n", words[i % 5], words[i / 7 % 5]);
    "id,text\n".to_owned() + &(0..posts).map(line).collect::<String>()
}

#[test]
fn a_csv_is_scored_in_one_line() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", POSTS);
    let said = sandbox.run(&["sentiment", "score", "posts.csv", "-o", "scored.csv"]).ok();
    assert_eq!(said.stdout, "4 posts scored by vader\nscores  scored.csv\n");
    assert_snapshot!(sandbox.read("scored.csv"));
    assert_eq!(fs::read_dir(sandbox.path(".")).unwrap().count(), 2);
}

#[test]
fn every_form_holds_the_same_scores() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", POSTS);
    score(&sandbox, "posts.csv", "a.csv");
    score(&sandbox, "posts.csv", "a.jsonl");
    score(&sandbox, "posts.csv", "a.parquet");
    let first = sandbox.read("a.jsonl");
    let first: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert_eq!(first["text"], "$AAPL looks GREAT today!!!");
    assert!(first["vader_compound"].as_f64().unwrap() > 0.5);
    // what was written is read again, and its columns kept
    for input in ["a.jsonl", "a.parquet"] {
        sandbox.run(&["sentiment", "score", input, "-o", "b.csv", "--scorer", "v=vader", "--force"]).ok();
        let (before, after) = (sandbox.read("a.csv"), sandbox.read("b.csv"));
        let before: Vec<&str> = before.lines().collect();
        for (line, old) in after.lines().zip(&before).skip(1) {
            let mut ours: Vec<f64> = line.rsplit(',').take(8).map(|v| v.parse().unwrap()).collect();
            let theirs: f64 = old.rsplit(',').next().unwrap().parse().unwrap();
            assert_eq!(ours[0], theirs);
            // the keys of a JSON object have no order
            let (new, kept) = ours.split_at_mut(4);
            new.sort_by(f64::total_cmp);
            kept.sort_by(f64::total_cmp);
            assert_eq!(new, kept, "{input}: {line}");
        }
        assert_eq!(after.lines().count(), before.len());
    }
}

#[test]
fn a_list_with_words_of_doubt_and_of_the_law_gives_their_shares() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "list.csv",
        "Word,Negative,Positive,Uncertainty,Litigious\nBRILLIANT,0,2009,0,0\nPERHAPS,0,0,2009,0\nSUBPOENA,2009,0,0,2011\n",
    );
    sandbox.write("plain.csv", "word,weight\nbrilliant,1\n");
    sandbox.write("posts.csv", "text\nperhaps a brilliant subpoena\na table\n");
    let args = ["sentiment", "score", "posts.csv", "-o", "s.csv", "--keep", "none", "--scorer"];
    sandbox.run(&[&args[..], &["lm=lexicon:list.csv,plain=lexicon:plain.csv"]].concat()).ok();
    let scored = sandbox.read("s.csv");
    let lines: Vec<&str> = scored.lines().collect();
    assert_eq!(
        lines[0],
        "row,lm_negative,lm_neutral,lm_positive,lm_compound,lm_uncertainty,lm_litigious,plain_negative,plain_neutral,\
         plain_positive,plain_compound"
    );
    // four words: one of doubt, one good, one bad and of the law
    assert_eq!(lines[1], "1,0.25,0.5,0.25,0,0.25,0.25,0,0.75,0.25,1");
    assert_eq!(lines[2], "2,0,1,0,0,0,0,0,1,0,0");
}

#[test]
fn columns_can_be_left_out_and_files_joined() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", POSTS);
    sandbox.write("b.csv", "id,text\n9,fine\n");
    let args = ["sentiment", "score", "a.csv", "b.csv", "-o", "c.csv", "--scorer", "vader,w=vader", "--keep"];
    sandbox.run(&[&args[..], &["none"]].concat()).ok();
    let lines = sandbox.read("c.csv");
    assert!(lines.starts_with("file,row,vader_negative,"), "{lines}");
    assert_eq!(lines.lines().last().unwrap(), "b.csv,1,0,0,1,0.2023,0,0,1,0.2023");
    sandbox.run(&[&args[..], &["text", "--force"]].concat()).ok();
    assert!(sandbox.read("c.csv").starts_with("file,row,text,vader_negative,"));
    sandbox.write("b.csv", "nr,text\n9,fine\n");
    let said = sandbox.run(&[&args[..], &["all", "--force"]].concat());
    assert_eq!(said.code, 1);
    assert_snapshot!(said.stderr);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", &many(20_000));
    for threads in ["1", "3"] {
        let output = format!("{threads}.parquet");
        sandbox.run(&["sentiment", "score", "posts.csv", "-o", &output, "--threads", threads]).ok();
    }
    assert_eq!(fs::read(sandbox.path("1.parquet")).unwrap(), fs::read(sandbox.path("3.parquet")).unwrap());
}

#[test]
fn what_was_scored_before_an_error_stays() {
    let sandbox = Sandbox::new();
    let lines: String = many(20_000)
        .lines()
        .skip(1)
        .map(|l| serde_json::json!({ "text": l.split_once(',').unwrap().1 }).to_string() + "\n")
        .collect();
    sandbox.write("posts.jsonl", &format!("{lines}oops\n"));
    let said = sandbox.run(&["sentiment", "score", "posts.jsonl", "-o", "scored.csv"]);
    assert_eq!(said.code, 1);
    let error = said.stderr.lines().filter(|l| !l.contains("posts scored")).collect::<Vec<_>>().join("\n");
    assert_snapshot!(error);
    assert!(!sandbox.path("scored.csv").exists() && sandbox.path("scored.csv.scores").exists());
    // put right, the run goes on
    sandbox.write("posts.jsonl", &lines);
    let said = sandbox.run(&["sentiment", "score", "posts.jsonl", "-o", "scored.csv"]).ok();
    assert!(said.stderr.contains("posts were scored by an earlier run"), "{}", said.stderr);
    let resumed = sandbox.read("scored.csv");
    assert!(!sandbox.path("scored.csv.scores").exists());
    sandbox.run(&["sentiment", "score", "posts.jsonl", "-o", "scored.csv", "--force"]).ok();
    assert_eq!(sandbox.read("scored.csv"), resumed);
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", &many(300_000));
    let args = ["sentiment", "score", "posts.csv", "-o", "scored.parquet", "--threads", "1"];
    let mut child = sandbox.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let journal = sandbox.path("scored.parquet.scores");
    while child.try_wait().unwrap().is_none() {
        if fs::metadata(&journal).is_ok_and(|m| m.len() > 1000) {
            child.kill().unwrap();
            child.wait().unwrap();
            break;
        }
        std::thread::yield_now();
    }
    assert!(
        journal.exists() && !sandbox.path("scored.parquet").exists(),
        "the run ended before it was killed"
    );
    let said = sandbox.run(&args).ok();
    assert!(said.stderr.contains("posts were scored by an earlier run"), "{}", said.stderr);
    let resumed = fs::read(sandbox.path("scored.parquet")).unwrap();
    sandbox.run(&["sentiment", "score", "posts.csv", "-o", "whole.parquet"]).ok();
    assert_eq!(fs::read(sandbox.path("whole.parquet")).unwrap(), resumed);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_scored() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", &many(300_000));
    let args = ["sentiment", "score", "posts.csv", "-o", "scored.csv", "--threads", "1"];
    let mut child = sandbox.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let journal = sandbox.path("scored.csv.scores");
    while !fs::metadata(&journal).is_ok_and(|m| m.len() > 1000) {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it was stopped");
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("the same command goes on from there"), "{stderr}");
    assert!(!sandbox.path("scored.csv.part").exists());
    assert!(sandbox.run(&args).ok().stderr.contains("posts were scored by an earlier run"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", &many(20_000));
    std::os::unix::fs::symlink("/dev/full", sandbox.path("scored.csv.part")).unwrap();
    let args = ["sentiment", "score", "posts.csv", "-o", "scored.csv", "--quiet"];
    let said = sandbox.run(&args);
    assert_eq!(said.code, 1);
    assert_snapshot!(said.stderr);
    assert!(sandbox.path("scored.csv.scores").exists());
    sandbox.run(&args).ok();
    assert_eq!(sandbox.read("scored.csv").lines().count(), 20_001);
}

#[test]
fn odd_texts_are_scored_and_said() {
    let sandbox = Sandbox::new();
    let long = "good ".repeat(2_000_000);
    let bytes = [b"text\nbad \xff\xfe bytes\n", long.as_bytes(), b"\nfine\n"].concat();
    fs::write(sandbox.path("odd.csv"), bytes).unwrap();
    let said = sandbox.run(&["sentiment", "score", "odd.csv", "-o", "scored.csv", "--keep", "none"]).ok();
    assert!(said.stderr.contains("1 row with bytes that are not UTF-8: line 2"), "{}", said.stderr);
    assert_eq!(sandbox.read("scored.csv").lines().nth(2).unwrap(), "2,0,0,1,1");
}

#[test]
fn errors_of_scoring() {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", POSTS);
    sandbox.write("there.csv", "");
    sandbox.write("old.csv", "text,vader_compound\nfine,0\n");
    sandbox.write("empty.csv", "");
    for (name, args) in [
        ("unknown_scorer", &["posts.csv", "-o", "x.csv", "--scorer", "vadr"][..]),
        ("scorer_twice", &["posts.csv", "-o", "x.csv", "--scorer", "vader,vader"]),
        ("scorer_settings", &["posts.csv", "-o", "x.csv", "--scorer", "{ kind = \"vader\", alpha = 1 }"]),
        ("output_ending", &["posts.csv", "-o", "x.xlsx"]),
        ("output_there", &["posts.csv", "-o", "there.csv"]),
        ("output_is_input", &["posts.csv", "-o", "posts.csv", "--force"]),
        ("no_folder", &["posts.csv", "-o", "nowhere/x.csv"]),
        ("no_input", &["post.csv", "-o", "x.csv"]),
        ("no_text_column", &["posts.csv", "-o", "x.csv", "--text-column", "txt"]),
        ("column_clash", &["old.csv", "-o", "x.csv"]),
        ("empty_input", &["empty.csv", "-o", "x.csv"]),
    ] {
        let said = sandbox.run(&[&["sentiment", "score", "--quiet"], args].concat());
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        assert_snapshot!(format!("score_{name}"), said.text());
        assert!(!sandbox.path("x.csv").exists());
    }
}

const LABELLED: &str = "\
text,label
I love this stock,Bullish
what a terrible quarter,bearish
great great great,bullish
it is what it is,neutral
selling everything,bearish
no reason to worry,bullish
";

#[test]
fn scorers_are_compared() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", LABELLED);
    let args =
        ["sentiment", "compare", "labelled.csv", "--label-column", "label", "--scorer", "vader,other=vader"];
    assert_snapshot!("compare", sandbox.run(&args).ok().text());
    let said = sandbox.run(&[&args[..], &["--format", "json"]].concat()).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found["texts"], serde_json::json!([2, 1, 3]));
    assert_eq!(found["pairs"][0]["p_value"], 1.0);
}

#[test]
fn scorers_that_disagree_are_counted_as_by_hand() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", LABELLED);
    sandbox.write("a.csv", "word,weight\nlove,1\nterrible,-1\ngreat,1\nworry,-1\n");
    sandbox.write("b.csv", "word,weight\nlove,1\nquarter,1\ngreat,-1\nselling,-1\n");
    // a: + - + 0 0 -   b: + + - 0 - 0   labels: + - + 0 - +
    let args = ["sentiment", "compare", "labelled.csv", "--label-column", "label", "--format", "json"];
    let scorers = ["--scorer", "a=lexicon:a.csv,b=lexicon:b.csv"];
    let said = sandbox.run(&[&args[..], &scorers].concat()).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    let accuracy = |s: usize| found["scorers"][s]["accuracy"].as_f64().unwrap();
    assert_eq!((accuracy(0), accuracy(1)), (4.0 / 6.0, 3.0 / 6.0));
    let pair = &found["pairs"][0];
    assert_eq!((&pair["only_first_right"], &pair["only_second_right"]), (&2.into(), &1.into()));
    // binomial, 1 of 3 or further out, on both sides
    assert_eq!(pair["p_value"], 1.0);
    assert!((pair["agreement"].as_f64().unwrap() - 2.0 / 6.0).abs() < 1e-12);
    // as often as by chance
    assert!(pair["kappa"].as_f64().unwrap().abs() < 1e-12);
    // sum of products 1 - 1 - 1 = -1; both have mean 0 and four values of size 1
    assert!((pair["correlation"].as_f64().unwrap() + 0.25).abs() < 1e-12);
    let rows: Vec<u64> =
        found["disagreements"].as_array().unwrap().iter().map(|e| e["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [2, 3, 5, 6]);
}

#[test]
fn what_a_slow_scorer_said_of_labelled_texts_is_kept() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", LABELLED);
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../bellwether-text/tests/reference/transformers/bert");
    let scorer = format!("encoder:{model}");
    let args = ["sentiment", "compare", "labelled.csv", "--label-column", "label", "--scorer", &scorer];
    let again = sandbox.run(&[&args[..], &["--no-cache"]].concat()).ok();
    assert!(!sandbox.path("cache").exists());
    let first = sandbox.run(&args).ok();
    let kept = || {
        let folder = fs::read_dir(sandbox.path("cache/scores")).unwrap().next().unwrap().unwrap().path();
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files
    };
    let files = kept();
    assert!(!files.is_empty());
    let second = sandbox.run(&args).ok();
    assert_eq!((&first.stdout, &second.stdout), (&again.stdout, &first.stdout));
    assert_eq!(kept(), files);
}

#[test]
fn labels_are_never_guessed() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", "tweet,sentiment\nlove it,1\nhate it,0\nhm,-1\n");
    let args = ["sentiment", "compare", "labelled.csv", "--label-column", "sentiment"];
    let said = sandbox.run(&args);
    assert_eq!(said.code, 1);
    assert_snapshot!("compare_unknown_label", said.stderr);
    let told = sandbox.run(&[&args[..], &["--labels", "1=bullish,0=bearish,-1=skip"]].concat()).ok();
    assert!(
        told.stdout.contains("2 texts (1 negative, 0 neutral, 1 positive), 1 left out"),
        "{}",
        told.stdout
    );
    let column = sandbox.run(&["sentiment", "compare", "labelled.csv", "--label-column", "sentimnet"]);
    assert_eq!(column.code, 1);
    assert_snapshot!("compare_no_label_column", column.stderr);
    let class = sandbox.run(&[&args[..], &["--labels", "1=good"]].concat());
    assert_eq!(class.code, 1);
    assert_snapshot!("compare_no_such_class", class.stderr);
    let one = sandbox.run(&[&args[..], &["--labels", "1=bullish,0=skip,-1=skip"]].concat());
    assert_eq!(one.code, 1);
    assert_snapshot!("compare_one_class", one.stderr);
}

#[test]
fn a_score_is_explained() {
    let sandbox = Sandbox::new();
    let text = "Not a great quarter, but I LOVE it 🚀";
    let said = sandbox.run(&["sentiment", "explain", text]).ok();
    assert_snapshot!("explain", said.text());
    assert_snapshot!("explain_nothing", sandbox.run(&["sentiment", "explain", ""]).ok().text());
    let coloured = sandbox.run(&["sentiment", "explain", text, "--color", "always"]).ok().stdout;
    assert!(coloured.contains("\u{1b}[32m") && coloured.contains("\u{1b}[31m"));
    let said = sandbox.run(&["sentiment", "explain", text, "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found[0]["words"][2]["word"], "great");
    assert!(found[0]["words"][6]["weight"].as_f64().unwrap() > 0.0);
}

/// What is cleaned by the command is what was cleaned by hand, from the cache too.
#[test]
fn texts_are_cleaned_first() {
    const CLEANED: [[&str; 2]; 3] = [
        ["@jim LOVE it: http://t.co/x", "@user LOVE it: http"],
        ["not good @bad_luck", "not good @user"],
        ["as it is", "as it is"],
    ];
    let sandbox = Sandbox::new();
    for way in [0, 1] {
        let lines = CLEANED.map(|text| text[way]).join("\n");
        sandbox.write(["raw.csv", "hand.csv"][way], &format!("text\n{lines}\n"));
    }
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../bellwether-text/tests/reference/transformers/bert");
    let scorers = format!("vader,b=encoder:{model}");
    let scores = |input: &str, more: &[&str]| -> Vec<Vec<String>> {
        let args = ["sentiment", "score", input, "-o", "out.csv", "--force", "--scorer", &scorers];
        sandbox.run(&[&args[..], more].concat()).ok();
        let lines = sandbox.read("out.csv");
        let numbers = lines.lines().skip(1).map(|l| l.rsplit(',').take(8).map(str::to_owned).collect());
        numbers.collect()
    };
    let hand = scores("hand.csv", &["--no-cache"]);
    let raw = scores("raw.csv", &[]);
    assert_ne!(raw, hand);
    for _ in 0..2 {
        assert_eq!(scores("raw.csv", &["--clean", "twitter-roberta"]), hand);
        assert_eq!(scores("raw.csv", &[]), raw);
    }
    let table = "{ kind = \"vader\", cleaning = \"twitter-roberta\", name = \"own\" },vader";
    let explained =
        sandbox.run(&["sentiment", "explain", CLEANED[0][0], "--scorer", table, "--clean", "nflx"]).ok();
    assert_snapshot!("explain_cleaned", explained.text());
}

#[test]
fn scorers_are_compared_on_cleaned_texts() {
    let sandbox = Sandbox::new();
    let rows = |texts: [&str; 3]| {
        let lines =
            texts.iter().zip(["bullish", "bearish", "neutral"]).map(|(t, label)| format!("{t},{label}\n"));
        "text,label\n".to_owned() + &lines.collect::<String>()
    };
    sandbox.write("raw.csv", &rows(["a GREAT quarter!", "I HATE it", "The meeting"]));
    sandbox.write("hand.csv", &rows(["great quarter", "hate", "meeting"]));
    let scores = |file: &str, more: &[&str]| -> [Value; 2] {
        let args = ["sentiment", "compare", file, "--label-column", "label", "--scorer", "vader,finance"];
        let said = sandbox.run(&[&args[..], &["--format", "json"], more].concat()).ok().stdout;
        let found: Value = serde_json::from_str(&said).unwrap();
        ["scorers", "pairs"].map(|key| found[key].clone())
    };
    let hand = scores("hand.csv", &[]);
    assert_eq!(scores("raw.csv", &["--clean", "nflx"]), hand);
    assert_ne!(scores("raw.csv", &[]), hand);
    assert_eq!(scores("raw.csv", &["--clean", "raw"]), scores("raw.csv", &[]));
}
