//! Folds as bars over time.

use bellwether_core::Date;

use super::axis::Axis;
use super::calendar::days_between;
use super::svg::{Svg, escape, percent, push};

/// One fold's stretches, each first and last date.
#[derive(Debug, Clone)]
pub(crate) struct FoldBar {
    pub(crate) number: usize,
    pub(crate) train: Vec<(Date, Date)>,
    pub(crate) validation: Vec<(Date, Date)>,
    pub(crate) test: Vec<(Date, Date)>,
    /// The ticker's own past, where it is left out of the training: then training and validation are those of the other
    /// tickers, and stand above the ticker's own stretches.
    pub(crate) own: Option<(Date, Date)>,
}

/// One bar a fold, oldest on top.
pub(crate) fn fold_picture(title: &str, bars: &[FoldBar]) -> Option<Svg> {
    let ends = |b: &FoldBar| {
        let stretches = b.train.iter().chain(&b.validation).chain(&b.test).chain(&b.own);
        stretches.flat_map(|s| [s.0, s.1]).collect::<Vec<Date>>()
    };
    let first = bars.iter().flat_map(ends).min()?;
    let last = bars.iter().flat_map(ends).max()?;
    let axis = Axis::days(first, last);
    let in_two = bars.iter().any(|b| b.own.is_some());
    let pitch = if bars.len() <= 12 {
        if in_two { 32 } else { 24 }
    } else if bars.len() <= 30 {
        16
    } else {
        8
    };
    let thick = pitch * 5 / 8;
    let height = pitch * bars.len();
    let mut out = String::new();
    push!(
        &mut out,
        "<svg class=\"plot folds\" role=\"img\" style=\"height:{height}px\"><title>{}</title>",
        escape(title)
    );
    out.push_str("<g class=\"ticks\">");
    for tick in &axis.ticks {
        let x = percent(axis.fraction(tick.at));
        let minor = if tick.minor { " class=\"m\"" } else { "" };
        push!(&mut out, "<line{minor} x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>");
        push!(&mut out, "<text{minor} x=\"{x}\" y=\"100%\" dy=\"16\">{}</text>", escape(&tick.label));
        if let Some(below) = &tick.below {
            push!(&mut out, "<text class=\"below\" x=\"{x}\" y=\"100%\" dy=\"30\">{}</text>", escape(below));
        }
    }
    out.push_str("</g>");
    let every = bars.len().div_ceil(if pitch > 8 { 40 } else { 20 });
    for (i, bar) in bars.iter().enumerate() {
        let y = i * pitch + (pitch - thick) / 2;
        let half = if bar.own.is_some() { thick / 2 } else { 0 };
        let mut rect = |class: &str, (from, to): (Date, Date)| {
            let (y, thick) = match (half, class) {
                (0, _) => (y, thick),
                (half, "train" | "validation") => (y, half),
                (half, _) => (y + half, thick - half),
            };
            let from = axis.fraction(f64::from(days_between(first, from)));
            let to = axis.fraction(f64::from(days_between(first, to)));
            push!(
                &mut out,
                "<rect class=\"{class}\" x=\"{}\" width=\"{}\" y=\"{y}\" height=\"{thick}\"/>",
                percent(from),
                percent((to - from).max(0.003))
            );
        };
        bar.train.iter().for_each(|train| rect("train", *train));
        bar.validation.iter().for_each(|validation| rect("validation", *validation));
        bar.own.iter().for_each(|own| rect("own", *own));
        bar.test.iter().for_each(|test| rect("test", *test));
        if i % every == 0 {
            let middle = y + thick / 2;
            push!(
                &mut out,
                "<text class=\"rowlabel\" x=\"-8\" y=\"{middle}\" dy=\".32em\">{}</text>",
                bar.number
            );
        }
    }
    out.push_str("</svg>");
    Some(Svg(out))
}
