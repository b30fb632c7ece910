//! `bellwether sentiment compare`: scorers on labelled texts.

use std::num::NonZero;

use bellwether_evaluation::agreement::pearson;
use bellwether_evaluation::classes::{ClassCounts, brier, cohen_kappa, expected_calibration_error, log_loss};
use bellwether_evaluation::significance::mcnemar;
use bellwether_study::StudyError;
use bellwether_text::Polarity;
use serde::Serialize;

use super::comparison_page;
use crate::cli::End;
use crate::cli::args::CompareArgs;
use crate::cli::class_metrics::{BINS, auc, class_of_shares, probabilities};
use crate::cli::clean::Clean;
use crate::cli::error::CliError;
use crate::cli::labelled::{CLASSES, Labels, NEUTRAL, texts_of_classes};
use crate::cli::meter::Meter;
use crate::cli::scoring::spec::{self, NamedScorer};
use crate::cli::screen::{self, Screen};

/// Texts after which a slow scorer's scores are kept.
const KEPT: usize = 512;

/// What came out, as JSON shows it.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    pub(super) file: String,
    /// Texts of each class.
    pub(super) texts: [usize; 3],
    pub(super) left_out: usize,
    pub(super) scorers: Vec<Scored>,
    pub(super) pairs: Vec<Pair>,
    pub(super) disagreements: Vec<Example>,
}

/// One scorer against the labels.
#[derive(Debug, Serialize)]
pub(super) struct Scored {
    pub(super) scorer: String,
    pub(super) accuracy: f64,
    /// Over the classes that texts are labelled with.
    pub(super) macro_f1: f64,
    pub(super) precision: [f64; 3],
    pub(super) recall: [f64; 3],
    pub(super) f1: [f64; 3],
    /// Each class against the rest; none where no text, or every one, is labelled with it.
    pub(super) auc: [Option<f64>; 3],
    pub(super) log_loss: f64,
    pub(super) brier: f64,
    pub(super) calibration_error: f64,
    /// Rows: labels; columns: what the scorer said.
    pub(super) confusion: [Vec<usize>; 3],
}

/// Two scorers against one another.
#[derive(Debug, Serialize)]
pub(super) struct Pair {
    pub(super) first: String,
    pub(super) second: String,
    /// Share of texts on which both say the same class.
    pub(super) agreement: f64,
    pub(super) kappa: Option<f64>,
    /// Pearson's correlation of the compounds; none where one of them is constant.
    pub(super) correlation: Option<f64>,
    pub(super) only_first_right: usize,
    pub(super) only_second_right: usize,
    /// Of McNemar's test of equal accuracy.
    pub(super) p_value: f64,
}

/// A text that the scorers put into different classes.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Example {
    pub(super) row: u64,
    pub(super) text: String,
    pub(super) label: &'static str,
    pub(super) compounds: Vec<f64>,
    #[serde(skip)]
    gap: f64,
}

/// The labelled texts, scored; the texts themselves are not kept.
struct Sample {
    labels: Vec<usize>,
    /// For each scorer.
    scores: Vec<Vec<Polarity>>,
    left_out: usize,
    /// Where no text is labelled neutral, and where some are: the classes of texts hang on it.
    examples: [Vec<Example>; 2],
}

pub(crate) fn run(args: &CompareArgs, screen: &Screen) -> anyhow::Result<End> {
    let mut scorers = spec::build(&args.scorers.list, args.scorers.clean.map(Clean::preset))?;
    let kept = if args.no_cache { None } else { spec::keep(&mut scorers)? };
    let meter = Meter::new(screen);
    let sample = read(args, &scorers, &meter);
    meter.finish();
    if let Some(kept) = kept {
        kept.flush()?.into_iter().for_each(|finding| screen.warn(finding.message));
    }
    let comparison = compare(args, &scorers, sample?)?;
    if screen.is_json() {
        screen::json(&comparison)?;
    } else {
        screen::data(comparison_page::page(&comparison, screen))?;
    }
    Ok(End::Done)
}

fn read(args: &CompareArgs, scorers: &[NamedScorer], meter: &Meter) -> anyhow::Result<Sample> {
    let mut labels = Labels::open(&args.file, args.text_column.as_deref(), &args.label_column, &args.labels)?;
    let mut sample = Sample {
        labels: Vec::new(),
        scores: vec![Vec::new(); scorers.len()],
        left_out: 0,
        examples: [Vec::new(), Vec::new()],
    };
    meter.scoring(labels.bytes());
    while let Some(batch) = labels.next_batch()? {
        sample.left_out += batch.left_out;
        let texts: Vec<&str> = batch.texts().collect();
        let first = sample.labels.len();
        for (named, scores) in scorers.iter().zip(&mut sample.scores) {
            let scored = score(named, &texts).map_err(|error| match error {
                StudyError::Scorer(source) if source.place().is_some() => CliError::Unscored {
                    file: args.file.clone(),
                    row: source.place().and_then(|place| batch.numbers().nth(place)).unwrap_or_default(),
                    scorer: named.name.clone(),
                    source: Box::new(source),
                }
                .into(),
                other => anyhow::Error::from(other),
            })?;
            scores.extend(scored);
        }
        sample.labels.extend(batch.classes());
        for (i, (row, class)) in batch.numbers().zip(batch.classes()).enumerate() {
            let compounds: Vec<f64> = sample.scores.iter().map(|s| s[first + i].compound).collect();
            let numbers = compounds.iter().copied();
            let gap = numbers.clone().fold(f64::MIN, f64::max) - numbers.fold(f64::MAX, f64::min);
            let example = || Example {
                row,
                text: texts[i].chars().take(300).collect(),
                label: CLASSES[class],
                compounds: compounds.clone(),
                gap,
            };
            for (has_neutral, kept) in [false, true].into_iter().zip(&mut sample.examples) {
                let mut said = sample.scores.iter().map(|s| self::class(&s[first + i], args, has_neutral));
                let one = said.next();
                if said.any(|other| Some(other) != one) {
                    keep_example(kept, args.examples, gap, example);
                }
            }
        }
        meter.scored(sample.labels.len() as u64, labels.bytes_read(), labels.bytes());
    }
    Ok(sample)
}

