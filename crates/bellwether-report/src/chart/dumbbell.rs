//! One metric by model: hollow without text, filled with text, joined by a bar.

use super::axis::Axis;
use super::svg::{Svg, escape, percent, push};

/// A model's pair of scores; mean and standard deviation over seeds.
#[derive(Debug, Clone)]
pub(crate) struct DumbbellRow {
    pub(crate) label: String,
    /// Colour classes.
    pub(crate) colour: String,
    /// How often the palette has started again: the shape of its marks.
    pub(crate) round: usize,
    pub(crate) without: Option<(f64, Option<f64>)>,
    pub(crate) with: Option<(f64, Option<f64>)>,
    /// Written where there is no score.
    pub(crate) note: String,
    /// Scores that lie below the scale, in words.
    pub(crate) beyond: Option<String>,
}

/// Letters of the longest name that stands beside the picture.
const ROOM: usize = 44;

/// A name that fits beside the picture.
fn short(name: &str) -> String {
    if name.chars().count() <= ROOM {
        name.to_owned()
    } else {
        name.chars().take(ROOM - 1).chain(['…']).collect()
    }
}

/// A circle, a square or a diamond around a place.
fn mark(out: &mut String, class: &str, round: usize, x: &str, y: usize) {
    if round == 0 {
        push!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>");
        return;
    }
    let turn = if round > 1 { " turned" } else { "" };
    push!(out, "<rect class=\"{class}{turn}\" x=\"{x}\" y=\"{y}\" width=\"9\" height=\"9\"/>");
}

/// The picture; `reference` is persistence's score.
pub(crate) fn dumbbell(title: &str, axis: &Axis, reference: Option<f64>, rows: &[DumbbellRow]) -> Svg {
    const PITCH: usize = 30;
    let height = PITCH * rows.len();
    // the names have the room that the longest needs
    let letters = rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0).min(ROOM);
    let mut out = String::new();
    push!(
        &mut out,
        "<svg class=\"plot dumbbell\" role=\"img\" style=\"height:{height}px;--n:{letters}\"><title>{}</title><g class=\"ticks\">",
        escape(title)
    );
    for tick in &axis.ticks {
        let x = percent(axis.fraction(tick.at));
        let minor = if tick.minor { " class=\"m\"" } else { "" };
        push!(&mut out, "<line{minor} x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>");
        push!(&mut out, "<text{minor} x=\"{x}\" y=\"100%\" dy=\"18\">{}</text>", escape(&tick.label));
    }
    out.push_str("</g>");
    if let Some(reference) = reference {
        let fraction = axis.fraction(reference);
        let x = percent(fraction);
        let anchor = if fraction > 0.85 {
            " atend"
        } else if fraction < 0.15 {
            " atstart"
        } else {
            ""
        };
        push!(&mut out, "<line class=\"base\" x1=\"{x}\" x2=\"{x}\" y1=\"-6\" y2=\"100%\"/>");
        push!(&mut out, "<text class=\"baselabel{anchor}\" x=\"{x}\" y=\"-12\">persistence</text>");
    }
    for (i, row) in rows.iter().enumerate() {
        let y = i * PITCH + PITCH / 2;
        push!(&mut out, "<g class=\"{}\">", row.colour);
        push!(
            &mut out,
            "<text class=\"rowlabel\" y=\"{y}\" dy=\".32em\">{}</text><g class=\"marks\">",
            escape(&short(&row.label))
        );
        if let (Some(a), Some(b)) = (row.without, row.with) {
            let (a, b) = (percent(axis.fraction(a.0)), percent(axis.fraction(b.0)));
            push!(&mut out, "<line class=\"join\" x1=\"{a}\" x2=\"{b}\" y1=\"{y}\" y2=\"{y}\"/>");
        }
        // the arms' spreads lie side by side
        for (class, score, shift) in [("hollow", row.without, 5_isize), ("full", row.with, -5)] {
            let Some((mean, sd)) = score else { continue };
            if let Some(sd) = sd {
                let from = percent(axis.fraction(mean - sd).max(0.0));
                let to = percent(axis.fraction(mean + sd));
                let y = y as isize + shift;
                push!(&mut out, "<line class=\"spread\" x1=\"{from}\" x2=\"{to}\" y1=\"{y}\" y2=\"{y}\"/>");
            }
            mark(&mut out, class, row.round, &percent(axis.fraction(mean)), y);
        }
        let none = row.without.is_none() && row.with.is_none();
        if let Some(note) = row.beyond.as_ref().or(none.then_some(&row.note)) {
            push!(&mut out, "<text class=\"note\" x=\"8\" y=\"{y}\" dy=\".32em\">{}</text>", escape(note));
        }
        out.push_str("</g></g>");
    }
    out.push_str("</svg>");
    Svg(out)
}
