//! Training, and scores of texts that a model did not learn from.

use super::calibration::{self, Calibrator};
use super::logistic_regression::{self, decide};
use super::sparse::Sparse;
use super::vectorizer::Vectorizer;
use super::weights::Weights;
use super::{Calibration, ClassWeight, Classifier, LinearError, Model, TrainParams, linear_svm, naive_bayes};
use crate::{Polarity, PolarityLabel, Scorer};

/// What a classifier is fitted to.
pub(super) struct Problem<'a> {
    pub(super) rows: &'a Sparse,
    /// Class numbers from 0.
    pub(super) labels: &'a [usize],
    pub(super) classes: usize,
    pub(super) sample_weights: Vec<f64>,
}

/// Trains a classifier. It runs on one thread; the same texts, labels and settings give the same model, bit for bit.
///
/// `labels` holds the class of each text; two or all three of the classes may occur.
///
/// ```
/// use bellwether_text::linear::{Calibration, TrainParams, train};
/// use bellwether_text::{PolarityLabel::{Negative, Positive}, Scorer};
///
/// let texts = ["shares soar on strong sales", "profit rises", "shares sink", "sales fall on weak demand"];
/// let params = TrainParams { calibration: Calibration::None {}, ..TrainParams::default() };
/// let model = train(&texts, &[Positive, Positive, Negative, Negative], &params)?;
/// assert!(model.score("sales soar").compound > model.score("sales sink").compound);
/// # Ok::<(), bellwether_text::linear::LinearError>(())
/// ```
///
/// # Errors
/// [`LinearError`]: settings out of range, not as many labels as texts, one class only, a class too small for the
/// folds of the calibration, no n-gram frequent enough, no minimum found.
pub fn train(texts: &[&str], labels: &[PolarityLabel], params: &TrainParams) -> Result<Model, LinearError> {
    params.validate()?;
    let (classes, numbers) = numbered(texts, labels)?;
    let (vectorizer, weights) = fit(texts, &numbers, classes.len(), params)?;
    let calibrator = match params.calibration {
        Calibration::None {} => Calibrator::None {},
        Calibration::Temperature { folds }
        | Calibration::Platt { folds }
        | Calibration::Isotonic { folds } => {
            let parts = parts(&classes, &numbers, folds, params.seed)?;
            let outputs = weights.outputs;
            let mut decisions = vec![0.0; texts.len() * outputs];
            for part in 0..folds {
                decide_part(texts, &numbers, classes.len(), params, &parts, part, &mut decisions)?;
            }
            calibration::fit(params.calibration, &decisions, outputs, &numbers)
        }
    };
    Ok(Model::of(params.clone(), classes, vectorizer, &weights, calibrator))
}

/// The polarity of each text by a model that is trained, calibration and all, on the other `folds - 1` parts of the texts: an honest
/// look at what [`train`] makes of such texts. Parts are drawn by `params.seed`, with like shares of the classes.
///
/// # Errors
/// As [`train`], and [`LinearError::Setting`] unless 2 <= `folds` <= 20.
pub fn cross_validate(
    texts: &[&str],
    labels: &[PolarityLabel],
    params: &TrainParams,
    folds: usize,
) -> Result<Vec<Polarity>, LinearError> {
    params.validate()?;
    if !(2..=20).contains(&folds) {
        return Err(LinearError::Setting { setting: "folds", found: folds.to_string(), expected: "2 to 20" });
    }
    let (classes, numbers) = numbered(texts, labels)?;
    // drawn apart from the folds of the calibration
    let parts = parts(&classes, &numbers, folds, params.seed ^ 0x5eed)?;
    let mut polarities = vec![Polarity::default(); texts.len()];
    for part in 0..folds {
        let (inside, outside) = divided(&parts, part);
        let model = train(&pick(texts, &inside), &pick(labels, &inside), params)?;
        for (row, polarity) in outside.iter().zip(model.score_all(&pick(texts, &outside))) {
            polarities[*row] = polarity;
        }
    }
    Ok(polarities)
}

/// The classes that occur, in order, and each text's number among them.
fn numbered(
    texts: &[&str],
    labels: &[PolarityLabel],
) -> Result<(Vec<PolarityLabel>, Vec<usize>), LinearError> {
    if texts.len() != labels.len() {
        return Err(LinearError::Rows { texts: texts.len(), labels: labels.len() });
    }
    let mut classes = labels.to_vec();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() < 2 {
        return Err(LinearError::OneClass { rows: texts.len(), classes: classes.len() });
    }
    let numbers = labels.iter().map(|label| classes.binary_search(label).unwrap_or_default()).collect();
    Ok((classes, numbers))
}

