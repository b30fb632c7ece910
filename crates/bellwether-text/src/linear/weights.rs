//! What a classifier learns: one linear function an output.

/// `z = W x + b`. Weights stand column by column, the outputs of a column side by side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// One for two classes where the classifier needs no more (it speaks for the second class), else one a class.
    pub(super) outputs: usize,
    pub(super) by_column: Vec<f64>,
    pub(super) intercepts: Vec<f64>,
}
