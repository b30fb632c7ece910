use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How errors enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// `y = ŷ + ε`.
    Additive,
    /// `y = ŷ (1 + ε)`.
    Multiplicative,
}

/// The trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// None.
    None,
    /// A change that goes on.
    Additive,
    /// A change that fades.
    AdditiveDamped,
    /// A ratio that goes on.
    Multiplicative,
    /// A ratio that fades.
    MultiplicativeDamped,
}

/// The season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Season {
    /// None.
    None,
    /// Differences from the level.
    Additive,
    /// Ratios to the level.
    Multiplicative,
}

impl Trend {
    pub(super) fn is_damped(self) -> bool {
        matches!(self, Self::AdditiveDamped | Self::MultiplicativeDamped)
    }

    pub(super) fn is_multiplicative(self) -> bool {
        matches!(self, Self::Multiplicative | Self::MultiplicativeDamped)
    }
}

/// Error, trend and season of a model, written as ETS(M,Ad,A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The errors.
    pub error: ErrorKind,
    /// The trend.
    pub trend: Trend,
    /// The season.
    pub season: Season,
}

impl Form {
    /// Whether the forecast is linear in the states.
    pub fn is_linear(self) -> bool {
        !self.trend.is_multiplicative() && self.season != Season::Multiplicative
    }

    /// Whether it needs values above 0.
    pub fn needs_positive(self) -> bool {
        !self.is_linear() || self.error == ErrorKind::Multiplicative
    }

    /// Smoothing parameters: α, β, γ, φ where they are there.
    pub(super) fn smoothing(self) -> usize {
        let trend = usize::from(self.trend != Trend::None) + usize::from(self.trend.is_damped());
        1 + trend + usize::from(self.season != Season::None)
    }

    /// Free initial states: the last season is the one that the others are counted from.
    pub(super) fn states(self, period: usize) -> usize {
        let season = if self.season == Season::None { 0 } else { period - 1 };
        1 + usize::from(self.trend != Trend::None) + season
    }
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let error = if self.error == ErrorKind::Additive { "A" } else { "M" };
        let trend = match self.trend {
            Trend::None => "N",
            Trend::Additive => "A",
            Trend::AdditiveDamped => "Ad",
            Trend::Multiplicative => "M",
            Trend::MultiplicativeDamped => "Md",
        };
        let season = match self.season {
            Season::None => "N",
            Season::Additive => "A",
            Season::Multiplicative => "M",
        };
        f.pad(&format!("ETS({error},{trend},{season})"))
    }
}
