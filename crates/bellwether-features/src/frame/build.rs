use bellwether_core::{
    Bar, Calendar, Datum, DecisionPoint, DecisionTime, FeatureFrame, History, RowStamp, Session, Ticker,
    Timestamp,
};

use crate::{Decomposition, FeatureError, FrameSpec, PriceColumns, PriceFeature, SessionPosts};

/// The frame of one ticker from what is known at the history's cutoff.
///
/// Row `i` is bar `i` of [`History::bars`], without gaps, so that a row's index is also its bar's. It holds what was
/// known at that row's decision, and its text columns the posts from the decision of row `i - 1` up to its own (see
/// [`SessionPosts`]).
///
/// The newest row may have a decision that is still to come: bar `i` is complete, but the decision is set half an hour
/// before the next open, say. The row is kept, since it is the one that a forecast of the future starts from, and holds
/// the posts up to the cutoff; its stamp's decision then lies after [`History::cutoff`]. Rows whose decision is not
/// after the cutoff do not change when the cutoff moves on, unless [`Fill::sees_future`](crate::Fill::sees_future) or
/// [`Decomposition::sees_future`].
///
/// # Errors
/// What [`FrameSpec::validate`] finds; [`FeatureError::NoBars`]; [`FeatureError::UnknownScorer`];
/// [`FeatureError::UnknownSeries`]; [`FeatureError::Core`] when the decision times cannot be told.
pub fn build_frame(
    history: &History<'_>,
    ticker: &Ticker,
    spec: &FrameSpec,
    decision: &DecisionTime,
    calendar: &Calendar,
) -> Result<FeatureFrame, FeatureError> {
    spec.validate()?;
    let bars = history.bars(ticker);
    if bars.is_empty() {
        return Err(FeatureError::NoBars { ticker: ticker.clone(), cutoff: history.cutoff() });
    }
    let points = decision.points(bars, calendar)?;
    let mut columns = price_columns(bars, spec);
    columns.extend(series_columns(history, ticker, spec, &points)?);
    columns.extend(text_columns(history, ticker, spec, &points, calendar)?);
    for (_, column) in &mut columns {
        spec.fill.apply(column);
    }
    let stamps = points.iter().map(|p| RowStamp { date: p.date, decision: p.at }).collect();
    Ok(FeatureFrame::from_columns(ticker.clone(), stamps, columns)?)
}

type Column = (String, Vec<f64>);

fn price_columns(bars: &[Bar], spec: &FrameSpec) -> Vec<Column> {
    let columns = PriceColumns::new(bars);
    let whole = spec.decomposition == Decomposition::WholeSeries;
    let values = |f: &PriceFeature| {
        whole.then(|| f.compute_whole(bars)).flatten().unwrap_or_else(|| f.column(&columns))
    };
    spec.price.iter().map(|f| (f.name().to_owned(), values(f))).collect()
}

/// The newest value available at each decision.
fn series_columns(
    history: &History<'_>,
    ticker: &Ticker,
    spec: &FrameSpec,
    points: &[DecisionPoint],
) -> Result<Vec<Column>, FeatureError> {
    let column = |name: &String| {
        let data = history
            .series(ticker, name)
            .ok_or_else(|| FeatureError::UnknownSeries { ticker: ticker.clone(), series: name.clone() })?;
        Ok((name.clone(), points.iter().map(|p| newest(data, p.at)).collect()))
    };
    spec.series.iter().map(column).collect()
}

/// The value that became available last, NaN without one.
fn newest(data: &[Datum], at: Timestamp) -> f64 {
    let known = data.partition_point(|d| d.available_at <= at);
    known.checked_sub(1).map_or(f64::NAN, |last| data[last].value)
}

fn text_columns(
    history: &History<'_>,
    ticker: &Ticker,
    spec: &FrameSpec,
    points: &[DecisionPoint],
    calendar: &Calendar,
) -> Result<Vec<Column>, FeatureError> {
    if spec.text.is_empty() {
        return Ok(Vec::new());
    }
    let scores = history
        .scores(ticker, &spec.scorer)
        .ok_or_else(|| FeatureError::UnknownScorer { ticker: ticker.clone(), scorer: spec.scorer.clone() })?;
    let decisions: Vec<Timestamp> = points.iter().map(|p| p.at).collect();
    // a decision may lie in the session after the last bar
    let bars = history.bars(ticker);
    let next = bars.last().and_then(|last| calendar.next_session(last.date()).ok());
    let sessions: Vec<Session> = bars.iter().map(|b| b.session).chain(next).collect();
    let posts = SessionPosts::new(history.posts(ticker), scores, &decisions, &sessions)?;
    let column = |f: &crate::TextFeature| f.compute(&posts, &spec.text_settings, spec.no_posts);
    Ok(spec.text.iter().map(|f| (f.name().to_owned(), column(f))).collect())
}
