//! What the laws are put to, and offenders that they must catch.

use bellwether_core::{
    FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, Target, TargetKind,
    TrainSet,
};
use bellwether_evaluation::splits::Split;
use bellwether_models::ModelSpec;
use bellwether_testkit::{Case, Market, Setup, quick, registered};

pub(crate) fn target(kind: TargetKind, horizon: usize) -> Target {
    Target { kind, horizon }
}

/// Every kind of target at horizon 1, and each of three at horizon 5.
pub(crate) fn targets() -> Vec<Target> {
    let near = registered::<TargetKind>().into_iter().map(|kind| target(kind, 1));
    let far = [TargetKind::Close, TargetKind::LogReturn, TargetKind::Direction].map(|kind| target(kind, 5));
    near.chain(far).collect()
}

/// Every registered protocol by which one could forecast.
pub(crate) fn chronological() -> Vec<Split> {
    registered::<Split>().into_iter().filter(|s| !s.learns_from_later()).collect()
}

/// Every model, small.
pub(crate) fn models() -> Vec<ModelSpec> {
    registered::<ModelSpec>().iter().map(quick).collect()
}

/// Whether the model is made for the target: drift is for numbers, always-majority for directions.
pub(crate) fn forecasts(spec: &ModelSpec, target: Target) -> bool {
    let case = case_of(spec, &Market::random_walk(2, 60), target);
    !matches!(spec.build().fit(&case.train_set(50), &RunContext::new(1)), Err(FitError::Target { .. }))
}

/// Every model with every target that it is made for.
pub(crate) fn pairs() -> Vec<(ModelSpec, Target)> {
    let all = targets();
    let of_model = |spec: ModelSpec| {
        let fitting: Vec<_> =
            all.iter().filter(|t| forecasts(&spec, **t)).map(|t| (spec.clone(), *t)).collect();
        assert!(!fitting.is_empty(), "{} forecasts nothing", spec.info().kind);
        fitting
    };
    models().into_iter().flat_map(of_model).collect()
}

pub(crate) fn case(market: &Market, target: Target) -> Case {
    Case::new(&market.panel(), &market.ticker(), &Setup::new(target)).unwrap()
}

/// The case with the columns that the model needs.
pub(crate) fn case_of(spec: &ModelSpec, market: &Market, target: Target) -> Case {
    Case::new(&market.panel(), &market.ticker(), &Setup::of(spec, target)).unwrap()
}

/// A model whose forecast is what a function says of the origin; by itself an honest one.
#[derive(Clone, Copy)]
pub(crate) struct Stub {
    pub(crate) seeded: bool,
    /// The state that a fit ends in, from the seed.
    pub(crate) state: fn(&RunContext) -> u64,
    pub(crate) point: fn(&Origin<'_>, u64) -> f64,
}

impl Stub {
    pub(crate) const HONEST: Self = Self { seeded: false, state: |_| 0, point: |at, _| at.last_known };
}

impl Forecaster for Stub {
    fn name(&self) -> &'static str {
        "stub"
    }

    fn needs(&self) -> Needs {
        Needs { seeded: self.seeded, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, _train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        Ok(Box::new(FittedStub { state: (self.state)(run), point: self.point }))
    }
}

pub(crate) struct FittedStub {
    pub(crate) state: u64,
    pub(crate) point: fn(&Origin<'_>, u64) -> f64,
}

impl Fitted for FittedStub {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        Ok(plain(at, (self.point)(at, self.state)))
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.state.to_le_bytes().to_vec()
    }
}

fn plain(at: &Origin<'_>, point: f64) -> Forecast {
    Forecast {
        origin: at.stamp.date,
        target: at.target,
        point,
        quantiles: Vec::new(),
        probability: None,
        ahead: Vec::new(),
    }
}

/// A model that knows the answers.
pub(crate) struct Oracle(pub(crate) Vec<(usize, f64)>);

impl Oracle {
    pub(crate) fn of(case: &Case) -> Self {
        Self(case.samples.iter().map(|s| (s.row, s.target)).collect())
    }
}

impl Forecaster for Oracle {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn needs(&self) -> Needs {
        Stub::HONEST.needs()
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, _train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        Ok(Box::new(Self(self.0.clone())))
    }
}

impl Fitted for Oracle {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let row = at.frame.len() - 1;
        let answer = self.0.iter().find(|(r, _)| *r == row).map_or(at.last_known, |(_, answer)| *answer);
        Ok(plain(at, answer))
    }

    fn to_bytes(&self) -> Vec<u8> {
        vec![1]
    }
}
