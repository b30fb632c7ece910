//! LSTM with attention over time, and its adversarial training.
//!
//! ```text
//! window (lookback x columns) → Dense(mapping, tanh) → LSTM(units) → e = [attention over the steps, last output] → head
//! ```
//!
//! With `adversarial = { epsilon, beta }` every batch is also learnt at `e + epsilon g / |g|`, where `g` is the derivative
//! of the loss by `e`: loss + beta · loss there. The paper chooses both on the validation part.
//!
//! Compared with: PyTorch, from identical weights. Feng et al. (2019), IJCAI; attention Qin et al. (2017).

use bellwether_core::FitError;
use bellwether_nn::{Activation, AttentionScore, Initializer, LayerSpec, Merge};

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{Adversarial, DirectionHead, TrainingParams};

network! {
    /// Parameters of the LSTM with attention.
    Alstm, AlstmParams {
        /// Units of the mapping of each row; 0 for none. Default 16.
        mapping: usize = 16,
        /// Units of the LSTM. Default 16, at least 1.
        units: usize = 16,
        /// Width in which steps are compared; 0 for no attention: the head sees the last output alone. Default 16.
        attention: usize = 16,
        /// Adversarial training. Default none.
        adversarial: Option<Adversarial> = None,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for AlstmParams {
    const NAME: &'static str = "alstm";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        vec![("units", Limit::Size(self.units))]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let (activation, initializer) = (Activation::Tanh, Initializer::GlorotUniform);
        let mapping = LayerSpec::Dense { units: self.mapping, activation, initializer };
        let cell = bellwether_nn::CellActivation::Tanh;
        let score = AttentionScore::Additive { units: self.attention };
        let branches = vec![vec![LayerSpec::Attention { score }], vec![LayerSpec::LastSteps { count: 1 }]];
        let mut body: Vec<LayerSpec> = (self.mapping > 0).then_some(mapping).into_iter().collect();
        body.push(LayerSpec::Lstm {
            units: self.units,
            activation: cell,
            return_sequences: self.attention > 0,
        });
        if self.attention == 0 {
            return Ok(body);
        }
        body.push(LayerSpec::Parallel { branches, merge: Merge::Concat });
        Ok(body)
    }

    fn adversarial(&self) -> Option<Adversarial> {
        self.adversarial
    }
}
