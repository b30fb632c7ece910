//! Prices: read without flags, with what was recognised and what is odd.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `read_prices(path, ..)` reads a file or folder; here the bytes come with the program
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    for (ticker, bars) in &prices.bars {
        let (first, last) = (&bars[0], &bars[bars.len() - 1]);
        println!("{ticker}: {} sessions, {} to {}", bars.len(), first.date(), last.date());
    }
    let tickers: Vec<&str> = prices.bars.keys().map(Ticker::as_str).collect();
    assert_eq!(tickers, ["AAPL", "AMZN", "GOOG", "MSFT"]);

    // every session of the exchange has its bar, so the calendar and the file agree
    let apple = &prices.bars[&Ticker::new("AAPL")?];
    for pair in apple.windows(2) {
        assert_eq!(Calendar::Xnys.next_session(pair[0].date())?, pair[1].session);
    }
    // a bar is known at its session's close, not before
    assert!(apple.iter().all(|bar| bar.available_at() == bar.session.close));

    // what is odd is reported, never repaired
    for finding in &prices.findings {
        println!("{:?}: {}", finding.ticker, finding.message);
    }

    // dates that could be read in two ways are refused, with what to do
    let ambiguous = b"Date,Open,High,Low,Close,Volume\n03/04/2020,1,2,1,2,10\n04/05/2020,1,2,1,2,10\n";
    match read_prices_bytes("XYZ.csv", ambiguous, &PriceOptions::default()) {
        Ok(_) => panic!("03/04/2020 was guessed"),
        Err(refused) => println!("{refused}\n{}", refused.hint()),
    }
    Ok(())
}
