use super::fitted::FittedEts;
use super::linear::best_start;
use super::recursion::{Pass, Smoothing, States, pass};
use super::{ErrorKind, Form, Season, SmoothingError, Trend};
use crate::statistical::optimiser::{Function, Minimum, minimise};

/// Smallest smoothing parameter, and distance from 1 of the largest; of β over α and of γ over 1 − α too.
const EDGE: f64 = 1e-4;

/// Damping lies between.
const DAMPING: (f64, f64) = (0.8, 0.98);

/// A series without infinities, divided by its mean size.
pub(super) struct Scaled {
    values: Vec<f64>,
    scale: f64,
    /// Size of the first steps of states: the deviation of the changes.
    unit: f64,
    observed: usize,
}

/// The likelihood over the smoothing parameters and, where it is not linear with additive errors, the initial states.
struct Likelihood<'a> {
    form: Form,
    period: usize,
    data: &'a Scaled,
    /// Initial states that the free ones are counted from; `None` when least squares finds them.
    origin: Option<States>,
}

/// Fits by maximum likelihood, the initial states among the parameters. NaN in `series` is a missing value. The season
/// of the first value is the first of `period`, which a form without a season does not read.
///
/// ```
/// use bellwether_models::statistical::ets::{ErrorKind, Form, Season, Trend, fit};
/// let series: Vec<f64> = (0..60).map(|t| 10.0 + 0.5 * t as f64 + (t as f64 * 1.7).sin()).collect();
/// let form = Form { error: ErrorKind::Additive, trend: Trend::Additive, season: Season::None };
/// let fitted = fit(&series, form, 1)?;
/// let next = fitted.forecast(1)?[0];
/// assert!((next.mean - 40.0).abs() < 1.0 && next.variance < 1.0);
/// # Ok::<(), bellwether_models::statistical::ets::SmoothingError>(())
/// ```
///
/// # Errors
/// [`SmoothingError`] when the series is too short, infinite, not above 0 where the form needs that, or followed without
/// error, or the season is out of range.
pub fn fit(series: &[f64], form: Form, period: usize) -> Result<FittedEts, SmoothingError> {
    let period = season_of(form, period)?;
    let data = Scaled::new(series, form, period)?;
    let (minimum, concentrated) = search(&data, form, period).ok_or(SmoothingError::Likelihood { form })?;
    let origin = (!concentrated).then(|| best_or_first(&data, form, period));
    let likelihood = Likelihood { form, period, data: &data, origin };
    let (s, start) = likelihood.parts(&minimum.free).ok_or(SmoothingError::Likelihood { form })?;
    let Pass { squares, logs, mut last } =
        pass(form, &s, &start, &data.values).ok_or(SmoothingError::Likelihood { form })?;
    let n = data.observed as f64;
    let ratios = form.error == ErrorKind::Multiplicative;
    let largest = if ratios { n } else { data.values.iter().filter(|v| !v.is_nan()).map(|v| v * v).sum() };
    let varies = squares > 1e-24 * largest;
    if !varies {
        return Err(SmoothingError::NoVariation { values: data.observed });
    }
    let variance = squares / n;
    let log_likelihood =
        -n / 2.0 * (std::f64::consts::TAU.ln() + 1.0 + variance.ln()) - logs - n * data.scale.ln();
    last.rescale(form, data.scale);
    let mut first = start;
    first.rescale(form, data.scale);
    let unit = if ratios { 1.0 } else { data.scale * data.scale };
    Ok(FittedEts {
        form,
        period,
        smoothing: s,
        initial: first,
        variance: variance * unit,
        log_likelihood,
        observed: data.observed,
        converged: minimum.converged,
        state: last,
    })
}

/// The season's length, 1 without one.
pub(super) fn season_of(form: Form, period: usize) -> Result<usize, SmoothingError> {
    match form.season {
        Season::None => Ok(1),
        _ if (2..=260).contains(&period) => Ok(period),
        _ => Err(SmoothingError::Period { period }),
    }
}

impl Scaled {
    fn new(series: &[f64], form: Form, period: usize) -> Result<Self, SmoothingError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(SmoothingError::NotFinite { index, value: series[index] });
        }
        let not_positive = |v: &f64| !v.is_nan() && *v <= 0.0;
        if let Some(index) = series.iter().position(not_positive).filter(|_| form.needs_positive()) {
            return Err(SmoothingError::NotPositive { form, index, value: series[index] });
        }
        let known: Vec<f64> = series.iter().copied().filter(|v| !v.is_nan()).collect();
        let needed = form.smoothing() + form.states(period) + 3;
        if known.len() < needed {
            return Err(SmoothingError::TooShort { model: form.to_string(), needed, found: known.len() });
        }
        let n = known.len() as f64;
        let largest = known.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let scale = known.iter().map(|v| (v / largest).abs()).sum::<f64>() / n * largest;
        let changes: f64 = known.windows(2).map(|w| ((w[1] - w[0]) / scale).powi(2)).sum();
        let unit = (changes / n).sqrt();
        if !(unit > 1e-13 && unit.is_finite() && scale > 1e-290) {
            return Err(SmoothingError::NoVariation { values: known.len() });
        }
        let values = series.iter().map(|v| v / scale).collect();
        Ok(Self { values, scale, unit, observed: known.len() })
    }
}

