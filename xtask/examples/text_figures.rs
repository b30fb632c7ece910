//! Figures of the linear scorers on labelled sets: `text_figures SENTIMENT_FOLDER`.
//!
//! Prints `name value` a line. Nothing is chosen by the figures; each set is described in `docs/text.md`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use bellwether_evaluation::classes::{ClassCounts, expected_calibration_error, likeliest, one_vs_rest_auc};
use bellwether_text::linear::{
    Analyzer, Calibration, ClassWeight, Classifier, Features, Ngrams, TrainParams, cross_validate, train,
};
use bellwether_text::{Finance, Polarity, PolarityLabel, Scorer, Vader};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use PolarityLabel::{Negative, Neutral, Positive};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// Scores of labels of several classes.
struct ClassScores {
    accuracy: f64,
    macro_f1: f64,
    /// Mean of each class against the rest; `None` unless every class occurs.
    auc: Option<f64>,
    calibration_error: f64,
}

impl ClassScores {
    fn compute(actual: &[usize], predicted: &[usize], probabilities: &[Vec<f64>]) -> Fallible<Self> {
        let classes = probabilities.first().map_or(0, Vec::len);
        let counts = ClassCounts::of(actual, predicted, classes)?;
        let of_class = |class: usize| {
            let column: Vec<f64> = probabilities.iter().map(|row| row[class]).collect();
            one_vs_rest_auc(actual, &column, class, classes).ok()
        };
        let areas: Option<Vec<f64>> = (0..classes).map(of_class).collect();
        Ok(Self {
            accuracy: counts.accuracy(),
            macro_f1: counts.macro_f1(),
            auc: areas.map(|areas| areas.iter().sum::<f64>() / classes as f64),
            calibration_error: expected_calibration_error(actual, &probabilities.concat(), classes, 15)?,
        })
    }
}

/// Texts and their labels.
struct Labelled {
    texts: Vec<String>,
    labels: Vec<PolarityLabel>,
}

impl Labelled {
    fn of(rows: impl IntoIterator<Item = (String, PolarityLabel)>) -> Self {
        let (texts, labels) = rows.into_iter().unzip();
        Self { texts, labels }
    }

    fn texts(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }
}

fn main() -> Fallible<()> {
    let folder = std::env::args_os().nth(1).ok_or("usage: text_figures SENTIMENT_FOLDER")?;
    let folder = Path::new(&folder);
    let mut out = io::stdout();
    let emotions = stock_emotions(&folder.join("stockemotions/val_stockemo.csv"))?;
    let bank = phrase_bank(&folder.join("phrasebank/Sentences_50Agree.txt"))?;
    let pyfin = pyfin(&folder.join("pyfin_labeled_tweets.parquet"))?;
    let scorers: [(&str, &dyn Scorer); 3] = [
        ("finance", &Finance::new()),
        ("vader", &Vader::new()),
        ("vader-finance", &Vader::with_finance_lexicon()),
    ];
    for (name, scorer) in scorers {
        let (f1, auc) = two_classes(&emotions, &scorer.score_all(&emotions.texts()))?;
        writeln!(out, "{name}.stockemotions.macro-f1 {f1:.4}\n{name}.stockemotions.auc {auc:.4}")?;
        let scores = three_classes(&bank, &scorer.score_all(&bank.texts()), name == "finance")?;
        writeln!(out, "{name}.phrasebank.accuracy {:.4}", scores.accuracy)?;
        writeln!(out, "{name}.phrasebank.macro-f1 {:.4}", scores.macro_f1)?;
        let scores = three_classes(&pyfin, &scorer.score_all(&pyfin.texts()), name == "finance")?;
        writeln!(out, "{name}.pyfin.auc {:.4}", scores.auc.unwrap_or(f64::NAN))?;
    }
    let train_set = finance_train(&folder.join("financial_news_tweets_train.csv"))?;
    let own = cross_validate(&train_set.texts(), &train_set.labels, &TrainParams::default(), 5)?;
    let scores = three_classes(&train_set, &own, true)?;
    writeln!(
        out,
        "finance.own.accuracy {:.4}\nfinance.own.macro-f1 {:.4}",
        scores.accuracy, scores.macro_f1
    )?;
    writeln!(out, "finance.own.auc {:.4}", scores.auc.unwrap_or(f64::NAN))?;
    writeln!(out, "finance.own.calibration-error {:.4}", scores.calibration_error)?;

    let emotions_train = stock_emotions(&folder.join("stockemotions/train_stockemo.csv"))?;
    let model = train(&emotions_train.texts(), &emotions_train.labels, &in_domain())?;
    let (f1, auc) = two_classes(&emotions, &model.score_all(&emotions.texts()))?;
    writeln!(out, "trained.stockemotions.macro-f1 {f1:.4}\ntrained.stockemotions.auc {auc:.4}")?;
    let own = cross_validate(&pyfin.texts(), &pyfin.labels, &in_domain(), 5)?;
    let scores = three_classes(&pyfin, &own, true)?;
    writeln!(out, "trained.pyfin.auc {:.4}", scores.auc.unwrap_or(f64::NAN))?;
    writeln!(out, "trained.pyfin.calibration-error {:.4}", scores.calibration_error)?;
    Ok(())
}

