//! Why rows are left out.

use bellwether_core::{Finding, FindingKind, TargetKind, Ticker};

use crate::words::count;

/// Rows that are left out, by reason, and what was rebuilt.
#[derive(Default)]
pub(super) struct Left {
    pub(super) no_actual: usize,
    pub(super) no_before: usize,
    pub(super) no_forecast: usize,
    pub(super) other_step: usize,
    pub(super) no_session: usize,
    pub(super) rebuilt: usize,
}

impl Left {
    /// All that are left out.
    pub(super) fn rows(&self) -> usize {
        self.no_actual + self.no_before + self.no_forecast + self.other_step + self.no_session
    }

    pub(super) fn findings(&self, ticker: &Ticker, h: usize, kind: TargetKind) -> Vec<Finding> {
        let finding = |n: usize, kind, message: String| Finding {
            kind,
            ticker: Some(ticker.clone()),
            date: None,
            count: n,
            message,
            examples: Vec::new(),
        };
        let before = if h == 1 { "the row before".to_owned() } else { format!("{h} rows before") };
        let what = if kind == TargetKind::Direction { "a direction" } else { "a value" };
        let skipped = [
            (self.no_session, "on a day without a close in the prices".to_owned()),
            (self.no_actual, "without what came".to_owned()),
            (self.no_before, format!("without {what} of {before}, which the naive forecast repeats")),
            (self.no_forecast, "without a forecast of every model".to_owned()),
            (self.other_step, format!("forecast another number of rows ahead than {h}")),
        ];
        let mut out: Vec<Finding> = skipped
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, why)| {
                finding(n, FindingKind::SkippedRows, format!("{} {why}; left out", count(n, "row")))
            })
            .collect();
        if self.rebuilt > 0 {
            let have = if self.rebuilt == 1 { "has" } else { "have" };
            let text = format!(
                "{} {have} no previous close: it is the actual of {before} instead; a day that is not in the file makes it \
                 older",
                count(self.rebuilt, "row")
            );
            out.push(finding(self.rebuilt, FindingKind::AbsentColumns, text));
        }
        out
    }
}
