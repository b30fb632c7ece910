//! From raw posts to polarity.
