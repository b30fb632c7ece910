//! A sparse matrix, row by row.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Compressed sparse rows of `f64`; columns of a row rise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sparse {
    /// Where each row begins, and the end.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
    width: usize,
}

impl Sparse {
    /// No rows of `width` columns.
    pub fn empty(width: usize) -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new(), width }
    }

    /// From rows of (column, value), whose columns rise.
    ///
    /// # Panics
    /// Where the columns of a row do not rise, or are not below `width`.
    pub fn from_rows(width: usize, rows: &[Vec<(u32, f64)>]) -> Self {
        let mut matrix = Self::empty(width);
        for row in rows {
            matrix.push(row);
        }
        matrix
    }

    /// One more row.
    ///
    /// # Panics
    /// Where its columns do not rise, or are not below the width.
    pub fn push(&mut self, row: &[(u32, f64)]) {
        assert!(row.is_sorted_by(|a, b| a.0 < b.0), "columns rise");
        assert!(row.last().is_none_or(|last| (last.0 as usize) < self.width), "columns of {}", self.width);
        self.columns.extend(row.iter().map(|&(column, _)| column));
        self.values.extend(row.iter().map(|&(_, value)| value));
        self.starts.push(self.columns.len());
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Values that are kept.
    pub fn entries(&self) -> usize {
        self.values.len()
    }

    /// The columns and the values of one row.
    #[inline]
    pub fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// The entries of one row.
    #[inline]
    pub fn iter_row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (columns, values) = self.row(row);
        columns.iter().map(|&column| column as usize).zip(values.iter().copied())
    }

    /// The same places with other values: `value(row, column, value)`.
    #[must_use]
    pub fn map(mut self, value: impl Fn(usize, usize, f64) -> f64) -> Self {
        for row in 0..self.len() {
            for at in self.starts[row]..self.starts[row + 1] {
                self.values[at] = value(row, self.columns[at] as usize, self.values[at]);
            }
        }
        self
    }

    /// Without the entries that are zero.
    #[must_use]
    pub fn without_zeros(&self) -> Self {
        let mut kept = Self::empty(self.width);
        for row in 0..self.len() {
            let (columns, values) = self.row(row);
            for (&column, &value) in columns.iter().zip(values).filter(|entry| *entry.1 != 0.0) {
                kept.columns.push(column);
                kept.values.push(value);
            }
            kept.starts.push(kept.columns.len());
        }
        kept
    }

    /// Each row divided by its Euclidean length; rows of zeros stay.
    #[must_use]
    pub fn normalised(self) -> Self {
        let lengths: Vec<f64> =
            (0..self.len()).map(|row| self.row(row).1.iter().map(|v| v * v).sum::<f64>().sqrt()).collect();
        self.map(|row, _, value| if lengths[row] > 0.0 { value / lengths[row] } else { value })
    }

    /// The sum of each row.
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.len()).map(|row| self.row(row).1.iter().sum()).collect()
    }

    /// The sum of each column.
    pub fn column_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.width];
        for (&column, &value) in self.columns.iter().zip(&self.values) {
            sums[column as usize] += value;
        }
        sums
    }

    /// Rows with an entry in each column.
    pub fn column_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.width];
        for &column in &self.columns {
            counts[column as usize] += 1;
        }
        counts
    }

    /// Rows as columns.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut starts = vec![0; self.width + 1];
        for &column in &self.columns {
            starts[column as usize + 1] += 1;
        }
        for at in 0..self.width {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.len() {
            for (column, value) in self.iter_row(row) {
                columns[next[column]] = row as u32;
                values[next[column]] = value;
                next[column] += 1;
            }
        }
        Self { starts, columns, values, width: self.len() }
    }

    /// Rows added up by class: row `c` of the answer is the sum of the rows whose class is `c`. Rows without a class
    /// are left out.
    ///
    /// # Panics
    /// Where there is not one class for each row, or a class is not below `classes`.
    #[must_use]
    pub fn summed_by(&self, class_of: &[Option<usize>], classes: usize) -> Self {
        assert_eq!(class_of.len(), self.len(), "classes of rows");
        let mut members = vec![Vec::new(); classes];
        for (row, class) in class_of.iter().enumerate() {
            if let Some(class) = class {
                members[*class].push(row);
            }
        }
        let rows: Vec<Vec<(u32, f64)>> = members
            .par_iter()
            .map_init(
                || vec![0.0; self.width],
                |sums, members| {
                    let mut touched = Vec::new();
                    for &row in members {
                        for (column, value) in self.iter_row(row) {
                            if sums[column] == 0.0 {
                                touched.push(column as u32);
                            }
                            sums[column] += value;
                        }
                    }
                    touched.sort_unstable();
                    touched.dedup();
                    let row = touched.iter().map(|&column| (column, sums[column as usize])).collect();
                    touched.iter().for_each(|&column| sums[column as usize] = 0.0);
                    row
                },
            )
            .collect();
        Self::from_rows(self.width, &rows)
    }

    /// The inner product of a row with a row of another matrix of the same width.
    pub fn dot(&self, row: usize, other: &Self, other_row: usize) -> f64 {
        let (mut a, mut b) = (self.iter_row(row).peekable(), other.iter_row(other_row).peekable());
        let mut sum = 0.0;
        while let (Some(&(i, x)), Some(&(j, y))) = (a.peek(), b.peek()) {
            if i == j {
                sum += x * y;
            }
            if i <= j {
                a.next();
            }
            if j <= i {
                b.next();
            }
        }
        sum
    }

    /// One row with its zeros.
    pub fn dense_row(&self, row: usize) -> Vec<f64> {
        let mut dense = vec![0.0; self.width];
        self.iter_row(row).for_each(|(column, value)| dense[column] = value);
        dense
    }

    /// The product with a dense matrix of `k` columns, row after row: `len × k`. Each row is one thread's, so that the
    /// sums do not depend on the threads.
    ///
    /// # Panics
    /// Where `dense` is not `width × k`.
    pub fn times(&self, dense: &[f64], k: usize) -> Vec<f64> {
        assert_eq!(dense.len(), self.width * k, "{} rows of {k}", self.width);
        let mut out = vec![0.0; self.len() * k];
        if k == 0 {
            return out;
        }
        out.par_chunks_mut(k).with_min_len(64).enumerate().for_each(|(row, out)| {
            for (column, value) in self.iter_row(row) {
                for (o, x) in out.iter_mut().zip(&dense[column * k..][..k]) {
                    *o += value * x;
                }
            }
        });
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Sparse {
        Sparse::from_rows(3, &[vec![(0, 1.0), (2, 2.0)], vec![], vec![(1, 3.0), (2, 4.0)]])
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        assert_eq!(small().transposed().transposed(), small());
        assert_eq!(small().transposed().dense_row(2), [2.0, 0.0, 4.0]);
    }

    #[test]
    fn sums_by_class() {
        let sums = small().summed_by(&[Some(1), None, Some(1)], 2);
        assert_eq!(sums.dense_row(0), [0.0; 3]);
        assert_eq!(sums.dense_row(1), [1.0, 3.0, 6.0]);
    }

    #[test]
    fn products() {
        assert_eq!(small().dot(0, &small(), 2), 8.0);
        assert_eq!(small().times(&[1.0, 0.0, 0.0, 1.0, 1.0, 1.0], 2), [3.0, 2.0, 0.0, 0.0, 4.0, 7.0]);
    }
}
