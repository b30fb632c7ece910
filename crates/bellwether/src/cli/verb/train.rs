//! `bellwether sentiment train`: a linear classifier of the user's own texts.

use std::fs;
use std::path::Path;

use anyhow::Context;
use bellwether_evaluation::classes::{ClassCounts, expected_calibration_error, one_vs_rest_auc};
use bellwether_text::linear::{TrainParams, cross_validate, train};
use bellwether_text::{Polarity, PolarityLabel};
use serde::Serialize;

use super::compare::{CLASSES, labelled};
use crate::cli::End;
use crate::cli::args::TrainArgs;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};

/// Bins of the expected calibration error.
const BINS: usize = 15;

/// What was trained, as JSON shows it.
#[derive(Debug, Serialize)]
struct Trained {
    model: String,
    bytes: usize,
    features: usize,
    /// Texts of each class.
    texts: [usize; 3],
    left_out: usize,
    cross_validation: Option<CrossValidation>,
}

/// How models that did not see a text score it.
#[derive(Debug, Serialize)]
struct CrossValidation {
    folds: usize,
    accuracy: f64,
    /// Over the classes that texts are labelled with.
    macro_f1: f64,
    /// Mean of each class against the rest.
    auc: Option<f64>,
    calibration_error: f64,
}

pub(crate) fn run(args: &TrainArgs, screen: &Screen) -> anyhow::Result<End> {
    if !args.force && args.output.is_file() {
        return Err(CliError::Exists { path: args.output.clone() }.into());
    }
    let params = match &args.settings {
        None => TrainParams::default(),
        Some(path) => settings(path)?,
    };
    params.validate()?;
    let set = labelled(&args.file, args.text_column.as_deref(), &args.label_column, &args.labels)?;
    let texts: Vec<&str> = set.texts.iter().map(String::as_str).collect();
    let labels: Vec<PolarityLabel> = set.classes.iter().map(|class| label(*class)).collect();
    let mut counts = [0; 3];
    for class in &set.classes {
        counts[*class] += 1;
    }
    if let Some(only) = (0..3).find(|c| counts[*c] == labels.len()) {
        let file = args.file.display().to_string();
        return Err(CliError::OneClass { file, only: CLASSES[only] }.into());
    }
    let cross_validation = match args.folds {
        0 => None,
        folds => {
            let found = cross_validate(&texts, &labels, &params, folds)?;
            Some(judged(folds, &set.classes, &found, counts)?)
        }
    };
    let model = train(&texts, &labels, &params)?;
    let bytes = model.to_bytes();
    fs::write(&args.output, &bytes).map_err(CliError::write(&args.output))?;
    let trained = Trained {
        model: args.output.display().to_string(),
        bytes: bytes.len(),
        features: model.vectorizer().width(),
        texts: counts,
        left_out: set.left_out,
        cross_validation,
    };
    if screen.is_json() {
        screen::json(&trained)?;
    } else {
        screen::data(page(&trained))?;
    }
    Ok(End::Done)
}

fn settings(path: &Path) -> anyhow::Result<TrainParams> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} holds no settings of a classifier", path.display()))
}

fn label(class: usize) -> PolarityLabel {
    [PolarityLabel::Negative, PolarityLabel::Neutral, PolarityLabel::Positive][class]
}

fn judged(
    folds: usize,
    labels: &[usize],
    found: &[Polarity],
    texts: [usize; 3],
) -> anyhow::Result<CrossValidation> {
    let shares: Vec<[f64; 3]> = found.iter().map(|p| [p.negative, p.neutral, p.positive]).collect();
    let likeliest =
        |shares: &[f64; 3]| (0..3).rev().max_by(|a, b| shares[*a].total_cmp(&shares[*b])).unwrap_or_default();
    let said: Vec<usize> = shares.iter().map(likeliest).collect();
    let counts = ClassCounts::of(labels, &said, 3)?;
    let present: Vec<usize> = (0..3).filter(|c| texts[*c] > 0).collect();
    let mean = |of: &dyn Fn(usize) -> f64| present.iter().map(|c| of(*c)).sum::<f64>() / present.len() as f64;
    let area = |class: usize| {
        let column: Vec<f64> = shares.iter().map(|row| row[class]).collect();
        one_vs_rest_auc(labels, &column, class, 3).unwrap_or(f64::NAN)
    };
    let auc = mean(&area);
    Ok(CrossValidation {
        folds,
        accuracy: counts.accuracy(),
        macro_f1: mean(&|class| counts.f1(class)),
        auc: auc.is_finite().then_some(auc),
        calibration_error: expected_calibration_error(labels, &shares.concat(), 3, BINS)?,
    })
}

fn page(trained: &Trained) -> String {
    let Trained { model, bytes, features, texts, left_out, cross_validation } = trained;
    let by_class: Vec<String> = CLASSES.iter().zip(texts).map(|(class, n)| format!("{n} {class}")).collect();
    let left_out = if *left_out > 0 { format!("; {left_out} rows left out") } else { String::new() };
    let total: usize = texts.iter().sum();
    let mut page = format!("{total} texts ({}){left_out}\n", by_class.join(", "));
    if let Some(CrossValidation { folds, accuracy, macro_f1, auc, calibration_error }) = cross_validation {
        let auc = auc.map_or_else(|| "–".to_owned(), |auc| format!("{auc:.3}"));
        page.push_str(&format!(
            "{folds}-fold cross-validation: accuracy {accuracy:.3}, macro F1 {macro_f1:.3}, AUC {auc}, calibration \
             error {calibration_error:.3}\n"
        ));
    }
    page.push_str(&format!(
        "{model}: {features} features, {bytes} bytes; use it as --scorer linear:{model}\n"
    ));
    page
}
