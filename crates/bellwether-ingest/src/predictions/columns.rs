//! What the columns of a file of predictions are, by their names.

use bellwether_core::{Finding, FindingKind};

use super::PredictionOptions;
use super::names::{Side, bound, by_pairs, is_telling, quantile, samples};
use crate::IngestError;
use crate::columns::{self, PREDICTION_ROLES, Roles, simplified};

/// Columns of prices, of exported indices and of standard errors, which are no forecasts.
const NOT_FORECASTS: [&str; 10] =
    ["open", "high", "low", "volume", "index", "unnamed0", "level0", "adjclose", "meanse", "stderr"];

/// Two levels nearer than this are one.
pub(super) const SAME: f64 = 1e-9;

/// What a column of forecasts has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Point,
    Probability,
    /// A quantile of this level.
    Quantile(f64),
}

/// A column of forecasts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) at: usize,
    /// The model's place in [`Layout::models`].
    pub(super) model: usize,
    pub(super) part: Part,
    /// Whether the column was named, or has a telling name: then each of its values must be a number.
    pub(super) certain: bool,
}

/// A column of quantiles. Whose they are can be said when it is known which of the other columns hold numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QuantileColumn {
    pub(super) at: usize,
    /// The model's name in that of the column; often none.
    pub(super) base: String,
    pub(super) level: f64,
}

/// The columns that are used.
pub(super) struct Layout {
    pub(super) date: usize,
    pub(super) ticker: Option<usize>,
    pub(super) actual: Option<usize>,
    pub(super) previous: Option<usize>,
    pub(super) cutoff: Option<usize>,
    pub(super) step: Option<usize>,
    pub(super) models: Vec<String>,
    pub(super) values: Vec<Value>,
    pub(super) quantiles: Vec<QuantileColumn>,
    /// What is to be told of ends of intervals.
    pub(super) findings: Vec<Finding>,
}

impl Layout {
    pub(super) fn find(
        file: &str,
        names: &[String],
        options: &PredictionOptions,
    ) -> Result<Self, IngestError> {
        let given = &options.columns;
        let roles = Roles::predictions(file, names, given)?;
        let date = roles.need(file, names, PREDICTION_ROLES[0].name)?;
        let mut layout = Self {
            date,
            ticker: roles.get("ticker"),
            actual: roles.get("actual"),
            previous: roles.get("previous"),
            cutoff: roles.get("cutoff"),
            step: roles.get("step"),
            models: Vec::new(),
            values: Vec::new(),
            quantiles: Vec::new(),
            findings: Vec::new(),
        };
        let probability = roles.get("probability");
        let used = |at: &usize| roles.used().any(|(_, other)| other == *at);
        let free: Vec<usize> = (0..names.len()).filter(|at| !used(at)).collect();
        let named: Vec<usize> = given
            .predicted
            .iter()
            .map(|name| columns::named(file, names, "predicted", name))
            .collect::<Result<_, _>>()?;
        let open: Vec<usize> = free.iter().copied().filter(|at| !named.contains(at)).collect();
        if let (Some((base, columns)), true) = (samples(names, &open), named.is_empty()) {
            return Err(IngestError::Samples { file: file.to_owned(), base, columns });
        }
        let level =
            |&at: &usize| quantile(&names[at]).map(|(base, level)| QuantileColumn { at, base, level });
        layout.quantiles = open.iter().filter_map(level).collect();
        let single: Vec<usize> =
            open.iter().copied().filter(|at| layout.quantiles.iter().all(|q| q.at != *at)).collect();
        let pairs = by_pairs(names, &single);
        layout.quantiles.extend(pairs.into_iter().map(|(at, base, level)| QuantileColumn {
            at,
            base,
            level,
        }));
        let bounds: Vec<Bound> = open.iter().filter_map(|&at| Bound::of(names, at)).collect();
        let plain = |at: &usize| {
            layout.quantiles.iter().all(|q| q.at != *at)
                && bounds.iter().all(|b| b.at != *at)
                && !NOT_FORECASTS.contains(&simplified(&names[*at]).as_str())
                && !names[*at].is_empty()
        };
        let telling: Vec<usize> =
            free.iter().copied().filter(|at| plain(at) && is_telling(&names[*at])).collect();
        let mut others: Vec<usize> = free.iter().copied().filter(plain).collect();
        // a column of closes beside forecasts is what came
        if layout.actual.is_none() && named.is_empty() {
            let close = others.iter().position(|at| simplified(&names[*at]) == "close");
            if let Some(close) = close.filter(|_| others.len() > 1 || !layout.quantiles.is_empty()) {
                layout.actual = Some(others.remove(close));
            }
        }
        let (points, certain) = if !named.is_empty() {
            (named, true)
        } else if !telling.is_empty() {
            (telling, true)
        } else {
            // beside a probability, other columns are anything
            (if probability.is_some() { Vec::new() } else { others }, false)
        };
        for at in points {
            let model = layout.model(file, names, at, &names[at])?;
            layout.values.push(Value { at, model, part: Part::Point, certain });
        }
        layout.add_bounds(names, options.interval, &bounds);
        if let Some(at) = probability {
            let only = (layout.models.len() == 1).then_some(0);
            let model = only.unwrap_or_else(|| added(&mut layout.models, &names[at]));
            layout.values.push(Value { at, model, part: Part::Probability, certain: true });
        }
        if layout.values.is_empty() && layout.quantiles.is_empty() {
            return Err(IngestError::MissingColumn {
                file: file.to_owned(),
                role: "predicted",
                given: None,
                found: columns::shown(names),
            });
        }
        Ok(layout)
    }

