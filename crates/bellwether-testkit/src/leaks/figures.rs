//! Figures beside prices and posts, as whoever reads a publisher's file gets them: none before its period is over and it is out.

use std::fmt::Write;

use bellwether_core::{Calendar, Date, Datum};
use bellwether_ingest::{SeriesOptions, read_series_bytes};
use bellwether_study::SeriesConfig;
use jiff::ToSpan;
use jiff::civil::Weekday;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use super::Failure;
use crate::market::normal;

/// A series with what a study says of its file.
pub(super) struct Figures {
    pub(super) name: &'static str,
    pub(super) entry: SeriesConfig,
    pub(super) values: Vec<Datum>,
}

/// Some of them, of which a study may have none: macro figures by year, quarter or month with the lag to their release, or by
/// the day on which they came out; and search interest by week or month.
pub(super) fn beside(rng: &mut ChaCha8Rng, calendar: &Calendar) -> Result<Vec<Figures>, Failure> {
    let mut out = Vec::new();
    let firsts = |months: i64| -> Vec<Date> {
        Date::constant(2010, 1, 1).series(months.months()).take_while(|date| date.year() < 2016).collect()
    };
    match rng.next_u64() % 6 {
        0 => out.push(figures(rng, calendar, "macro", "period = \"annual\"", &firsts(12))?),
        1 => out.push(figures(rng, calendar, "macro", "period = \"quarterly\"", &firsts(3))?),
        2 => out.push(figures(rng, calendar, "macro", "period = \"monthly\"\nlag-days = 14", &firsts(1))?),
        3 => {
            // mid-month, on days of the week
            let mut came_out = |first: Date| {
                let day = first.saturating_add((11 + (rng.next_u64() % 7) as i64).days());
                let days: i64 = match day.weekday() {
                    Weekday::Saturday => 2,
                    Weekday::Sunday => 1,
                    _ => 0,
                };
                day.saturating_add(days.days())
            };
            let days: Vec<Date> = firsts(1).into_iter().map(&mut came_out).collect();
            out.push(figures(rng, calendar, "macro", "", &days)?);
        }
        _ => {}
    }
    match rng.next_u64() % 4 {
        0 => {
            let sunday = Date::constant(2013, 9, 1);
            let weeks: Vec<Date> = sunday.series(7.days()).take(110).collect();
            out.push(figures(rng, calendar, "interest", "period = \"weekly\"", &weeks)?);
        }
        1 => out.push(figures(rng, calendar, "interest", "period = \"monthly\"\nlag-days = 0", &firsts(1))?),
        _ => {}
    }
    Ok(out)
}

fn figures(
    rng: &mut ChaCha8Rng,
    calendar: &Calendar,
    name: &'static str,
    settings: &str,
    dates: &[Date],
) -> Result<Figures, Failure> {
    let entry: SeriesConfig =
        toml::from_str(&format!("file = \"{name}.csv\"\ncolumns = [\"{name}\"]\n{settings}\n"))?;
    let mut csv = format!("date,{name}\n");
    for date in dates {
        writeln!(csv, "{date},{:.4}", 50.0 + 10.0 * normal(rng))?;
    }
    let options = SeriesOptions {
        period: entry.period,
        known: entry.known,
        lag_days: entry.lag_days,
        calendar: calendar.clone(),
        ..SeriesOptions::default()
    };
    let mut read = read_series_bytes(&entry.file, csv.as_bytes(), &options)?;
    let values = read.data.remove(name).and_then(|mut of| of.remove(&None)).ok_or("no value was read")?;
    Ok(Figures { name, entry, values })
}
