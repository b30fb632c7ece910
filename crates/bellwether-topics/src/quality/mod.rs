//! How good topics are.
