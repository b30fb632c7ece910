//! The papers' studies: as published, then walked forward, beside the figures that the papers state.
//!
//! The data are the user's: a study names files below a folder, and the paper says which public set they are.

mod addition;
mod candles;
mod emd;
mod maama;
mod nflx;
mod topics;

pub use addition::Addition;
pub use candles::CANDLES;
pub use emd::EMD;
pub use maama::MAAMA;
pub use nflx::NFLX;
pub use topics::TOPICS;

/// A paper.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Which public data it needs, and what of the paper's is not public.
    pub data: &'static str,
    /// What the paper reads and is not public: it joins both runs where the folder of the data has it.
    pub additions: &'static [Addition],
    /// Whether the models that its figures are of read text, so that these stand beside runs with text where there are such.
    pub reads_text: bool,
    /// The study file of its protocol as published; files are relative to the folder of the data.
    pub as_published: &'static str,
    /// The same models by a protocol that cannot see the future.
    pub walk_forward: &'static str,
    /// Both are run once for each of these horizons; empty where the study files say which it is.
    pub horizons: &'static [usize],
    /// Metrics of its tables as records name them, the one by which models are judged first.
    pub metrics: &'static [&'static str],
    /// The model without inputs that is set beside what the paper states, on the rows that the first study tests.
    pub naive: &'static str,
    /// The model without inputs that others must beat walked forward.
    pub baseline: &'static str,
    /// Where the protocol as published sees the future, beside what the record of its run says of itself, or why a figure of
    /// it says little.
    pub remarks: &'static [&'static str],
    /// Epochs at most of a quick run.
    pub quick_epochs: u32,
    /// What the paper states, on the rows that the first study tests.
    pub figures: &'static [Figure],
}

/// The scores that a paper states of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The model's name in the study; empty where the paper states the figure of all its models together.
    pub model: &'static str,
    /// Its text columns: the name of the arm, and none without text. `tweets` is the only arm that there is, and where no
    /// tweets are had such a figure stands beside the run without as a variant.
    pub arm: Option<&'static str>,
    /// The ticker; none where the figure is of all, or of the only one.
    pub ticker: Option<&'static str>,
    /// The horizon, in a paper that has several.
    pub horizon: Option<usize>,
    /// Which of several variants of it, in words; empty for the main one.
    pub variant: &'static str,
    /// By metric as records name them: `rmse`, `mse`, `mae`, `r2`, `mape`, `accuracy`.
    pub scores: &'static [(&'static str, f64)],
}

impl Figure {
    /// A model without text, of all tickers, in its main variant.
    const fn of(model: &'static str, scores: &'static [(&'static str, f64)]) -> Self {
        Self { model, arm: None, ticker: None, horizon: None, variant: "", scores }
    }

    /// With text, by the name of the arm.
    const fn with(self, arm: &'static str) -> Self {
        Self { arm: Some(arm), ..self }
    }

    /// With the paper's tweets, which are not public.
    const fn with_tweets(self) -> Self {
        Self { variant: "with tweets", ..self.with(TWEETS) }
    }

    /// Another variant, in words.
    const fn variant(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }
}

/// The arm of a paper that has posts, and one arm with text.
pub const TWEETS: &str = "tweets";

/// Every paper, in order.
pub const ALL: [Paper; 5] = [NFLX, MAAMA, CANDLES, TOPICS, EMD];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use bellwether_study::StudyConfig;

    use super::*;

    #[test]
    fn every_study_can_be_read_and_claims_only_when_walked_forward() {
        for paper in ALL {
            let read = |text: &str, what: &str| {
                StudyConfig::parse(text, Path::new(paper.name))
                    .unwrap_or_else(|e| panic!("{} {what}: {e}", paper.name))
            };
            let (published, walked) =
                (read(paper.as_published, "as published"), read(paper.walk_forward, "walked"));
            assert!(!walked.claims_nothing(), "{}", paper.name);
            assert_eq!(published.data.tickers, walked.data.tickers, "{}", paper.name);
            assert_eq!(published.target, walked.target, "{}", paper.name);
            let names = |config: &StudyConfig| -> Vec<String> {
                config.models.iter().map(bellwether_study::ModelEntry::label).collect()
            };
            let own = names(&published);
            assert!(names(&walked).iter().all(|name| own.contains(name)), "{}: {own:?}", paper.name);
            for figure in paper.figures {
                assert!(figure.model.is_empty() || own.iter().any(|n| n == figure.model), "{figure:?}");
                assert!(figure.horizon.is_none_or(|h| paper.horizons.contains(&h)), "{figure:?}");
                let known = |ticker| published.data.tickers.iter().any(|t| t.as_str() == ticker);
                assert!(figure.ticker.is_none_or(known), "{figure:?}");
                assert!(figure.scores.iter().all(|(metric, _)| paper.metrics.contains(metric)), "{figure:?}");
            }
            assert!(own.iter().any(|n| n == paper.naive) || paper.naive == "persistence", "{}", paper.name);
        }
    }
}
