//! `bellwether data diagnose`: what the prices in a file are like.

use bellwether_core::Bar;
use bellwether_ingest::PriceOptions;
use bellwether_models::statistical::diagnostics::{
    Adf, AdfLags, ArchLm, Deterministic, DiagnosticError, JarqueBera, Kpss, KpssLags, Level, LjungBox, adf,
    arch_lm, autocorrelations, jarque_bera, kpss, ljung_box, partial_autocorrelations,
};
use bellwether_models::statistical::volatility::{
    Covariance, Errors, Options, Parameters, Process, VolatilityError, fit,
};
use serde::Serialize;
use std::fmt::Write as _;

use super::data::count;
use crate::cli::End;
use crate::cli::args::DiagnoseArgs;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};

/// Lags at which autocorrelations are listed.
const LISTED: usize = 20;

/// Fewest returns that the tests are run on.
const LEAST: usize = 60;

/// Days from one session to the next; no exchange rests longer.
const HOLE: i32 = 10;

/// Sessions in a year, for volatility as people write it.
const YEAR: f64 = 252.0;

/// One ticker, as JSON shows it.
#[derive(Debug, Serialize)]
struct Entry {
    ticker: String,
    /// Log returns from one close to the next, where both are there.
    returns: usize,
    /// Sessions without a close, or with one that has no logarithm.
    left_out: usize,
    /// Changes over more than [`HOLE`] days, which are none of one session.
    over_holes: usize,
    #[serde(flatten)]
    found: Found,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Found {
    Tests(Box<Tests>),
    /// Why there are none.
    Refused(String),
}

#[derive(Debug, Serialize)]
struct Tests {
    /// Of the logarithm of the close.
    adf: Adf,
    kpss: Kpss,
    /// Of the returns.
    ljung_box: LjungBox,
    /// Of their squares.
    ljung_box_squares: LjungBox,
    arch_lm: ArchLm,
    jarque_bera: JarqueBera,
    autocorrelations: Vec<f64>,
    partial_autocorrelations: Vec<f64>,
    volatility: Volatility,
}

/// GARCH(1, 1) with Student's t of the returns in per cent.
#[derive(Debug, Serialize)]
struct Volatility {
    parameters: Parameters,
    /// Of mean, omega, alpha, beta and degrees.
    standard_errors: Option<Vec<f64>>,
    log_likelihood: f64,
    persistence: f64,
    half_life_sessions: Option<f64>,
    /// Standard deviation of the next return, in per cent, a year.
    next_pct_a_year: f64,
    long_run_pct_a_year: Option<f64>,
}

/// Why a ticker has no tests.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{}; {LEAST} are needed", count(*returns, "return"))]
    Few { returns: usize },
    #[error(transparent)]
    Test(#[from] DiagnosticError),
    #[error(transparent)]
    Volatility(#[from] VolatilityError),
}

pub(crate) fn run(args: &DiagnoseArgs, screen: &Screen, options: &PriceOptions) -> anyhow::Result<End> {
    let prices = bellwether_ingest::read_prices(&args.file, options)?;
    let entries: Vec<Entry> =
        prices.bars.iter().map(|(ticker, bars)| entry(ticker.to_string(), bars, args.lags)).collect();
    if screen.is_json() {
        screen::json(&entries)?;
    } else {
        screen::data(describe(&entries, args.lags, screen))?;
        if !prices.findings.is_empty() {
            screen::data(format!("\n{}", super::data::findings_text(&prices.findings, screen)))?;
        }
    }
    let failed = entries.iter().filter(|e| matches!(e.found, Found::Refused(_))).count();
    match (failed == entries.len(), entries.first()) {
        (true, Some(Entry { ticker, found: Found::Refused(reason), .. })) => {
            Err(CliError::Diagnose { ticker: ticker.clone(), reason: reason.clone() }.into())
        }
        _ => Ok(End::Done),
    }
}

fn entry(ticker: String, bars: &[Bar], lags: usize) -> Entry {
    let log = |bar: &Bar| Some(bar.close.ln()).filter(|log| log.is_finite());
    let logs: Vec<f64> = bars.iter().filter_map(log).collect();
    let (mut returns, mut over_holes) = (Vec::new(), 0);
    for pair in bars.windows(2) {
        let (Some(before), Some(after)) = (log(&pair[0]), log(&pair[1])) else { continue };
        if pair[0].date().until(pair[1].date()).map_or(0, |span| span.get_days()) > HOLE {
            over_holes += 1;
        } else {
            returns.push(100.0 * (after - before));
        }
    }
    let found = match tests(&logs, &returns, lags) {
        Ok(tests) => Found::Tests(Box::new(tests)),
        Err(reason) => Found::Refused(reason.to_string()),
    };
    Entry { ticker, returns: returns.len(), left_out: bars.len() - logs.len(), over_holes, found }
}

fn tests(logs: &[f64], returns: &[f64], lags: usize) -> Result<Tests, Refusal> {
    if returns.len() < LEAST {
        return Err(Refusal::Few { returns: returns.len() });
    }
    let mean = returns.iter().sum::<f64>() / returns.len() as f64;
    let residuals: Vec<f64> = returns.iter().map(|r| r - mean).collect();
    let squares: Vec<f64> = residuals.iter().map(|r| r * r).collect();
    let options = Options {
        process: Process::Garch,
        errors: Errors::StudentT,
        standard_errors: Some(Covariance::Robust),
        ..Options::default()
    };
    let model = fit(returns, &options)?;
    let a_year = |variance: f64| (variance * YEAR).sqrt();
    let parameters = *model.parameters();
    Ok(Tests {
        adf: adf(logs, Deterministic::Constant, AdfLags::Aic)?,
        kpss: kpss(logs, Level::Constant, KpssLags::Automatic)?,
        ljung_box: ljung_box(returns, lags)?,
        ljung_box_squares: ljung_box(&squares, lags)?,
        arch_lm: arch_lm(&residuals, lags)?,
        jarque_bera: jarque_bera(returns)?,
        autocorrelations: autocorrelations(returns, LISTED)?,
        partial_autocorrelations: partial_autocorrelations(returns, LISTED)?,
        volatility: Volatility {
            parameters,
            standard_errors: model.standard_errors().map(<[f64]>::to_vec),
            log_likelihood: model.log_likelihood(),
            persistence: parameters.persistence(),
            half_life_sessions: parameters.half_life(),
            next_pct_a_year: a_year(model.forecast(1)[0]),
            long_run_pct_a_year: parameters.long_run_variance().map(a_year),
        },
    })
}

fn describe(entries: &[Entry], lags: usize, screen: &Screen) -> String {
    let mut of_tests = Table::new(&[
        ("ticker", Align::Left),
        ("returns", Align::Right),
        ("ADF", Align::Right),
        ("KPSS", Align::Right),
        ("Ljung-Box", Align::Right),
        ("of squares", Align::Right),
        ("ARCH-LM", Align::Right),
        ("Jarque-Bera", Align::Right),
        ("kurtosis", Align::Right),
    ]);
    let mut of_volatility = Table::new(&[
        ("ticker", Align::Left),
        ("alpha", Align::Right),
        ("beta", Align::Right),
        ("persistence", Align::Right),
        ("half-life", Align::Right),
        ("tails", Align::Right),
        ("next, % a year", Align::Right),
        ("long run", Align::Right),
    ]);
    let mut refused = String::new();
    let or_none = |v: Option<f64>, digits: usize| v.map_or("-".to_owned(), |v| format!("{v:.digits$}"));
    for Entry { ticker, returns, left_out, over_holes, found } in entries {
        let tests = match found {
            Found::Tests(tests) => tests,
            Found::Refused(reason) => {
                let _ = writeln!(refused, "{ticker}: {reason}");
                continue;
            }
        };
        if *left_out > 0 {
            let sessions = count(*left_out, "session");
            let _ = writeln!(
                refused,
                "{ticker}: {sessions} without a close above zero left out, with the returns to and from them"
            );
        }
        if *over_holes > 0 {
            let changes = count(*over_holes, "change");
            let _ = writeln!(
                refused,
                "{ticker}: {changes} over more than {HOLE} days left out: none is of one session"
            );
        }
        of_tests.row([
            ticker.clone(),
            returns.to_string(),
            probability(tests.adf.p),
            of_kpss(&tests.kpss),
            probability(tests.ljung_box.p),
            probability(tests.ljung_box_squares.p),
            probability(tests.arch_lm.p),
            probability(tests.jarque_bera.p),
            format!("{:.1}", tests.jarque_bera.kurtosis),
        ]);
        let v = &tests.volatility;
        of_volatility.row([
            ticker.clone(),
            format!("{:.3}", v.parameters.alpha),
            format!("{:.3}", v.parameters.beta),
            format!("{:.3}", v.persistence),
            or_none(v.half_life_sessions, 1),
            or_none(v.parameters.degrees, 1),
            format!("{:.1}", v.next_pct_a_year),
            or_none(v.long_run_pct_a_year, 1),
        ]);
    }
    let legend = |text: &str| wrap(text, screen.width).join("\n");
    let tests = format!(
        "Probabilities of what was found if: the log close is a random walk (ADF; a small one speaks for a return to a \
         level); it returns to a level (KPSS, between .01 and .1); the returns have no memory over {lags} sessions \
         (Ljung-Box), nor their squares; their volatility is constant (ARCH-LM); they are normal (Jarque-Bera; a normal \
         kurtosis is 3)."
    );
    let volatility = "\
GARCH(1, 1) with Student's t of the daily log returns. half-life: sessions after which half of a shock to the variance \
is gone. tails: degrees of freedom, normal from some 30 on. The last columns: standard deviation expected of the next \
session, and in the long run, as per cent a year of 252 sessions.";
    let table = |t: &Table| t.text(screen.width, |h| screen.heading(h));
    let mut out = String::new();
    if entries.iter().any(|e| matches!(e.found, Found::Tests(_))) {
        out = format!(
            "{}\n{}\n\n{}\n{}\n",
            table(&of_tests),
            legend(&tests),
            table(&of_volatility),
            legend(volatility)
        );
    }
    if !refused.is_empty() {
        let _ = write!(out, "\n{refused}");
    }
    out
}

fn probability(p: f64) -> String {
    if p < 0.0005 { "<.001".to_owned() } else { format!("{p:.3}").trim_start_matches('0').to_owned() }
}

/// The table of the test ends at .01 and .1.
fn of_kpss(found: &Kpss) -> String {
    match found.p {
        p if p <= 0.01 => "<.01".to_owned(),
        p if p >= 0.1 => ">.1".to_owned(),
        p => probability(p),
    }
}
