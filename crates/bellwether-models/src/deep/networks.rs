//! The networks of a model, as the engine reads them.

use bellwether_core::{FitError, Target};
use bellwether_nn::NetworkSpec;

use super::architecture::{Architecture, needs, validate};
use super::fit::spec_of;
use super::gan::GanParams;
use super::modes::Composite;
use crate::ModelSpec;

/// What a network is built for.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
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
        self.networks_for(Job { columns, target, series, outputs })
    }
}

fn check<A: Architecture>(params: &A, job: Job<'_>) -> Result<(), FitError> {
    validate(params)?;
    if job.series > 1 && !needs(params).global {
        return Err(FitError::OneSeries { model: A::NAME });
    }
    Ok(())
}

/// The one network of most models.
pub(crate) fn one<A: Architecture>(params: &A, job: Job<'_>) -> Result<Vec<NetworkSpec>, FitError> {
    check(params, job)?;
    Ok(vec![spec_of(params, job.columns, job.target, job.series, job.outputs)?])
}

/// Generator, then discriminator.
pub(crate) fn gan(params: &GanParams, job: Job<'_>) -> Result<Vec<NetworkSpec>, FitError> {
    check(params, job)?;
    let width = job.columns.len();
    Ok(vec![
        params.generator(width, job.outputs, job.series),
        params.discriminator(width, job.outputs, job.series),
    ])
}

/// One for each mode and one for what they leave over.
pub(crate) fn parts<C: Composite>(params: &C, job: Job<'_>) -> Result<Vec<NetworkSpec>, FitError> {
    check(params, job)?;
    if job.series > 1 {
        return Err(FitError::OneSeries { model: C::NAME });
    }
    let mut columns = vec!["part".to_owned()];
    columns.extend(job.columns.iter().filter(|_| params.columns()).cloned());
    let spec = spec_of(params, &columns, job.target, 1, job.outputs)?;
    Ok(vec![spec; params.splitting().modes + 1])
}
