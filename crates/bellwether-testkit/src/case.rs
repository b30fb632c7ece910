use bellwether_core::{
    Bar, Calendar, DecisionTime, FeatureFrame, Origin, Panel, Sample, Target, Ticker, Timestamp, TrainSet,
};
use bellwether_features::{FeatureError, FrameSpec, PriceFeature, TextFeature, build_frame};
use bellwether_models::ModelSpec;

/// What a case is made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The columns.
    pub inputs: FrameSpec,
    /// What is forecast.
    pub target: Target,
    /// When.
    pub decision: DecisionTime,
}

impl Setup {
    /// Three price columns and the mean polarity, decided at the close.
    pub fn new(target: Target) -> Self {
        let inputs = FrameSpec {
            price: vec![PriceFeature::Close, PriceFeature::LogReturn, PriceFeature::Volume],
            text: vec![TextFeature::Score],
            scorer: "vader".to_owned(),
            ..FrameSpec::default()
        };
        Self { inputs, target, decision: DecisionTime::default() }
    }

    /// The same, and all four prices for a model that looks at pictures.
    pub fn of(spec: &ModelSpec, target: Target) -> Self {
        let mut setup = Self::new(target);
        if spec.picture().is_some() {
            setup.inputs.price.extend([PriceFeature::Open, PriceFeature::High, PriceFeature::Low]);
        }
        setup
    }
}

/// One ticker ready for a model: its columns, and all samples whose window and target are there.
#[derive(Debug, Clone)]
pub struct Case {
    /// The columns.
    pub frame: FeatureFrame,
    /// Usable samples in time order.
    pub samples: Vec<Sample>,
    /// What is forecast.
    pub target: Target,
    /// The naive forecast of every row.
    pub last_known: Vec<f64>,
}

impl Case {
    /// Rows that the widest window of the laws has; samples begin where it is full.
    pub const LOOKBACK: usize = 10;

    /// The case of one ticker, from all that the panel has.
    ///
    /// # Errors
    /// [`FeatureError`] when the columns cannot be computed.
    pub fn new(panel: &Panel, ticker: &Ticker, setup: &Setup) -> Result<Self, FeatureError> {
        let history = panel.as_of(panel.last_available().unwrap_or(Timestamp::UNIX_EPOCH));
        let frame = build_frame(&history, ticker, &setup.inputs, &setup.decision, &Calendar::Xnys)?;
        Ok(Self::from_frame(frame, history.bars(ticker), setup.target))
    }

    /// The case of a frame and the bars that its rows stand for.
    pub fn from_frame(frame: FeatureFrame, bars: &[Bar], target: Target) -> Self {
        let last_known: Vec<f64> = (0..bars.len()).map(|row| target.last_known(bars, row)).collect();
        let usable = |row: usize| {
            let window = frame.view().window(row, Self::LOOKBACK)?;
            let sample = Sample { row, target: target.realised(bars, row)?, last_known: last_known[row] };
            let finite = sample.target.is_finite() && sample.last_known.is_finite();
            (finite && window.iter().all(|v| v.is_finite())).then_some(sample)
        };
        let samples = (0..bars.len()).filter_map(usable).collect();
        Self { frame, samples, target, last_known }
    }

    /// How many samples have a target that is known at the decision of `row`.
    pub fn known_at(&self, row: usize) -> usize {
        self.samples.partition_point(|s| s.row + self.target.horizon <= row)
    }

    /// What may be learnt at the decision of `row`: a fifth of the samples for validation, and between the parts the
    /// horizon left out.
    pub fn train_set(&self, row: usize) -> TrainSet<'_> {
        let known = self.known_at(row);
        let (train, validation) = self.samples[..known].split_at(known - known / 5);
        let train = &train[..(train.len() + 1).saturating_sub(self.target.horizon)];
        TrainSet::new(self.frame.first(row + 1), train, validation, self.target)
    }

    /// The origin of a forecast at `row`.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn origin(&self, row: usize) -> Origin<'_> {
        let frame = self.frame.first(row + 1);
        Origin {
            frame,
            last_known: self.last_known[row],
            target: self.target,
            stamp: frame.stamps()[row],
            series: 0,
            further: &[],
        }
    }
}