/// Keeps the texts whose compounds are furthest apart, the first of equals.
fn keep_example(kept: &mut Vec<Example>, most: usize, gap: f64, example: impl FnOnce() -> Example) {
    let is_wider = kept.len() < most || kept.last().is_some_and(|last| gap > last.gap);
    if most > 0 && is_wider {
        let at = kept.partition_point(|e| e.gap >= gap);
        kept.insert(at, example());
        kept.truncate(most);
    }
}

/// The error of a text that stands `before` texts later among all.
fn placed(error: StudyError, before: usize) -> StudyError {
    match error {
        StudyError::Scorer(error) => error.placed(|place| before + place).into(),
        other => other,
    }
}

/// Scores on every core: a slow scorer sees to that itself, and its scores are kept.
fn score(named: &NamedScorer, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
    if named.scorer.is_slow() {
        let mut scores = Vec::with_capacity(texts.len());
        for (i, some) in texts.chunks(KEPT).enumerate() {
            let found = named.score_all(some).map_err(|error| placed(error, i * KEPT))?;
            scores.extend(found);
        }
        return Ok(scores);
    }
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let length = texts.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let parts = texts.chunks(length);
        let parts: Vec<_> = parts.map(|part| scope.spawn(|| named.score_all(part))).collect();
        let mut scores = Vec::with_capacity(texts.len());
        for (i, part) in parts.into_iter().enumerate() {
            let found = part.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
            scores.extend(found.map_err(|error| placed(error, length * i))?);
        }
        Ok(scores)
    })
}

fn compare(args: &CompareArgs, scorers: &[NamedScorer], sample: Sample) -> anyhow::Result<Comparison> {
    let Sample { labels, scores, left_out, examples: [without_neutral, with_neutral] } = sample;
    let file = args.file.display().to_string();
    let texts = texts_of_classes(&file, &labels)?;
    let has_neutral = texts[NEUTRAL] > 0;
    let said: Vec<Vec<usize>> =
        scores.iter().map(|scores| scores.iter().map(|p| class(p, args, has_neutral)).collect()).collect();
    let one = |((named, scores), said): ((&NamedScorer, &Vec<Polarity>), &Vec<usize>)| {
        scored(&named.name, &labels, scores, said, texts)
    };
    let compared = scorers.iter().zip(&scores).zip(&said).map(one).collect::<anyhow::Result<_>>()?;
    let mut pairs = Vec::new();
    for first in 0..scorers.len() {
        for second in first + 1..scorers.len() {
            let right =
                |s: usize| -> Vec<bool> { said[s].iter().zip(&labels).map(|(a, b)| a == b).collect() };
            let test = mcnemar(&right(first), &right(second))?;
            pairs.push(Pair {
                first: scorers[first].name.clone(),
                second: scorers[second].name.clone(),
                agreement: ClassCounts::of(&said[first], &said[second], 3)?.accuracy(),
                kappa: cohen_kappa(&said[first], &said[second], 3).ok(),
                correlation: correlation(&scores[first], &scores[second]),
                only_first_right: test.only_first,
                only_second_right: test.only_second,
                p_value: test.p_value,
            });
        }
    }
    let disagreements = if has_neutral { with_neutral } else { without_neutral };
    Ok(Comparison { file, texts, left_out, scorers: compared, pairs, disagreements })
}

/// What a scorer says about a text.
fn class(p: &Polarity, args: &CompareArgs, has_neutral: bool) -> usize {
    if args.likeliest {
        return class_of_shares(p, has_neutral);
    }
    p.label(if has_neutral { args.threshold } else { 0.0 }).number()
}

fn scored(
    name: &str,
    labels: &[usize],
    scores: &[Polarity],
    said: &[usize],
    texts: [usize; 3],
) -> anyhow::Result<Scored> {
    let counts = ClassCounts::of(labels, said, 3)?;
    let probabilities: Vec<f64> = scores.iter().flat_map(|p| probabilities(p, texts[NEUTRAL] > 0)).collect();
    let labelled: Vec<usize> = (0..3).filter(|c| texts[*c] > 0).collect();
    Ok(Scored {
        scorer: name.to_owned(),
        accuracy: counts.accuracy(),
        macro_f1: counts.macro_f1_of(&labelled),
        precision: [0, 1, 2].map(|c| counts.precision(c)),
        recall: [0, 1, 2].map(|c| counts.recall(c)),
        f1: [0, 1, 2].map(|c| counts.f1(c)),
        auc: [0, 1, 2].map(|c| auc(labels, scores, c)),
        log_loss: log_loss(labels, &probabilities, 3)?,
        brier: brier(labels, &probabilities, 3)?,
        calibration_error: expected_calibration_error(labels, &probabilities, 3, BINS)?,
        confusion: [0, 1, 2].map(|c| counts.row(c).to_vec()),
    })
}

fn correlation(first: &[Polarity], second: &[Polarity]) -> Option<f64> {
    let compounds = |scores: &[Polarity]| scores.iter().map(|p| p.compound).collect::<Vec<_>>();
    pearson(&compounds(first), &compounds(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_varies_has_no_correlation() {
        // the mean of ten times 0.1 is not 0.1 in floating point
        let constant = [Polarity { compound: 0.1, ..Polarity::default() }; 10];
        assert_eq!(correlation(&constant, &constant), None);
    }
}
