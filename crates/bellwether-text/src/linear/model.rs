//! A trained classifier.

use std::cell::Cell;

use super::calibration::Calibrator;
use super::vectorizer::{Scratch, Seen, Vectorizer};
use super::weights::Weights;
use super::{TrainParams, file};
use crate::{Contribution, Polarity, PolarityLabel, Scorer, TextError};

/// Buffers of more elements than this are not kept between posts.
const KEPT_CAPACITY: usize = 1 << 16;

thread_local! {
    static SCRATCH: Cell<Scratch> = Cell::default();
}

/// A linear classifier of texts: features, weights, calibration.
///
/// The shares are the probabilities of the classes that it was trained with, zero for the others; the compound is
/// `P(positive) - P(negative)`. A text without a word has neither shares nor compound; a text of unknown words has what the
/// intercept says.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) params: TrainParams,
    /// In ascending order.
    pub(super) classes: Vec<PolarityLabel>,
    pub(super) vectorizer: Vectorizer,
    pub(super) outputs: usize,
    /// Column by column, the outputs side by side; in single precision, as in the file.
    pub(super) weights: Vec<f32>,
    /// The weights beside the inverse document frequencies, by group, where there are three outputs.
    pub(super) seen: Vec<Vec<Seen>>,
    pub(super) intercepts: Vec<f64>,
    pub(super) calibrator: Calibrator,
    pub(super) name: String,
    pub(super) version: String,
}

impl Model {
    pub(super) fn of(
        params: TrainParams,
        classes: Vec<PolarityLabel>,
        vectorizer: Vectorizer,
        weights: &Weights,
        calibrator: Calibrator,
    ) -> Self {
        let outputs = weights.outputs;
        let weights32: Vec<f32> = weights.by_column.iter().map(|&weight| weight as f32).collect();
        let mut model = Self {
            params,
            classes,
            seen: seen(&vectorizer, outputs, &weights32),
            vectorizer,
            outputs,
            weights: weights32,
            intercepts: weights.intercepts.clone(),
            calibrator,
            name: "linear".to_owned(),
            version: String::new(),
        };
        model.version = file::version(&file::payload(&model));
        model
    }

    /// The settings that it was trained with.
    pub fn params(&self) -> &TrainParams {
        &self.params
    }

    /// The classes that it tells apart, in ascending order.
    pub fn classes(&self) -> &[PolarityLabel] {
        &self.classes
    }

    /// Its features.
    pub fn vectorizer(&self) -> &Vectorizer {
        &self.vectorizer
    }

    /// The decision values before calibration: one for two classes where the classifier needs no more (above zero for the
    /// second), else one a class.
    pub fn decide(&self, text: &str) -> Vec<f64> {
        let mut scratch = Scratch::default();
        self.vectorizer.transform_with(&mut scratch, text);
        self.decide_row(&scratch.row)[..self.outputs].to_vec()
    }

    #[inline]
    fn decide_row(&self, row: &[(u32, f64)]) -> [f64; 3] {
        let mut z = [0.0; 3];
        z[..self.outputs].copy_from_slice(&self.intercepts);
        if self.outputs == 3 {
            for &(column, value) in row {
                let weights = &self.weights[column as usize * 3..column as usize * 3 + 3];
                z[0] += value * f64::from(weights[0]);
                z[1] += value * f64::from(weights[1]);
                z[2] += value * f64::from(weights[2]);
            }
        } else {
            for &(column, value) in row {
                for (z, weight) in
                    z.iter_mut().zip(&self.weights[column as usize * self.outputs..][..self.outputs])
                {
                    *z += value * f64::from(*weight);
                }
            }
        }
        z
    }

    fn polarity(&self, scratch: &mut Scratch, text: &str) -> Polarity {
        let mut z = [0.0; 3];
        let has_words = if self.outputs == 3 {
            z.copy_from_slice(&self.intercepts);
            self.vectorizer.decide_with(scratch, text, &self.seen, &self.weights, &mut z)
        } else {
            let has_words = self.vectorizer.transform_with(scratch, text);
            z = self.decide_row(&scratch.row);
            has_words
        };
        if !has_words {
            return Polarity::default();
        }
        let p = self.calibrator.probabilities(&z[..self.outputs], self.classes.len());
        let mut polarity = Polarity::default();
        for (class, p) in self.classes.iter().zip(p) {
            match class {
                PolarityLabel::Negative => polarity.negative = p,
                PolarityLabel::Neutral => polarity.neutral = p,
                PolarityLabel::Positive => polarity.positive = p,
            }
        }
        polarity.compound = polarity.positive - polarity.negative;
        polarity
    }

    /// The weights of a column that speak for a higher compound: of the highest class less those of the lowest.
    fn direction(&self, column: usize) -> f64 {
        let weights = &self.weights[column * self.outputs..][..self.outputs];
        match weights {
            [one] => f64::from(*one),
            [first, .., last] => f64::from(*last) - f64::from(*first),
            [] => 0.0,
        }
    }
}

/// See [`Model::seen`]; empty where there are fewer outputs.
pub(super) fn seen(vectorizer: &Vectorizer, outputs: usize, weights: &[f32]) -> Vec<Vec<Seen>> {
    if outputs != 3 {
        return Vec::new();
    }
    vectorizer.seen(|column| [weights[3 * column], weights[3 * column + 1], weights[3 * column + 2]])
}

impl Scorer for Model {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn score(&self, text: &str) -> Polarity {
        let mut scratch = SCRATCH.take();
        let polarity = self.polarity(&mut scratch, text);
        if text.len() <= KEPT_CAPACITY {
            SCRATCH.set(scratch);
        }
        polarity
    }

    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        let mut scratch = Scratch::default();
        texts.iter().map(|text| self.polarity(&mut scratch, text)).collect()
    }

    /// The exact terms of the decision: what each word adds to the value of the highest class less that of the lowest.
    /// With the same difference of the intercepts they sum to it. An n-gram of several words is shared among them.
    fn explain(&self, text: &str) -> Result<Vec<Contribution>, TextError> {
        let mut scratch = Scratch::default();
        let terms = self.vectorizer.attribute(&mut scratch, text, |column| self.direction(column));
        Ok(terms.into_iter().map(|(range, weight)| Contribution { range, weight }).collect())
    }
}
