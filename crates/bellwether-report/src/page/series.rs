//! The whole daily series: price, polarity and posts, one above the other.

use bellwether_core::Date;
use bellwether_study::record::TickerRecord;

use super::{Figure, Panel, Scene};
use crate::chart::{Axis, Band, Mark, Plot, Shape, days_between, largest_triangles, tallest};
use crate::number;

/// The figure; none without sessions.
pub(crate) fn figure(scene: &Scene<'_>, ticker: &TickerRecord) -> Option<Figure> {
    let series = &ticker.series;
    let (first, last) = (*series.dates.first()?, *series.dates.last()?);
    let x = Axis::days(first, last);
    let day = |date: Date| f64::from(days_between(first, date));
    let posts: Vec<f64> = series.posts.iter().map(|n| *n as f64).collect();
    let scored = series.score.iter().any(Option::is_some);
    let posted = posts.iter().any(|n| *n > 0.0);
    let plot = |title: &str, class, y, mark, x_labels| Plot {
        title: format!("{}: {title}", ticker.ticker),
        class,
        x: x.clone(),
        y,
        bands: Vec::new(),
        references: Vec::new(),
        marks: vec![mark],
        x_labels,
    };
    let mut plots = Vec::new();
    let close: Vec<f64> = series.close.iter().map(|c| c.unwrap_or(f64::NAN)).collect();
    let points = pick(&series.dates, &close, &largest_triangles(&close, scene.keep), day);
    let decimals = number::price_decimals(close.iter().copied().find(|c| c.is_finite()).unwrap_or(1.0));
    let y = Axis::linear(close.iter().copied(), 5).with_decimals(decimals);
    let mark = Mark { shape: Shape::Line, class: "actual".into(), name: "close".into(), points };
    let mut price = plot("closing price", "mid", y, mark, !(scored || posted));
    let dealt = scene.record.not_evidence.is_some() && !scene.record.whole_series;
    price.bands = if dealt { Vec::new() } else { test_band(ticker, first) };
    plots.push(Panel { label: "Closing price".into(), tone: String::new(), svg: price.draw() });
    if scored {
        let score: Vec<f64> = series.score.iter().map(|s| s.unwrap_or(f64::NAN)).collect();
        let sizes: Vec<f64> = score.iter().map(|s| if s.is_finite() { s.abs() } else { -1.0 }).collect();
        let points = pick(&series.dates, &score, &tallest(&sizes, scene.keep), day);
        let y = Axis::linear(score.iter().copied().chain([0.0]), 3).with_decimals(3);
        let mark = Mark { shape: Shape::Sticks, class: "score".into(), name: "polarity".into(), points };
        let plot = plot("mean polarity of posts by session", "low", y, mark, !posted);
        plots.push(Panel { label: "Mean polarity of posts".into(), tone: String::new(), svg: plot.draw() });
    }
    if posted {
        let points = pick(&series.dates, &posts, &tallest(&posts, scene.keep), day);
        let mut y = Axis::linear(posts.iter().copied().chain([0.0]), 3);
        y.ticks.retain(|t| t.at.fract() == 0.0);
        y.shown = 0;
        let mark = Mark { shape: Shape::Sticks, class: "posts".into(), name: "posts".into(), points };
        let plot = plot("posts by session", "low", y, mark, true);
        plots.push(Panel { label: "Posts".into(), tone: String::new(), svg: plot.draw() });
    }
    let n = series.dates.len();
    let thinned = if n > scene.keep {
        format!(
            " Drawn from {} of {} sessions, the extremes among them.",
            number::fixed(scene.keep as f64, 0),
            number::fixed(n as f64, 0)
        )
    } else {
        String::new()
    };
    let (title, what) = if scored || posted {
        ("Price and posts", "The data that the study saw.")
    } else {
        ("Price", "The data that the study saw. It has no posts.")
    };
    let tested = if dealt {
        "Days from all over it, drawn at random, were forecast."
    } else {
        "The shaded stretch was forecast."
    };
    Some(Figure {
        title: title.into(),
        caption: format!("{what} {tested}{thinned}"),
        plots,
        multiples: false,
    })
}

fn pick(
    dates: &[Date],
    values: &[f64],
    chosen: &[usize],
    day: impl Fn(Date) -> f64,
) -> Vec<(f64, Option<f64>)> {
    chosen.iter().map(|i| (day(dates[*i]), Some(values[*i]).filter(|v| v.is_finite()))).collect()
}

/// The stretch from the first test origin to the last.
fn test_band(ticker: &TickerRecord, first: Date) -> Vec<Band> {
    let from = ticker.folds.iter().map(|f| f.test.first).min();
    let to = ticker.folds.iter().map(|f| f.test.last).max();
    let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
    let day = |date| f64::from(days_between(first, date).max(0));
    vec![Band { from: day(from), to: day(to), label: "test".into() }]
}
