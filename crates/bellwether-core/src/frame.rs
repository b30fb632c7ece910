use crate::{CoreError, Date, Ticker, Timestamp};

/// Whose row it is: the last completed session and the decision's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowStamp {
    /// Date of the last completed session.
    pub date: Date,
    /// The decision's instant: every value of the row was known by then.
    pub decision: Timestamp,
}

/// One ticker's causal columns: `rows x columns`, row-major, so that a window of consecutive rows is one slice.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureFrame {
    ticker: Ticker,
    names: Vec<String>,
    stamps: Vec<RowStamp>,
    values: Vec<f64>,
}

impl FeatureFrame {
    /// Builds a frame from named columns, each with one value a row.
    ///
    /// # Errors
    /// [`CoreError::Length`] names the first column that does not fit.
    pub fn from_columns(
        ticker: Ticker,
        stamps: Vec<RowStamp>,
        columns: Vec<(String, Vec<f64>)>,
    ) -> Result<Self, CoreError> {
        let width = columns.len();
        let mut values = vec![0.0; stamps.len() * width];
        let mut names = Vec::with_capacity(width);
        for (j, (name, column)) in columns.into_iter().enumerate() {
            if column.len() != stamps.len() {
                return Err(CoreError::Length { name, found: column.len(), expected: stamps.len() });
            }
            for (i, v) in column.into_iter().enumerate() {
                values[i * width + j] = v;
            }
            names.push(name);
        }
        Ok(Self { ticker, names, stamps, values })
    }

    /// The same rows with these columns: in the place of those of the same name, and behind the others where there is none.
    ///
    /// # Errors
    /// [`CoreError::Length`] names the first column that does not fit.
    pub fn with_columns(&self, columns: &[(String, Vec<f64>)]) -> Result<Self, CoreError> {
        let width = self.names.len();
        let own = |j: usize| self.values.iter().skip(j).step_by(width).copied().collect();
        let mut all: Vec<(String, Vec<f64>)> =
            self.names.iter().enumerate().map(|(j, name)| (name.clone(), own(j))).collect();
        for (name, column) in columns {
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.clone_from(column),
                None => all.push((name.clone(), column.clone())),
            }
        }
        Self::from_columns(self.ticker.clone(), self.stamps.clone(), all)
    }

    /// The same columns under other stamps.
    #[must_use]
    pub fn restamped(&self, stamp: impl Fn(&RowStamp) -> RowStamp) -> Self {
        Self { stamps: self.stamps.iter().map(stamp).collect(), ..self.clone() }
    }

    /// Whose frame.
    pub fn ticker(&self) -> &Ticker {
        &self.ticker
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.stamps.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.stamps.is_empty()
    }

    /// The first `rows` rows: what is known at the decision of row `rows - 1`. All rows when there are fewer.
    pub fn first(&self, rows: usize) -> FrameView<'_> {
        let rows = rows.min(self.stamps.len());
        FrameView {
            names: &self.names,
            stamps: &self.stamps[..rows],
            values: &self.values[..rows * self.names.len()],
        }
    }

    /// All rows.
    pub fn view(&self) -> FrameView<'_> {
        self.first(self.stamps.len())
    }
}

/// The first rows of a [`FeatureFrame`]: rows after them cannot be reached through it.
#[derive(Debug, Clone, Copy)]
pub struct FrameView<'a> {
    names: &'a [String],
    stamps: &'a [RowStamp],
    values: &'a [f64],
}

impl<'a> FrameView<'a> {
    /// The first `rows` rows of it: what was known earlier. All rows when there are fewer.
    pub fn first(&self, rows: usize) -> Self {
        let rows = rows.min(self.stamps.len());
        Self { stamps: &self.stamps[..rows], values: &self.values[..rows * self.names.len()], ..*self }
    }

    /// Column names.
    pub fn names(&self) -> &'a [String] {
        self.names
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.stamps.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.stamps.is_empty()
    }

    /// The stamps, one a row.
    pub fn stamps(&self) -> &'a [RowStamp] {
        self.stamps
    }

    /// All values, `len x width`, row-major.
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// One row's values.
    pub fn row(&self, row: usize) -> &'a [f64] {
        &self.values[row * self.width()..(row + 1) * self.width()]
    }

    /// The `lookback` rows that end with `row`, `lookback x width`, oldest first, without a copy. `None` when there
    /// are not that many.
    pub fn window(&self, row: usize, lookback: usize) -> Option<&'a [f64]> {
        let first = (row + 1).checked_sub(lookback)?;
        self.values.get(first * self.width()..(row + 1) * self.width())
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }
}
