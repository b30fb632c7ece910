//! One ticker, ready for trials: frames, samples, folds.

use std::ops::Range;

use bellwether_core::{Bar, Date, FeatureFrame, FrameView, History, Sample, Session, Ticker, TrainSet};
use bellwether_evaluation::splits::{Fold, Split, Window};
use bellwether_features::{FrameSpec, build_frame};

use crate::record::{Arm, FoldRecord, Stretch};
use crate::{StudyConfig, StudyError};

/// Everything that the trials of one ticker read.
pub(crate) struct TickerStudy {
    pub(crate) ticker: Ticker,
    pub(crate) bars: Vec<Bar>,
    /// Price columns.
    without_text: FeatureFrame,
    /// Price and text columns; none when the study has no text.
    with_text: Option<FeatureFrame>,
    /// All usable samples, in time order.
    pub(crate) samples: Vec<Sample>,
    pub(crate) folds: Vec<Fold>,
    /// Rows between the first and the last usable one that are not usable.
    pub(crate) skipped: usize,
    /// The fold that forecasts beyond the data, and the session that it forecasts.
    pub(crate) next: Option<NextFold>,
}

/// The fold beyond the data: learns from all samples, forecasts from the newest row.
pub(crate) struct NextFold {
    pub(crate) train: Range<usize>,
    pub(crate) validation: Range<usize>,
    pub(crate) row: usize,
    pub(crate) session: Session,
    pub(crate) last_known: f64,
}

impl TickerStudy {
    pub(crate) fn build(
        config: &StudyConfig,
        history: &History<'_>,
        ticker: &Ticker,
        lookback: usize,
    ) -> Result<Self, StudyError> {
        let bars = history.bars(ticker);
        let inputs = &config.inputs;
        let frame = |text: &[bellwether_features::TextFeature]| {
            let spec = FrameSpec {
                price: inputs.price.clone(),
                text: text.to_vec(),
                scorer: inputs.scorer.build().name().to_owned(),
                no_posts: inputs.no_posts,
                fill: inputs.fill,
            };
            build_frame(history, ticker, &spec, &inputs.decision, &config.data.calendar)
                .map_err(|source| StudyError::Features { ticker: ticker.clone(), source })
        };
        let without_text = frame(&[])?;
        let has_text = config.data.posts.is_some() && !inputs.text.is_empty();
        let with_text = has_text.then(|| frame(&inputs.text)).transpose()?;

        // the same samples for every model and both arms, so that their errors can be compared day by day
        let widest = with_text.as_ref().unwrap_or(&without_text).view();
        let target = config.target;
        let mut samples = Vec::new();
        for row in 0..widest.len() {
            let (Some(realised), last_known) = (target.realised(bars, row), target.last_known(bars, row))
            else {
                continue;
            };
            if realised.is_finite() && last_known.is_finite() && usable(&widest, row, lookback) {
                samples.push(Sample { row, target: realised, last_known });
            }
        }
        if samples.is_empty() {
            return Err(StudyError::NoSamples {
                ticker: ticker.clone(),
                rows: bars.len(),
                empty: empty(&widest),
            });
        }
        let span = match (samples.first(), samples.last()) {
            (Some(first), Some(last)) => last.row - first.row + 1,
            _ => 0,
        };
        let skipped = span - samples.len();
        let (samples_found, rows) = (samples.len(), bars.len());
        let folds = config.protocol.folds(samples_found, target.horizon).map_err(|source| {
            StudyError::Split { ticker: ticker.clone(), samples: samples_found, rows, source }
        })?;
        let mut study = Self {
            ticker: ticker.clone(),
            bars: bars.to_vec(),
            without_text,
            with_text,
            samples,
            folds,
            skipped,
            next: None,
        };
        study.next = study.next_fold(config, lookback)?;
        Ok(study)
    }

    /// The fold beyond the data, shaped as the last fold: same validation length, same gap before it, same window.
    /// Every target that it learns from is realised, so no gap is needed at its end.
    fn next_fold(&self, config: &StudyConfig, lookback: usize) -> Result<Option<NextFold>, StudyError> {
        let Some(last_fold) = self.folds.last() else { return Ok(None) };
        let view = self.with_text.as_ref().unwrap_or(&self.without_text).view();
        let Some(row) = view.len().checked_sub(1) else { return Ok(None) };
        let last_known = config.target.last_known(&self.bars, row);
        if !usable(&view, row, lookback) || !last_known.is_finite() {
            return Ok(None);
        }
        let mut session = self.bars[row].session;
        for step in 1..=config.target.horizon {
            session = match self.bars.get(row + step) {
                Some(bar) => bar.session,
                None => config.data.calendar.next_session(session.date)?,
            };
        }
        let n = self.samples.len();
        let validation = n - last_fold.validation.len()..n;
        let gap = if validation.is_empty() { 0 } else { last_fold.gap };
        let end = validation.start.saturating_sub(gap);
        let start = match &config.protocol {
            Split::WalkForward(split) => match split.window {
                Window::Rolling { rows } => end.saturating_sub(rows),
                Window::Expanding => 0,
            },
            Split::HoldOut(_) => 0,
        };
        Ok(Some(NextFold { train: start..end, validation, row, session, last_known }))
    }

    /// Whether the study has a with-text arm.
    pub(crate) fn has_text(&self) -> bool {
        self.with_text.is_some()
    }

    /// The columns of an arm.
    pub(crate) fn frame(&self, arm: Arm) -> &FeatureFrame {
        match arm {
            Arm::WithText => self.with_text.as_ref().unwrap_or(&self.without_text),
            Arm::WithoutText | Arm::NoInputs => &self.without_text,
        }
    }

    /// What a model may learn from in order to forecast from `first_row` on.
    pub(crate) fn train_set(
        &self,
        arm: Arm,
        train: &Range<usize>,
        validation: &Range<usize>,
        first_row: usize,
        config: &StudyConfig,
    ) -> TrainSet<'_> {
        TrainSet::new(
            self.frame(arm).first(first_row + 1),
            &self.samples[train.clone()],
            &self.samples[validation.clone()],
            config.target,
        )
    }

    /// The date that a sample forecasts.
    pub(crate) fn target_date(&self, sample: &Sample, horizon: usize) -> Date {
        self.bars[sample.row + horizon].date()
    }

    /// The fold as the record shows it.
    pub(crate) fn fold_record(&self, fold: &Fold) -> FoldRecord {
        let stretch = |range: &Range<usize>| {
            let date = |i: usize| self.bars[self.samples[i].row].date();
            Stretch { first: date(range.start), last: date(range.end - 1), samples: range.len() }
        };
        FoldRecord {
            train: stretch(&fold.train),
            validation: (!fold.validation.is_empty()).then(|| stretch(&fold.validation)),
            test: stretch(&fold.test),
        }
    }
}

fn usable(frame: &FrameView<'_>, row: usize, lookback: usize) -> bool {
    frame.window(row, lookback.max(1)).is_some_and(|w| w.iter().all(|v| v.is_finite()))
}

/// Columns without a single finite value.
fn empty(frame: &FrameView<'_>) -> Vec<String> {
    let never = |j: &usize| (0..frame.len()).all(|i| !frame.row(i)[*j].is_finite());
    (0..frame.width()).filter(never).map(|j| frame.names()[j].clone()).collect()
}
