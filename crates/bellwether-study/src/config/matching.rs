//! Which tickers posts are filed under.

use std::path::PathBuf;

use bellwether_text::matching::MatchKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Finds the tickers of posts in their texts: `[data.matching]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct MatchingConfig {
    /// A table of what stocks are called, in TOML or CSV, relative to the study file. It adds to the
    /// bundled one; a stock with `replace = true` has its own aliases only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub companies: Option<PathBuf>,
    /// Whether the bundled table of well-known companies is used. Default true.
    pub bundled: bool,
    /// By what stocks are found. Default `cashtag`, `hashtag`, `mention` and `name`.
    pub by: Vec<MatchKind>,
    /// What becomes of the tickers that the files name. Default `replace`.
    pub assign: Assign,
}

impl Default for MatchingConfig {
    fn default() -> Self {
        Self { companies: None, bundled: true, by: MatchKind::ALL.to_vec(), assign: Assign::Replace }
    }
}

/// What becomes of the tickers that the files name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assign {
    /// They are not looked at, and files need none: a post is filed under the tickers that its text names, and left out
    /// when it names none.
    #[default]
    Replace,
    /// They stay, and those that the text names come to them.
    Add,
}
