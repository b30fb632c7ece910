//! The table of the leak detector: what is planted, what is caught, and false alarms over honest studies and tables.
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::collections::BTreeSet;

use bellwether_study::audit::{Audit, Experiment};
use bellwether_testkit::leaks::{clean_study, clean_table, planted};

/// Honest studies, and as many honest tables, unless the first argument says otherwise.
const CLEAN: u64 = 100;

const INTRODUCTION: &str = "\
# Audit

Written by `cargo xtask simulate leaks`. Each leak is planted in an otherwise honest study or table of simulated prices and posts, and
is caught when its class and its column or model are found, with a size in the range that the plant allows: the size is how far a number moves (in its own unit), how many
rows are wrong, how strong a correlation is, the share of variance that only later rows explain, how many standard errors from luck,
the share of days with the right direction, or how many usual moves of the price a forecast moves by.

## Experiments on models

- *Later inputs changed* and *fitted again* ask whether what was decided before a cut moves by one bit with what came after it. They look
  at the first forecast of the first and of the last fold, models of one ticker at that of the first ticker and that of the last; with
  `--folds all` of every fold and ticker; where tickers are left out, models of all tickers at the one that is tested first.
- *Returns shuffled* looks at effects, on all days of such a fold: each market has the study's sessions with moves of its own, drawn with
  replacement and turned up or down by the toss of a coin; inputs are made and models fitted as in the study. Whatever is known at a
  close, up and down are as likely, so that an honest model is right on half of the days. A model is called leaking when it is right on
  more of them than Hoeffding's inequality allows once in a million audits; days whose targets overlap count once, and tickers of one
  day are one. It tries 2 markets, and 4, 8 and 16 for models that are ahead. Targets alone are not dealt out: columns made from targets would
  keep the true ones. What flows from prices to a forecast is seen, in whatever way; what came from files of one's own beside prices is not.
- *Test days exchanged* fits each model again and asks for the days of the test in another order, under dates 52 weeks later, with each
  other's targets: a forecast that moves hangs on the others made with it, knows its day by the date, or was chosen by the targets.
- *Later posts moved* lets posts after a cut come a day earlier, a day later and five days later: their times and number change, which
  stay where their texts and scores are changed.
- *Text shifted* sets a ridge regression with text beside one without, on all tested days of up to twelve tickers, with text up to five
  sessions earlier and later. It finds no leak and makes remarks.
";

const HONEST: &str = "\
Markets of one or two tickers, some with gaps, some with news in their posts, are studied with price and text columns, targets, horizons,
protocols and models drawn at random; among the studies are some with macro figures (by year, quarter or month with the lag to their
release, or by the day on which they came out), with search interest by week or month, with topics found inside each fold, and with a
small network from a seed. Tables have lagged copies, means of the past, shares, ranks of a day, and what was selected and scaled by the
training alone.
";

const BEYOND: &str = "\
## What cannot be told

- A *selection by all rows* and many features that truly tell the next return leave the same mark: that all of them together are tied to
  the target of the test as they are to that of the training. The finding says what was seen; whoever knows how the features came about
  decides. Fewer than eight features are not tested. Rows are judged on which all features have a value; a feature that lacks half
  of the values of a part is left out, and named as untested.
- *A column between 0 and 1* that reaches each of them once: a scaler of all rows leaves that, and so does the share of a day's posts
  that was none once and all once. It is a finding where its original is in the table, or where three columns do so, and a remark else.
  A column of mean 0 and standard deviation 1 on every date is a place among the day's tickers, and no mark.
- *A figure that changes with the first row of each year* may be one of the year before, known in January, or one of the year itself,
  of which none is out. In a table that is a remark, unless it is the mean or sum of a column over its own year.
- *Series stated as daily whose values lie a month, a quarter or a year apart*: dates that are all first or all last days of such a
  period, a Saturday, a Sunday or a New Year's Day among them, name the period, and it has to be over. Other dates may be those of
  publication: they are believed, and a remark says so.
- In a *table*, a column that leads another by some rows and a column that lags behind it look alike, unless the target or a third column
  tells which is the later one. The detector is silent then. Means and differences are told from a centred mean of a lagged copy where
  the column itself, or a target that is made of it, is in the table; where neither is (the mean of three days' posts beside
  yesterday's posts, without today's), an honest table is called a window into the future.