    /// A model of a column of its own.
    fn model(&mut self, file: &str, names: &[String], at: usize, name: &str) -> Result<usize, IngestError> {
        if let Some(first) = self.models.iter().position(|m| m == name) {
            let first = self.values.iter().find(|v| v.model == first).map_or(at, |v| v.at);
            return Err(IngestError::ColumnTwice {
                file: file.to_owned(),
                role: "predicted",
                first,
                first_name: names[first].clone(),
                second: at,
                second_name: names[at].clone(),
            });
        }
        Ok(added(&mut self.models, name))
    }

    /// Ends of intervals of a model as quantiles, where their coverage is known; else they are told of and left out.
    fn add_bounds(&mut self, names: &[String], interval: Option<f64>, bounds: &[Bound]) {
        let owned = |b: &&Bound| {
            self.models.iter().any(|m| same_model(m, &b.base))
                || (self.models.len() == 1 && (b.base.is_empty() || is_telling(&b.base)))
        };
        let mut unsaid = Vec::new();
        let mut assumed: Vec<(Maker, Vec<String>)> = Vec::new();
        for bound in bounds.iter().filter(owned) {
            let maker = bound.maker();
            let Some(width) = interval.or(maker.map(Maker::width)) else {
                unsaid.push(format!("`{}`", names[bound.at]));
                continue;
            };
            if let (Some(maker), None) = (maker, interval) {
                let name = format!("`{}`", names[bound.at]);
                match assumed.iter_mut().find(|(other, _)| *other == maker) {
                    Some((_, own)) => own.push(name),
                    None => assumed.push((maker, vec![name])),
                }
            }
            let tail = ((1.0 - width) / 2.0 * 1e6).round() / 1e6;
            let level = if bound.side == Side::Lower { tail } else { 1.0 - tail };
            self.quantiles.push(QuantileColumn { at: bound.at, base: bound.base.clone(), level });
        }
        let finding = |count, message| Finding {
            kind: FindingKind::UnsaidCoverage,
            ticker: None,
            date: None,
            count,
            message,
            examples: Vec::new(),
        };
        for (maker, own) in assumed {
            let message = format!(
                "{} are taken for the {:.0} % interval that {} makes unless asked for another; --interval says which it is",
                own.join(" and "),
                100.0 * maker.width(),
                maker.name()
            );
            self.findings.push(finding(own.len(), message));
        }
        if !unsaid.is_empty() {
            let message = format!(
                "{}: nothing says what share of the days the interval should hold; left out. Say it (--interval 80), or name the \
                 columns `MODEL-lo-80` and `MODEL-hi-80`",
                unsaid.join(", ")
            );
            self.findings.push(finding(unsaid.len(), message));
        }
    }
}

/// The model of each column of quantiles: the one that it names, or else the only one.
///
/// # Errors
/// [`IngestError::LooseQuantile`] where a column names none of several models.
pub(super) fn owners(
    file: &str,
    names: &[String],
    models: &mut Vec<String>,
    quantiles: &[QuantileColumn],
) -> Result<Vec<usize>, IngestError> {
    let points = models.len();
    let mut out = Vec::new();
    for column in quantiles {
        let base = &column.base;
        let median = quantiles.iter().any(|q| q.base == *base && (q.level - 0.5).abs() < SAME);
        let model = match models.iter().position(|m| same_model(m, base)) {
            Some(own) => own,
            None if points == 1 && (base.is_empty() || !median) => 0,
            None if base.is_empty() && points == 0 => added(models, "quantiles"),
            None if !base.is_empty() && (median || points == 0) => added(models, base),
            None => {
                return Err(IngestError::LooseQuantile {
                    file: file.to_owned(),
                    column: names[column.at].clone(),
                    models: models[..points].to_vec(),
                });
            }
        };
        out.push(model);
    }
    Ok(out)
}

/// The place of a model, which is added where it is not there.
fn added(models: &mut Vec<String>, name: &str) -> usize {
    if let Some(there) = models.iter().position(|m| m == name) {
        return there;
    }
    models.push(name.to_owned());
    models.len() - 1
}

/// Whether quantiles under this name belong to a model.
fn same_model(model: &str, base: &str) -> bool {
    !base.is_empty() && simplified(model) == simplified(base)
}

/// A column that is an end of an interval by its name, which does not say what the interval covers.
struct Bound {
    at: usize,
    base: String,
    side: Side,
    /// Whether the name has `ci`, as statsmodels writes it.
    confidence: bool,
}

/// A tool whose intervals have a known coverage unless it is asked for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Prophet,
    Statsmodels,
}

impl Bound {
    fn of(names: &[String], at: usize) -> Option<Self> {
        let (base, side, confidence) = bound(&names[at])?;
        Some(Self { at, base, side, confidence })
    }

    fn maker(&self) -> Option<Maker> {
        match self.base.as_str() {
            "yhat" => Some(Maker::Prophet),
            "mean" if self.confidence => Some(Maker::Statsmodels),
            _ => None,
        }
    }
}

impl Maker {
    fn name(self) -> &'static str {
        match self {
            Self::Prophet => "Prophet",
            Self::Statsmodels => "statsmodels",
        }
    }

    /// `interval_width` of Prophet and one less `alpha` of statsmodels' `summary_frame`, as both have them by default.
    fn width(self) -> f64 {
        match self {
            Self::Prophet => 0.8,
            Self::Statsmodels => 0.95,
        }
    }
}
