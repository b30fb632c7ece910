//! Ticks on a time axis: days, months, quarters or years, whichever gives about a dozen.

use bellwether_core::Date;

use super::axis::Tick;
use crate::words;

/// Days from `a` to `b`.
pub(crate) fn days_between(a: Date, b: Date) -> i32 {
    // a span of dates in days always fits
    a.until(b).map_or(0, |span| span.get_days())
}

/// Ticks for the `span` days from `first` on.
pub(crate) fn ticks(first: Date, span: i32) -> Vec<Tick> {
    let months = (f64::from(span) / 30.44).max(0.1);
    if months < 2.5 {
        return day_ticks(first, span);
    }
    let step = [1, 3, 6, 12, 24, 60, 120, 240]
        .into_iter()
        .find(|step| months / f64::from(*step) <= 13.0)
        .unwrap_or(600);
    let mut ticks = Vec::new();
    let mut labelled_year = None;
    let origin = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
    let mut index = origin.div_euclid(step) * step;
    loop {
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
        let Ok(date) = Date::new(year as i16, month as i8, 1) else { break };
        let at = days_between(first, date);
        if at > span {
            break;
        }
        if at >= 0 {
            let minor = index.div_euclid(step).rem_euclid(2) == 1;
            let year_axis = step >= 12;
            let new_year = !year_axis && !minor && labelled_year != Some(year);
            if new_year {
                labelled_year = Some(year);
            }
            ticks.push(Tick {
                at: f64::from(at),
                label: if year_axis { year.to_string() } else { words::month(date).into() },
                below: new_year.then(|| year.to_string()),
                minor,
            });
        }
        index += step;
    }
    ticks
}

fn day_ticks(first: Date, span: i32) -> Vec<Tick> {
    let step = [1, 2, 7, 14].into_iter().find(|step| span / step <= 11).unwrap_or(14);
    let mut date = first;
    let mut ticks = Vec::new();
    let mut at = 0;
    while at <= span {
        ticks.push(Tick {
            at: f64::from(at),
            label: format!("{} {}", date.day(), words::month(date)),
            below: (at == 0).then(|| date.year().to_string()),
            minor: (at / step) % 2 == 1,
        });
        at += step;
        match date.checked_add(jiff::Span::new().days(step)) {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use bellwether_core::Date;

    use super::*;

    fn shown(first: Date, last: Date) -> Vec<String> {
        ticks(first, days_between(first, last))
            .into_iter()
            .map(|t| format!("{}{}", t.label, t.below.map_or(String::new(), |b| format!("/{b}"))))
            .collect()
    }

    #[test]
    fn a_year_has_months_and_a_decade_has_years() {
        let day = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(
            shown(day(2015, 10, 5), day(2016, 4, 1)),
            ["Nov/2015", "Dec", "Jan/2016", "Feb", "Mar", "Apr"]
        );
        assert_eq!(
            shown(day(2014, 1, 1), day(2015, 12, 31)),
            ["Jan/2014", "Apr", "Jul", "Oct", "Jan/2015", "Apr", "Jul", "Oct"]
        );
        assert_eq!(
            shown(day(2008, 3, 1), day(2012, 6, 1)),
            ["Jul", "Jan/2009", "Jul", "Jan/2010", "Jul", "Jan/2011", "Jul", "Jan/2012"]
        );
        assert_eq!(shown(day(2003, 3, 1), day(2012, 6, 1)).first().unwrap(), "2004");
        assert_eq!(
            shown(day(2016, 2, 27), day(2016, 3, 2)),
            ["27 Feb/2016", "28 Feb", "29 Feb", "1 Mar", "2 Mar"]
        );
    }
}
