//! `topics`: what texts are about.

use std::fmt::Write;
use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::{Said, Sandbox};

/// What is said about three things, so that there are three topics.
const TALK: [[&str; 12]; 3] = [
    [
        "iphone", "release", "camera", "screen", "battery", "launch", "apple", "phone", "event", "model",
        "price", "buyers",
    ],
    [
        "oil", "crude", "barrel", "opec", "supply", "rig", "drilling", "energy", "pipeline", "brent", "gas",
        "refinery",
    ],
    [
        "bank",
        "rates",
        "fed",
        "yield",
        "bond",
        "inflation",
        "treasury",
        "dollar",
        "policy",
        "economy",
        "loan",
        "credit",
    ],
];
const MOOD: [&str; 3] = ["great", "terrible", "today"];

/// `posts` posts of each topic, an hour apart, with a link and now and then a retweet.
fn posts(posts: usize) -> String {
    let mut state = 1_u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % n
    };
    let mut out = "created_at,text\n".to_owned();
    for i in 0..posts {
        for (topic, talk) in TALK.iter().enumerate() {
            let words: Vec<&str> = (0..6).map(|_| talk[next(12)]).collect();
            let (day, hour) = (1 + i / 24 % 28, i % 24);
            let text = format!("{} {} http://t.co/{i}", words.join(" "), MOOD[topic]);
            writeln!(out, "2014-01-{day:02}T{hour:02}:00:00Z,{text}").unwrap();
            if i % 10 == 0 {
                writeln!(out, "2014-01-{day:02}T{hour:02}:30:00Z,RT @user: {text}").unwrap();
            }
        }
    }
    out
}

/// Without the line that says how long it took.
fn untimed(said: &Said) -> String {
    let is_time = |line: &&str| !line.ends_with(" s") || line.split(' ').count() != 2;
    said.text().lines().filter(is_time).collect::<Vec<_>>().join("\n")
}

fn with_posts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("posts.csv", &posts(100));
    sandbox
}

#[test]
fn topics_are_found_shown_and_written() {
    let sandbox = with_posts();
    let said = sandbox.run(&["topics", "posts.csv", "-o", "page.html", "--assign", "topics.csv"]).ok();
    for word in ["camera", "opec", "treasury"] {
        assert!(said.stdout.contains(word), "{word}: {}", said.stdout);
    }
    let page = sandbox.read("page.html");
    for part in ["id=\"map\"", "id=\"topics\"", "id=\"time\"", "id=\"quality\"", "topicmap", "NPMI"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("src=\"http") && !page.contains("@import"), "the page fetches nothing");
    let assigned = sandbox.read("topics.csv");
    let lines: Vec<&str> = assigned.lines().collect();
    assert_eq!(lines[0], "row,topic,label");
    assert_eq!(lines.len(), posts(100).lines().count());
    // a retweet has the topic of its post
    let topic = |line: &str| line.split(',').nth(1).unwrap().to_owned();
    assert_eq!(topic(lines[1]), topic(lines[2]));
    let files = fs::read_dir(sandbox.path(".")).unwrap().count();
    assert_eq!(files, 3);
}

#[test]
fn the_same_in_any_order_and_on_any_number_of_threads() {
    let sandbox = with_posts();
    let text = posts(100);
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    sandbox.write("reversed.csv", &format!("created_at,text\n{}\n", lines.join("\n")));
    let found = |file: &str, threads: &str| -> Value {
        let said = sandbox.run(&["topics", file, "--threads", threads, "--format", "json"]).ok();
        let mut found: Value = serde_json::from_str(&said.stdout).unwrap();
        for topic in found["topics"].as_array_mut().unwrap() {
            // which of equal posts is shown depends on the order
            topic.as_object_mut().unwrap().remove("examples");
        }
        found
    };
    let one = found("posts.csv", "1");
    assert_eq!(one, found("posts.csv", "2"));
    assert_eq!(one, found("reversed.csv", "1"));
    assert!(one["topics"].as_array().unwrap().len() >= 3);
    assert_eq!(one["documents"], 300);
    assert_eq!(one["posts"], 330);
    let polarity = |word: &str| {
        let topics = one["topics"].as_array().unwrap();
        let topic = topics.iter().find(|t| t["label"].as_str().unwrap().contains(word));
        topic.unwrap_or_else(|| panic!("{word}"))["polarity"].as_f64().unwrap()
    };
    assert!(polarity("great") > 0.3 && polarity("terrible") < -0.3);
}

#[test]
fn every_model_has_a_page() {
    let sandbox = with_posts();
    for model in ["lda", "nmf", "lsa"] {
        let page = format!("{model}.html");
        let args =
            ["topics", "posts.csv", "--model", model, "--topics", "3", "-o", &page, "--format", "json"];
        let said = sandbox.run(&args).ok();
        let found: Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(found["model"], model);
        assert_eq!(found["settings"]["topics"], 3);
        assert!(sandbox.read(&page).contains("id=\"map\""));
    }
}

#[test]
fn settings_change_what_they_name() {
    let sandbox = with_posts();
    sandbox.write("own.toml", "words = 4\ncluster = { min_cluster_size = 20 }\n");
    let args = ["topics", "posts.csv", "--settings", "own.toml", "--topics", "2", "--format", "json"];
    let found: Value = serde_json::from_str(&sandbox.run(&args).ok().stdout).unwrap();
    assert_eq!((&found["settings"]["words"], &found["settings"]["topics"]), (&4.into(), &2.into()));
    assert_eq!(found["settings"]["cluster"]["min_cluster_size"], 20);
    // the words of posts stay those of posts
    assert_eq!(found["settings"]["vocabulary"]["words"], "posts");
    assert_eq!(found["topics"].as_array().unwrap().len(), 2);
}

