//! A chart with two axes.

use super::axis::{Axis, Scale};
use super::path::Path;
use super::svg::{Svg, escape, percent, push};

/// How a mark's points are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A line, broken at missing values.
    Line,
    /// Dots.
    Dots,
    /// Sticks from zero, or from the axis' low end where zero is not on it.
    Sticks,
    /// Steps of equal width from each point to the right, filled down to zero: a histogram.
    Steps,
}

/// One series.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) shape: Shape,
    /// Classes: colour, row, weight.
    pub(crate) class: String,
    /// As the read-out names it; empty keeps it out of the read-out.
    pub(crate) name: String,
    /// Axis positions, x rising.
    pub(crate) points: Vec<(f64, Option<f64>)>,
}

/// A shaded stretch of the x axis.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) label: String,
}

/// A chart.
#[derive(Debug, Clone)]
pub(crate) struct Plot {
    /// What it shows, for readers who do not see it.
    pub(crate) title: String,
    /// Classes: the height.
    pub(crate) class: &'static str,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) bands: Vec<Band>,
    /// Horizontal reference lines: position and label.
    pub(crate) references: Vec<(f64, String)>,
    pub(crate) marks: Vec<Mark>,
    /// Whether the x axis is labelled; false above an aligned chart that has labels.
    pub(crate) x_labels: bool,
}

impl Plot {
    /// Draws it.
    pub(crate) fn draw(&self) -> Svg {
        let mut out = String::new();
        let open = if self.x_labels { "" } else { " open" };
        push!(&mut out, "<svg class=\"plot {}{open}\" role=\"img\"", self.class);
        self.attributes(&mut out);
        push!(&mut out, "><title>{}</title>", escape(&self.title));
        self.bands(&mut out);
        self.grid(&mut out);
        let (width, height) = (self.x.quanta(), self.y.quanta());
        push!(
            &mut out,
            "<svg class=\"data\" width=\"100%\" height=\"100%\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\">"
        );
        for mark in &self.marks {
            self.mark(&mut out, mark);
        }
        out.push_str("</svg></svg>");
        Svg(out)
    }

    /// What the read-out needs to turn coordinates back into values.
    fn attributes(&self, out: &mut String) {
        let top = self.y.base() + self.y.quanta();
        push!(out, " data-top=\"{top}\" data-d=\"{}\" data-w=\"{}\"", self.y.decimals, self.x.quanta());
        push!(out, " data-s=\"{}\"", self.y.shown);
        match self.x.scale {
            Scale::Days(first) => push!(out, " data-from=\"{first}\""),
            _ => push!(out, " data-base=\"{}\" data-xd=\"{}\"", self.x.base(), self.x.decimals),
        }
        if self.y.scale == Scale::Log {
            out.push_str(" data-log=\"1\"");
        }
        if !self.y.unit.is_empty() {
            push!(out, " data-u=\"{}\"", escape(self.y.unit));
        }
    }

    fn bands(&self, out: &mut String) {
        for band in &self.bands {
            let (from, to) = (self.x.fraction(band.from), self.x.fraction(band.to));
            push!(
                out,
                "<rect class=\"band\" x=\"{}\" width=\"{}\" height=\"100%\"/>",
                percent(from),
                percent((to - from).max(0.002))
            );
            if !band.label.is_empty() {
                push!(
                    out,
                    "<text class=\"bandlabel\" x=\"{}\" dx=\"6\" y=\"100%\" dy=\"-6\">{}</text>",
                    percent(from),
                    escape(&band.label)
                );
            }
        }
    }

    fn grid(&self, out: &mut String) {
        out.push_str("<g class=\"grid\">");
        for tick in &self.y.ticks {
            let y = percent(1.0 - self.y.fraction(tick.at));
            let zero = if tick.at == 0.0 && self.y.scale != Scale::Log { " class=\"zero\"" } else { "" };
            push!(out, "<line{zero} x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
            let minor = if tick.minor && self.y.ticks.len() > 6 { " class=\"m\"" } else { "" };
            push!(out, "<text{minor} x=\"-8\" y=\"{y}\" dy=\".32em\">{}</text>", escape(&tick.label));
        }
        out.push_str("</g><g class=\"ticks\">");
        for tick in &self.x.ticks {
            let x = percent(self.x.fraction(tick.at));
            let minor = if tick.minor { " class=\"m\"" } else { "" };
            push!(out, "<line{minor} x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>");
            if !self.x_labels {
                continue;
            }
            push!(out, "<text{minor} x=\"{x}\" y=\"100%\" dy=\"16\">{}</text>", escape(&tick.label));
            if let Some(below) = &tick.below {
                push!(out, "<text class=\"below\" x=\"{x}\" y=\"100%\" dy=\"30\">{}</text>", escape(below));
            }
        }
        for (at, label) in &self.references {
            let y = percent(1.0 - self.y.fraction(*at));
            push!(out, "<line class=\"ref\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
            if !label.is_empty() {
                push!(
                    out,
                    "<text class=\"reflabel\" x=\"100%\" y=\"{y}\" dy=\"-5\">{}</text>",
                    escape(label)
                );
            }
        }
        out.push_str("</g>");
    }

    fn mark(&self, out: &mut String, mark: &Mark) {
        let height = self.y.quanta();
        let points: Vec<_> = mark
            .points
            .iter()
            .map(|(x, y)| {
                let y = y.filter(|y| y.is_finite())?;
                x.is_finite().then(|| (self.x.quantise(*x), height - self.y.quantise(y)))
            })
            .collect();
        let zero = height - self.y.quantise(0.0_f64.clamp(self.y.lo, self.y.hi));
        let (shape, d) = match mark.shape {
            Shape::Line => ("line", Path::line(&points)),
            Shape::Dots => ("dots", Path::dots(&points)),
            Shape::Sticks => ("sticks", Path::sticks(&points, zero)),
            Shape::Steps => ("steps", steps(&points, zero)),
        };
        if d.is_empty() {
            return;
        }
        push!(out, "<path class=\"{shape} {}\"", mark.class);
        if !mark.name.is_empty() {
            push!(out, " data-n=\"{}\"", escape(&mark.name));
        }
        push!(out, " d=\"{d}\"/>");
    }
}

/// The outline of a histogram whose last point closes the last bin.
fn steps(points: &[Option<(i64, i64)>], zero: i64) -> String {
    let mut out = String::new();
    for (i, (x, y)) in points.iter().flatten().enumerate() {
        if i == 0 {
            push!(&mut out, "M{x} {zero}V{y}");
        } else {
            push!(&mut out, "H{x}V{y}");
        }
    }
    out
}