impl States {
    /// From a scaled series to the series' own unit.
    fn rescale(&mut self, form: Form, scale: f64) {
        self.level *= scale;
        if !form.trend.is_multiplicative() {
            self.trend *= scale;
        }
        if form.season == Season::Additive {
            self.season.iter_mut().for_each(|s| *s *= scale);
        }
    }
}

/// `lo` to `hi` and back: an edge is reached at a finite angle, where the slope is zero.
fn within((lo, hi): (f64, f64), angle: f64) -> f64 {
    lo + (hi - lo) * (1.0 + angle.sin()) / 2.0
}

fn angle((lo, hi): (f64, f64), value: f64) -> f64 {
    (2.0 * (value - lo) / (hi - lo) - 1.0).clamp(-1.0, 1.0).asin()
}

const UNIT: (f64, f64) = (EDGE, 1.0 - EDGE);

/// Smoothing parameters of the first free numbers, and how many they are.
fn smoothing(form: Form, free: &[f64]) -> (Smoothing, usize) {
    let mut left = free.iter();
    let mut next = |range| left.next().map_or(0.0, |a| within(range, *a));
    let alpha = next(UNIT);
    let beta = if form.trend == Trend::None { 0.0 } else { alpha * next(UNIT) };
    let gamma = if form.season == Season::None { 0.0 } else { (1.0 - alpha) * next(UNIT) };
    let phi = if form.trend.is_damped() { next(DAMPING) } else { 1.0 };
    (Smoothing { alpha, beta, gamma, phi }, form.smoothing())
}

/// Values that starts are made of: α, β / α, γ / (1 − α), φ.
const STARTS: [&[f64]; 4] =
    [&[0.05, 0.3, 0.7, 0.95], &[0.005, 0.1, 0.5, 0.95], &[0.01, 0.2, 0.6], &[0.82, 0.95]];

/// A start: which of the values each parameter has, and the free numbers.
type Start = ([usize; 4], Vec<f64>);

/// All combinations of the starts' values that the form has parameters for.
fn grid(form: Form) -> Vec<Start> {
    let has = [true, form.trend != Trend::None, form.season != Season::None, form.trend.is_damped()];
    let mut out: Vec<Start> = vec![([0; 4], Vec::new())];
    for (parameter, values) in STARTS.iter().enumerate().filter(|(i, _)| has[*i]) {
        let range = if parameter == 3 { DAMPING } else { UNIT };
        let with = |(at, point): &Start, (i, value): (usize, &f64)| {
            let (mut at, mut point) = (*at, point.clone());
            at[parameter] = i;
            point.push(angle(range, *value));
            (at, point)
        };
        out = out.iter().flat_map(|start| values.iter().enumerate().map(move |v| with(start, v))).collect();
    }
    out
}

/// The best of several starts, and whether its free numbers are the smoothing parameters alone. Followed to the end is,
/// for each value of each parameter, the best start that has it.
fn search(data: &Scaled, form: Form, period: usize) -> Option<(Minimum, bool)> {
    let concentrated = form.is_linear() && form.error == ErrorKind::Additive;
    let origin = (!concentrated).then(|| best_or_first(data, form, period));
    let likelihood = Likelihood { form, period, data, origin };
    let mut starts = grid(form);
    if !concentrated {
        for (_, point) in &mut starts {
            let first = likelihood.first_states(&smoothing(form, point).0);
            point.extend(likelihood.free_of(&first));
        }
    }
    let valued = starts.into_iter().map(|start| (likelihood.value(&start.1), start));
    let mut ranked: Vec<(f64, Start)> = valued.filter(|(value, _)| value.is_finite()).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut seen = [[false; 4]; 4];
    let mut best: Option<Minimum> = None;
    for (_, (at, point)) in &ranked {
        let fresh = (0..4).any(|parameter| !seen[parameter][at[parameter]]);
        (0..4).for_each(|parameter| seen[parameter][at[parameter]] = true);
        let Some(found) = fresh.then(|| minimise(&likelihood, point)).flatten() else { continue };
        if best.as_ref().is_none_or(|b| found.value < b.value) {
            best = Some(found);
        }
    }
    // from an edge there is no slope back: once more from a little inside
    let (count, best) = (form.smoothing(), best?);
    let mut inside = best.free.clone();
    inside[..count].iter_mut().for_each(|a| *a = (a.sin() * 0.96).asin());
    let again = minimise(&likelihood, &inside).filter(|found| found.value < best.value);
    Some((again.unwrap_or(best), concentrated))
}

