//! New York Stock Exchange sessions by rule.
