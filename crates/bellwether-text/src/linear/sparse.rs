//! A sparse matrix, row by row.

/// Rows of (column, value).
#[derive(Debug, Clone, Default)]
pub(super) struct Sparse {
    /// Where each row begins, and the end.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
    pub(super) width: usize,
}

impl Sparse {
    pub(super) fn new(width: usize) -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new(), width }
    }

    pub(super) fn push(&mut self, row: &[(u32, f64)]) {
        self.columns.extend(row.iter().map(|&(column, _)| column));
        self.values.extend(row.iter().map(|&(_, value)| value));
        self.starts.push(self.columns.len());
    }

    pub(super) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The entries of one row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[row]..self.starts[row + 1];
        let columns = self.columns[range.clone()].iter().map(|&column| column as usize);
        columns.zip(self.values[range].iter().copied())
    }

    pub(super) fn smallest(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::min)
    }
}