/// Rough initial states, as a place to count from.
fn best_or_first(data: &Scaled, form: Form, period: usize) -> States {
    let known = || data.values.iter().copied().filter(|v| !v.is_nan());
    let level = known().take(period.max(4)).sum::<f64>() / known().take(period.max(4)).count().max(1) as f64;
    let trend = if form.trend.is_multiplicative() { 1.0 } else { 0.0 };
    let neutral = if form.season == Season::Multiplicative { 1.0 } else { 0.0 };
    States { level, trend, season: vec![neutral; period.max(1)], place: 0 }
}

impl Likelihood<'_> {
    /// Sizes of one unit of the level, the trend and the season.
    fn units(&self, origin: &States) -> [f64; 3] {
        let Scaled { unit, observed, .. } = self.data;
        let level = origin.level.abs().max(1e-3);
        let trend = unit / (*observed as f64).sqrt();
        let ratio = |of: f64, is: bool| if is { of / level } else { of };
        let form = self.form;
        [
            *unit,
            ratio(trend, form.trend.is_multiplicative()),
            ratio(*unit, form.season == Season::Multiplicative),
        ]
    }

    /// Parameters of free numbers; `None` where least squares has no finite answer.
    fn parts(&self, free: &[f64]) -> Option<(Smoothing, States)> {
        let (s, used) = smoothing(self.form, free);
        let Some(origin) = &self.origin else {
            let best = best_start(self.form, &s, self.period, &self.data.values)?;
            return Some((s, best.start));
        };
        let units = self.units(origin);
        let mut start = origin.clone();
        let mut rest = free[used..].iter();
        let mut next = |unit: f64| rest.next().map_or(0.0, |u| u * unit);
        start.level += next(units[0]);
        if self.form.trend != Trend::None {
            start.trend += next(units[1]);
        }
        if self.form.season != Season::None {
            for season in &mut start.season[..self.period - 1] {
                *season += next(units[2]);
            }
        }
        Some((s, start))
    }

    /// The free numbers of initial states.
    fn free_of(&self, start: &States) -> Vec<f64> {
        let Some(origin) = &self.origin else { return Vec::new() };
        let units = self.units(origin);
        let mut out = vec![(start.level - origin.level) / units[0]];
        if self.form.trend != Trend::None {
            out.push((start.trend - origin.trend) / units[1]);
        }
        if self.form.season != Season::None {
            let pairs = start.season.iter().zip(&origin.season).take(self.period - 1);
            out.extend(pairs.map(|(a, b)| (a - b) / units[2]));
        }
        out
    }

    /// Initial states for a start: those of the linear form with additive errors, put in ratios where the form has them.
    fn first_states(&self, s: &Smoothing) -> States {
        let trend = match self.form.trend {
            Trend::Multiplicative => Trend::Additive,
            Trend::MultiplicativeDamped => Trend::AdditiveDamped,
            other => other,
        };
        let season = if self.form.season == Season::None { Season::None } else { Season::Additive };
        let linear = Form { error: ErrorKind::Additive, trend, season };
        let fallback = || best_or_first(self.data, self.form, self.period);
        let Some(best) = best_start(linear, s, self.period, &self.data.values) else { return fallback() };
        let mut start = best.start;
        let sound = start.level > 0.0 || !self.form.needs_positive();
        if !sound {
            return fallback();
        }
        if self.form.season == Season::Multiplicative {
            // the last season is 1: the others are counted from it
            start.season.iter_mut().for_each(|v| *v = (1.0 + *v / start.level).max(0.1));
        }
        if self.form.trend.is_multiplicative() {
            start.trend = (1.0 + start.trend / start.level).clamp(0.5, 2.0);
        }
        start
    }
}

impl Function for Likelihood<'_> {
    /// `ln(S / n) / 2 + Σ ln ŷ / n`.
    fn value(&self, free: &[f64]) -> f64 {
        let n = self.data.observed as f64;
        let value = if self.origin.is_none() {
            let (s, _) = smoothing(self.form, free);
            let best = best_start(self.form, &s, self.period, &self.data.values);
            best.map_or(f64::INFINITY, |best| (best.squares / n).max(1e-300).ln() / 2.0)
        } else {
            let Some((s, start)) = self.parts(free) else { return f64::INFINITY };
            let found = pass(self.form, &s, &start, &self.data.values);
            found.map_or(f64::INFINITY, |p| (p.squares / n).max(1e-300).ln() / 2.0 + p.logs / n)
        };
        if value.is_nan() { f64::INFINITY } else { value }
    }
}
