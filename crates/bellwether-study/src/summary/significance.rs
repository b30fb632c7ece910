//! Tests of a row against persistence and against the same model without text.

use bellwether_evaluation::significance::{
    DieboldMariano, Loss, SignificanceError, Verdict as DmVerdict, diebold_mariano, p_value_words,
};

use crate::StudyConfig;
use crate::record::{Arm, DailySeries, ModelRow, TestResult, Verdict};

/// Errors behind the Diebold-Mariano test: of numbers the difference; of classes 1 for a miss, 0 for a hit.
pub(super) fn errors(row: &ModelRow) -> Vec<f64> {
    row.forecasts.iter().map(|f| f.actual - f.predicted).collect()
}

pub(super) fn find<'a>(rows: &'a [ModelRow], model: &str, arm: Arm) -> Option<&'a ModelRow> {
    rows.iter().find(|r| r.model == model && r.arm == arm && !r.forecasts.is_empty())
}

pub(super) fn persistence(rows: &[ModelRow]) -> Option<&ModelRow> {
    rows.first().filter(|r| !r.forecasts.is_empty())
}

/// Whether the ticker has a post at all: without any, with text and without differ by luck alone.
pub(crate) fn has_posts(series: &DailySeries) -> bool {
    series.posts.iter().any(|n| *n > 0)
}

/// Adds the tests against persistence and against the same model without text.
pub(crate) fn add_tests(rows: &mut [ModelRow], config: &StudyConfig, has_posts: bool) {
    let horizon = config.target.horizon;
    let tests: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            if row.forecasts.is_empty() {
                return (None, None);
            }
            let against = |other: Option<&ModelRow>, name: &str| {
                other.map(|o| {
                    let outcome = diebold_mariano(&errors(row), &errors(o), Loss::Squared, horizon);
                    test(config, outcome, name)
                })
            };
            let naive = (i > 0).then(|| against(persistence(rows), "persistence")).flatten();
            let bare = (row.arm.has_text() && has_posts)
                .then(|| against(find(rows, &row.model, Arm::WithoutText), "the same model without text"))
                .flatten();
            (naive, bare)
        })
        .collect();
    for (row, (naive, bare)) in rows.iter_mut().zip(tests) {
        row.vs_persistence = naive;
        row.vs_without_text = bare;
    }
}

/// The outcome of a test in words. Under a protocol that sees the future there is none: significance would be claimed
/// of what is no evidence.
pub(super) fn test(
    config: &StudyConfig,
    outcome: Result<DieboldMariano, SignificanceError>,
    other: &str,
) -> TestResult {
    let untested =
        |n, words| TestResult { statistic: None, p_value: None, n, verdict: Verdict::Untested, words };
    if config.protocol.chooses_by_test() {
        return untested(0, "not tested: models may be chosen by the test part".to_owned());
    }
    if config.protocol.is_random() {
        return untested(0, "not tested: the random split sees the future".to_owned());
    }
    if config.protocol.shares_dates() {
        return untested(0, "not tested: models learnt from other tickers on the tested days".to_owned());
    }
    if config.protocol.learns_from_later() {
        return untested(0, "not tested: models learnt from later days".to_owned());
    }
    if !config.foreseen().is_empty() {
        return untested(0, "not tested: the inputs see the future".to_owned());
    }
    if config.decomposes_whole_series() {
        return untested(0, "not tested: a model was shown the whole series decomposed".to_owned());
    }
    match outcome {
        Err(e) => untested(0, format!("not tested: {e}")),
        Ok(DieboldMariano::IdenticalForecasts { n }) => TestResult {
            statistic: None,
            p_value: None,
            n,
            verdict: Verdict::Identical,
            words: format!("the same losses as {other}"),
        },
        Ok(DieboldMariano::ConstantDifference { n, .. }) => {
            untested(n, format!("not tested: the losses differ from those of {other} by a constant"))
        }
        Ok(DieboldMariano::Tested(t)) => {
            let p = p_value_words(t.p_two_sided);
            let (verdict, words) = match DmVerdict::at(t.p_two_sided, t.mean_loss_difference) {
                DmVerdict::Better => (Verdict::Better, format!("better than {other} ({p})")),
                DmVerdict::Worse => (Verdict::Worse, format!("worse than {other} ({p})")),
                _ => (Verdict::NoDifference, format!("no significant difference from {other} ({p})")),
            };
            TestResult { statistic: Some(t.statistic), p_value: Some(t.p_two_sided), n: t.n, verdict, words }
        }
    }
}
