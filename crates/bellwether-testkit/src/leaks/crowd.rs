//! An honest table of several tickers.

use bellwether_core::Calendar;
use bellwether_study::audit::Audit;

use super::Failure;
use super::sheet::Sheet;

/// Three years of two to four tickers, with what is easily taken for a leak: places among the tickers of each day, a share of
/// the day's posts that was none once and all once, and a figure of the year before that is known in January.
///
/// # Errors
/// A table that cannot be written.
pub fn crowded_table(seed: u64) -> Result<Audit, Failure> {
    let tickers = 2 + seed % 3;
    let mut sheets: Vec<Sheet> = (0..tickers).map(|k| Sheet::new(seed * 4 + k, 760)).collect();
    let n = sheets[0].sessions;
    let columns =
        |of: fn(&Sheet) -> &Vec<f64>| -> Vec<Vec<f64>> { sheets.iter().map(|s| of(s).clone()).collect() };
    let (scores, returns) = (columns(|s| &s.score), columns(|s| &s.returns));
    let (scores_of_date, returns_of_date) = (standardised_by_date(&scores), standardised_by_date(&returns));
    for (k, sheet) in sheets.iter_mut().enumerate() {
        sheet.text("ticker", vec![format!("T{k}"); n]);
        sheet.numbers("score-of-date", scores_of_date[k].clone());
        sheet.numbers("return-of-date", returns_of_date[k].clone());
        let below = |i: usize| scores.iter().filter(|other| other[i] < scores[k][i]).count() as f64;
        sheet.numbers("rank", (0..n).map(|i| below(i) / (tickers - 1) as f64).collect());
        // within a tenth of both ends, but for one day of each
        let mut bullish: Vec<f64> = sheet.noise().iter().map(|z| 0.5 + 0.4 * (z * 1.7).tanh()).collect();
        if k == 0 {
            (bullish[n / 3], bullish[n / 2]) = (0.0, 1.0);
        }
        sheet.numbers("bullish", bullish);
        let of_year = sheet.noise();
        let last =
            |i: usize| of_year[(sheet.dates[i].year() - sheet.dates[0].year()).unsigned_abs() as usize];
        sheet.numbers("last-year", (0..n).map(last).collect());
    }
    let mut sheets = sheets.into_iter();
    let Some(mut all) = sheets.next() else { return Err("no ticker".into()) };
    sheets.for_each(|sheet| all.below(&sheet));
    all.audit(1, Calendar::Xnys)
}

/// Each value less the mean of its date, in population standard deviations of its date; 0 where all are the same.
fn standardised_by_date(columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut out = columns.to_vec();
    for i in 0..columns[0].len() {
        let count = columns.len() as f64;
        let mean = columns.iter().map(|c| c[i]).sum::<f64>() / count;
        let sd = (columns.iter().map(|c| (c[i] - mean).powi(2)).sum::<f64>() / count).sqrt();
        out.iter_mut().for_each(|c| c[i] = if sd > 0.0 { (c[i] - mean) / sd } else { 0.0 });
    }
    out
}
