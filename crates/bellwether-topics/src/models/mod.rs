//! Topic models, whole.
