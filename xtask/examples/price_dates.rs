//! Prints the dates that a file of prices has, over all its tickers, in order: `price_dates FILE [TICKER]`, the ticker
//! of a file that names none.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use bellwether_core::{Bar, Ticker};
use bellwether_ingest::{PriceOptions, read_prices};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let path = words.next().ok_or("usage: price_dates FILE [TICKER]")?;
    let ticker = words.next().map(|ticker| Ticker::new(&ticker)).transpose()?;
    let prices = read_prices(Path::new(&path), &PriceOptions { ticker, ..PriceOptions::default() })?;
    let dates: BTreeSet<_> = prices.bars.values().flatten().map(Bar::date).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for date in dates {
        writeln!(out, "{date}")?;
    }
    Ok(out.flush()?)
}
