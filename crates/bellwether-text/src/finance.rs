//! The bundled classifier of posts and headlines about stocks.

use std::sync::OnceLock;

use crate::linear::Model;
use crate::{Contribution, Polarity, Scorer, TextError};

const MODEL: &[u8] = include_bytes!("../data/finance/model.bin");

/// A linear classifier of negative, neutral and positive, trained on 9,543 labelled headlines and posts about stocks.
///
/// `data/finance/README.md` says on what and how; `docs/text.md` how well it does on texts of other kinds. All values share one
/// model, read on first use.
#[derive(Debug, Clone, Copy)]
pub struct Finance {
    model: &'static Model,
    version: &'static str,
}

impl Finance {
    /// The scorer on the bundled model. The first call reads it, in some milliseconds.
    pub fn new() -> Self {
        static MODEL_READ: OnceLock<(Model, String)> = OnceLock::new();
        let (model, version) = MODEL_READ.get_or_init(|| {
            let model = Model::from_bytes(MODEL).expect("the bundled model is whole: a test reads it");
            let version = model.version().replacen("linear", "finance", 1);
            (model, version)
        });
        Self { model, version }
    }

    /// The model.
    pub fn model(&self) -> &'static Model {
        self.model
    }
}

impl Default for Finance {
    fn default() -> Self {
        Self::new()
    }
}

impl Scorer for Finance {
    fn name(&self) -> &'static str {
        "finance"
    }

    fn version(&self) -> &'static str {
        self.version
    }

    fn score(&self, text: &str) -> Polarity {
        self.model.score(text)
    }

    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        self.model.score_all(texts)
    }

    fn explain(&self, text: &str) -> Result<Vec<Contribution>, TextError> {
        self.model.explain(text)
    }
}
