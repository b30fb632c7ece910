//! The models of a file at each number of rows ahead.

use bellwether_evaluation::significance::{ALPHA, holm};

use super::remarks::covered;
use crate::record::{CheckRow, HorizonRecord, HorizonRow, TickerRecord};
use crate::words::listed;

/// One horizon; p-values are adjusted when all are there.
pub(super) fn record(
    horizon: usize,
    left_out: usize,
    rows: &[CheckRow],
    tickers: &[TickerRecord],
) -> HorizonRecord {
    let place = |model: &str| tickers.first()?.rows.iter().position(|r| r.model == model);
    let rows = rows.iter().map(|r| HorizonRow {
        model: r.model.clone(),
        skill: r.skill,
        interval: r.interval,
        days: r.days,
        observations: r.observations,
        p_value: r.p_value,
        adjusted: None,
        covered: place(&r.model).and_then(|i| covered(tickers, i)).map(|c| (c.level, c.inside)),
    });
    HorizonRecord { horizon, left_out, rows: rows.collect() }
}

/// Holm's adjustment over models and horizons.
pub(super) fn adjust(horizons: &mut [HorizonRecord]) {
    let family: Vec<f64> = horizons.iter().flat_map(|h| &h.rows).filter_map(|r| r.p_value).collect();
    let Ok(adjusted) = holm(&family) else { return };
    let tested = horizons.iter_mut().flat_map(|h| &mut h.rows).filter(|r| r.p_value.is_some());
    for (row, p) in tested.zip(adjusted) {
        row.adjusted = Some(p);
    }
}

/// Which model beats persistence how far ahead; none of one horizon.
pub(super) fn sentence(horizons: &[HorizonRecord]) -> Option<String> {
    let (first, last) = (horizons.first()?.horizon, horizons.last()?.horizon);
    if horizons.len() < 2 {
        return None;
    }
    let tests = horizons.iter().flat_map(|h| &h.rows).filter(|r| r.adjusted.is_some()).count();
    let all = format!("Over all {} horizons, {first} to {last} rows ahead", horizons.len());
    if tests == 0 {
        return Some(format!(
            "{all}, nothing could be tested: days are too few, or errors are those of persistence."
        ));
    }
    let over = format!("Holm-adjusted for {tests} {}", if tests == 1 { "test" } else { "tests" });
    let names: Vec<&str> = horizons[0].rows.iter().map(|r| r.model.as_str()).collect();
    let better = |model: &str| -> Vec<String> {
        let won = |r: &&HorizonRow| {
            r.model == model && r.skill.is_some_and(|s| s > 0.0) && r.adjusted.is_some_and(|p| p < ALPHA)
        };
        let at = horizons.iter().filter(|h| h.rows.iter().any(|r| won(&r)));
        at.map(|h| h.horizon.to_string()).collect()
    };
    let winners: Vec<String> = names
        .into_iter()
        .filter_map(|model| {
            let at = better(model);
            let place = match at.len() {
                0 => return None,
                n if n == horizons.len() => "at each".to_owned(),
                n if n > 6 => format!("at {n} of them"),
                _ => format!("{} ahead", listed(&at)),
            };
            Some(format!("{model} {place}"))
        })
        .collect();
    if winners.is_empty() {
        return Some(format!("{all}, no model beats persistence by more than chance ({over})."));
    }
    Some(format!("{all}, persistence is beaten by {} ({over}).", listed(&winners)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn horizon(horizon: usize, rows: &[(&str, f64, f64)]) -> HorizonRecord {
        let row = |&(model, skill, p): &(&str, f64, f64)| HorizonRow {
            model: model.to_owned(),
            skill: Some(skill),
            interval: None,
            days: 60,
            observations: 60,
            p_value: Some(p),
            adjusted: None,
            covered: None,
        };
        HorizonRecord { horizon, left_out: 0, rows: rows.iter().map(row).collect() }
    }

    /// By hand: of p-values .01, .9, .04 and .5 the least is multiplied by four, the next by three.
    #[test]
    fn p_values_are_of_all_horizons() {
        let mut all = [
            horizon(1, &[("a", 0.2, 0.01), ("b", 0.1, 0.9)]),
            horizon(5, &[("a", 0.1, 0.04), ("b", -0.1, 0.5)]),
        ];
        adjust(&mut all);
        let adjusted: Vec<f64> = all.iter().flat_map(|h| &h.rows).map(|r| r.adjusted.unwrap()).collect();
        let by_hand = [0.04, 1.0, 0.12, 1.0];
        assert!(adjusted.iter().zip(by_hand).all(|(a, b)| (a - b).abs() < 1e-12), "{adjusted:?}");
        assert_eq!(
            sentence(&all).unwrap(),
            "Over all 2 horizons, 1 to 5 rows ahead, persistence is beaten by a 1 ahead (Holm-adjusted for 4 tests)."
        );
        all[0].rows[0].skill = Some(-0.2);
        assert_eq!(
            sentence(&all).unwrap(),
            "Over all 2 horizons, 1 to 5 rows ahead, no model beats persistence by more than chance (Holm-adjusted for 4 \
             tests)."
        );
        assert_eq!(sentence(&all[..1]), None);
    }
}
