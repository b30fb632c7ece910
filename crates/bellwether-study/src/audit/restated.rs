//! Prices that are restated by what comes later.

use bellwether_core::{TargetKind, Timestamp};

use super::change::Open;
use super::columns::of_column;
use super::moved::moved;
use super::{Experiment, Found, Leak, LeakClass, Source};
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::{StudyConfig, StudyError, runner};

/// Pays a dividend after the data, which restates all adjusted closes, and makes inputs and targets again.
pub(super) fn dividend(
    config: &StudyConfig,
    dataset: &Dataset,
    clean: &[TickerStudy],
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let adjusted = clean.iter().flat_map(|t| &t.bars).any(|bar| bar.adj_close.is_finite());
    if !adjusted {
        found.untested.push("the prices have no adjusted close, and whether closes were restated by later splits cannot be told from them".to_owned());
        return Ok(found);
    }
    let after = runner::prepare(config, &Open::new(config, dataset).dividend().close(dataset)?)?;
    let experiment = Experiment::LaterDividend;
    for (before, after) in clean.iter().zip(&after) {
        let (own, numbers) = moved(
            &before.frame(Arm::WithoutText).view(),
            &after.frame(Arm::WithoutText).view(),
            Timestamp::MAX,
        );
        found.compared += numbers + before.samples.len();
        let source = Some(Source::Prices);
        // a ratio of two restated closes moves by rounding alone
        let rounding = |m: &super::moved::Moved| {
            let view = before.frame(Arm::WithoutText).view();
            let j = view.column(&m.column).unwrap_or(0);
            let largest =
                (0..view.len()).map(|i| view.row(i)[j].abs()).filter(|v| v.is_finite()).fold(0.0, f64::max);
            m.size <= 1e-9 * largest.max(1e-9)
        };
        let own = own.into_iter().filter(|m| !rounding(m));
        found.leaks.extend(own.map(|m| of_column(LeakClass::Restated, experiment, source, before, m)));
        let first = before
            .samples
            .iter()
            .zip(&after.samples)
            .find(|(a, b)| (a.target - b.target).abs() > 1e-9 * a.target.abs().max(1e-9));
        if let (Some((was, is)), TargetKind::AdjClose) = (first, config.target.kind) {
            let size = (is.target - was.target).abs();
            found.leaks.push(Leak {
                source,
                ticker: Some(before.ticker.clone()),
                column: Some("target".to_owned()),
                date: Some(before.stamp(was.row).date),
                size,
                rows: before.samples.len(),
                words: format!(
                    "the target of {} moves with a dividend that is paid later, by {}",
                    before.ticker,
                    super::columns::figure(size)
                ),
                ..Leak::new(LeakClass::Restated, experiment)
            });
        }
    }
    Ok(found)
}
