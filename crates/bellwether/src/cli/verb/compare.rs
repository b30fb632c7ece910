//! `bellwether sentiment compare`: scorers on labelled texts.

use std::num::NonZero;

use bellwether_evaluation::classes::{
    ClassCounts, brier, cohen_kappa, expected_calibration_error, log_loss, one_vs_rest_auc,
};
use bellwether_evaluation::significance::mcnemar;
use bellwether_ingest::{RowOptions, RowReader, Rows};
use bellwether_text::{Polarity, TextError};
use serde::Serialize;

use super::comparison_page;
use crate::cli::End;
use crate::cli::args::{CompareArgs, LabelClass};
use crate::cli::error::CliError;
use crate::cli::meter::Meter;
use crate::cli::scoring::spec::{self, NamedScorer};
use crate::cli::screen::{self, Screen};

/// Rows read and scored at a time.
const ROWS: usize = 8192;
const BYTES: usize = 8 << 20;
/// Bins of the expected calibration error.
const BINS: usize = 15;

pub(super) const CLASSES: [&str; 3] = ["negative", "neutral", "positive"];
const NEUTRAL: usize = 1;

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

/// A text on which the scorers disagree.
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
    examples: Vec<Example>,
}

pub(crate) fn run(args: &CompareArgs, screen: &Screen) -> anyhow::Result<End> {
    let scorers = spec::build(&args.scorers.list)?;
    let meter = Meter::new(screen);
    let sample = read(args, &scorers, &meter);
    meter.finish();
    let comparison = compare(args, &scorers, sample?)?;
    if screen.is_json() {
        screen::json(&comparison)?;
    } else {
        screen::data(comparison_page::page(&comparison, screen))?;
    }
    Ok(End::Done)
}

fn read(args: &CompareArgs, scorers: &[NamedScorer], meter: &Meter) -> anyhow::Result<Sample> {
    let options = RowOptions { text: args.text_column.clone(), text_only: false };
    let mut reader = RowReader::open(&args.file, &options)?;
    let file = reader.file().to_owned();
    let label_column = find_labels(&reader, &args.label_column)?;
    let mut sample = Sample {
        labels: Vec::new(),
        scores: vec![Vec::new(); scorers.len()],
        left_out: 0,
        examples: Vec::new(),
    };
    meter.scoring(reader.bytes());
    while let Some(rows) = reader.next_batch(ROWS, BYTES)? {
        let mut chosen = Vec::new();
        for r in 0..rows.len() {
            match number_of(&rows, r, label_column, &args.labels, &file)? {
                None => sample.left_out += 1,
                Some(class) => chosen.push((r, class)),
            }
        }
        let texts: Vec<&str> = chosen.iter().map(|(r, _)| rows.get(reader.text_column(), *r)).collect();
        let first = sample.labels.len();
        for (named, scores) in scorers.iter().zip(&mut sample.scores) {
            let scored = score(named, &texts).map_err(|source| match source.place() {
                Some(place) => CliError::Unscored {
                    file: args.file.clone(),
                    row: rows.number(chosen[place].0),
                    scorer: named.name.clone(),
                    source: Box::new(source),
                }
                .into(),
                None => anyhow::Error::from(source),
            })?;
            scores.extend(scored);
        }
        sample.labels.extend(chosen.iter().map(|(_, class)| *class));
        for (i, (r, class)) in chosen.iter().enumerate() {
            let compounds: Vec<f64> = sample.scores.iter().map(|s| s[first + i].compound).collect();
            let numbers = compounds.iter().copied();
            let gap = numbers.clone().fold(f64::MIN, f64::max) - numbers.fold(f64::MAX, f64::min);
            let (row, label) = (rows.number(*r), CLASSES[*class]);
            keep_example(&mut sample.examples, args.examples, gap, || Example {
                row,
                text: texts[i].chars().take(300).collect(),
                label,
                compounds,
                gap,
            });
        }
        meter.scored(sample.labels.len() as u64, reader.bytes_read(), reader.bytes());
    }
    Ok(sample)
}

/// Keeps the texts whose compounds are furthest apart, the first of equals.
fn keep_example(kept: &mut Vec<Example>, most: usize, gap: f64, example: impl FnOnce() -> Example) {
    let is_wider = kept.len() < most || kept.last().is_some_and(|last| gap > last.gap);
    if gap > 0.0 && most > 0 && is_wider {
        let at = kept.partition_point(|e| e.gap >= gap);
        kept.insert(at, example());
        kept.truncate(most);
    }
}

/// Texts with the number of their class.
pub(super) struct Labelled {
    pub(super) texts: Vec<String>,
    pub(super) classes: Vec<usize>,
    pub(super) left_out: usize,
}

/// All labelled texts of a file.
pub(super) fn labelled(
    file: &std::path::Path,
    text_column: Option<&str>,
    label_column: &str,
    labels: &[(String, LabelClass)],
) -> anyhow::Result<Labelled> {
    let options = RowOptions { text: text_column.map(str::to_owned), text_only: false };
    let mut reader = RowReader::open(file, &options)?;
    let label_column = find_labels(&reader, label_column)?;
    let mut set = Labelled { texts: Vec::new(), classes: Vec::new(), left_out: 0 };
    while let Some(rows) = reader.next_batch(ROWS, BYTES)? {
        for r in 0..rows.len() {
            match number_of(&rows, r, label_column, labels, reader.file())? {
                None => set.left_out += 1,
                Some(class) => {
                    set.texts.push(rows.get(reader.text_column(), r).to_owned());
                    set.classes.push(class);
                }
            }
        }
    }
    Ok(set)
}

