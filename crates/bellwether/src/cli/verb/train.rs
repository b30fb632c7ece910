//! `bellwether sentiment train`: a linear classifier of the user's own texts.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::Context;
use bellwether_evaluation::classes::{ClassCounts, expected_calibration_error};
use bellwether_text::linear::{TrainParams, cross_validate, train};
use bellwether_text::{CleaningSpec, Polarity, PolarityLabel, RoutedCleaner};
use serde::Serialize;

use crate::cli::End;
use crate::cli::args::TrainArgs;
use crate::cli::class_metrics::{BINS, auc, class_of_shares, probabilities};
use crate::cli::clean::Clean;
use crate::cli::count::count;
use crate::cli::labelled::{CLASSES, Labels, NEUTRAL, texts_of_classes};
use crate::cli::output;
use crate::cli::screen::{self, Screen};

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
    /// Mean over these classes of each against the rest, ranked as by `sentiment compare`.
    auc: Option<f64>,
    calibration_error: f64,
}

pub(crate) fn run(args: &TrainArgs, screen: &Screen) -> anyhow::Result<End> {
    output::check(&args.output, [&args.file].into_iter().chain(&args.settings), args.force)?;
    let params = match &args.settings {
        None => TrainParams::default(),
        Some(path) => settings(path)?,
    };
    params.validate()?;
    let set = read(args)?;
    let texts: Vec<&str> = set.texts.iter().map(String::as_str).collect();
    let labels: Vec<PolarityLabel> = set.classes.iter().map(|class| PolarityLabel::ALL[*class]).collect();
    let counts = texts_of_classes(&args.file.display().to_string(), &set.classes)?;
    let cross_validation = match args.folds {
        0 => None,
        folds => {
            let found = cross_validate(&texts, &labels, &params, folds)?;
            Some(judged(folds, &set.classes, &found, counts)?)
        }
    };
    let model = train(&texts, &labels, &params)?;
    let bytes = model.to_bytes();
    output::write(&args.output, &bytes)?;
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
        screen::data(page(&trained, args.clean))?;
    }
    Ok(End::Done)
}

fn settings(path: &Path) -> anyhow::Result<TrainParams> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} holds no settings of a classifier", path.display()))
}

/// Texts with the numbers of their classes.
struct Labelled {
    texts: Vec<String>,
    classes: Vec<usize>,
    left_out: usize,
}

fn read(args: &TrainArgs) -> anyhow::Result<Labelled> {
    let mut labels = Labels::open(&args.file, args.text_column.as_deref(), &args.label_column, &args.labels)?;
    let mut cleaner =
        RoutedCleaner::new(&args.clean.map_or_else(CleaningSpec::default, |preset| preset.preset().into()));
    let mut set = Labelled { texts: Vec::new(), classes: Vec::new(), left_out: 0 };
    while let Some(batch) = labels.next_batch()? {
        set.texts.extend(cleaner.clean_all(batch.texts()).into_iter().map(Cow::into_owned));
        set.classes.extend(batch.classes());
        set.left_out += batch.left_out;
    }
    Ok(set)
}

fn judged(
    folds: usize,
    labels: &[usize],
    found: &[Polarity],
    texts: [usize; 3],
) -> anyhow::Result<CrossValidation> {
    let has_neutral = texts[NEUTRAL] > 0;
    let said: Vec<usize> = found.iter().map(|p| class_of_shares(p, has_neutral)).collect();
    let counts = ClassCounts::of(labels, &said, 3)?;
    let present: Vec<usize> = (0..3).filter(|c| texts[*c] > 0).collect();
    let areas: Option<Vec<f64>> = present.iter().map(|class| auc(labels, found, *class)).collect();
    let shares: Vec<f64> = found.iter().flat_map(|p| probabilities(p, has_neutral)).collect();
    Ok(CrossValidation {
        folds,
        accuracy: counts.accuracy(),
        macro_f1: counts.macro_f1_of(&present),
        auc: areas.map(|areas| areas.iter().sum::<f64>() / present.len() as f64),
        calibration_error: expected_calibration_error(labels, &shares, 3, BINS)?,
    })
}

fn page(trained: &Trained, clean: Option<Clean>) -> String {
    let Trained { model, bytes, features, texts, left_out, cross_validation } = trained;
    let by_class: Vec<String> = CLASSES.iter().zip(texts).map(|(class, n)| format!("{n} {class}")).collect();
    let left_out =
        if *left_out > 0 { format!("; {} left out", count(*left_out as u64, "row")) } else { String::new() };
    let total: usize = texts.iter().sum();
    let mut page = format!("{} ({}){left_out}\n", count(total as u64, "text"), by_class.join(", "));
    if let Some(CrossValidation { folds, accuracy, macro_f1, auc, calibration_error }) = cross_validation {
        let auc = auc.map_or_else(|| "–".to_owned(), |auc| format!("{auc:.3}"));
        page.push_str(&format!(
            "{folds}-fold cross-validation: accuracy {accuracy:.3}, macro F1 {macro_f1:.3}, AUC {auc}, calibration \
             error {calibration_error:.3}\n"
        ));
    }
    let clean = clean.map_or_else(String::new, |preset| format!(" --clean {}", preset.name()));
    page.push_str(&format!(
        "{model}: {}, {bytes} bytes; use it as --scorer linear:{model}{clean}\n",
        count(*features as u64, "feature")
    ));
    page
}
