//! How far scorers agree with one another.

use serde::{Deserialize, Serialize};

use crate::TextError;

/// Agreement of each scorer with each, as square matrices in the order given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The scorers.
    pub names: Vec<String>,
    /// Number of texts.
    pub rows: usize,
    /// Pearson's correlation of the polarities; `None` where one of the two is the same for all texts.
    pub pearson: Vec<Vec<Option<f64>>>,
    /// Spearman's rank correlation, equal polarities at the mean of their ranks.
    pub spearman: Vec<Vec<Option<f64>>>,
    /// Share of texts whose polarities are both above zero, both below or both zero.
    pub equal_signs: Vec<Vec<f64>>,
}

/// Compares columns of polarities of the same texts.
///
/// # Errors
/// [`TextError::Setting`] unless all columns are finite and of one length of at least 1.
pub fn agreement(columns: &[(&str, &[f64])]) -> Result<Agreement, TextError> {
    let refuse = |found: String, expected: &str| {
        Err(TextError::Setting { setting: "columns of polarities", found, expected: expected.to_owned() })
    };
    let rows = columns.first().map_or(0, |(_, column)| column.len());
    if rows == 0 {
        return refuse("no value".to_owned(), "at least one column of at least one value");
    }
    for (name, column) in columns {
        if column.len() != rows {
            let found = format!("{} values of `{name}`", column.len());
            return refuse(found, &format!("{rows}, as of `{}`", columns[0].0));
        }
        if let Some(row) = column.iter().position(|value| !value.is_finite()) {
            return refuse(format!("{} of `{name}` at index {row}", column[row]), "finite numbers");
        }
    }
    let values: Vec<Vec<f64>> = columns.iter().map(|(_, column)| column.to_vec()).collect();
    let ranks: Vec<Vec<f64>> = columns.iter().map(|(_, column)| ranks(column)).collect();
    Ok(Agreement {
        names: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows,
        pearson: square(&values, pearson),
        spearman: square(&ranks, pearson),
        equal_signs: square(&values, equal_signs),
    })
}

fn square<T>(columns: &[Vec<f64>], compare: impl Fn(&[f64], &[f64]) -> T) -> Vec<Vec<T>> {
    columns.iter().map(|a| columns.iter().map(|b| compare(a, b)).collect()).collect()
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let mean = |column: &[f64]| column.iter().sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    // a column of one value can leave a rounding error of its mean behind
    let is_constant = |column: &[f64]| column.iter().all(|value| *value == column[0]);
    if is_constant(a) || is_constant(b) || aa == 0.0 || bb == 0.0 {
        return None;
    }
    Some((ab / (aa.sqrt() * bb.sqrt())).clamp(-1.0, 1.0))
}

fn ranks(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let mut ranks = vec![0.0; column.len()];
    let mut begin = 0;
    while begin < order.len() {
        let equal = order[begin..].iter().take_while(|&&row| column[row] == column[order[begin]]).count();
        for &row in &order[begin..begin + equal] {
            ranks[row] = begin as f64 + f64::midpoint(equal as f64, 1.0);
        }
        begin += equal;
    }
    ranks
}

fn equal_signs(a: &[f64], b: &[f64]) -> f64 {
    let sign = |value: f64| i8::from(value > 0.0) - i8::from(value < 0.0);
    let equal = a.iter().zip(b).filter(|(a, b)| sign(**a) == sign(**b)).count();
    equal as f64 / a.len() as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Deserialize)]
    struct Fixture {
        columns: BTreeMap<String, Vec<f64>>,
        pearson: Vec<Vec<f64>>,
        spearman: Vec<Vec<f64>>,
        equal_signs: Vec<Vec<f64>>,
    }

    /// `tests/reference/pandas/agreement.py`.
    #[test]
    fn agrees_with_pandas() {
        let fixture = include_str!("../tests/reference/pandas/agreement.json");
        let fixture: Fixture = serde_json::from_str(fixture).unwrap();
        let columns: Vec<(&str, &[f64])> =
            fixture.columns.iter().map(|(name, column)| (name.as_str(), column.as_slice())).collect();
        let found = agreement(&columns).unwrap();
        assert_eq!(found.rows, 50);
        for a in 0..3 {
            for b in 0..3 {
                assert!((found.pearson[a][b].unwrap() - fixture.pearson[a][b]).abs() < 1e-12);
                assert!((found.spearman[a][b].unwrap() - fixture.spearman[a][b]).abs() < 1e-12);
                assert!((found.equal_signs[a][b] - fixture.equal_signs[a][b]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_column_of_one_value_has_no_correlation() {
        let found = agreement(&[("flat", &[0.1; 3]), ("other", &[0.1, -0.2, 0.0])]).unwrap();
        assert_eq!(found.pearson[0][1], None);
        assert_eq!(found.spearman[0][0], None);
        assert_eq!(found.equal_signs[0][1], 1.0 / 3.0);
        assert!(agreement(&[]).is_err());
        assert!(agreement(&[("short", &[0.1]), ("long", &[0.1, 0.2])]).is_err());
        assert!(agreement(&[("bad", &[f64::NAN])]).is_err());
    }
}
