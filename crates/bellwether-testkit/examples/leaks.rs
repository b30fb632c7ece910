//! The table of the leak detector: what is planted, what is caught, and false alarms over honest studies.
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use bellwether_testkit::leaks::{clean_study, clean_table, planted};

/// Honest studies, and as many honest tables.
const CLEAN: u64 = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("# Audit\n\nWritten by `cargo xtask simulate leaks`.\n");
    println!(
        "| planted | caught | called | by | column or model | size | rows |\n|---|---|---|---|---|---|---|"
    );
    let all = planted();
    let mut caught = 0;
    for plant in &all {
        let audit = (plant.audit)()?;
        let found =
            plant.caught(&audit).or_else(|| audit.leaks.iter().find(|leak| leak.class == plant.class));
        match found {
            Some(leak) => {
                caught += 1;
                let guilty = leak.column.as_deref().or(leak.model.as_deref()).unwrap_or_default();
                println!(
                    "| {} | yes | {} | {} | `{guilty}` | {:.3} | {} |",
                    plant.what, leak.class, leak.experiment, leak.size, leak.rows
                );
            }
            None => println!("| {} | **no** | | | | | |", plant.what),
        }
    }
    println!("\n{caught} of {} planted leaks are caught.\n", all.len());
    let (mut studies, mut tables, mut models) = (0, 0, 0);
    for seed in 0..CLEAN {
        let audit = clean_study(seed)?;
        studies += usize::from(!audit.is_clean());
        let untested = audit.experiments.iter().flat_map(|e| &e.untested).count();
        models += usize::from(untested == 0);
        tables += usize::from(!clean_table(seed)?.is_clean());
    }
    println!(
        "Honest studies drawn at random: {studies} false alarms in {CLEAN} ({models} of them with every experiment made). \
         Honest tables: {tables} in {CLEAN}."
    );
    Ok(())
}
