//! One ticker, ready for trials: frames, samples, folds.

use std::ops::Range;

use bellwether_core::{
    Ahead, Bar, Date, FeatureFrame, FrameView, Further, History, RowStamp, Sample, Session, Ticker,
    Timestamp, TrainSet,
};
use bellwether_evaluation::splits::{Fold, Split, Window};
use bellwether_features::{Decomposition, build_frame};

use crate::config::TextArm;
use crate::record::{Arm, FoldPieces, FoldRecord, OtherTickers, Stretch};
use crate::trial::FoldIndex;
use crate::words::count;
use crate::{StudyConfig, StudyError, no_samples, topics};

/// Everything that the trials of one ticker read.
pub(crate) struct TickerStudy {
    pub(crate) ticker: Ticker,
    pub(crate) bars: Vec<Bar>,
    /// Price columns.
    without_text: FeatureFrame,
    /// The with-text arms; none when the study has no text.
    pub(crate) arms: Vec<TextArm>,
    /// Price and text columns, a frame for each of them.
    with_text: Vec<FeatureFrame>,
    /// The same with decompositions of the whole series; none when no model is shown them.
    whole_without_text: Option<FeatureFrame>,
    whole_with_text: Vec<FeatureFrame>,
    /// The columns of each fold's topics, which are blank in the frames; none in a study without such.
    pub(crate) topics: topics::Overlays,
    /// All usable samples, in the order in which the folds' ranges count them: time order, but for the random split
    /// and cross-validation, where each fold has its own: training, validation and test one after the other, each in time order.
    pub(crate) samples: Vec<Sample>,
    /// The same samples' targets at each further horizon.
    pub(crate) further: Vec<Vec<f64>>,
    pub(crate) folds: Vec<Fold>,
    /// Whole histories of forecasts, each in time order: the fold, and which of its test samples. One, but for combinatorial
    /// cross-validation.
    pub(crate) paths: Vec<Vec<(usize, Range<usize>)>>,
    /// Rows between the first and the last usable one that are not usable.
    pub(crate) skipped: usize,
    /// The fold that forecasts beyond the data, and the session that it forecasts.
    pub(crate) next: Option<NextFold>,
    /// Windows that the data cannot hold, with the reason in words.
    too_long: Vec<(usize, String)>,
    /// Why there are no folds: not even the shortest window leaves samples that can be split.
    pub(crate) unfit: Option<StudyError>,
}

/// The fold beyond the data: learns from all samples, forecasts from the newest row.
pub(crate) struct NextFold {
    pub(crate) train: Range<usize>,
    pub(crate) validation: Range<usize>,
    /// Samples dropped between the two.
    gap: usize,
    pub(crate) row: usize,
    pub(crate) session: Session,
    pub(crate) last_known: f64,
    /// The session that each further horizon forecasts.
    pub(crate) further: Vec<Session>,
}

/// What one fit reads of a ticker: samples to learn from, and rows to forecast from with the naive forecast there.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) train: Range<usize>,
    pub(crate) validation: Range<usize>,
    pub(crate) origins: Vec<(usize, f64)>,
    /// The last row known when the model is fitted.
    pub(crate) known: usize,
    /// Sessions from a training sample to the first validation row, at least.
    pub(crate) before_validation: usize,
    /// Sessions from a sample to the first origin, at least.
    pub(crate) before_origin: usize,
    /// Test samples that the fit is shown; none under every protocol by which one could forecast.
    pub(crate) shown: Range<usize>,
}

/// Samples with their further targets, and the folds over them.
#[derive(Default)]
struct Sampled {
    samples: Vec<Sample>,
    further: Vec<Vec<f64>>,
    folds: Vec<Fold>,
    paths: Vec<Vec<(usize, Range<usize>)>>,
    skipped: usize,
}

