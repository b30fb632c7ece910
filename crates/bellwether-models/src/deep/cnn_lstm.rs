//! CNN-LSTM on the window.
//!
//! ```text
//! window (lookback x columns) → Conv1d(filters, kernel, relu) (→ max-pool(pool)) → LSTM(units) → last output
//!   (→ Dense(dense, relu)) → head
//! ```
//!
//! Published: 64 filters, kernel 2, 50 units, Adam, MSE, 200 epochs (topic-sentiment paper); and with pooling and a full
//! connection layer (NFLX paper): `pool = 2, dense = 50`.
//!
//! The NFLX paper describes training and prediction in thirteen steps. They are: data in (the frame of the training
//! part); standardisation (the scaler, fitted in the fold); initial weights; convolution, pooling, LSTM and output layer
//! (`body` and head); the error; the end condition (epochs, patience); back-propagation; saving (`to_bytes`); and for
//! prediction data in, the same standardisation, the output, **its scale restored**, and the result.
//!
//! Compared with: PyTorch, from identical weights.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{CellActivation, DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the CNN-LSTM.
    CnnLstm, CnnLstmParams {
        /// Filters of the convolution. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that a filter spans. Default 2, at least 1, at most `lookback`.
        kernel: usize = 2,
        /// Rows of which the greatest value is kept; 0 for no pooling. Default 0.
        pool: usize = 0,
        /// Units of the recurrent layer. Default 50, at least 1.
        units: usize = 50,
        /// Activation of the recurrent layer's cell input and output. Default tanh.
        activation: CellActivation = CellActivation::Tanh,
        /// Units of a full connection layer behind it; 0 for none. Default 0.
        dense: usize = 0,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for CnnLstmParams {
    const NAME: &'static str = "cnn-lstm";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { filters, kernel, units, .. } = *self;
        vec![
            ("filters", Limit::Size(filters)),
            ("kernel", Limit::Size(kernel)),
            ("units", Limit::Size(units)),
        ]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let (units, activation) = (self.units, self.activation.engine());
        let mut body = vec![LayerSpec::conv1d(self.filters, self.kernel)];
        body.extend((self.pool > 0).then_some(LayerSpec::MaxPool1d { size: self.pool }));
        body.push(LayerSpec::Lstm { units, activation, return_sequences: false });
        body.extend(layers::dense(self.dense));
        Ok(body)
    }
}
