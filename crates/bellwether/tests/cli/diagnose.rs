//! `data diagnose`.

use serde_json::Value;

use crate::sandbox::Sandbox;

#[test]
fn bundled_prices() {
    let sandbox = Sandbox::new();
    sandbox.run(&["demo", "--export", "demo"]).ok();
    let said = sandbox.run(&["data", "diagnose", "demo/prices.csv.zst"]).ok();
    for word in
        ["AAPL", "GOOG", "ADF", "KPSS", "Ljung-Box", "ARCH-LM", "Jarque-Bera", "half-life", "long run"]
    {
        assert!(said.stdout.contains(word), "{word}: {}", said.text());
    }
    assert!(said.stdout.lines().all(|l| l.chars().count() <= 100));
}

#[test]
fn json_has_every_number() {
    let sandbox = Sandbox::new();
    sandbox.run(&["demo", "--export", "demo"]).ok();
    let said =
        sandbox.run(&["data", "diagnose", "demo/prices.csv.zst", "--lags", "5", "--format", "json"]).ok();
    let tickers: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let apple = &tickers[0];
    assert_eq!((&apple["ticker"], &apple["returns"]), (&"AAPL".into(), &692.into()));
    let tests = &apple["tests"];
    assert_eq!(tests["ljung_box"]["lags"], 5);
    assert_eq!(tests["autocorrelations"].as_array().unwrap().len(), 21);
    // a price wanders, and its returns are not normal
    assert!(tests["adf"]["p"].as_f64().unwrap() > 0.05 && tests["jarque_bera"]["p"].as_f64().unwrap() < 1e-6);
    assert!(tests["volatility"]["parameters"]["degrees"].as_f64().unwrap() < 10.0);
}

#[test]
fn too_few_prices_are_said() {
    let sandbox = Sandbox::new();
    sandbox.write("ABC.csv", "Date,Close\n2020-01-02,10\n2020-01-03,11\n");
    let said = sandbox.run(&["data", "diagnose", "ABC.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("nothing can be said of ABC: 1 return; 60 are needed"), "{}", said.text());
}

#[test]
fn holes_and_prices_of_zero_are_said() {
    let sandbox = Sandbox::new();
    let mut csv = "Date,Close\n".to_owned();
    let mut day = bellwether::core::Date::new(2019, 1, 2).unwrap();
    for i in 0..150 {
        let close = if i == 40 { 0.0 } else { 100.0 + (i * i % 13) as f64 };
        csv += &format!("{day},{close}\n");
        day = bellwether::core::Calendar::Xnys.next_session(day).unwrap().date;
        if i == 70 {
            day = bellwether::core::Date::new(2019, 12, 2).unwrap();
        }
    }
    sandbox.write("ABC.csv", &csv);
    let said = sandbox.run(&["data", "diagnose", "ABC.csv"]).ok();
    let at = said.stdout.find("\nABC: ").unwrap();
    insta::assert_snapshot!(&said.stdout[at..]);
}

#[test]
fn posts_are_not_diagnosed() {
    let sandbox = Sandbox::with_study();
    let said = sandbox.run(&["data", "diagnose", "posts.csv"]);
    assert_eq!(said.code, 1);
    insta::assert_snapshot!(said.stderr);
}
