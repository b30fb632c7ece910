//! The weights by name.

/// Weights of an encoder. A matrix has the shape `out × in`, a table `rows × width`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A vector for each token.
    Tokens,
    /// A vector for each position.
    Positions,
    /// A vector for each kind of sequence.
    Types,
    /// Gain of the normalisation of the embeddings.
    EmbeddingGain,
    /// Offset of the normalisation of the embeddings.
    EmbeddingOffset,
    /// Weights of a layer, counted from zero.
    Layer(usize, LayerPart),
}

/// Weights of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerPart {
    /// Matrix of the queries.
    Query,
    /// Its bias.
    QueryBias,
    /// Matrix of the keys.
    Key,
    /// Its bias.
    KeyBias,
    /// Matrix of the values.
    Value,
    /// Its bias.
    ValueBias,
    /// Matrix behind the heads.
    Output,
    /// Its bias.
    OutputBias,
    /// Gain of the normalisation behind attention.
    AttentionGain,
    /// Offset of the normalisation behind attention.
    AttentionOffset,
    /// Matrix into the inner layer.
    Inner,
    /// Its bias.
    InnerBias,
    /// Matrix out of the inner layer.
    Outer,
    /// Its bias.
    OuterBias,
    /// Gain of the normalisation at the end.
    FinalGain,
    /// Offset of the normalisation at the end.
    FinalOffset,
}