/// Settings for training on posts of the kind to be scored: more letters, since there are more texts of the kind.
fn in_domain() -> TrainParams {
    let tfidf = |analyzer, min, max, min_documents| Features::Tfidf {
        analyzer,
        ngrams: Ngrams { min, max },
        min_documents,
        sublinear: true,
    };
    TrainParams {
        features: vec![
            tfidf(Analyzer::Word, 1, 2, 2),
            tfidf(Analyzer::CharWb, 2, 5, 3),
            Features::Lexicons { scale: 2.0 },
        ],
        classifier: Classifier::LogisticRegression { c: 1.0, class_weight: ClassWeight::Uniform },
        calibration: Calibration::Temperature { folds: 5 },
        ..TrainParams::default()
    }
}

/// Bullish or bearish by the sign of the compound: macro F1 and area under the curve of the compound.
fn two_classes(set: &Labelled, found: &[Polarity]) -> Fallible<(f64, f64)> {
    let actual: Vec<usize> = set.labels.iter().map(|label| usize::from(*label == Positive)).collect();
    let predicted: Vec<usize> = found.iter().map(|polarity| usize::from(polarity.compound > 0.0)).collect();
    let share = |polarity: &Polarity| f64::midpoint(polarity.compound, 1.0);
    let probabilities: Vec<Vec<f64>> = found.iter().map(|p| vec![1.0 - share(p), share(p)]).collect();
    let scores = ClassScores::compute(&actual, &predicted, &probabilities)?;
    Ok((scores.macro_f1, scores.auc.ok_or("one class only")?))
}

/// The most probable class of a classifier; that of the compound at ±0.05 of a lexicon.
fn three_classes(set: &Labelled, found: &[Polarity], by_shares: bool) -> Fallible<ClassScores> {
    let actual: Vec<usize> = set.labels.iter().copied().map(PolarityLabel::number).collect();
    let predicted = |p: &Polarity| {
        if by_shares {
            likeliest(&[p.negative, p.neutral, p.positive])
        } else {
            p.label(Polarity::CUSTOMARY_THRESHOLD).number()
        }
    };
    let predicted: Vec<usize> = found.iter().map(predicted).collect();
    let probabilities: Vec<Vec<f64>> =
        found.iter().map(|p| vec![p.negative, p.neutral, p.positive]).collect();
    ClassScores::compute(&actual, &predicted, &probabilities)
}

fn stock_emotions(path: &Path) -> Fallible<Labelled> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        let label = match &row[4] {
            "bullish" => Positive,
            "bearish" => Negative,
            other => return Err(format!("senti_label {other}").into()),
        };
        rows.push((row[5].to_owned(), label));
    }
    Ok(Labelled::of(rows))
}

fn finance_train(path: &Path) -> Fallible<Labelled> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_path(path)?.deserialize() {
        let (text, label): (String, usize) = row?;
        rows.push((text, *[Negative, Positive, Neutral].get(label).ok_or("label above 2")?));
    }
    Ok(Labelled::of(rows))
}

/// `sentence@label`, in Latin-1.
fn phrase_bank(path: &Path) -> Fallible<Labelled> {
    let text: String = fs::read(path)?.into_iter().map(char::from).collect();
    let mut rows = Vec::new();
    for line in text.lines() {
        let (sentence, label) = line.trim_end().rsplit_once('@').ok_or("a line without @")?;
        let label = match label {
            "positive" => Positive,
            "neutral" => Neutral,
            "negative" => Negative,
            other => return Err(format!("label {other}").into()),
        };
        rows.push((sentence.to_owned(), label));
    }
    Ok(Labelled::of(rows))
}

/// Labels 1 bull, 3 bear, 2 neutral and 0 none, which is taken as neutral.
fn pyfin(path: &Path) -> Fallible<Labelled> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None)? {
        let row = row?;
        let label = match row.get_string(2)?.as_str() {
            "1" => Positive,
            "3" => Negative,
            _ => Neutral,
        };
        rows.push((row.get_string(1)?.clone(), label));
    }
    Ok(Labelled::of(rows))
}
