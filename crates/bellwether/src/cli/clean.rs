//! Presets of cleaning as they are written on the command line.

use bellwether_text::CleaningPreset;
use clap::ValueEnum;

/// How texts are cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Clean {
    Raw,
    Nflx,
    Candles,
    TwitterRoberta,
}

impl Clean {
    pub(crate) fn preset(self) -> CleaningPreset {
        match self {
            Self::Raw => CleaningPreset::Raw,
            Self::Nflx => CleaningPreset::Nflx,
            Self::Candles => CleaningPreset::Candles,
            Self::TwitterRoberta => CleaningPreset::TwitterRoberta,
        }
    }

    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Nflx => "nflx",
            Self::Candles => "candles",
            Self::TwitterRoberta => "twitter-roberta",
        }
    }
}
