//! Developer tasks: benches against peers, parity tables, reference data.
//!
//! Every measurement against another implementation, and every regeneration of reference data, is one command here:
//! `cargo xtask list` names them. Results are lines `name value unit key=value …` on standard output.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "measures time, prints what it measured, and is told by the environment where Python is"
)]

mod bench;
mod build;
mod fixtures;
mod line;
mod machine;
mod minilm;
mod parity;
mod place;
mod process;
mod python;
mod simulate;
mod task;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
Developer tasks.

usage:
  cargo xtask list                        names of all benches, parities and fixtures
  cargo xtask bench NAME [--build]        measures speed and memory, beside a peer where there is one
  cargo xtask parity NAME                 compares results with another implementation on large data
  cargo xtask fixtures NAME [--check]     writes reference data again; with --check only compares
  cargo xtask simulate tests [--nulls N] [--out FILE]
                                          size and power of significance tests, coverage of intervals; N is 2000,
                                          FILE docs/significance.md
  cargo xtask simulate leaks              planted leaks that the audit catches, to docs/audit.md

NAME may be `all`. A fixture's NAME is crate/implementation/script or any part between its slashes.

A line is `name value unit`, then `ratio=R peer=P` where there is a peer: R is how many times as fast as the peer
this project is, in the same run. `goal=G ok` or `goal=G MISSED` follows where a goal is set.
`skipped NAME: reason` says what could not be done here.

environment:
  BELLWETHER_PYTHON    the Python that has the peers, or several with `:` between them; default python3
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        [] | ["help" | "--help" | "-h"] => print!("{USAGE}"),
        ["list"] => list()?,
        ["bench", name] => bench::run(name, false)?,
        ["bench", name, "--build"] | ["bench", "--build", name] => bench::run(name, true)?,
        ["parity", name] => parity::run(name)?,
        ["fixtures", name] => fixtures::run(name, fixtures::Mode::Write)?,
        ["fixtures", name, "--check"] | ["fixtures", "--check", name] => {
            fixtures::run(name, fixtures::Mode::Check)?;
        }
        ["simulate", name, options @ ..] => simulate::run(name, options)?,
        _ => bail!("`{}` is not understood\n\n{USAGE}", words.join(" ")),
    }
    Ok(())
}

fn list() -> Result<()> {
    for task in bench::TASKS {
        println!("bench {}: {}", task.name, task.what);
    }
    for task in parity::TASKS {
        println!("parity {}: {}", task.name, task.what);
    }
    for task in simulate::TASKS {
        println!("simulate {}: {}", task.name, task.what);
    }
    for script in fixtures::scripts()? {
        println!("fixtures {}", script.name);
    }
    Ok(())
}