impl TickerStudy {
    /// `lookbacks` are those of the models; samples are made for the longest that the data can hold. A ticker that cannot
    /// hold even the shortest has no samples and no folds, and the reason in `unfit`.
    pub(crate) fn build(
        config: &StudyConfig,
        history: &History<'_>,
        ticker: &Ticker,
        lookbacks: &[usize],
    ) -> Result<Self, StudyError> {
        let bars = history.bars(ticker);
        let inputs = &config.inputs;
        // a panel in memory may hold more than the study asks for
        let series: Vec<String> = match config.data.series.as_slice() {
            [] => Vec::new(),
            _ => history.series_names().map(str::to_owned).collect(),
        };
        let frame = |arm: Option<&TextArm>, decomposition: Decomposition| {
            let frame = build_frame(
                history,
                ticker,
                &inputs.frame_spec(series.clone(), arm, decomposition),
                &inputs.decision,
                &config.data.calendar,
            )
            .map_err(|source| StudyError::Features { ticker: ticker.clone(), source })?;
            match (config.topics(), arm) {
                (Some(topics), Some(arm)) if arm.topics => {
                    topics::blank(config, topics, history, ticker, &frame, &arm.scored_by)
                }
                _ => Ok(frame),
            }
        };
        let window = Decomposition::Window;
        let without_text = frame(None, window)?;
        let arms = config.text_arms();
        let each = |decomposition| arms.iter().map(move |arm| frame(Some(arm), decomposition));
        let with_text = each(window).collect::<Result<Vec<_>, _>>()?;
        let whole = config.decomposes_whole_series();
        let whole_without_text = whole.then(|| frame(None, Decomposition::WholeSeries)).transpose()?;
        let whole_with_text =
            if whole { each(Decomposition::WholeSeries).collect::<Result<Vec<_>, _>>()? } else { Vec::new() };
        let widest = views(&without_text, &with_text);

        let mut lookbacks = lookbacks.to_vec();
        lookbacks.sort_unstable();
        lookbacks.dedup();
        let mut longest = lookbacks.pop().unwrap_or(0);
        let mut too_long = Vec::new();
        let mut unfit = None;
        let Sampled { samples, further, folds, paths, skipped } = loop {
            let error = match sampled(config, ticker, bars, &widest, longest) {
                Ok(sampled) => break sampled,
                Err(error) => error,
            };
            // a shorter window may fit; when none does, the reason is that of the shortest
            let Some(shorter) = lookbacks.pop() else {
                unfit = Some(error);
                break Sampled::default();
            };
            too_long.push((longest, misfit(longest, bars.len(), &error)));
            longest = shorter;
        };
        let mut study = Self {
            ticker: ticker.clone(),
            bars: bars.to_vec(),
            without_text,
            with_text,
            whole_without_text,
            whole_with_text,
            topics: topics::Overlays::new(),
            arms: arms.clone(),
            samples,
            further,
            folds,
            paths,
            skipped,
            next: None,
            too_long,
            unfit,
        };
        study.next = study.next_fold(config, longest)?;
        Ok(study)
    }

    /// Why the data cannot hold a window of so many rows, if they cannot.
    pub(crate) fn misfit(&self, lookback: usize) -> Option<&str> {
        self.too_long.iter().find(|(rows, _)| *rows == lookback).map(|(_, reason)| reason.as_str())
    }

    /// The fold beyond the data, shaped as the last fold: same validation length, same gap before it, same window.
    /// Every target that it learns from is realised, so no gap is needed at its end. The random split has none: it is no
    /// protocol that anybody could forecast by.
    fn next_fold(&self, config: &StudyConfig, lookback: usize) -> Result<Option<NextFold>, StudyError> {
        // nobody could forecast beyond the data from what is to come
        if !config.study.beyond_data || !config.foreseen().is_empty() {
            return Ok(None);
        }
        let Some(last_fold) = self.folds.last() else { return Ok(None) };
        let views = views(&self.without_text, &self.with_text);
        let Some(row) = self.without_text.len().checked_sub(1) else { return Ok(None) };
        let last_known = config.target.main().last_known(&self.bars, row);
        let naive = self.naive(config, row);
        if !usable(&views, row, lookback)
            || !last_known.is_finite()
            || naive.iter().any(|n| !n.point.is_finite())
        {
            return Ok(None);
        }
        let session = |horizon: usize| -> Result<Session, StudyError> {
            let mut session = self.bars[row].session;
            for step in 1..=horizon {
                session = match self.bars.get(row + step) {
                    Some(bar) => bar.session,
                    None => config.data.calendar.next_session(session.date)?,
                };
            }
            Ok(session)
        };
        let n = self.samples.len();
        let validation = n - last_fold.validation.len()..n;
        let gap = if validation.is_empty() { 0 } else { last_fold.gap };
        let end = validation.start.saturating_sub(gap);
        let start = match &config.protocol {
            Split::WalkForward(split) | Split::LeaveOneTickerOut(split) => match split.window {
                Window::Rolling { rows } => end.saturating_sub(rows),
                Window::Expanding => 0,
            },
            // what the test part chose has no test part beyond the data
            Split::HoldOut(split) if split.choose_by_test => return Ok(None),
            Split::HoldOut(_) => 0,
            Split::RandomSplit(_)
            | Split::KFold(_)
            | Split::Combinatorial(_)
            | Split::SameDatesNewTickers(_) => return Ok(None),
        };
        Ok(Some(NextFold {
            train: start..end,
            validation,
            gap,
            row,
            session: session(config.target.horizon)?,
            last_known,
            further: config.target.further.iter().map(|h| session(*h)).collect::<Result<_, _>>()?,
        }))
    }

