use bellwether_evaluation::backtest::{Backtest, Costs, Execution, Rules, backtest, buy_and_hold, drawdown};
use proptest::prelude::*;

/// Opens, closes and wanted positions of one market.
fn market() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<f64>)> {
    prop::collection::vec((0.7..1.3_f64, 0.8..1.2_f64, -1.0..=1.0_f64), 3..50).prop_map(|bars| {
        let mut price = 100.0;
        let mut columns = (vec![], vec![], vec![]);
        for (night, day, wanted) in bars {
            columns.0.push(price * night);
            price *= night * day;
            columns.1.push(price);
            columns.2.push(wanted);
        }
        columns
    })
}

fn execution() -> impl Strategy<Value = Execution> {
    prop_oneof![Just(Execution::NextOpen), Just(Execution::Close)]
}

fn rules(execution: Execution, basis_points: f64) -> Rules {
    Rules { execution, costs: Costs { slippage: basis_points, ..Costs::NONE } }
}

fn traded(market: &(Vec<f64>, Vec<f64>, Vec<f64>), rules: &Rules) -> Backtest {
    backtest(&market.0, &market.1, &market.2, rules).unwrap()
}

proptest! {
    #[test]
    fn costs_only_lower_equity(
        market in market(), execution in execution(), low in 0.0..100.0_f64, more in 0.0..100.0_f64,
    ) {
        let cheap = traded(&market, &rules(execution, low));
        let dear = traded(&market, &rules(execution, low + more));
        for (dear, cheap) in dear.equity.iter().zip(&cheap.equity) {
            prop_assert!(*dear <= cheap * (1.0 + 1e-12));
        }
        prop_assert!(drawdown(&dear.equity).iter().all(|d| (0.0..=1.0).contains(d)));
    }

    #[test]
    fn who_holds_nothing_earns_nothing(market in market(), execution in execution(), cost in 0.0..100.0_f64) {
        let market = (market.0, market.1, vec![0.0; market.2.len()]);
        let flat = traded(&market, &rules(execution, cost));
        prop_assert!(flat.equity.iter().all(|e| *e == 1.0));
        prop_assert!(flat.traded.iter().all(|t| *t == 0.0));
    }

    /// With costs of rate `c` in and out, `(1 - c)²` of the price ratio: the first trade's price to each later close.
    #[test]
    fn buying_and_holding_is_the_price_ratio(market in market(), execution in execution(), cost in 0.0..100.0_f64) {
        let (open, close, _) = &market;
        let held = buy_and_hold(open, close, &rules(execution, cost)).unwrap();
        let first = if execution == Execution::NextOpen { open[1] } else { close[0] };
        let paid = 1.0 - cost / 1e4;
        let last = close.len() - 1;
        for (t, equity) in held.equity.iter().enumerate().skip(1) {
            let expected = close[t] / first * if t == last { paid * paid } else { paid };
            prop_assert!((equity / expected - 1.0).abs() < 1e-10);
        }
    }

    /// Whatever is changed after `t`, nothing moves up to it.
    #[test]
    fn nothing_depends_on_what_comes_later(
        market in market(), execution in execution(), cost in 0.0..100.0_f64, at in any::<prop::sample::Index>(),
    ) {
        let rules = rules(execution, cost);
        let n = market.1.len();
        let t = at.index(n - 2) + 1;
        let mut other = market.clone();
        for i in t + 1..n {
            other.0[i] *= 1.5;
            other.1[i] *= 0.5;
        }
        // what is wanted at the close of t is traded after it
        other.2[t..].iter_mut().for_each(|w| *w = -*w);
        let (a, b) = (traded(&market, &rules), traded(&other, &rules));
        prop_assert_eq!(&a.equity[..=t], &b.equity[..=t]);
        prop_assert_eq!(&a.positions[..=t], &b.positions[..=t]);
        prop_assert_eq!(&a.traded[..=t], &b.traded[..=t]);
    }
}
