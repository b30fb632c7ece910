//! Prints the sessions of the New York Stock Exchange: `sessions FIRST LAST`. Date, open and close in UTC, one a line.

use std::error::Error;
use std::io::{self, BufWriter, Write};

use bellwether_core::{Calendar, Date};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let mut date =
        || words.next().ok_or("usage: sessions FIRST LAST")?.parse::<Date>().map_err(Box::<dyn Error>::from);
    let (first, last) = (date()?, date()?);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut day = first;
    while day <= last {
        if let Some(session) = Calendar::Xnys.session_on(day)? {
            writeln!(out, "{} {} {}", session.date, session.open, session.close)?;
        }
        day = day.tomorrow()?;
    }
    Ok(out.flush()?)
}
