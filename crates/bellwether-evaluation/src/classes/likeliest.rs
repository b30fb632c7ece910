//! The class that probabilities speak for.

/// The class of the largest share or probability of a row, the first of equals; 0 of an empty row.
///
/// ```
/// use bellwether_evaluation::classes::likeliest;
///
/// assert_eq!(likeliest(&[0.1, 0.5, 0.4]), 1);
/// assert_eq!(likeliest(&[0.4, 0.2, 0.4]), 0);
/// ```
pub fn likeliest(row: &[f64]) -> usize {
    (0..row.len()).rev().max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0)
}
