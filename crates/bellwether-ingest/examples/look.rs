//! Says what is in the files and folders given.
use bellwether_ingest::{PostOptions, PriceOptions, inspect};

fn main() {
    for path in std::env::args().skip(1) {
        match inspect(path.as_ref(), &PriceOptions::default(), &PostOptions::default()) {
            Ok(seen) => {
                println!("== {path}: {:?} {} rows {} tickers", seen.kind, seen.rows, seen.tickers.len());
                println!("{}", serde_json::to_string(&seen.layout).unwrap_or_default());
                for t in seen.tickers.iter().take(6) {
                    println!("   {} {} {:?} {:?}", t.ticker, t.rows, t.first, t.last);
                }
                for f in &seen.findings {
                    println!("   {:?} {:?} {}", f.kind, f.ticker.as_ref().map(|t| t.as_str()), f.message);
                }
            }
            Err(e) => {
                println!("== {path}: error: {e}");
                let mut cause = std::error::Error::source(&e);
                while let Some(c) = cause {
                    println!("   caused by: {c}");
                    cause = c.source();
                }
                println!("   hint: {}", e.hint());
            }
        }
    }
}