    /// What a fit of the fold reads; none for a ticker without such a fold.
    pub(crate) fn part(&self, config: &StudyConfig, index: FoldIndex) -> Option<Part> {
        match index {
            FoldIndex::Test(i) => {
                let fold = self.folds.get(i)?;
                let origin = |s: &Sample| (s.row, s.last_known);
                let origins: Vec<_> = self.samples[fold.test.clone()].iter().map(origin).collect();
                let known = match config.protocol {
                    Split::HoldOut(_) | Split::WalkForward(_) | Split::LeaveOneTickerOut(_) => {
                        origins.first()?.0
                    }
                    // training rows may lie on both sides of the origins, and the frame must reach them
                    Split::RandomSplit(_)
                    | Split::KFold(_)
                    | Split::Combinatorial(_)
                    | Split::SameDatesNewTickers(_) => {
                        let last = |rows: &Range<usize>| self.samples[rows.clone()].last().map(|s| s.row);
                        last(&fold.train).max(last(&fold.validation))?
                    }
                };
                Some(Part {
                    train: fold.train.clone(),
                    validation: fold.validation.clone(),
                    origins,
                    known,
                    before_validation: fold.gap + 1,
                    before_origin: fold.gap + 1,
                    shown: if config.protocol.chooses_by_test() { fold.test.clone() } else { 0..0 },
                })
            }
            FoldIndex::Next => self.next.as_ref().map(|next| Part {
                train: next.train.clone(),
                validation: next.validation.clone(),
                origins: vec![(next.row, next.last_known)],
                known: next.row,
                before_validation: next.gap + 1,
                before_origin: config.target.longest(),
                shown: 0..0,
            }),
        }
    }

    /// The naive forecasts at the further horizons.
    pub(crate) fn naive(&self, config: &StudyConfig, row: usize) -> Vec<Ahead> {
        let at = |&horizon: &usize| Ahead::of(horizon, config.target.at(horizon).last_known(&self.bars, row));
        config.target.further.iter().map(at).collect()
    }

    /// When the forecast at a row is made.
    pub(crate) fn decision(&self, row: usize) -> Timestamp {
        self.stamp(row).decision
    }

    /// A row's session and decision.
    pub(crate) fn stamp(&self, row: usize) -> RowStamp {
        self.without_text.view().stamps()[row]
    }

    /// The newest row whose decision is not after `instant`.
    pub(crate) fn row_at(&self, instant: Timestamp) -> Option<usize> {
        self.without_text.view().stamps().partition_point(|s| s.decision <= instant).checked_sub(1)
    }

    /// The part without what a model that must exist at `cut`, and be watched from `watched` on, cannot have learnt from:
    /// samples whose targets were not realised by then, and rows later than that.
    pub(crate) fn cut(&self, part: Part, cut: Timestamp, watched: Option<Timestamp>) -> Part {
        let keep = |range: &Range<usize>, instant: Timestamp, sessions: usize| {
            let known = self.row_at(instant);
            let realised = |s: &Sample| known.is_some_and(|row| s.row + sessions <= row);
            range.start..range.start + self.samples[range.clone()].partition_point(realised)
        };
        let mut train = keep(&part.train, cut, part.before_origin);
        if let Some(watched) = watched {
            train = keep(&train, watched, part.before_validation);
        }
        let validation = keep(&part.validation, cut, part.before_origin);
        let known = self.row_at(cut).unwrap_or(0);
        Part { train, validation, known, ..part }
    }

    /// When the first validation sample's forecast is made.
    pub(crate) fn first_watched(&self, part: &Part) -> Option<Timestamp> {
        self.samples[part.validation.clone()].first().map(|s| self.decision(s.row))
    }

    /// How many with-text arms there are.
    pub(crate) fn text_arms(&self) -> usize {
        self.with_text.len()
    }

    /// The columns of an arm.
    pub(crate) fn frame(&self, arm: Arm) -> &FeatureFrame {
        match arm {
            Arm::WithText(place) => self.with_text.get(place).unwrap_or(&self.without_text),
            Arm::WithoutText | Arm::NoInputs | Arm::Elsewhere => &self.without_text,
        }
    }