- A *backward fill* in a table is seen at the head of a column, where nothing was known yet. Gaps between, each filled with the value after
  it, and a smooth column moved ahead by one row (a volatility of twenty days) look like values of their own days.
- *Prices restated by later splits*: whether a file of closes has been restated by a split cannot be told from it. A split comes after
  the data: columns at the level of prices or volumes are named, as a remark, and a model of several tickers whose forecasts move in
  proportion is a finding: their levels tell which of them rose and were split. To a model of one ticker the factor is a constant, and
  it is a remark. Where there is an adjusted close a dividend is paid after the data and inputs and targets are watched.
- *Posts stamped a day early* that say what a session did, and posts that truly tell the next session, leave the same mark: text is worth
  something as it is stamped and nothing a session earlier or later. That is a remark and no finding; so is text that would be worth
  something earlier only, which follows the prices.
- *A model that remembers* what came after each date is found by giving it the same inputs under dates a year of weeks later. One that
  knows its inputs again, and not their dates, is not: what a network from elsewhere has read cannot be told from what it says.
- *When* a post or a figure was known is believed as the file states it, but for series: no value of a period counts as known before the
  period is over.
- What is fitted, selected or scaled *before* a study's inputs are given to it is seen in tables only, by the marks that it leaves.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clean = match std::env::args().nth(1) {
        Some(number) => number.parse()?,
        None => CLEAN,
    };
    println!("{INTRODUCTION}");
    println!(
        "| planted | caught | called | by | column or model | size | rows | other classes found |\n\
         |---|---|---|---|---|---:|---:|---|"
    );
    let all = planted();
    let mut caught = 0;
    for plant in &all {
        let audit = (plant.audit)()?;
        let mut others: Vec<String> = audit
            .leaks
            .iter()
            .filter(|leak| leak.class != plant.class)
            .map(|leak| leak.class.to_string())
            .collect();
        others.dedup();
        let others = others.join(", ");
        match plant.caught(&audit) {
            Some(leak) => {
                caught += 1;
                let guilty = leak.column.as_deref().or(leak.model.as_deref()).unwrap_or_default();
                println!(
                    "| {} | yes | {} | {} | `{guilty}` | {} | {} | {others} |",
                    plant.what,
                    leak.class,
                    leak.experiment,
                    figure(leak.size),
                    leak.rows
                );
            }
            None => println!("| {} | **no** | | | | | | {others} |", plant.what),
        }
    }
    println!("\n{caught} of {} planted leaks are caught.\n", all.len());
    println!("## Honest ones\n\n{HONEST}");
    let (mut studies, mut tables) = (Alarms::default(), Alarms::default());
    for seed in 0..clean {
        studies.add(&clean_study(seed)?);
        tables.add(&clean_table(seed)?);
    }
    println!(
        "| drawn at random | number | false alarms | with an experiment that could not be made |\n|---|---:|---:|---:|"
    );
    println!("| studies | {clean} | {} | {} |", studies.raised, studies.left_out());
    println!("| tables | {clean} | {} | {} |\n", tables.raised, tables.left_out());
    for words in studies.words.iter().chain(&tables.words) {
        println!("- {words}");
    }
    println!("{BEYOND}");
    Ok(())
}

#[derive(Default)]
struct Alarms {
    raised: usize,
    untested: usize,
    experiments: BTreeSet<Experiment>,
    words: Vec<String>,
}

impl Alarms {
    /// How many could not be put to every experiment, and to which.
    fn left_out(&self) -> String {
        let names: Vec<&str> = self.experiments.iter().map(|e| e.words()).collect();
        if names.is_empty() { "0".to_owned() } else { format!("{}: {}", self.untested, names.join(", ")) }
    }

    fn add(&mut self, audit: &Audit) {
        self.raised += usize::from(!audit.is_clean());
        let untested = || audit.experiments.iter().filter(|e| !e.untested.is_empty());
        self.untested += usize::from(untested().next().is_some());
        self.experiments.extend(untested().map(|e| e.experiment));
        self.words
            .extend(audit.leaks.iter().map(|leak| format!("False alarm: {}: {}", leak.class, leak.words)));
    }
}

fn figure(size: f64) -> String {
    if size.fract() == 0.0 && size < 1e6 {
        format!("{size:.0}")
    } else if (1e-3..1e6).contains(&size) {
        format!("{size:.3}")
    } else {
        format!("{size:.1e}")
    }
}
