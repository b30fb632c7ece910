//! Trading as an account of cash and shares in numpy has it, Sharpe ratios and overfitting as scipy and the papers' formulas have them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::backtest::{
    Backtest, BacktestError, Costs, Execution, Member, Moments, Rules, TradingSummary, backtest,
    buy_and_hold, deflated_sharpe, equal_weight, expected_largest_sharpe, minimum_track_record, overfitting,
    probabilistic_sharpe,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    ratios: Vec<Ratio>,
    splits: Vec<Split>,
}

#[derive(Deserialize)]
struct Case {
    open: Vec<f64>,
    close: Vec<f64>,
    wanted: Vec<f64>,
    execution: Execution,
    costs: [f64; 3],
    equity: Vec<f64>,
    traded: Vec<f64>,
    hold: f64,
    summary: Figures,
}

#[derive(Deserialize)]
struct Figures {
    annual: f64,
    volatility: f64,
    sharpe: f64,
    sortino: f64,
    drawdown: f64,
    calmar: f64,
    turnover: f64,
    hits: f64,
    exposure: f64,
}

#[derive(Deserialize)]
struct Ratio {
    returns: Vec<f64>,
    benchmark: f64,
    trials: Vec<f64>,
    moments: [f64; 3],
    probabilistic: f64,
    length: f64,
    largest: f64,
    deflated: f64,
}

#[derive(Deserialize)]
struct Split {
    returns: Vec<Vec<f64>>,
    blocks: usize,
    choices: usize,
    probability: f64,
    loss: f64,
    mean_logit: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/numpy/backtest.json")).unwrap()
}

/// 1e-10: at most 120 products in another order.
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-10 * (1.0 + expected.abs()), "{found} {expected}");
}

fn rules(execution: Execution, [commission, half_spread, slippage]: [f64; 3]) -> Rules {
    Rules { execution, costs: Costs { commission, half_spread, slippage } }
}

#[test]
fn equity_as_an_account_of_cash_and_shares() {
    for case in reference().cases {
        let rules = rules(case.execution, case.costs);
        let found = backtest(&case.open, &case.close, &case.wanted, &rules).unwrap();
        found.equity.iter().zip(&case.equity).for_each(|(a, b)| close(*a, *b));
        found.traded.iter().zip(&case.traded).for_each(|(a, b)| close(*a, *b));
        let hold = buy_and_hold(&case.open, &case.close, &rules).unwrap();
        close(*hold.equity.last().unwrap(), case.hold);
        let s = TradingSummary::of(&found, 252.0).unwrap();
        let e = case.summary;
        let found = [
            s.annual_return.unwrap(),
            s.volatility.unwrap(),
            s.sharpe.unwrap(),
            s.sortino.unwrap(),
            s.max_drawdown,
            s.calmar.unwrap(),
            s.turnover,
            s.hit_rate.unwrap(),
            s.exposure,
        ];
        let expected = [
            e.annual,
            e.volatility,
            e.sharpe,
            e.sortino,
            e.drawdown,
            e.calmar,
            e.turnover,
            e.hits,
            e.exposure,
        ];
        found.into_iter().zip(expected).for_each(|(a, b)| close(a, b));
    }
}

#[test]
fn sharpe_ratios_as_scipy() {
    for case in reference().ratios {
        let m = Moments::of(&case.returns).unwrap();
        close(m.sharpe, case.moments[0]);
        close(m.skewness, case.moments[1]);
        close(m.kurtosis, case.moments[2]);
        close(probabilistic_sharpe(&m, case.benchmark), case.probabilistic);
        close(minimum_track_record(&m, case.benchmark, 0.95).unwrap(), case.length);
        close(deflated_sharpe(&m, &case.trials), case.deflated);
        let mean = case.trials.iter().sum::<f64>() / case.trials.len() as f64;
        let squares: f64 = case.trials.iter().map(|t| (t - mean).powi(2)).sum();
        close(
            expected_largest_sharpe(squares / (case.trials.len() - 1) as f64, case.trials.len()),
            case.largest,
        );
        // as long as the record must be, it is as sure as was asked
        let long = Moments { n: 1 + (case.length - 1.0).round() as usize, ..m };
        assert!((probabilistic_sharpe(&long, case.benchmark) - 0.95).abs() < 1e-2);
        assert_eq!(minimum_track_record(&m, m.sharpe, 0.95), None);
    }
}

#[test]
fn overfitting_as_the_combinations_say() {
    for case in reference().splits {
        let columns: Vec<&[f64]> = case.returns.iter().map(Vec::as_slice).collect();
        let found = overfitting(&columns, case.blocks).unwrap();
        assert_eq!((found.choices, found.strategies), (case.choices, columns.len()));
        close(found.probability, case.probability);
        close(found.loss, case.loss);
        close(found.mean_logit, case.mean_logit);
    }
}

