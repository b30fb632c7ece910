//! A comparison of scorers as text.

use std::fmt::Write;

use bellwether_evaluation::significance::p_value_words;

use super::compare::{Comparison, Example, Pair, Scored};
use crate::cli::count::count;
use crate::cli::labelled::CLASSES;
use crate::cli::screen::Screen;
use crate::cli::table::{Align, Table, wrap};

pub(super) fn page(comparison: &Comparison, screen: &Screen) -> String {
    let Comparison { file, texts, left_out, scorers, pairs, disagreements } = comparison;
    let total: usize = texts.iter().sum();
    let shares: Vec<String> = texts.iter().zip(CLASSES).map(|(n, class)| format!("{n} {class}")).collect();
    let left_out = if *left_out > 0 { format!(", {left_out} left out") } else { String::new() };
    let head = format!("{file}: {} ({}){left_out}", count(total as u64, "text"), shares.join(", "));
    let mut out = format!("{}\n\n", screen.heading(&head));
    out.push_str(&metrics(scorers, screen));
    for scored in scorers {
        out.push('\n');
        out.push_str(&confusion(scored, screen));
    }
    for pair in pairs {
        out.push('\n');
        out.push_str(&wrap(&sentence(pair), screen.width).join("\n"));
        out.push('\n');
    }
    if scorers.len() > 1 && !disagreements.is_empty() {
        let _ = write!(out, "\n{}\n", screen.heading("furthest apart"));
        out.push_str(&examples(scorers, disagreements, screen));
    }
    out
}

fn metrics(scorers: &[Scored], screen: &Screen) -> String {
    let mut table = Table::new(&[
        ("scorer", Align::Left),
        ("accuracy", Align::Right),
        ("macro F1", Align::Right),
        ("F1 neg/neu/pos", Align::Left),
        ("AUC neg/neu/pos", Align::Left),
        ("log loss", Align::Right),
        ("Brier", Align::Right),
        ("calibration", Align::Left),
    ]);
    for s in scorers {
        let f1: Vec<String> = s.f1.iter().map(|v| short(*v)).collect();
        let auc: Vec<String> = s.auc.iter().map(|v| v.map_or("-".to_owned(), short)).collect();
        table.row([
            s.scorer.clone(),
            short(s.accuracy),
            short(s.macro_f1),
            f1.join(" "),
            auc.join(" "),
            short(s.log_loss),
            short(s.brier),
            short(s.calibration_error),
        ]);
    }
    table.text(screen.width, |h| screen.heading(h))
}

fn confusion(scored: &Scored, screen: &Screen) -> String {
    let mut table = Table::new(&[
        ("labelled", Align::Left),
        ("negative", Align::Right),
        ("neutral", Align::Right),
        ("positive", Align::Right),
        ("", Align::Left),
    ]);
    for (class, row) in CLASSES.iter().zip(&scored.confusion) {
        let [a, b, c] = [0, 1, 2].map(|i| row[i].to_string());
        table.row([(*class).to_owned(), a, b, c, String::new()]);
    }
    let head = format!("{} says", scored.scorer);
    format!("{}\n{}", screen.heading(&head), table.text(screen.width, str::to_owned))
}

fn sentence(pair: &Pair) -> String {
    let Pair { first, second, agreement, kappa, correlation, only_first_right, only_second_right, p_value } =
        pair;
    let number = |v: &Option<f64>| v.map_or("undefined".to_owned(), short);
    let p = p_value_words(*p_value);
    format!(
        "{first} and {second} agree on {:.1} % of the texts (kappa {}, correlation of compounds {}). Only {first} is \
         right on {only_first_right}, only {second} on {only_second_right}: {p} (McNemar).",
        100.0 * agreement,
        number(kappa),
        number(correlation)
    )
}

fn examples(scorers: &[Scored], examples: &[Example], screen: &Screen) -> String {
    let mut out = String::new();
    for Example { row, text, label, compounds, .. } in examples {
        let said: Vec<String> =
            scorers.iter().zip(compounds).map(|(s, c)| format!("{} {c:+.2}", s.scorer)).collect();
        let _ = writeln!(out, "row {row}, labelled {label}: {}", said.join(", "));
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for line in wrap(&plain, screen.width - 2) {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

/// Three decimals, without the zero before the point where it says nothing.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix("0.").map_or(text.clone(), |rest| format!(".{rest}"))
}
