//! An empty folder in which the command is run.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use bellwether::core::{Calendar, Date};
use tempfile::TempDir;

pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The command in the sandbox, without what the surroundings may set.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("bellwether"));
        command.args(args).current_dir(self.folder.path());
        for name in ["NO_COLOR", "COLUMNS", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command.env("BELLWETHER_CACHE", self.path("cache"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::new(args, self.command(args).output().unwrap())
    }

    /// 220 sessions of prices and posts of two tickers, and a study of them that runs in moments.
    pub(crate) fn with_study() -> Self {
        let sandbox = Self::new();
        let sessions = sessions(220);
        sandbox.write("prices.csv", &prices(&sessions));
        sandbox.write("posts.csv", &posts(&sessions));
        sandbox.write("study.toml", STUDY);
        sandbox
    }
}

/// What the command said and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    line: String,
}

impl Said {
    fn new(args: &[&str], output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            line: args.join(" "),
        }
    }

    /// Asserts that it ended well.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.text());
        self
    }

    /// For snapshots.
    pub(crate) fn text(&self) -> String {
        let Self { code, stdout, stderr, line } = self;
        format!("$ bellwether {line}\n{stdout}--- stderr\n{stderr}--- exit {code}\n")
    }
}

pub(crate) const STUDY: &str = r#"
[study]
name = "Two tickers"
seeds = [1, 2]

[data]
prices = "prices.csv"
posts = "posts.csv"

[inputs]
price = ["close", "volume", "ma7"]
text = ["score"]

[protocol]
kind = "walk-forward"
test = { rows = 40 }
validation = { rows = 20 }
initial = { rows = 60 }
refit-every = 20

[[models]]
kind = "drift"

[[models]]
kind = "ridge"
predict = "change"

[[models]]
kind = "lstm"
units = 4
training = { epochs = 3 }
"#;

pub(crate) fn sessions(n: usize) -> Vec<Date> {
    let mut date: Date = "2014-01-01".parse().unwrap();
    let next = |date: &mut Date| {
        *date = Calendar::Xnys.next_session(*date).unwrap().date;
        *date
    };
    (0..n).map(|_| next(&mut date)).collect()
}

/// A walk of two tickers, from a fixed sequence of small integers.
fn prices(sessions: &[Date]) -> String {
    let mut out = "Ticker,Date,Open,High,Low,Close,Volume\n".to_owned();
    for (ticker, mut state, mut close) in [("AAA", 1_u64, 100.0), ("BBB", 2, 40.0)] {
        for date in sessions {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let open = close;
            close *= 1.0 + (((state >> 33) % 401) as f64 - 200.0) / 10_000.0;
            let (low, high) = (f64::min(open, close) * 0.999, f64::max(open, close) * 1.001);
            let volume = 1000 + (state >> 40) % 500;
            writeln!(out, "{ticker},{date},{open:.4},{high:.4},{low:.4},{close:.4},{volume}").unwrap();
        }
    }
    out
}

fn posts(sessions: &[Date]) -> String {
    let mut out = "ticker,created_at,text\n".to_owned();
    for (i, date) in sessions.iter().enumerate().filter(|(i, _)| i % 3 != 0) {
        let text = if i % 2 == 0 { "great quarter, love it" } else { "terrible quarter, sell" };
        writeln!(out, "AAA,{date}T15:00:00Z,\"{text}\"\nBBB,{date}T16:00:00Z,\"{text}, {i}\"").unwrap();
    }
    out
}
