#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]
use bellwether_models::statistical::arima::*;
fn main() {
    let text = std::fs::read_to_string("crates/bellwether-models/tests/reference/statsmodels/series.csv").unwrap();
    let mut lines = text.lines().skip(1);
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|v| v.parse().unwrap()).collect()).collect();
    let j = names.iter().position(|n| *n == "drift").unwrap();
    let y: Vec<f64> = rows.iter().map(|r| r[j]).collect();
    for start in [Start::Several, Start::One] {
        let o = Options { constant: Constant::Drift, start, ..Options::default() };
        let f = fit(&y, Order::new(2, 1, 2), &o).unwrap();
        println!("{} {:?} {:?} {:?} {}", f.log_likelihood(), f.ar(), f.ma(), f.beta(), f.converged());
    }
    // speed
    let mut e = 12345u64;
    let mut rnd = || { let mut s = 0.0; for _ in 0..12 { e = e.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); s += (e >> 11) as f64 / (1u64 << 53) as f64; } s - 6.0 };
    let n = 2000;
    let mut u = vec![0.0; n]; let mut eps = vec![0.0; n];
    for t in 0..n { eps[t] = rnd(); u[t] = eps[t] + if t > 1 { 1.2 * u[t-1] - 0.5 * u[t-2] + 0.4 * eps[t-1] } else { 0.0 }; }
    for constant in [Constant::None, Constant::Mean] {
        let t0 = std::time::Instant::now();
        let o = Options { constant, start: Start::One, ..Options::default() };
        let mut f = fit(&u[..1000], Order::new(2, 0, 1), &o).unwrap();
        println!("one fit {:?}", t0.elapsed());
        let t0 = std::time::Instant::now();
        let mut sum = 0.0;
        for t in 1000..2000 {
            f = fit(&u[..t], Order::new(2, 0, 1), &Options { constant, start: Start::Warm(&f), ..Options::default() }).unwrap();
            sum += f.forecast(1, &[]).unwrap()[0].mean;
        }
        println!("walk {:?} {sum}", t0.elapsed());
        for order in [Order::new(1,0,0), Order::new(2,0,2), Order::new(3,0,2), Order::new(5, 0, 0), Order::new(0,0,5), Order::new(2, 1, 2), Order::new(3,1,3)] {
            let t0 = std::time::Instant::now();
            let c = if order.d > 0 { Constant::None } else { constant };
            let f = fit(&u[..1000], order, &Options { constant: c, start: Start::One, ..Options::default() }).unwrap();
            println!("{order} {c:?} {:?} {}", t0.elapsed(), f.converged());
        }
    }
}
