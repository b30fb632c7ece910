//! Prints the dates that a file of prices has, over all its tickers, in order: `price_dates FILE`.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use bellwether_ingest::{PriceOptions, read_prices};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: price_dates FILE")?;
    let prices = read_prices(Path::new(&path), &PriceOptions::default())?;
    let dates: BTreeSet<_> = prices.bars.values().flatten().map(|bar| bar.date()).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for date in dates {
        writeln!(out, "{date}")?;
    }
    Ok(out.flush()?)
}
