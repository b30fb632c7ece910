use bellwether_core::{FitError, Needs, Target, TrainSet};
use bellwether_features::{Scaler, Sifting};
use bellwether_nn::LayerSpec;

use super::parts::{Ensemble, EnsembleKind, Splitting};
use crate::Predict;
use crate::deep::architecture::{Architecture, Common, Input, Limit, parameter_count};
use crate::deep::{DirectionHead, TrainingParams};
use crate::supervised::check_predict;

/// A network for each part of a series.
pub(crate) trait Composite: Architecture {
    /// How the series is taken apart.
    fn splitting(&self) -> Splitting;

    /// Whether each network sees the input columns beside its part.
    fn columns(&self) -> bool;

    /// What is learnt for a price target: the value of a part, or its change.
    fn predict(&self) -> Predict;
}

/// What `splitting` and the rest of the settings must keep.
fn check<C: Composite>(params: &C) -> Result<(), FitError> {
    let Splitting { window, modes, sifting, ensemble } = params.splitting();
    let lookback = params.common().lookback;
    if window < lookback.max(4) {
        let found = format!("{window} with a lookback of {lookback}");
        return Input::refuse(C::NAME, "window", found, "it must be at least 4 and the lookback");
    }
    if modes == 0 {
        return Input::refuse(C::NAME, "modes", modes, "it must be at least 1");
    }
    if sifting.max_modes != 0 {
        let expected = "`modes` says how many there are; leave it out";
        return Input::refuse(C::NAME, "sifting.max-modes", sifting.max_modes, expected);
    }
    sifting.validate().map_err(|e| FitError::Numerical { model: C::NAME, reason: e.to_string() })?;
    if sifting.max_steps > 1_000_000 {
        return Input::refuse(C::NAME, "sifting.max-steps", sifting.max_steps, "it must be at most 1000000");
    }
    let drawn = ensemble.map_or(1, |e| e.pairs).checked_mul(window);
    if drawn.is_none_or(|n| n > 100_000_000) {
        let found = format!("{window} with noise for each value");
        return Input::refuse(C::NAME, "window", found, "window times pairs must be at most 100 million");
    }
    if let Some(Ensemble { kind: _, pairs, width }) = ensemble {
        if pairs == 0 {
            return Input::refuse(C::NAME, "pairs", pairs, "it must be at least 1");
        }
        if !(width > 0.0 && width.is_finite()) {
            return Input::refuse(C::NAME, "noise-width", width, "it must be a number above 0");
        }
    }
    Ok(())
}

/// What a recipe of networks by part needs.
fn needs<C: Composite>(params: &C) -> Needs {
    let architecture = crate::deep::architecture::needs(params);
    Needs { lookback: params.splitting().window, text: params.columns(), global: false, ..architecture }
}

/// Weights of all networks.
fn weights<C: Composite>(params: &C, columns: usize) -> Option<usize> {
    let width = 1 + if params.columns() { columns } else { 0 };
    parameter_count(params, width)?.checked_mul(params.splitting().modes + 1)
}

/// Whether the settings go with the target.
fn suits<C: Composite>(params: &C, target: Target, further: &[usize]) -> Result<(), FitError> {
    check_predict(C::NAME, params.predict(), target)?;
    let training = params.common().training;
    if training.balanced {
        return Input::refuse(C::NAME, "training.balanced", true, "modes are numbers, and have no classes");
    }
    let mut number = target;
    if target.is_direction() {
        number.kind = bellwether_core::TargetKind::Close;
    }
    crate::deep::architecture::suits(params, number, further)
}

