//! The table of the leak detector: what is planted, what is caught, and false alarms over honest studies and tables.
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use bellwether_study::audit::Audit;
use bellwether_testkit::leaks::{clean_study, clean_table, planted};

/// Honest studies, and as many honest tables.
const CLEAN: u64 = 100;

const INTRODUCTION: &str = "\
# Audit

Written by `cargo xtask simulate leaks`. Each leak is planted in an otherwise honest study or table of simulated prices and posts, and
is caught when its class, its column or model, and its size are found: the size is how far a number moves (in its own unit), how many
rows are wrong, how strong a correlation is, the share of variance that only later rows explain, or how many standard errors from luck.
";

const BEYOND: &str = "\
## What cannot be told

- A *selection by all rows* and many features that truly tell the next return leave the same mark: that all of them together are tied to
  the target of the test as they are to that of the training. The finding says what was seen; whoever knows how the features came about
  decides. Fewer than eight features are not tested.
- In a *table*, a column that leads another by some rows and a column that lags behind it look alike, unless the target or a third column
  tells which is the later one. The detector is silent then. Means and differences are told from a centred mean of a lagged copy where
  the column itself, or a target that is made of it, is in the table; where neither is (the mean of three days' posts beside
  yesterday's posts, without today's), an honest table is called a window into the future.
- *Prices restated by later splits* cannot be told from closes alone. Where there is an adjusted close a dividend is paid after the data
  and inputs and targets are watched; where there is none the audit says that this was not tested.
- *When* a post or a figure was known is believed as the file states it, but for series: no value of a period counts as known before the
  period is over.
- What is fitted, selected or scaled *before* a study's inputs are given to it is seen in tables only, by the marks that it leaves.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
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
    println!("## Honest ones\n");
    let (mut studies, mut tables) = (Alarms::default(), Alarms::default());
    for seed in 0..CLEAN {
        studies.add(&clean_study(seed)?);
        tables.add(&clean_table(seed)?);
    }
    println!(
        "| drawn at random | number | false alarms | with an experiment that could not be made |\n|---|---:|---:|---:|"
    );
    println!("| studies | {CLEAN} | {} | {} |", studies.alarms, studies.untested);
    println!("| tables | {CLEAN} | {} | {} |\n", tables.alarms, tables.untested);
    for words in studies.words.iter().chain(&tables.words) {
        println!("- {words}");
    }
    println!("{BEYOND}");
    Ok(())
}

#[derive(Default)]
struct Alarms {
    alarms: usize,
    untested: usize,
    words: Vec<String>,
}

impl Alarms {
    fn add(&mut self, audit: &Audit) {
        self.alarms += usize::from(!audit.is_clean());
        self.untested += usize::from(audit.experiments.iter().any(|e| !e.untested.is_empty()));
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
