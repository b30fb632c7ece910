//! The backtest of a study: what is traded, what is refused, and what is not claimed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use bellwether_study::record::{BacktestRecord, RunRecord, TradedGroup};
use bellwether_study::{Dataset, RunOptions, StudyConfig, run};

fn parsed(settings: &str) -> Result<StudyConfig, bellwether_study::ConfigError> {
    let models = if settings.contains("models") {
        ""
    } else {
        "models = [{ kind = \"drift\" }, { kind = \"ridge\", predict = \"change\" }]\n"
    };
    let text = format!("{models}{settings}\n[study]\nname = \"traded\"\n");
    StudyConfig::parse(&text, Path::new("study.toml"))
}

/// On the bundled prices of two tickers, 120 forecasts each.
fn made(settings: &str) -> RunRecord {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo");
    let protocol = if settings.contains("protocol") {
        ""
    } else {
        "protocol = { kind = \"hold-out\", test = { rows = 120 }, validation = { rows = 0 } }\n"
    };
    let text = format!(
        "data = {{ prices = \"prices.csv.zst\", tickers = [\"AAPL\", \"AMZN\"] }}\n{protocol}{settings}"
    );
    let config = parsed(&text).unwrap();
    let dataset = Dataset::load(&config, &data, &[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run(&config, &dataset, &RunOptions::new(folder.path()), &|_| {}).unwrap().record
}

fn backtest(record: &RunRecord) -> &BacktestRecord {
    record.backtest.as_ref().unwrap()
}

/// The record's forecasts traded once more, by hand: closes in the record, all in or all short, four basis points of what is traded.
#[test]
fn equity_is_what_the_forecasts_earn_at_the_close() {
    let record = made("backtest = { execution = \"close\" }");
    assert!(backtest(&record).portfolio.is_some());
    for (ticker, group) in record.tickers.iter().zip(&backtest(&record).tickers) {
        assert_eq!(Some(&ticker.ticker), group.ticker.as_ref());
        assert_eq!(group.dates.len(), 121);
        assert!(group.total_return);
        for (row, traded) in ticker.rows.iter().zip(&group.rows) {
            let equity = &traded.traded.as_ref().unwrap().equity;
            let summary = traded.traded.as_ref().unwrap().summary;
            if row.model == "persistence" {
                // no change is forecast, and nothing is held
                assert!(equity.iter().all(|e| *e == 1.0));
                assert_eq!((summary.sharpe, traded.hits.unwrap().rows), (None, 0));
                continue;
            }
            // without dividends, which the adjusted close has and these do not
            let (mut by_hand, mut held) = (1.0_f64, 0.0_f64);
            for f in &row.forecasts {
                let wanted = (f.predicted - f.last_known).signum();
                by_hand *= 1.0 - 4e-4 * (wanted - held).abs();
                let change = f.actual / f.last_known - 1.0;
                by_hand *= 1.0 + wanted * change;
                held = wanted * (1.0 + change) / (1.0 + wanted * change);
            }
            by_hand *= 1.0 - 4e-4 * held.abs();
            let last = equity.last().unwrap();
            // two dividends of half a percent at most
            assert!((last / by_hand - 1.0).abs() < 0.02, "{} {last} {by_hand}", row.model);
            if ticker.ticker.as_str() == "AMZN" {
                assert!((last / by_hand - 1.0).abs() < 1e-6, "AMZN pays none: {last} {by_hand}");
            }
        }
    }
}

fn equity(group: &TradedGroup, model: &str) -> Vec<f64> {
    let row = group.rows.iter().find(|r| r.model == model).unwrap();
    row.traded.as_ref().unwrap().equity.clone()
}

#[test]
fn costs_lower_every_row_and_the_portfolio_is_the_mean() {
    let cheap = made("backtest = { commission = 0, half-spread = 0, slippage = 0 }");
    let dear = made("backtest = {}");
    let (cheap, dear) = (backtest(&cheap), backtest(&dear));
    assert!(dear.rules.contains("open after it") && dear.rules.contains("costs 4 basis points"));
    let (a, b) = (cheap.portfolio.as_ref().unwrap(), dear.portfolio.as_ref().unwrap());
    for model in ["drift", "ridge"] {
        let (free, paid) = (equity(a, model), equity(b, model));
        assert!(free.iter().zip(&paid).all(|(free, paid)| paid <= free) && paid.last() < free.last());
    }
    // from the second session on the mean of the tickers' changes
    let each: Vec<Vec<f64>> = dear.tickers.iter().map(|t| equity(t, "ridge")).collect();
    let both = equity(b, "ridge");
    for t in 1..both.len() {
        let change = |e: &[f64]| e[t] / e[t - 1] - 1.0;
        assert!((change(&both) - f64::midpoint(change(&each[0]), change(&each[1]))).abs() < 1e-12);
    }
    assert!(b.overfitting.is_some() && b.rows.iter().any(|r| r.deflated_sharpe.is_some()));
    assert!(dear.words.iter().any(|w| w.contains("buying and holding")), "{:?}", dear.words);
}

#[test]
fn directions_are_traded_by_sign_rank_and_probability() {
    let study = |sizing: &str| {
        made(&format!(
            "target = {{ kind = \"direction\" }}\nmodels = [{{ kind = \"logistic-regression\" }}]\n\
             backtest = {{ sizing = \"{sizing}\", long-only = true }}"
        ))
    };
    for sizing in ["sign", "rank", "probability"] {
        let record = study(sizing);
        let group = backtest(&record).portfolio.as_ref().unwrap();
        let last = group.rows.last().unwrap();
        assert!(last.traded.as_ref().unwrap().summary.exposure > 0.0, "{sizing}");
        let hits = last.hits.unwrap();
        assert_eq!(hits.rows, 240);
        assert!(last.accuracy_level.is_some());
        if sizing == "probability" {
            assert!(group.rows[0].untraded.as_ref().unwrap().contains("no probabilities"));
        }
    }
}

#[test]
fn a_study_that_sees_the_future_claims_nothing() {
    let record = made("protocol = { kind = \"random-split\", test = { rows = 60 } }\n[backtest]\n");
    let backtest = backtest(&record);
    assert!(backtest.portfolio.is_none() && backtest.tickers.is_empty());
    assert!(backtest.not_claimed.as_ref().unwrap().starts_with("Nothing is claimed of trading"));
    assert!(made("").backtest.is_none());
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let refused =
        |settings: &str| parsed(&format!("data.prices = \"p.csv\"\n{settings}")).unwrap_err().to_string();
    assert!(refused("backtest = { slippage = -1 }").contains("`backtest.slippage` is -1"));
    assert!(refused("backtest = { commission = 900, slippage = 900 }").contains("all costs together"));
    assert!(refused("backtest = { sizing = \"probability\" }").contains("`backtest.sizing` is probability"));
    assert!(refused("backtest = { comission = 1 }").contains("comission"));
    assert!(
        refused("backtest = {}\ninputs.decision = { at = \"open\", offset-minutes = 30 }")
            .contains("next-open")
    );
    assert!(
        refused("backtest = {}\ninputs.decision = { at = \"close\", offset-minutes = -30 }")
            .contains("next-open")
    );
    let late =
        "backtest = { execution = \"close\" }\ninputs.decision = { at = \"close\", offset-minutes = 30 }";
    assert!(refused(late).contains("`backtest.execution` is close"));
    assert!(parsed("data.prices = \"p.csv\"\nbacktest = {}\ninputs.decision = { at = \"open\", offset-minutes = -30 }").is_ok());
}