/// Defines the parameters of networks by part and their recipe.
macro_rules! composite {
    (
        $(#[$doc:meta])*
        $Recipe:ident, $Params:ident, $name:literal {
            $( $(#[$field_doc:meta])* $field:ident: $Type:ty = $value:expr, )*
        }
        ensemble $ensemble:expr,
        limits $limits:expr,
        body $body:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
        pub struct $Params {
            /// Values of the target's own column that are decomposed at each row. Default 64, at least 4 and `lookback`.
            pub window: usize,
            /// Modes; what they leave over has a network too. Default 4, at least 1.
            pub modes: usize,
            /// How the window is sifted, in units of the target.
            pub sifting: Sifting,
            /// Newest values of its part that a network sees. Default 5, at least 1.
            pub lookback: usize,
            /// Whether each network sees the input columns of the same rows beside its part. Default no.
            pub columns: bool,
            $( $(#[$field_doc])* pub $field: $Type, )*
            /// Scaling of each network's inputs and target, fitted on the training part. Default min-max.
            pub scaler: Scaler,
            /// What is learnt for a price target: the value of each part, or its change from the value now. Default level.
            pub predict: Predict,
            /// How each network is trained.
            pub training: TrainingParams,
        }

        impl Default for $Params {
            fn default() -> Self {
                Self {
                    window: 64,
                    modes: 4,
                    sifting: Sifting::default(),
                    lookback: 5,
                    columns: false,
                    $( $field: $value, )*
                    scaler: Scaler::MinMax,
                    predict: Predict::Level,
                    training: TrainingParams::default(),
                }
            }
        }

        impl Architecture for $Params {
            const NAME: &'static str = $name;

            fn common(&self) -> Common {
                Common {
                    lookback: self.lookback,
                    scaler: self.scaler,
                    // the targets of the parts are changes already, where changes are learnt
                    predict: Predict::Level,
                    direction_head: DirectionHead::Sigmoid,
                    quantiles: Vec::new(),
                    training: self.training,
                }
            }

            fn limits(&self) -> Vec<(&'static str, Limit)> {
                let limits: fn(&Self) -> Vec<(&'static str, Limit)> = $limits;
                limits(self)
            }

            fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
                let body: fn(&Self) -> Vec<LayerSpec> = $body;
                Ok(body(self))
            }

            fn check(&self) -> Result<(), FitError> {
                check(self)
            }
        }

        impl Composite for $Params {
            fn splitting(&self) -> Splitting {
                let ensemble: fn(&Self) -> Option<Ensemble> = $ensemble;
                let Self { window, modes, sifting, .. } = *self;
                Splitting { window, modes, sifting, ensemble: ensemble(self) }
            }

            fn columns(&self) -> bool {
                self.columns
            }

            fn predict(&self) -> Predict {
                self.predict
            }
        }

        /// The recipe.
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Recipe(
            /// Its parameters.
            pub $Params,
        );

        impl $Recipe {
            /// Weights of all networks for windows with this many columns; `None` when the parameters do not fit together.
            pub fn parameter_count(&self, columns: usize) -> Option<usize> {
                weights(&self.0, columns)
            }
        }

        impl bellwether_core::Forecaster for $Recipe {
            fn name(&self) -> &'static str {
                $name
            }

            fn needs(&self) -> Needs {
                needs(&self.0)
            }

            fn validate(&self) -> Result<(), FitError> {
                crate::deep::architecture::validate(&self.0)
            }

            fn suits(&self, target: Target, further: &[usize]) -> Result<(), FitError> {
                suits(&self.0, target, further)
            }

            fn fit(
                &self,
                train: &TrainSet<'_>,
                run: &bellwether_core::RunContext,
            ) -> Result<Box<dyn bellwether_core::Fitted>, FitError> {
                self.validate()?;
                self.suits(train.target(), &[])?;
                Ok(Box::new(super::fit::fit(&self.0, train, run)?))
            }
        }
    };
}

composite! {
    /// Parameters of the EMD-LSTM.
    EmdLstm, EmdLstmParams, "emd-lstm" {
        /// Units of each LSTM. Default 50, at least 1.
        units: usize = 50,
    }
    ensemble |_| None,
    limits |p| vec![("units", Limit::Size(p.units))],
    body |p| vec![LayerSpec::lstm(p.units)]
}

composite! {
    /// Parameters of the EMD-CNN-LSTM.
    EmdCnnLstm, EmdCnnLstmParams, "emd-cnn-lstm" {
        /// Filters of each convolution. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that a filter spans. Default 2, at least 1, at most `lookback`.
        kernel: usize = 2,
        /// Units of each LSTM. Default 50, at least 1.
        units: usize = 50,
    }
    ensemble |_| None,
    limits |p| cnn_limits(p.filters, p.kernel, p.units),
    body |p| cnn_lstm(p.filters, p.kernel, p.units)
}

composite! {
    /// Parameters of the CEEMD-CNN-LSTM.
    CeemdCnnLstm, CeemdCnnLstmParams, "ceemd-cnn-lstm" {
        /// What is done with the noise. Default ceemd.
        ensemble: EnsembleKind = EnsembleKind::Ceemd,
        /// Pairs of noise and its negative; with eemd and ceemdan draws of noise. Default 20, at least 1.
        pairs: usize = 20,
        /// Standard deviation of the noise as a share of the window's range; with ceemdan in standard deviations of what it
        /// is added to. Default 0.05, above 0.
        noise_width: f64 = 0.05,
        /// Filters of each convolution. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that a filter spans. Default 2, at least 1, at most `lookback`.
        kernel: usize = 2,
        /// Units of each LSTM. Default 50, at least 1.
        units: usize = 50,
    }
    ensemble |p| Some(Ensemble { kind: p.ensemble, pairs: p.pairs, width: p.noise_width }),
    limits |p| cnn_limits(p.filters, p.kernel, p.units),
    body |p| cnn_lstm(p.filters, p.kernel, p.units)
}

fn cnn_limits(filters: usize, kernel: usize, units: usize) -> Vec<(&'static str, Limit)> {
    vec![("filters", Limit::Size(filters)), ("kernel", Limit::Size(kernel)), ("units", Limit::Size(units))]
}

fn cnn_lstm(filters: usize, kernel: usize, units: usize) -> Vec<LayerSpec> {
    vec![LayerSpec::conv1d(filters, kernel), LayerSpec::lstm(units)]
}
