//! The networks of a model, as the engine reads them.

use bellwether_core::{FitError, Target};
use bellwether_nn::NetworkSpec;

use super::architecture::{Architecture, needs, validate};
use super::fit::spec_of;
use crate::ModelSpec;

/// What a network is built for.
#[derive(Clone, Copy)]
struct Job<'a> {
    columns: &'a [String],
    target: Target,
    series: usize,
    outputs: usize,
}

impl ModelSpec {
    /// The networks that the model trains on windows of `columns`, layer by layer: generator and discriminator for a
    /// GAN, nothing for a model without a network. Several `series` have a vector each beside the columns, and their
    /// number in one more; `outputs` are horizons times values for each, or the two classes of a softmax.
    ///
    /// ```
    /// use bellwether_core::{Target, TargetKind};
    /// use bellwether_models::ModelSpec;
    /// use bellwether_models::deep::LstmParams;
    ///
    /// let columns = ["close".to_owned(), "volume".to_owned()];
    /// let target = Target { kind: TargetKind::Close, horizon: 1 };
    /// let networks = ModelSpec::Lstm(LstmParams::default()).networks(&columns, target, 1, 1)?;
    /// assert_eq!(networks[0].layers[0].kind(), "lstm");
    /// assert_eq!(networks[0].input.features, 2);
    /// # Ok::<(), bellwether_core::FitError>(())
    /// ```
    ///
    /// # Errors
    /// Parameters that do not fit together, and several series for a model that learns from one.
    pub fn networks(
        &self,
        columns: &[String],
        target: Target,
        series: usize,
        outputs: usize,
    ) -> Result<Vec<NetworkSpec>, FitError> {
        let job = Job { columns, target, series, outputs };
        match self {
            Self::Persistence(_)
            | Self::Drift(_)
            | Self::AlwaysMajority(_)
            | Self::Arima(_)
            | Self::AutoArima(_)
            | Self::Ridge(_)
            | Self::GradientBoosting(_) => Ok(Vec::new()),
            Self::Lstm(params) => one(params, job),
            Self::Gru(params) => one(params, job),
            Self::Mlp(params) => one(params, job),
            Self::Cnn(params) => one(params, job),
            Self::CnnLstm(params) => one(params, job),
            Self::ArLstm(params) => one(params, job),
            Self::BiLstm(params) => one(params, job),
            Self::Transformer(params) => one(params, job),
            Self::BertInspired(params) => one(params, job),
            Self::Hybrid(params) => one(params, job),
            Self::Alstm(params) => one(params, job),
            Self::Gan(params) => {
                check(params, job)?;
                let width = columns.len();
                Ok(vec![params.generator(width, outputs), params.discriminator(width, outputs)])
            }
            Self::SentimentCnn(params) => one(params, job),
            Self::CandleCnn(params) => one(params, job),
            Self::Joint(params) => one(params, job),
        }
    }
}

fn check<A: Architecture>(params: &A, job: Job<'_>) -> Result<(), FitError> {
    validate(params)?;
    if job.series > 1 && !needs(params).global {
        return Err(FitError::OneSeries { model: A::NAME });
    }
    Ok(())
}

fn one<A: Architecture>(params: &A, job: Job<'_>) -> Result<Vec<NetworkSpec>, FitError> {
    check(params, job)?;
    Ok(vec![spec_of(params, job.columns, job.target, job.series, job.outputs)?])
}
