//! The map: a path of dots for each topic, which the page's script draws anew on a canvas, and the posts' texts beside.

use serde::Serialize;

use super::TopicsReport;
use super::page::{name, tone};
use crate::chart::Svg;
use crate::chart::svg::push;
use crate::number;

/// The plane in which dots have whole numbers as coordinates.
pub(super) const WIDTH: usize = 2000;
pub(super) const HEIGHT: usize = 1240;
/// Room at the edges.
const EDGE: f64 = 24.0;
/// One dot in so many may lie beyond each edge of the map, and stands there.
const FAR: usize = 400;
/// Dots that a map has at most.
const DOTS: usize = 20_000;
/// Characters of a post that are kept.
const SHOWN: usize = 280;
/// Topics that are named on the map.
const NAMED: usize = 14;
/// A label's height, and the width of a character, in the plane of the map where it is wide.
const LINE: f64 = 44.0;
const LETTER: f64 = 14.0;

/// The map.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Map {
    dots: Svg,
    /// Topic after topic as the paths, the texts of the dots in their order.
    texts: String,
    labels: Vec<Label>,
    /// Dots.
    shown: String,
    /// Why there are fewer dots than different posts; empty where there are not.
    left_out: String,
}

/// A topic's name on the map.
#[derive(Debug, Clone, Serialize)]
struct Label {
    topic: usize,
    text: String,
    tone: String,
    /// Percent from the left and the top.
    left: String,
    top: String,
    /// Whether another name is in its way where there is no script that looks.
    crowded: bool,
}

/// None without points.
pub(super) fn build(report: &TopicsReport) -> Option<Map> {
    let points = &report.map;
    if points.is_empty() {
        return None;
    }
    let scale = |axis: usize, size: usize| {
        let mut values: Vec<f64> = points.iter().map(|p| f64::from(p.at[axis])).collect();
        values.sort_by(f64::total_cmp);
        // a few far dots would leave the others no room: they stand at the edge
        let far = values.len() / FAR;
        let (low, high) = (values[far], values[values.len() - 1 - far]);
        let span = if high > low { high - low } else { 1.0 };
        move |x: f32| EDGE + ((f64::from(x) - low) / span).clamp(0.0, 1.0) * (size as f64 - 2.0 * EDGE)
    };
    let (x, y) = (scale(0, WIDTH), scale(1, HEIGHT));
    let place = |at: [f32; 2]| (x(at[0]), y(at[1]));
    // evenly over all posts, in their order
    let dots = points.len().min(DOTS);
    let shown: Vec<usize> = (0..dots).map(|dot| dot * points.len() / dots).collect();
    let mut of_topic: Vec<Vec<usize>> = vec![Vec::new(); report.topics.len() + 1];
    for &at in &shown {
        of_topic[points[at].topic.unwrap_or(report.topics.len())].push(at);
    }
    let mut paths = String::new();
    let mut texts: Vec<Vec<String>> = Vec::new();
    // outliers below, then from the smallest topic to the largest
    for (topic, members) in of_topic.iter().enumerate().rev().filter(|(_, members)| !members.is_empty()) {
        let outside = topic == report.topics.len();
        let class = if outside { "outside".to_owned() } else { tone(topic) };
        let number = if outside { -1 } else { topic as i64 };
        let words =
            if outside { "outside all topics".to_owned() } else { name(&report.topics[topic].words, 6) };
        push!(
            &mut paths,
            "<path class=\"{class}\" data-t=\"{number}\" data-n=\"{}\" d=\"",
            crate::chart::svg::escape(&words)
        );
        for &at in members {
            let (x, y) = place(points[at].at);
            push!(&mut paths, "M{x:.0} {y:.0}h0");
        }
        paths.push_str("\"/>");
        texts.push(members.iter().map(|&at| shortened(&points[at].text)).collect());
    }
    let middles = (0..report.topics.len().min(NAMED)).filter_map(|topic| {
        let places: Vec<(f64, f64)> = of_topic[topic].iter().map(|&at| place(points[at].at)).collect();
        Some((topic, middle(&places)?))
    });
    let labels = labels(report, middles.collect());
    let left_out = if dots < points.len() {
        format!(
            "{} different posts have words that the map knows; these are drawn evenly from them.",
            number::fixed(points.len() as f64, 0)
        )
    } else {
        String::new()
    };
    Some(Map {
        dots: Svg(paths),
        texts: json(&texts),
        labels,
        shown: number::fixed(shown.len() as f64, 0),
        left_out,
    })
}

/// The dot nearest to the medians, so that a name stands where its topic is, also of one in two parts.
fn middle(places: &[(f64, f64)]) -> Option<(f64, f64)> {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let x = median(places.iter().map(|p| p.0).collect())?;
    let y = median(places.iter().map(|p| p.1).collect())?;
    let far = |p: &(f64, f64)| (p.0 - x).powi(2) + (p.1 - y).powi(2);
    places.iter().copied().min_by(|a, b| far(a).total_cmp(&far(b)))
}

fn labels(report: &TopicsReport, middles: Vec<(usize, (f64, f64))>) -> Vec<Label> {
    let mut boxes: Vec<[f64; 4]> = Vec::new();
    middles
        .into_iter()
        .map(|(topic, (x, y))| {
            let text = name(&report.topics[topic].words, 2);
            let half = LETTER * text.chars().count() as f64 / 2.0;
            // names stay inside
            let x = x.clamp(half, (WIDTH as f64 - half).max(half));
            let own = [x - half, x + half, y - LINE / 2.0, y + LINE / 2.0];
            let crowded =
                boxes.iter().any(|b| own[0] < b[1] && b[0] < own[1] && own[2] < b[3] && b[2] < own[3]);
            if !crowded {
                boxes.push(own);
            }
            let percent = |value: f64, size: usize| format!("{:.1}%", 100.0 * value / size as f64);
            Label {
                topic,
                tone: tone(topic),
                text,
                left: percent(x, WIDTH),
                top: percent(y, HEIGHT),
                crowded,
            }
        })
        .collect()
}

fn shortened(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > SHOWN {
        words = words.chars().take(SHOWN).chain(['…']).collect();
    }
    words
}

/// Lists of texts as JSON that can stand in a page: nothing in it can end a script.
fn json(texts: &[Vec<String>]) -> String {
    let mut out = String::from("[");
    for (i, texts) in texts.iter().enumerate() {
        out.push_str(if i > 0 { ",[" } else { "[" });
        for (j, text) in texts.iter().enumerate() {
            out.push_str(if j > 0 { ",\"" } else { "\"" });
            for c in text.chars() {
                match c {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push!(&mut out, "\\u{:04x}", u32::from(c)),
                    c if c.is_control() => push!(&mut out, "\\u{:04x}", u32::from(c)),
                    c => out.push(c),
                }
            }
            out.push('"');
        }
        out.push(']');
    }
    out.push(']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_script() {
        let texts = [vec!["</script><b>\"\\".to_owned()], vec![]];
        assert_eq!(json(&texts), r#"[["\u003c/script\u003e\u003cb\u003e\"\\"],[]]"#);
    }
}
