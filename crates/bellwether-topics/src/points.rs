//! Vectors of one length.

use crate::TopicsError;

/// `len × width` floats, row after row: one row a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    values: Vec<f32>,
    width: usize,
}

impl Points {
    /// From rows one after another.
    ///
    /// # Errors
    /// Where a value is not finite.
    ///
    /// # Panics
    /// Where `width` is zero or does not divide the number of values.
    pub fn new(values: Vec<f32>, width: usize) -> Result<Self, TopicsError> {
        assert!(
            width > 0 && values.len().is_multiple_of(width),
            "{} values in rows of {width}",
            values.len()
        );
        match values.iter().position(|v| !v.is_finite()) {
            Some(at) => {
                Err(TopicsError::NotFinite { row: at / width, column: at % width, value: values[at] })
            }
            None => Ok(Self { values, width }),
        }
    }

    /// From rows of values that are finite by how they were made.
    pub(crate) fn finite(values: Vec<f32>, width: usize) -> Self {
        debug_assert!(width > 0 && values.iter().all(|v| v.is_finite()), "finite rows of {width}");
        Self { values, width }
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.width
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Values in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..][..self.width]
    }

    /// All rows in order.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, f32> {
        self.values.chunks_exact(self.width)
    }

    /// All values, row after row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The rows at these places, in their order.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn select(&self, places: &[usize]) -> Self {
        let values = places.iter().flat_map(|&i| self.row(i)).copied().collect();
        Self { values, width: self.width }
    }
}
