use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Decomposition, FeatureError, Fill, NoPosts, PriceFeature, TextFeature, TextSettings};

/// Which columns a frame has: the price features in the order given, then series beside them, then the text features.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FrameSpec {
    /// Price features.
    pub price: Vec<PriceFeature>,
    /// Series beside prices and posts, by the names that they have in the panel: each row has the newest value that was
    /// available at its decision, NaN before the first.
    pub series: Vec<String>,
    /// Text features; empty for a frame that does not look at posts.
    pub text: Vec<TextFeature>,
    /// The scorer whose polarity the text features take, by the name its scores have in the panel. Not looked at when
    /// there are no text features.
    pub scorer: String,
    /// What a polarity aggregate is on a session without posts; default zero.
    pub no_posts: NoPosts,
    /// What the text features take besides.
    pub text_settings: TextSettings,
    /// What becomes of NaN; default none, that is, it stays.
    pub fill: Fill,
    /// What the columns that decompose the close are shown; default each row's window.
    pub decomposition: Decomposition,
}

impl FrameSpec {
    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// [`FeatureError::NoColumns`], [`FeatureError::DuplicateColumn`], or [`FeatureError::ScorerNotNamed`] when there
    /// are text features and the scorer's name is blank.
    pub fn validate(&self) -> Result<(), FeatureError> {
        let names: Vec<_> = self.names().collect();
        if names.is_empty() {
            return Err(FeatureError::NoColumns);
        }
        for &name in &names {
            let count = names.iter().filter(|&&n| n == name).count();
            if count > 1 {
                return Err(FeatureError::DuplicateColumn { name: name.to_owned(), count });
            }
        }
        self.text_settings.validate()?;
        match self.text.first() {
            Some(first) if self.scorer.trim().is_empty() => {
                Err(FeatureError::ScorerNotNamed { feature: first.name() })
            }
            _ => Ok(()),
        }
    }

    /// The column names, in the frame's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let price = self.price.iter().map(|f| f.name());
        let series = self.series.iter().map(String::as_str);
        price.chain(series).chain(self.text.iter().map(|f| f.name()))
    }

    /// How many leading rows have a NaN in some price or text column before filling, whatever the posts, when no bar is
    /// missing.
    pub fn warm_up(&self) -> usize {
        let text = self.text.iter().map(|f| f.warm_up(&self.text_settings));
        self.price.iter().map(|f| f.warm_up()).chain(text).max().unwrap_or(0)
    }

    /// The same frame without its text columns: the other half of a comparison with and without text.
    pub fn without_text(&self) -> Self {
        Self { text: Vec::new(), ..self.clone() }
    }
}