fn find_labels(reader: &RowReader, name: &str) -> Result<usize, CliError> {
    reader.names().iter().position(|n| *n == name).ok_or_else(|| CliError::NoLabelColumn {
        file: reader.file().to_owned(),
        name: name.to_owned(),
        found: reader.names().to_vec(),
    })
}

/// The class of a row; none where it is to be left out.
fn number_of(
    rows: &Rows,
    r: usize,
    label_column: usize,
    labels: &[(String, LabelClass)],
    file: &str,
) -> Result<Option<usize>, CliError> {
    let label = rows.get(label_column, r);
    match class_of(label, labels) {
        Some(LabelClass::Skip) => Ok(None),
        Some(LabelClass::Negative) => Ok(Some(0)),
        Some(LabelClass::Neutral) => Ok(Some(NEUTRAL)),
        Some(LabelClass::Positive) => Ok(Some(2)),
        None => Err(CliError::Label { file: file.to_owned(), row: rows.number(r), label: label.to_owned() }),
    }
}

/// What a label means: as the user says, or else by its name. Numbers have no meaning of their own.
fn class_of(label: &str, given: &[(String, LabelClass)]) -> Option<LabelClass> {
    let label = label.trim();
    let own = given.iter().find(|(name, _)| name.eq_ignore_ascii_case(label)).map(|(_, class)| *class);
    own.or_else(|| LabelClass::of(label).filter(|class| *class != LabelClass::Skip))
}

/// Scores on every core.
fn score(named: &NamedScorer, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let length = texts.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let parts = texts.chunks(length);
        let parts: Vec<_> = parts.map(|part| scope.spawn(|| named.scorer.try_score_all(part))).collect();
        let mut scores = Vec::with_capacity(texts.len());
        for (i, part) in parts.into_iter().enumerate() {
            let found = part.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
            scores.extend(found.map_err(|error| error.placed(|place| length * i + place))?);
        }
        Ok(scores)
    })
}

fn compare(args: &CompareArgs, scorers: &[NamedScorer], sample: Sample) -> anyhow::Result<Comparison> {
    let Sample { labels, scores, left_out, examples } = sample;
    let file = args.file.display().to_string();
    let mut texts = [0; 3];
    for class in &labels {
        texts[*class] += 1;
    }
    if let Some(only) = (0..3).find(|c| texts[*c] == labels.len()) {
        return Err(CliError::OneClass { file, only: CLASSES[only] }.into());
    }
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
    Ok(Comparison { file, texts, left_out, scorers: compared, pairs, disagreements: examples })
}

/// What a scorer says about a text.
fn class(p: &Polarity, args: &CompareArgs, has_neutral: bool) -> usize {
    if args.likeliest {
        let shares = [p.negative, if has_neutral { p.neutral } else { f64::MIN }, p.positive];
        let is_likeliest = |c: usize| (0..3).all(|d| d == c || shares[c] > shares[d]);
        // a tie is no answer
        return (0..3).find(|c| is_likeliest(*c)).unwrap_or(NEUTRAL);
    }
    match p.label(if has_neutral { args.threshold } else { 0.0 }) {
        bellwether_text::PolarityLabel::Negative => 0,
        bellwether_text::PolarityLabel::Neutral => NEUTRAL,
        bellwether_text::PolarityLabel::Positive => 2,
    }
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
    let rank = |class: usize| -> Vec<f64> {
        let of = |p: &Polarity| match class {
            0 => (1.0 - p.compound) / 2.0,
            NEUTRAL => p.neutral,
            _ => f64::midpoint(1.0, p.compound),
        };
        scores.iter().map(|p| of(p).clamp(0.0, 1.0)).collect()
    };
    let labelled: Vec<usize> = (0..3).filter(|c| texts[*c] > 0).collect();
    Ok(Scored {
        scorer: name.to_owned(),
        accuracy: counts.accuracy(),
        macro_f1: labelled.iter().map(|c| counts.f1(*c)).sum::<f64>() / labelled.len() as f64,
        precision: [0, 1, 2].map(|c| counts.precision(c)),
        recall: [0, 1, 2].map(|c| counts.recall(c)),
        f1: [0, 1, 2].map(|c| counts.f1(c)),
        auc: [0, 1, 2].map(|c| one_vs_rest_auc(labels, &rank(c), c, 3).ok()),
        log_loss: log_loss(labels, &probabilities, 3)?,
        brier: brier(labels, &probabilities, 3)?,
        calibration_error: expected_calibration_error(labels, &probabilities, 3, BINS)?,
        confusion: [0, 1, 2].map(|c| counts.row(c).to_vec()),
    })
}

/// The shares as probabilities that sum to one; without a neutral class those of the compound's sign.
fn probabilities(p: &Polarity, has_neutral: bool) -> [f64; 3] {
    if !has_neutral {
        let positive = f64::midpoint(1.0, p.compound).clamp(0.0, 1.0);
        return [1.0 - positive, 0.0, positive];
    }
    let sum = p.negative + p.neutral + p.positive;
    if sum > 0.0 { [p.negative / sum, p.neutral / sum, p.positive / sum] } else { [1.0 / 3.0; 3] }
}

fn correlation(first: &[Polarity], second: &[Polarity]) -> Option<f64> {
    let rows = first.len() as f64;
    let mean = |s: &[Polarity]| s.iter().map(|p| p.compound).sum::<f64>() / rows;
    let (a, b) = (mean(first), mean(second));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (p, q) in first.iter().zip(second) {
        let (x, y) = (p.compound - a, q.compound - b);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}
