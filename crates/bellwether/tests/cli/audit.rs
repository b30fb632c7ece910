//! `audit`: whether a study, or a table from elsewhere, sees the future.

use std::fmt::Write;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Weekdays from 6 January 2014 on with a walk, its sum of the past, and what comes next. `told` is the target.
fn table(with_target: bool) -> String {
    let mut state = 12_345_u64;
    let mut step = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let steps: Vec<f64> = (0..201).map(|_| step()).collect();
    let mut out = String::from(if with_target { "date,walk,told,target\n" } else { "date,walk,target\n" });
    let mut walk = 100.0;
    let monday = jiff::civil::date(2014, 1, 6);
    for (i, pair) in steps.windows(2).enumerate() {
        walk += pair[0];
        let days = i64::try_from(i / 5 * 7 + i % 5).unwrap();
        let date = monday.checked_add(jiff::Span::new().days(days)).unwrap();
        let told = if with_target { format!("{},", 3.0 * pair[1] + 1.0) } else { String::new() };
        writeln!(out, "{date},{walk},{told}{}", pair[1]).unwrap();
    }
    out
}

#[test]
fn a_table_with_its_target_is_found_out() {
    let sandbox = Sandbox::new();
    sandbox.write("told.csv", &table(true));
    sandbox.write("honest.csv", &table(false));
    let said = sandbox.run(&["audit", "--table", "told.csv"]);
    assert_eq!(said.code, 1, "{}", said.text());
    assert!(
        said.stdout.contains("target among the features") && said.stdout.contains("told"),
        "{}",
        said.text()
    );
    let said = sandbox.run(&["audit", "--table", "told.csv", "--format", "json"]);
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found["leaks"][0]["column"], "told");
    assert_eq!(found["leaks"][0]["class"], "target-among-features");
    assert_eq!(found["leaks"].as_array().unwrap().len(), 1);
    let said = sandbox.run(&["audit", "--table", "honest.csv"]).ok();
    assert!(said.stdout.contains("No leak was found."), "{}", said.text());
}