fn fit(
    texts: &[&str],
    labels: &[usize],
    classes: usize,
    params: &TrainParams,
) -> Result<(Vectorizer, Weights), LinearError> {
    let TrainParams { normalisation, features, classifier, calibration: _, seed: _ } = params;
    let vectorizer = Vectorizer::fit(texts, *normalisation, features)?;
    let rows = vectorizer.transform_all(texts);
    let weights = classify(&rows, labels, classes, classifier)?;
    Ok((vectorizer, weights))
}

fn classify(
    rows: &Sparse,
    labels: &[usize],
    classes: usize,
    classifier: &Classifier,
) -> Result<Weights, LinearError> {
    let class_weight = match classifier {
        Classifier::LogisticRegression { class_weight, .. } | Classifier::LinearSvm { class_weight, .. } => {
            *class_weight
        }
        Classifier::MultinomialNaiveBayes { .. } | Classifier::ComplementNaiveBayes { .. } => {
            ClassWeight::Uniform
        }
    };
    let sample_weights = sample_weights(labels, classes, class_weight);
    let problem = Problem { rows, labels, classes, sample_weights };
    match *classifier {
        Classifier::LogisticRegression { c, class_weight: _ } => logistic_regression::fit(&problem, c),
        Classifier::LinearSvm { c, class_weight: _ } => linear_svm::fit(&problem, c),
        Classifier::MultinomialNaiveBayes { alpha } => naive_bayes::multinomial(&problem, alpha),
        Classifier::ComplementNaiveBayes { alpha } => naive_bayes::complement(&problem, alpha),
    }
}

fn sample_weights(labels: &[usize], classes: usize, class_weight: ClassWeight) -> Vec<f64> {
    match class_weight {
        ClassWeight::Uniform => vec![1.0; labels.len()],
        ClassWeight::Balanced => {
            let mut sizes = vec![0_usize; classes];
            for &label in labels {
                sizes[label] += 1;
            }
            let weight = |&label: &usize| labels.len() as f64 / (classes * sizes[label]) as f64;
            labels.iter().map(weight).collect()
        }
    }
}

/// The part that each row belongs to: the rows of each class in drawn order, dealt out in turn.
fn parts(
    classes: &[PolarityLabel],
    labels: &[usize],
    folds: usize,
    seed: u64,
) -> Result<Vec<usize>, LinearError> {
    let mut parts = vec![0; labels.len()];
    let mut dealt = 0;
    for (number, &class) in classes.iter().enumerate() {
        let mut rows: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == number).collect();
        if rows.len() < folds {
            return Err(LinearError::SmallClass { class, rows: rows.len(), needed: folds });
        }
        rows.sort_by_cached_key(|&row| draw(seed, row));
        for row in rows {
            parts[row] = dealt % folds;
            dealt += 1;
        }
    }
    Ok(parts)
}

/// A number that looks random, the same on every machine.
fn draw(seed: u64, row: usize) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(&(row as u64).to_le_bytes());
    *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// The rows outside of a part, and those inside.
fn divided(parts: &[usize], part: usize) -> (Vec<usize>, Vec<usize>) {
    (0..parts.len()).partition(|&row| parts[row] != part)
}

fn pick<T: Copy>(all: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&row| all[row]).collect()
}

/// Decides the rows of a part by a classifier of the others.
fn decide_part(
    texts: &[&str],
    labels: &[usize],
    classes: usize,
    params: &TrainParams,
    parts: &[usize],
    part: usize,
    decisions: &mut [f64],
) -> Result<(), LinearError> {
    let (inside, outside) = divided(parts, part);
    let (vectorizer, Weights { outputs, by_column: mut weights, intercepts }) =
        fit(&pick(texts, &inside), &pick(labels, &inside), classes, params)?;
    weights.extend(intercepts);
    let rows = vectorizer.transform_all(&pick(texts, &outside));
    for (place, row) in outside.into_iter().enumerate() {
        decide(&rows, place, outputs, &weights, &mut decisions[row * outputs..(row + 1) * outputs]);
    }
    Ok(())
}
