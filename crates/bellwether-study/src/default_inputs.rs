//! Default price columns of data that lack some of them.
//!
//! Who names columns gets those columns or an error; who names none gets those of the default that the data have, and a
//! finding on the others.

use std::borrow::Cow;

use bellwether_core::{Bar, Finding, FindingKind};
use bellwether_features::PriceFeature;

use crate::config::known_at_close;
use crate::{Dataset, StudyConfig};

/// The settings with the default columns that every ticker has a value of.
pub(crate) fn that_are_there<'a>(config: &'a StudyConfig, dataset: &Dataset) -> Cow<'a, StudyConfig> {
    let absent = absent(dataset);
    if absent.is_empty() || config.inputs.price != known_at_close() {
        return Cow::Borrowed(config);
    }
    let mut config = config.clone();
    config.inputs.price.retain(|column| !absent.contains(column));
    Cow::Owned(config)
}

/// What was left out, for settings that have been through [`that_are_there`].
pub(crate) fn finding(config: &StudyConfig, dataset: &Dataset) -> Option<Finding> {
    let absent = absent(dataset);
    let rest = known_at_close().into_iter().filter(|column| !absent.contains(column));
    if absent.is_empty() || !rest.eq(config.inputs.price.iter().copied()) {
        return None;
    }
    let names: Vec<String> = absent.iter().map(|column| format!("`{}`", column.name())).collect();
    let message = format!(
        "default inputs without a value: {}; left out. `inputs.price` names the columns of a study",
        names.join(", ")
    );
    Some(Finding {
        kind: FindingKind::AbsentColumns,
        ticker: None,
        date: None,
        count: absent.len(),
        message,
        examples: Vec::new(),
    })
}

/// Default columns, as they stand in the file, of which a ticker has no value.
fn absent(dataset: &Dataset) -> Vec<PriceFeature> {
    type Value = fn(&Bar) -> f64;
    let columns: [(PriceFeature, Value); 4] = [
        (PriceFeature::Open, |b| b.open),
        (PriceFeature::High, |b| b.high),
        (PriceFeature::Low, |b| b.low),
        (PriceFeature::Volume, |b| b.volume),
    ];
    let history = dataset.history();
    let never = |value: Value| {
        let bars = dataset.tickers().iter().map(|ticker| history.bars(ticker));
        bars.filter(|bars| !bars.is_empty()).any(|bars| bars.iter().all(|bar| !value(bar).is_finite()))
    };
    columns.into_iter().filter(|(_, value)| never(*value)).map(|(column, _)| column).collect()
}
