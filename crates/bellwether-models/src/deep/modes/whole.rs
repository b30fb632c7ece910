//! The whole series taken apart at once, which sees the future.

use bellwether_core::{FeatureFrame, FitError, RunContext, Target, TrainSet};

use super::parts::{Splitting, part_name};
use super::recipes::Composite;
use crate::ModelSpec;
use crate::statistical::Past;

impl ModelSpec {
    fn splitting(&self) -> Option<(&'static str, Splitting)> {
        fn of<C: Composite>(params: &C) -> (&'static str, Splitting) {
            (C::NAME, params.splitting())
        }
        match self {
            Self::EmdLstm(params) => Some(of(params)),
            Self::EmdCnnLstm(params) => Some(of(params)),
            Self::CeemdCnnLstm(params) => Some(of(params)),
            _ => None,
        }
    }

    /// Whether the model decomposes its target's past.
    pub fn decomposes(&self) -> bool {
        self.splitting().is_some()
    }

    /// The frame with the parts of the whole of the target's past as further columns, which the model then takes in the
    /// place of those of each row's window: every part knows what came later. For protocols of papers that do so. `None`
    /// for a model that decomposes nothing.
    ///
    /// # Errors
    /// [`FitError::Target`] without the target's own column, [`FitError::Numerical`] when it cannot be decomposed.
    pub fn with_whole_series(
        &self,
        frame: &FeatureFrame,
        target: Target,
        run: &RunContext,
    ) -> Result<Option<FeatureFrame>, FitError> {
        let Some((model, splitting)) = self.splitting() else { return Ok(None) };
        let (_, values) = Past::read(model, &TrainSet::new(frame.view(), &[], &[], target))?;
        let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let noise = splitting.noise(run.rng(&format!("{model}/whole series")).get_seed(), known.len());
        let failed = |reason: String| FitError::Numerical { model, reason };
        let parts = splitting.split(&known, noise.as_ref()).map_err(|e| failed(e.to_string()))?;
        let view = frame.view();
        let own = |j: usize| {
            (view.names()[j].clone(), view.values().iter().skip(j).step_by(view.width()).copied().collect())
        };
        let mut columns: Vec<(String, Vec<f64>)> = (0..view.width()).map(own).collect();
        for (k, part) in parts.into_iter().enumerate() {
            let mut part = part.into_iter();
            let fill = |v: &f64| if v.is_finite() { part.next().unwrap_or(f64::NAN) } else { f64::NAN };
            columns.push((part_name(k), values.iter().map(fill).collect()));
        }
        let whole = FeatureFrame::from_columns(frame.ticker().clone(), view.stamps().to_vec(), columns);
        whole.map(Some).map_err(|e| failed(e.to_string()))
    }
}
