//! A small study from files to record and report.

use std::fs;

use bellwether::study::record::RunRecord;

use crate::sandbox::{STUDY, Sandbox};

const RECORD: &str = "bellwether-out/two-tickers/record.json";
const REPORT: &str = "bellwether-out/two-tickers/report.html";
/// Two tickers; drift and persistence once, ridge twice, LSTM four times (arms, seeds); two folds and the next session.
const TRIALS: usize = 2 * (1 + 1 + 2 + 4) * 3;

#[test]
fn a_study_is_run_shown_written_and_kept() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["study", "study.toml"]).ok();
    assert!(said.stdout.contains("persistence"), "{}", said.text());
    assert!(said.stdout.contains(RECORD) && said.stdout.contains(REPORT), "{}", said.text());
    assert!(said.stderr.contains(&format!("running {TRIALS} trials\n")), "{}", said.text());
    assert!(!said.stdout.contains('\u{1b}'));

    let record: RunRecord = serde_json::from_str(&sandbox.read(RECORD)).unwrap();
    assert!(record.complete);
    assert_eq!((record.trials.total, record.trials.succeeded), (TRIALS, TRIALS));
    for ticker in &record.tickers {
        assert_eq!(ticker.rows[0].model, "persistence");
        assert!(ticker.rows.iter().all(|r| r.forecasts.len() == 40), "{}", ticker.ticker);
    }
    let report = sandbox.read(REPORT);
    assert!(report.contains("Two tickers") && report.trim_end().ends_with("</html>"));

    // once more: all from what was kept, and the same bytes
    let first = sandbox.read(RECORD);
    let again = sandbox.run(&["study", "study.toml"]).ok();
    let kept = format!("running {TRIALS} trials, {TRIALS} of them kept from an earlier run");
    assert!(again.stderr.contains(&kept), "{}", again.text());
    assert_eq!(again.stdout, said.stdout);
    assert_eq!(sandbox.read(RECORD), first);
    assert_eq!(sandbox.read(REPORT), report);
}

#[test]
fn the_record_does_not_depend_on_threads() {
    let sandbox = Sandbox::with_study();
    for threads in ["1", "2"] {
        let args = ["study", "study.toml", "--threads", threads, "--out", threads, "--no-cache"];
        sandbox.run(&args).ok();
    }
    assert!(sandbox.read("1/record.json") == sandbox.read("2/record.json"));
    assert!(sandbox.read("1/report.html") == sandbox.read("2/report.html"));
}

#[test]
fn a_run_goes_on_from_the_trials_that_are_kept() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["study", "study.toml", "--out", "out"]).ok();
    let whole = sandbox.read("out/record.json");
    let mut trials: Vec<_> =
        fs::read_dir(sandbox.path("out/trials")).unwrap().map(|e| e.unwrap().path()).collect();
    trials.sort();
    let lost = trials.len() / 2;
    trials[..lost].iter().for_each(|path| fs::remove_file(path).unwrap());
    // a trial cut short, as by a full disk, is run again too
    fs::write(&trials[lost], "{\"kind\":").unwrap();
    fs::remove_file(sandbox.path("out/record.json")).unwrap();

    let said = sandbox.run(&["study", "study.toml", "--out", "out"]).ok();
    assert!(!said.stderr.contains(&format!(", {TRIALS} of them kept")), "{}", said.text());
    assert!(said.stderr.contains("of them kept from an earlier run"), "{}", said.text());
    assert!(sandbox.read("out/record.json") == whole);
}

#[test]
fn json_is_the_record_and_nothing_else() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["study", "study.toml", "--format", "json"]).ok();
    let printed: RunRecord = serde_json::from_str(&said.stdout).unwrap();
    let written: RunRecord = serde_json::from_str(&sandbox.read(RECORD)).unwrap();
    assert_eq!(printed, written);
    assert!(said.stderr.contains(REPORT));
}

#[test]
fn quiet_says_nothing_on_stderr() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["study", "study.toml", "--quiet"]).ok();
    assert_eq!(said.stderr, "");
    assert!(said.stdout.contains("persistence"));
}

#[test]
fn a_model_that_fails_is_a_row_and_is_said() {
    let sandbox = Sandbox::with_study();
    let short = "window = { rolling = { rows = 5 } }\ninitial = { rows = 5 }";
    sandbox.write("study.toml", &STUDY.replace("initial = { rows = 60 }", short));
    let said = sandbox.run(&["study", "study.toml", "--quiet"]).ok();
    assert!(said.stderr.starts_with("warning: ") && said.stderr.contains("lstm"), "{}", said.text());
    let record: RunRecord = serde_json::from_str(&sandbox.read(RECORD)).unwrap();
    let rows = &record.tickers[0].rows;
    assert!(rows.iter().filter(|r| r.model == "lstm").all(|r| !r.failures.is_empty() && r.scores.is_empty()));
    assert!(rows.iter().filter(|r| r.model != "lstm").all(|r| r.failures.is_empty()));
}

#[cfg(unix)]
#[test]
fn the_first_signal_keeps_what_is_done() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    let sandbox = Sandbox::with_study();
    // trainings that take too long to end by themselves
    sandbox.write("study.toml", &STUDY.replace("epochs = 3", "epochs = 1000000, patience = 0"));
    let mut child = sandbox
        .command(&["study", "study.toml", "--threads", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("running") {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "it ended before it ran");
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130), "{rest}");
    assert!(rest.contains("the same command goes on from there"), "{rest}");

    let record: RunRecord = serde_json::from_str(&sandbox.read(RECORD)).unwrap();
    assert!(!record.complete && record.trials.missing > 0);
    assert!(sandbox.read(REPORT).contains("Two tickers"));
}

/// The line of the terminal and the section of the report count alike, samples that cannot be used among the findings.
#[test]
fn findings_are_counted_alike_in_both_places() {
    let sandbox = Sandbox::with_study();
    // closes of one ticker are missing on a day in the middle
    let prices = sandbox.read("prices.csv");
    let lines: Vec<String> = prices
        .lines()
        .enumerate()
        .map(|(i, line)| match line.split(',').collect::<Vec<_>>()[..] {
            [ticker, date, .., volume] if i == 120 => format!("{ticker},{date},,,,,{volume}"),
            _ => line.to_owned(),
        })
        .collect();
    sandbox.write("prices.csv", &lines.join("\n"));
    let drift = sandbox.read("study.toml");
    sandbox.write("study.toml", &drift[..drift.find("[[models]]\nkind = \"lstm\"").unwrap()]);
    let said = sandbox.run(&["study", "study.toml", "--quiet"]).ok();
    let line = said.stdout.lines().find(|line| line.starts_with("data ")).unwrap();
    assert!(line.contains("samples left out"), "{line}");
    let told: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    let report = sandbox.read(REPORT);
    let findings = if told == 1 { "finding" } else { "findings" };
    assert!(report.contains(&format!("<h3>{told} {findings}</h3>")), "{line}");
}