    /// The columns of an arm with decompositions of the whole series; those of [`frame`](Self::frame) where the study has
    /// none.
    pub(crate) fn whole_frame(&self, arm: Arm) -> &FeatureFrame {
        let whole = match arm {
            Arm::WithText(place) => self.whole_with_text.get(place).or(self.whole_without_text.as_ref()),
            Arm::WithoutText | Arm::NoInputs | Arm::Elsewhere => self.whole_without_text.as_ref(),
        };
        whole.unwrap_or_else(|| self.frame(arm))
    }

    /// The part's targets at the further horizons.
    pub(crate) fn further_targets(&self, config: &StudyConfig, part: &Part) -> Vec<Further<'_>> {
        config
            .target
            .further
            .iter()
            .zip(&self.further)
            .map(|(horizon, targets)| Further {
                horizon: *horizon,
                train: &targets[part.train.clone()],
                validation: &targets[part.validation.clone()],
            })
            .collect()
    }

    /// What a model may learn from.
    pub(crate) fn train_set<'a>(
        &'a self,
        config: &StudyConfig,
        frame: &'a FeatureFrame,
        part: &Part,
        further: &'a [Further<'a>],
    ) -> TrainSet<'a> {
        let train = TrainSet::new(
            frame.first(part.known + 1),
            &self.samples[part.train.clone()],
            &self.samples[part.validation.clone()],
            config.target.main(),
        )
        .with_further(further);
        match self.last_shown(config, part) {
            None => train,
            Some(row) => train.showing_test(frame.first(row + 1), &self.samples[part.shown.clone()]),
        }
    }

    /// The last row that a protocol shows whose test part chooses; `None` under every other.
    pub(crate) fn last_shown(&self, config: &StudyConfig, part: &Part) -> Option<usize> {
        Some(self.samples[part.shown.clone()].last()?.row + config.target.horizon)
    }

    /// The samples of one history of forecasts, in its order; the same for every path.
    pub(crate) fn tested(&self) -> Vec<usize> {
        let of = |(fold, at): &(usize, Range<usize>)| {
            let start = self.folds[*fold].test.start;
            start + at.start..start + at.end
        };
        self.paths.first().into_iter().flatten().flat_map(of).collect()
    }

    /// The date that a sample forecasts.
    pub(crate) fn target_date(&self, sample: &Sample, horizon: usize) -> Date {
        self.bars[sample.row + horizon].date()
    }

    /// Samples as stretches without a hole among the `usable` rows.
    fn pieces(&self, range: &Range<usize>, usable: &[usize]) -> Vec<Stretch> {
        let place = |i: usize| usable.partition_point(|row| *row < self.samples[i].row);
        let mut out: Vec<Stretch> = Vec::new();
        let mut last = None;
        for i in range.clone() {
            let date = self.bars[self.samples[i].row].date();
            match out.last_mut() {
                Some(piece) if last == place(i).checked_sub(1) => {
                    (piece.last, piece.samples) = (date, piece.samples + 1);
                }
                _ => out.push(Stretch { first: date, last: date, samples: 1 }),
            }
            last = Some(place(i));
        }
        out
    }

    /// The folds as the record shows them, with what is learnt of `others` in each where the ticker is left out.
    pub(crate) fn fold_records(
        &self,
        config: &StudyConfig,
        others: Vec<Option<OtherTickers>>,
    ) -> Vec<FoldRecord> {
        let dealt_out = matches!(config.protocol, Split::RandomSplit(_));
        let in_pieces = dealt_out || matches!(config.protocol, Split::KFold(_) | Split::Combinatorial(_));
        let mut usable: Vec<usize> = self.samples.iter().map(|s| s.row).filter(|_| in_pieces).collect();
        usable.sort_unstable();
        usable.dedup();
        let others = others.into_iter().chain(std::iter::repeat(None));
        let record = |(fold, others): (&Fold, Option<OtherTickers>)| {
            let pieces = in_pieces.then(|| FoldPieces {
                train: self.pieces(&fold.train, &usable),
                validation: self.pieces(&fold.validation, &usable),
                test: self.pieces(&fold.test, &usable),
                dealt_out,
            });
            FoldRecord { others, pieces, ..self.fold_record(fold) }
        };
        self.folds.iter().zip(others).map(record).collect()
    }

    fn fold_record(&self, fold: &Fold) -> FoldRecord {
        let stretch = |range: &Range<usize>| {
            let date = |i: usize| self.bars[self.samples[i].row].date();
            Stretch { first: date(range.start), last: date(range.end - 1), samples: range.len() }
        };
        FoldRecord {
            train: stretch(&fold.train),
            validation: (!fold.validation.is_empty()).then(|| stretch(&fold.validation)),
            test: stretch(&fold.test),
            others: None,
            pieces: None,
        }
    }
}

