//! Classification heads.

use bellwether_nn::encoder::Linear;

use super::EncoderError;
use super::architecture::Architecture;
use super::model::States;
use super::weights::Weights;

/// Two linear maps of the first token's state, with a function between them.
pub(super) struct Head {
    dense: Linear,
    between: fn(f32) -> f32,
    classes: Linear,
}

impl Head {
    pub(super) fn read(
        architecture: Architecture,
        width: usize,
        weights: &mut Weights,
    ) -> Result<Self, EncoderError> {
        let (dense, classes): (String, &str) = match architecture {
            Architecture::Bert => (weights.prefixed("pooler.dense"), "classifier"),
            Architecture::Roberta => ("classifier.dense".to_owned(), "classifier.out_proj"),
            Architecture::DistilBert => ("pre_classifier".to_owned(), "classifier"),
        };
        for stem in [dense.as_str(), classes] {
            let tensor = format!("{stem}.weight");
            if !weights.has(&tensor) {
                return Err(EncoderError::NoHead { path: weights.path.clone(), tensor });
            }
        }
        let count = weights.rows(&format!("{classes}.weight")).unwrap_or(0).max(1);
        let between: fn(f32) -> f32 = match architecture {
            Architecture::Bert | Architecture::Roberta => f32::tanh,
            Architecture::DistilBert => |x| x.max(0.0),
        };
        Ok(Self {
            dense: weights.linear(&dense, width, width)?,
            between,
            classes: weights.linear(classes, width, count)?,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.classes.outputs()
    }

    /// The logits of a text.
    pub(super) fn logits(&self, states: States<'_>) -> Vec<f32> {
        let mut middle = self.dense.apply(states.row(0));
        for x in &mut middle {
            *x = (self.between)(*x);
        }
        self.classes.apply(&middle)
    }
}