/// Without skill the best of one half lies anywhere in the other: above and below the middle equally often. With six strategies there is
/// no middle, so that the mean of the probability over markets is one half.
#[test]
fn luck_overfits_half_of_the_time_and_skill_does_not() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mean = |rng: &mut ChaCha8Rng, skill: f64| {
        let runs = 200;
        let one = |rng: &mut ChaCha8Rng| {
            let columns: Vec<Vec<f64>> = (0..6)
                .map(|k| {
                    (0..80).map(|_| rng.random::<f64>() - 0.5 + if k == 2 { skill } else { 0.0 }).collect()
                })
                .collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            overfitting(&columns, 8).unwrap().probability
        };
        (0..runs).map(|_| one(rng)).sum::<f64>() / f64::from(runs)
    };
    let (luck, skill) = (mean(&mut rng, 0.0), mean(&mut rng, 0.3));
    // the standard deviation of one run is below 0.3, so that of the mean is below 0.022
    assert!((0.41..0.59).contains(&luck) && skill < 0.02, "{luck} {skill}");
}

/// Two members: their returns halved and added.
#[test]
fn a_portfolio_is_the_mean_of_its_members() {
    let rules = rules(Execution::Close, [0.0; 3]);
    let up = buy_and_hold(&[1.0; 3], &[1.0, 2.0, 3.0], &rules).unwrap();
    let down = buy_and_hold(&[1.0; 2], &[4.0, 3.0], &rules).unwrap();
    let members = [Member { backtest: &up, places: &[0, 1, 2] }, Member { backtest: &down, places: &[1, 2] }];
    let both: Backtest = equal_weight(&members, 3).unwrap();
    // at the second bar the second member has just begun: (1 + 0) / 2; then (0.5 - 0.25) / 2
    assert!((both.returns[1] - 0.5).abs() < 1e-15 && (both.returns[2] - 0.125).abs() < 1e-15);
    assert!((both.equity[2] - 1.5 * 1.125).abs() < 1e-15);
    assert!(equal_weight(&members, 2).is_err());
}

/// A short position loses all when the price doubles in one bar, and nothing comes after that.
#[test]
fn ruin_is_the_end() {
    let rules = rules(Execution::Close, [1.0; 3]);
    let lost = backtest(&[1.0; 4], &[1.0, 2.5, 1.0, 1.0], &[-1.0; 4], &rules).unwrap();
    assert_eq!((lost.ruined, &lost.equity[1..]), (Some(1), &[0.0; 3][..]));
    assert_eq!((lost.returns[2], lost.positions[2], lost.traded[2]), (0.0, 0.0, 0.0));
    assert!((TradingSummary::of(&lost, 252.0).unwrap().annual_return.unwrap() + 1.0).abs() < 1e-15);
}

#[test]
fn what_cannot_be_traded_is_typed() {
    let rules = Rules::default();
    let error =
        |open: &[f64], close: &[f64], wanted: &[f64]| backtest(open, close, wanted, &rules).unwrap_err();
    assert!(matches!(error(&[1.0], &[1.0, 1.0], &[1.0]), BacktestError::Lengths { .. }));
    assert!(matches!(error(&[1.0], &[1.0], &[1.0]), BacktestError::TooFewBars { bars: 1 }));
    assert!(error(&[1.0, 0.0], &[1.0; 2], &[1.0; 2]).to_string().contains("open of bar 1 is 0"));
    assert!(matches!(
        error(&[1.0; 2], &[1.0; 2], &[f64::NAN, 0.0]),
        BacktestError::Position { index: 0, .. }
    ));
    let dear = Rules { costs: Costs { slippage: 1e4, ..Costs::NONE }, ..rules };
    assert!(matches!(backtest(&[1.0; 2], &[1.0; 2], &[1.0; 2], &dear), Err(BacktestError::Costs { .. })));
    assert!(matches!(Moments::of(&[0.1; 3]), Err(BacktestError::NoRisk { returns: 3 })));
    assert!(matches!(overfitting(&[&[0.0; 9], &[0.0; 9]], 3), Err(BacktestError::Blocks { blocks: 3 })));
    assert!(matches!(overfitting(&[&[0.0; 9]], 2), Err(BacktestError::TooFewToSplit { .. })));
    assert!(matches!(
        overfitting(&[&[0.0; 9], &[0.0; 8]], 2),
        Err(BacktestError::Strategy { strategy: 1, .. })
    ));
}