/// The frames of all arms; that without text is a part of the others.
fn views<'a>(without_text: &'a FeatureFrame, with_text: &'a [FeatureFrame]) -> Vec<FrameView<'a>> {
    let all = if with_text.is_empty() { std::slice::from_ref(without_text) } else { with_text };
    all.iter().map(FeatureFrame::view).collect()
}

/// The samples that every model with a window of up to `lookback` rows can use, the same for all arms, so that errors
/// can be compared day by day; and the folds over them.
fn sampled(
    config: &StudyConfig,
    ticker: &Ticker,
    bars: &[Bar],
    widest: &[FrameView<'_>],
    lookback: usize,
) -> Result<Sampled, StudyError> {
    let known = |horizon: usize, row: usize| {
        let target = config.target.at(horizon);
        let (realised, last_known) = (target.realised(bars, row)?, target.last_known(bars, row));
        (realised.is_finite() && last_known.is_finite()).then_some((realised, last_known))
    };
    let mut samples = Vec::new();
    let mut further = vec![Vec::new(); config.target.further.len()];
    for row in 0..bars.len() {
        let Some((target, last_known)) = known(config.target.horizon, row) else { continue };
        let ahead: Option<Vec<(f64, f64)>> = config.target.further.iter().map(|h| known(*h, row)).collect();
        let Some(ahead) = ahead.filter(|_| usable(widest, row, lookback)) else { continue };
        samples.push(Sample { row, target, last_known });
        further.iter_mut().zip(ahead).for_each(|(column, (target, _))| column.push(target));
    }
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        let empty = widest.first().map(empty).unwrap_or_default();
        return Err(no_samples::error(config, ticker, bars, empty));
    };
    let skipped = last.row - first.row + 1 - samples.len();
    let found = samples.len();
    let refused =
        |source| StudyError::Split { ticker: ticker.clone(), samples: found, rows: bars.len(), source };
    // labels of the longest horizon are purged, so that every target that a model may learn from was known
    let longest = config.target.longest();
    let folds = match config.protocol.draws(found, longest) {
        Some(draws) => {
            let mut order = Vec::new();
            let mut folds = Vec::new();
            for draw in draws.map_err(refused)? {
                let mut stretch = |rows: Vec<usize>| {
                    let start = order.len();
                    order.extend(rows);
                    start..order.len()
                };
                let (train, validation, test) =
                    (stretch(draw.train), stretch(draw.validation), stretch(draw.test));
                folds.push(Fold { train, validation, test, gap: 0 });
            }
            samples = order.iter().map(|i| samples[*i]).collect();
            for column in &mut further {
                *column = order.iter().map(|i| column[*i]).collect();
            }
            folds
        }
        None => config.protocol.folds(found, longest).map_err(refused)?,
    };
    let paths = match &config.protocol {
        Split::Combinatorial(split) => split.paths(found).map_err(refused)?,
        _ => vec![folds.iter().enumerate().map(|(i, fold)| (i, 0..fold.test.len())).collect()],
    };
    Ok(Sampled { samples, further, folds, paths, skipped })
}

/// Why a ticker is left out, in words, behind its name.
pub(crate) fn left_out(error: &StudyError) -> String {
    match error {
        StudyError::Split { samples, rows, source, .. } => {
            format!("{} of {}, and {source}", count(*samples, "usable sample"), count(*rows, "session"))
        }
        StudyError::NoSamples { rows, .. } => format!("none of {} can be used", count(*rows, "session")),
        other => other.to_string(),
    }
}

/// Why a window does not fit, in words.
fn misfit(lookback: usize, rows: usize, error: &StudyError) -> String {
    let (window, sessions) = (count(lookback, "row"), count(rows, "session"));
    match error {
        StudyError::Split { samples, source, .. } => {
            format!("its window of {window} leaves {} of {sessions}, and {source}", count(*samples, "sample"))
        }
        _ => format!("its window of {window} is nowhere complete in {sessions}"),
    }
}

fn usable(frames: &[FrameView<'_>], row: usize, lookback: usize) -> bool {
    let whole = |frame: &FrameView<'_>| {
        frame.window(row, lookback.max(1)).is_some_and(|w| w.iter().all(|v| v.is_finite()))
    };
    frames.iter().all(whole)
}

/// Columns without a single finite value.
fn empty(frame: &FrameView<'_>) -> Vec<String> {
    let never = |j: &usize| (0..frame.len()).all(|i| !frame.row(i)[*j].is_finite());
    (0..frame.width()).filter(never).map(|j| frame.names()[j].clone()).collect()
}