#[test]
fn the_table() {
    let said = with_posts().run(&["topics", "posts.csv", "--topics", "3", "--quiet"]).ok();
    assert_snapshot!("topics", untimed(&said));
}

#[test]
fn errors_of_topics() {
    let sandbox = with_posts();
    sandbox.write("few.csv", "text\none thing here\nanother thing there\na third thing\n");
    sandbox.write("same.csv", &format!("text\n{}", "the same thing again\n".repeat(50)));
    sandbox.write("nothing.csv", &format!("text\n{}", "http://t.co/1\n".repeat(50)));
    let mut stop = "text\n".to_owned();
    for i in 0..50 {
        writeln!(stop, "{}", ["and the", "of a", "we are", "it is", "to be"][i % 5]).unwrap();
    }
    sandbox.write("stop.csv", &stop);
    let twelve: Vec<&str> = "oil gas oil rig rig gas bank fed bank yield fed yield".split(' ').collect();
    let mut few = "text\n".to_owned();
    for i in 0..12 {
        writeln!(few, "{} {} {}", twelve[i], twelve[(i + 1) % 12], twelve[(i + 5) % 12]).unwrap();
    }
    sandbox.write("twelve.csv", &few);
    sandbox.write("columns.csv", "when,what\n1,2\n");
    sandbox.write("noise.csv", "text,created\na thing,never\nb thing,ever\n");
    sandbox.write("key.toml", "topic = 3\n");
    for (name, args) in [
        ("few", &["few.csv"][..]),
        ("twelve", &["twelve.csv"]),
        ("same", &["same.csv"]),
        ("no_words", &["nothing.csv"]),
        ("stop_words", &["stop.csv"]),
        ("no_column", &["columns.csv"]),
        ("no_file", &["post.csv"]),
        ("no_times", &["noise.csv", "--time-column", "created"]),
        ("scorers", &["posts.csv", "--scorer", "vader,vader-finance"]),
        ("min_size", &["posts.csv", "--model", "lda", "--min-size", "5"]),
        ("settings_key", &["posts.csv", "--settings", "key.toml"]),
        ("settings_missing", &["posts.csv", "--settings", "none.toml"]),
        ("output_is_input", &["posts.csv", "-o", "posts.csv", "--force"]),
        ("output_there", &["posts.csv", "-o", "few.csv"]),
        ("diversity", &["posts.csv", "--diversity", "2"]),
    ] {
        let said = sandbox.run(&[&["topics", "--quiet"], args].concat());
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        assert_snapshot!(format!("topics_{name}"), said.text());
    }
}

/// Prices of forty sessions from the day before the first post on, that rise after a day of good talk about one thing.
fn prices() -> String {
    let mut out = "Date,Close\n".to_owned();
    let days = (1..=28).filter(|day| !matches!((day + 2) % 7, 6 | 0)).filter(|day| *day != 20 && *day != 1);
    for (i, day) in days.enumerate() {
        writeln!(out, "2014-01-{day:02},{}", 100 + (i * 7) % 5).unwrap();
    }
    out
}

#[test]
fn topics_stand_beside_prices() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("posts.csv"), posts(24 * 28)).unwrap();
    fs::write(sandbox.path("AAPL.csv"), prices()).unwrap();
    let args = ["topics", "posts.csv", "--prices", "AAPL.csv", "-o", "page.html"];
    let said = sandbox.run(&args).ok();
    assert!(said.stdout.contains("enough sessions"), "{}", said.text());
    assert!(sandbox.read("page.html").contains("Before the price?"));
    let json = sandbox.run(&["topics", "posts.csv", "--prices", "AAPL.csv", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let leads = &json["leads"];
    assert_eq!(leads["tickers"][0], "AAPL");
    let price = leads["price"].as_array().unwrap();
    assert_eq!(
        (price.len() as u64, price[0][1].as_f64()),
        (leads["sessions"].as_u64().unwrap(), Some(100.0))
    );
    // each session of the posts has talk of each topic
    for topic in leads["topics"].as_array().unwrap() {
        assert_eq!(topic["sessions"], leads["sessions"]);
    }
    // with a map or without, the same topics
    let without = sandbox.run(&["topics", "posts.csv", "--format", "json"]).ok();
    let without: Value = serde_json::from_str(&without.stdout).unwrap();
    assert_eq!(json["topics"], without["topics"]);

    let timeless =
        posts(24).lines().map(|line| line.split_once(',').unwrap().1.to_owned() + "\n").collect::<String>();
    fs::write(sandbox.path("timeless.csv"), timeless).unwrap();
    let said = sandbox.run(&["topics", "timeless.csv", "--prices", "AAPL.csv"]);
    assert!(said.code == 1 && said.stderr.contains("--prices needs the times"), "{}", said.text());
}

#[test]
fn every_model_finds_the_three_topics() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("posts.csv"), posts(120)).unwrap();
    for model in ["bertopic", "top2vec", "lda", "nmf", "lsa"] {
        let args = ["topics", "posts.csv", "--model", model, "--topics", "3", "--format", "json"];
        let said = sandbox.run(&args).ok();
        let json: Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(json["model"], model);
        assert_eq!(json["settings"]["kind"], model);
        assert_eq!(json["topics"].as_array().unwrap().len(), 3, "{model}: {}", said.stdout);
    }
    fs::write(sandbox.path("other.toml"), "kind = \"lda\"\ntopics = 4\n").unwrap();
    let said = sandbox.run(&["topics", "posts.csv", "--settings", "other.toml"]);
    assert!(said.code == 1 && said.stderr.contains("holds settings of \"lda\""), "{}", said.text());
}
