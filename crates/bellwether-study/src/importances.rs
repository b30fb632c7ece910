//! How much a model looks at each column.

use bellwether_core::FeatureFrame;

use crate::record::ColumnImportance;

/// The shares of a window's values summed over its rows; empty when they are not those of a window of `width` columns, as
/// where the model saw principal components.
pub(crate) fn by_column(shares: &[f64], width: usize) -> Vec<f64> {
    if width == 0 || shares.is_empty() {
        return Vec::new();
    }
    let rows = shares.chunks_exact(width);
    if !rows.remainder().is_empty() {
        return Vec::new();
    }
    let mut out = vec![0.0; width];
    for row in rows {
        out.iter_mut().zip(row).for_each(|(sum, share)| *sum += share);
    }
    out
}

/// The mean over fits, from the most to the least; empty when not all fits have the frame's columns.
pub(crate) fn mean(fits: &[&[f64]], frame: &FeatureFrame) -> Vec<ColumnImportance> {
    let view = frame.view();
    if fits.is_empty() || fits.iter().any(|shares| shares.len() != view.width()) {
        return Vec::new();
    }
    let share = |j: usize| fits.iter().map(|shares| shares[j]).sum::<f64>() / fits.len() as f64;
    let named = |(j, column): (usize, &String)| ColumnImportance { column: column.clone(), share: share(j) };
    let mut out: Vec<ColumnImportance> = view.names().iter().enumerate().map(named).collect();
    out.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.column.cmp(&b.column)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_window_are_added_up() {
        assert_eq!(by_column(&[0.125, 0.25, 0.5, 0.125], 2), [0.625, 0.375]);
        assert!(by_column(&[0.5, 0.25, 0.25], 2).is_empty());
        assert!(by_column(&[], 2).is_empty() && by_column(&[1.0], 0).is_empty());
    }
}
