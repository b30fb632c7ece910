//! A fold whose days were dealt out one by one: a row a year.

use bellwether_core::Date;

use super::svg::{Svg, escape, percent, push};
use crate::words;

/// Days of a row.
const DAYS: f64 = 366.0;
/// Days without a session, at most, that are shown with the session before them: a weekend with holidays on both sides.
const FREE: i32 = 5;

/// The parts of a fold, each with its class in the style sheet and first and last dates of its stretches. None without any.
pub(crate) fn years_picture(title: &str, parts: &[(&'static str, Vec<(Date, Date)>)]) -> Option<Svg> {
    let mut all: Vec<(&str, Date, Date)> =
        parts.iter().flat_map(|(class, of)| of.iter().map(|(first, last)| (*class, *first, *last))).collect();
    all.sort_by_key(|(_, first, _)| *first);
    let (from, to) = (all.first()?.1.year(), all.iter().map(|(_, _, last)| last.year()).max()?);
    let years = usize::from((to - from).unsigned_abs()) + 1;
    let pitch = if years <= 12 { 24 } else { 14 };
    let thick = pitch * 3 / 4;
    let mut out = String::new();
    push!(
        &mut out,
        "<svg class=\"plot folds\" role=\"img\" style=\"height:{}px\"><title>{}</title>",
        pitch * years,
        escape(title)
    );
    out.push_str("<g class=\"ticks\">");
    for month in 1..=12 {
        let first = Date::constant(2000, month, 1);
        let x = percent(place(first));
        let minor = if month % 3 == 1 { "" } else { " class=\"m\"" };
        push!(&mut out, "<line{minor} x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>");
        push!(&mut out, "<text{minor} x=\"{x}\" y=\"100%\" dy=\"16\">{}</text>", words::month(first));
    }
    out.push_str("</g>");
    for (i, (class, first, last)) in all.iter().enumerate() {
        // to the next day that has a part, so that weekends are no gaps
        let behind = all.get(i + 1).map(|next| next.1).filter(|next| {
            let days = super::days_between(*last, *next);
            (1..=FREE).contains(&days)
        });
        let end = behind.or_else(|| last.tomorrow().ok()).unwrap_or(*last);
        for year in first.year()..=last.year() {
            let row = usize::from((year - from).unsigned_abs());
            let left = if year == first.year() { place(*first) } else { 0.0 };
            let right = if year == end.year() { place(end) } else { 1.0 };
            let y = row * pitch + (pitch - thick) / 2;
            push!(
                &mut out,
                "<rect class=\"{class}\" x=\"{}\" width=\"{}\" y=\"{y}\" height=\"{thick}\"/>",
                percent(left),
                percent(right - left)
            );
        }
    }
    let every = if years > 30 { 5 } else { 1 };
    for (row, year) in (from..=to).enumerate().filter(|(row, _)| row % every == 0) {
        let middle = row * pitch + pitch / 2;
        push!(&mut out, "<text class=\"rowlabel\" x=\"-6\" y=\"{middle}\" dy=\".32em\">{year}</text>");
    }
    out.push_str("</svg>");
    Some(Svg(out))
}

/// The share of the year before a date.
fn place(date: Date) -> f64 {
    (f64::from(date.day_of_year()) - 1.0) / DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Friday and Monday touch, a hole of a month does not, and a year's end goes on in the next row.
    #[test]
    fn days_stand_in_the_row_of_their_year() {
        let (friday, monday) = (date("2015-01-02"), date("2015-01-05"));
        let parts = [
            ("test", vec![(friday, friday)]),
            ("train", vec![(monday, monday), (date("2015-12-30"), date("2016-01-04"))]),
        ];
        let Svg(picture) = years_picture("a", &parts).unwrap();
        let rects: Vec<&str> =
            picture.split("<rect ").skip(1).map(|r| r.split("/>").next().unwrap()).collect();
        assert_eq!(
            rects,
            [
                "class=\"test\" x=\"0.27%\" width=\"0.82%\" y=\"3\" height=\"18\"",
                "class=\"train\" x=\"1.09%\" width=\"0.27%\" y=\"3\" height=\"18\"",
                "class=\"train\" x=\"99.18%\" width=\"0.82%\" y=\"3\" height=\"18\"",
                "class=\"train\" x=\"0%\" width=\"1.09%\" y=\"27\" height=\"18\"",
            ]
        );
        assert!(picture.contains(">2015</text>") && picture.contains(">2016</text>"));
        assert!(years_picture("a", &[("test", Vec::new())]).is_none());
    }
}