#[test]
fn what_cannot_be_audited_is_said_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("wrong.csv", &table(false).replace("2014-01-08,", "8 January,"));
    let said = sandbox.run(&["audit", "--table", "wrong.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("row 3") && said.stderr.contains("8 January"), "{}", said.text());
    sandbox.write("bare.csv", &table(false).replace(",walk,target\n", ",ticker,target\n"));
    let said = sandbox.run(&["audit", "--table", "bare.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("bare.csv has no feature"), "{}", said.text());
    sandbox.write("other.csv", &table(false).replace(",target\n", ",next\n"));
    let said = sandbox.run(&["audit", "--table", "other.csv"]);
    assert!(said.stderr.contains("no column `target`"), "{}", said.text());
    sandbox.run(&["audit", "--table", "other.csv", "--target", "next"]).ok();
}

#[test]
fn an_honest_study_is_found_honest() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["audit", "study.toml", "--inputs-only"]).ok();
    assert!(said.stdout.contains("No leak was found."), "{}", said.text());
    assert!(!said.stdout.contains("returns shuffled"), "{}", said.text());
    let said = sandbox.run(&["audit", "study.toml"]).ok();
    for experiment in ["later posts moved", "test days exchanged", "returns shuffled", "a later split"] {
        assert!(said.stdout.contains(experiment), "{}", said.text());
    }
    assert!(said.stdout.contains("Remark: ") && said.stdout.contains("`close`"), "{}", said.text());
    let said = sandbox.run(&["audit", "study.toml", "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    let experiments = found["experiments"].as_array().unwrap();
    let split = experiments.iter().find(|e| e["experiment"] == "later-split").unwrap();
    assert_eq!(split["found"], 0);
    assert_eq!(split["remarks"].as_array().unwrap().len(), 1);
}

/// What is for tables is refused for a study, and no file is read as another kind.
#[test]
fn no_option_is_ignored() {
    let sandbox = Sandbox::with_study();
    let refused = |args: &[&str]| {
        let said = sandbox.run(args);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        said.stderr
    };
    for (flag, value, own) in [
        ("--horizon", "2", "`horizon` under [target]"),
        ("--target", "next", "under [target]"),
        ("--date", "day", "--table"),
    ] {
        let said = refused(&["audit", "study.toml", flag, value]);
        assert!(said.contains(&format!("{flag} is for a table, and study.toml is a study")), "{said}");
        assert!(said.contains(own), "{said}");
    }
    let said = refused(&["audit", "study.toml", "--time-zone", "Europe/London", "--close", "16:30"]);
    assert!(
        said.contains("--time-zone is for a table") && said.contains("`calendar` under [data]"),
        "{said}"
    );
    sandbox.write("features.csv", &table(false));
    // by its beginning, whatever its name
    sandbox.write("features.txt", &table(false));
    for name in ["features.csv", "features.txt", "prices.csv"] {
        let said = refused(&["audit", name]);
        assert!(said.contains(&format!("{name} is a table, and no study file")), "{said}");
        assert!(said.contains(&format!("add --table: bellwether audit --table {name}")), "{said}");
        assert!(!said.contains("TOML"), "{said}");
    }
    let said = refused(&["audit", "--table", "study.toml"]);
    assert!(said.contains("study.toml is a study file, and no table"), "{said}");
    for args in [
        &["audit", "--table", "features.csv", "--threads", "2"][..],
        &["audit", "--table", "features.csv", "--folds", "all"],
        &["audit", "study.toml", "--inputs-only", "--folds", "all"],
    ] {
        assert!(refused(args).contains("cannot be used with"), "{args:?}");
    }
}

/// The option that helps is in the hint.
#[test]
fn hints_name_the_options() {
    let sandbox = Sandbox::new();
    let hint = |table: &str, args: &[&str]| {
        sandbox.write("table.csv", table);
        let said = sandbox.run(&[&["audit", "--table", "table.csv"], args].concat());
        assert_eq!(said.code, 1, "{}", said.text());
        let hint = said.stderr.lines().find(|line| line.starts_with("hint:")).unwrap_or_default();
        hint.to_owned()
    };
    let whole = table(false);
    let said = hint(&whole.replace("date,", "when,"), &[]);
    assert!(said.contains("--date COLUMN"), "{said}");
    let said = hint(&whole.replace(",target\n", ",next\n"), &[]);
    assert!(said.contains("--target COLUMN") && said.contains("--horizon ROWS"), "{said}");
    let said = hint(&whole, &["--date", "walk"]);
    assert!(said.contains("--date COLUMN"), "{said}");
    let said = hint(&whole.replace(",walk,", ",ticker,"), &[]);
    assert!(said.contains("--target"), "{said}");
    // one word among numbers is a mistake of the table
    let lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    let mut wrong = lines.clone();
    let cells: Vec<&str> = lines[5].split(',').collect();
    wrong[5] = format!("{},high,{}", cells[0], cells[2]);
    let said = hint(&(wrong.join("\n") + "\n"), &[]);
    assert!(said.contains("correct it"), "{said}");
}

/// A column of words is no feature, and the others are audited.
#[test]
fn a_column_of_words_is_left_out_by_name() {
    let sandbox = Sandbox::new();
    let with_words: Vec<String> = table(true)
        .lines()
        .enumerate()
        .map(|(i, line)| match i {
            0 => format!("{line},sector"),
            i if i % 3 == 0 => format!("{line},Banks"),
            _ => format!("{line},Oil and gas"),
        })
        .collect();
    sandbox.write("told.csv", &with_words.join("\n"));
    let said = sandbox.run(&["audit", "--table", "told.csv"]);
    assert_eq!(said.code, 1, "{}", said.text());
    assert!(said.stdout.contains("target among the features"), "{}", said.text());
    let words: Vec<&str> = said.stdout.split_whitespace().collect();
    assert!(
        words.join(" ").contains("Remark: `sector` is left out: its values are no numbers"),
        "{}",
        said.text()
    );
    let said = sandbox.run(&["audit", "--table", "told.csv", "--format", "json"]);
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    let remark = found["experiments"][0]["remarks"][0].as_str().unwrap();
    assert_eq!(remark, "`sector` is left out: its values are no numbers, such as `Oil and gas`");
}

/// What was fitted again is told, and all of it on demand.
#[test]
fn what_was_fitted_again_is_told() {
    let sandbox = Sandbox::with_study();
    let words = |said: &crate::sandbox::Said| said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let study = crate::sandbox::STUDY.replace("refit-every = 20", "refit-every = 10");
    let models = study.find("[[models]]\nkind = \"lstm\"").unwrap();
    sandbox.write("study.toml", &study[..models]);
    let said = sandbox.run(&["audit", "study.toml"]).ok();
    let text = words(&said);
    assert!(
        text.contains(
            "Models were fitted again at folds 1 and 4 of 4, models of one ticker for AAA at the first and for BBB at the last; \
             --folds all fits the others too."
        ),
        "{}",
        said.text()
    );
    let said = sandbox.run(&["audit", "study.toml", "--folds", "all"]).ok();
    let text = words(&said);
    assert!(
        text.contains("Models were fitted again at all 4 folds, models of one ticker for all 2 tickers."),
        "{}",
        said.text()
    );
    let said = sandbox.run(&["audit", "study.toml", "--format", "json"]).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found["fitted-again"]["folds"], serde_json::json!([1, 4]));
}
