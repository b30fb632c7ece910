//! Posts moved by days.

use bellwether_features::Fill;

use super::change::Open;
use super::columns::{compare, cuts, of_column};
use super::{Experiment, Found, LeakClass, Source};
use crate::dataset::Dataset;
use crate::samples::TickerStudy;
use crate::{StudyConfig, StudyError, runner};

/// Days by which posts to come are moved.
const DAYS: [i64; 3] = [-1, 1, 5];

/// Moves all posts after some cuts, later and earlier but never before the cut, and makes the inputs again: what was decided
/// by then may not move. Where later posts are changed, their times and their number stay; here they do not.
pub(super) fn moved(
    config: &StudyConfig,
    dataset: &Dataset,
    clean: &[TickerStudy],
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let plain = StudyConfig {
        inputs: crate::InputsConfig { fill: Fill::None, ..config.inputs.clone() },
        ..config.clone()
    };
    let open = Open::new(config, dataset);
    let all = cuts(config, &plain, dataset, clean)?;
    // every second of them: moves are three times as many as changes
    for cut in all.iter().step_by(2) {
        for days in DAYS {
            let moved = open.clone().posts_moved(*cut, days).close(dataset)?;
            let after = runner::prepare(config, &moved)?;
            for (ticker, moved, _) in compare(clean, &after, *cut, &mut found.compared) {
                if found.leaks.iter().all(|leak| leak.column.as_deref() != Some(&moved.column)) {
                    let source = Some(Source::Posts);
                    let of = &clean[ticker];
                    let leak = of_column(LeakClass::LaterPosts, Experiment::TextMoved, source, of, moved);
                    found.leaks.push(leak);
                }
            }
        }
    }
    Ok(found)
}
