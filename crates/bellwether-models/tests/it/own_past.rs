//! Models of the target's own past as forecasters: what they read, and what they refuse.

use bellwether_core::{Ahead, Forecaster, Origin, RunContext, TargetKind, TrainSet};
use bellwether_models::naive::{HistoricalMean, HistoricalMeanParams};
use bellwether_models::restore;
use bellwether_models::statistical::arima::{self, Constant, Order};
use bellwether_models::statistical::ets::{self, ErrorKind, Form, Forms, Season, Trend};
use bellwether_models::statistical::theta;
use bellwether_models::statistical::{
    Arima, ArimaParams, Choice, Ets, EtsParams, Holt, HoltParams, SeasonalNaive, SeasonalNaiveParams, Ses,
    SesParams, Theta, ThetaParams,
};

use crate::ets::series;
use crate::support::{Series, target};

/// The normal distribution's 5 % point.
const LOW: f64 = -1.9599639845400545;

fn closes(name: &str, horizon: usize, kind: TargetKind) -> Series {
    let rows: Vec<Vec<f64>> = series()[name].iter().map(|v| vec![*v]).collect();
    let mut own = Series::named(&["close"], &rows, target(kind, horizon));
    own.closes.clone_from(&series()[name]);
    own
}

/// The forecast at row 150 of a model fitted on the first 140 rows, its 5 % quantile, and that of two further horizons.
fn made(model: &dyn Forecaster, series: &Series) -> (f64, f64, Vec<f64>) {
    let samples = series.samples(1..120);
    let train = TrainSet::new(series.frame.first(140), &samples, &[], series.target);
    let fitted = model.fit(&train, &RunContext::new(1)).unwrap();
    let naive = [7, 1].map(|horizon| Ahead::of(horizon, 0.0));
    let origin = Origin { further: &naive, ..series.origin(150) };
    let made = fitted.forecast(&origin).unwrap();
    assert_eq!(restore(&fitted.to_bytes()).unwrap().forecast(&origin).unwrap(), made);
    (made.point, made.quantiles[0].value, made.ahead.iter().map(|a| a.point).collect())
}

#[test]
fn smoothing_goes_on_from_the_fit_to_the_origin() {
    let own = closes("damped", 3, TargetKind::Close);
    let form = |trend| Form { error: ErrorKind::Additive, trend, season: Season::None };
    let ses: &dyn Forecaster = &Ses(SesParams::default());
    let holt: &dyn Forecaster = &Holt(HoltParams { damped: true, ..HoltParams::default() });
    for (model, trend) in [(ses, Trend::None), (holt, Trend::AdditiveDamped)] {
        let mut fitted = ets::fit(&own.closes[..140], form(trend), 1).unwrap();
        fitted.append(&own.closes[140..151]).unwrap();
        let steps = fitted.forecast(7).unwrap();
        let (point, low, ahead) = made(model, &own);
        assert!((point - steps[2].mean).abs() < 1e-9);
        assert!((low - steps[2].mean - LOW * steps[2].variance.sqrt()).abs() < 1e-9);
        assert_eq!(ahead, [steps[6].mean, steps[0].mean]);
    }
    let mut fitted = theta::fit(&own.closes[..140], 2.0, None).unwrap();
    fitted.filter(&own.closes[..151]).unwrap();
    let (point, _, _) = made(&Theta(ThetaParams::default()), &own);
    assert!((point - fitted.forecast(3).unwrap()[2].mean).abs() < 1e-12);
}

#[test]
fn the_chosen_form_is_that_of_the_selection() {
    let own = closes("week-ratio", 2, TargetKind::Close);
    let params = EtsParams { period: Some(5), ..EtsParams::default() };
    let mut chosen = ets::select(&own.closes[..140], &Forms::all(Some(5))).unwrap().best;
    assert_eq!(chosen.form().season, Season::Multiplicative, "{}", chosen.form());
    chosen.filter(&own.closes[..151]).unwrap();
    let (point, low, _) = made(&Ets(params), &own);
    assert!((point - chosen.forecast(2).unwrap()[1].mean).abs() < 1e-9);
    // a fortieth of the paths end below
    let paths = &chosen.paths(2)[1];
    let below = paths.iter().filter(|v| **v < low).count() as f64 / paths.len() as f64;
    assert!((below - 0.025).abs() < 0.001, "{below}");
    let given: EtsParams = serde_json::from_str(
        r#"{"error": "multiplicative", "trend": "none", "season": "additive", "period": 5, "quantiles": [0.5]}"#,
    )
    .unwrap();
    assert_eq!(given.trend, Choice::Given(Trend::None));
    assert_eq!(given.season, Choice::Given(Season::Additive));
    let text = serde_json::to_string(&EtsParams::default()).unwrap();
    assert!(text.contains(r#""error":"auto""#), "{text}");
}

#[test]
fn seasons_are_repeated_and_gaps_are_bridged() {
    let mut rows: Vec<Vec<f64>> = (0..60).map(|t| vec![f64::from(t % 5) * 10.0 + f64::from(t)]).collect();
    rows[48][0] = f64::NAN;
    let own = Series::named(&["close"], &rows, target(TargetKind::Close, 4));
    let model = SeasonalNaive(SeasonalNaiveParams::default());
    let samples = own.samples(1..40);
    let train = TrainSet::new(own.frame.first(45), &samples, &[], own.target);
    let fitted = model.fit(&train, &RunContext::new(1)).unwrap();
    // row 49 and four on: row 48 is missing, so that it is row 43 that is repeated; every change over a week is 5
    let made = fitted.forecast(&own.origin(49)).unwrap();
    assert!((made.point - rows[43][0]).abs() < 1e-12, "{made:?}");
    assert!((made.quantiles[0].value - made.point - LOW * 5.0 * 2.0_f64.sqrt()).abs() < 1e-9);
    let (short, _) = rows.split_at(4);
    let short = Series::named(&["close"], short, target(TargetKind::Close, 1));
    let error = model.fit(&short.train_set(&short.samples(0..2), &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(error.to_string(), "seasonal-naive needs at least 6 training samples and has 4");
}

#[test]
fn the_historical_mean_has_the_interval_of_its_closed_form() {
    let own = closes("returns", 1, TargetKind::Close);
    let (point, low, ahead) = made(&HistoricalMean(HistoricalMeanParams::default()), &own);
    let targets: Vec<f64> = own.closes[2..121].to_vec();
    let n = targets.len() as f64;
    let mean = targets.iter().sum::<f64>() / n;
    let variance = targets.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    assert!((point - mean).abs() < 1e-15);
    assert!((low - mean - LOW * (variance * (1.0 + 1.0 / n)).sqrt()).abs() < 1e-12);
    assert!(ahead.is_empty());
}

/// A series that follows another column of the session before.
fn led() -> Series {
    let x: Vec<f64> = (0..180).map(|t| (f64::from(t) * 1.3).sin() + (f64::from(t) * 0.41).cos()).collect();
    let noise = |t: usize| (t as f64 * 7.77).sin() * 0.1;
    let y: Vec<f64> = (0..180).map(|t| 5.0 + noise(t) + if t > 0 { 2.0 * x[t - 1] } else { 0.0 }).collect();
    let rows: Vec<Vec<f64>> = (0..180).map(|t| vec![y[t], if t < 3 { f64::NAN } else { x[t] }]).collect();
    let mut own = Series::named(&["close", "ma7"], &rows, target(TargetKind::Close, 1));
    own.closes = y;
    own
}

#[test]
fn a_regression_reads_columns_of_the_session_before() {
    let own = led();
    let params = ArimaParams {
        p: 0,
        d: 0,
        q: 0,
        constant: Constant::Mean,
        exogenous: vec!["ma7".to_owned()],
        ..ArimaParams::default()
    };
    let samples = own.samples(5..120);
    let train = TrainSet::new(own.frame.first(140), &samples, &[], own.target);
    let fitted = Arima(params.clone()).fit(&train, &RunContext::new(1)).unwrap();
    for row in [3, 141, 160, 178] {
        let made = fitted.forecast(&own.origin(row)).unwrap();
        let x = own.frame.view().row(row)[1];
        assert!((made.point - 5.0 - 2.0 * x).abs() < 0.1, "{row}: {made:?}");
        assert_eq!(restore(&fitted.to_bytes()).unwrap().forecast(&own.origin(row)).unwrap(), made);
    }
    // at the first rows there is nothing to filter, but rows are read that are not there
    let error = fitted.forecast(&own.origin(1)).unwrap_err().to_string();
    assert!(error.contains("needs 4 rows of history and has 2"), "{error}");
    let named = |names: &[&str]| {
        let exogenous = names.iter().map(|n| (*n).to_owned()).collect();
        Arima(ArimaParams { exogenous, ..params.clone() })
    };
    let error = named(&["m7"]).fit(&train, &RunContext::new(1)).err().unwrap();
    assert_eq!(error.to_string(), "arima: `exogenous` is \"m7\"; it names columns of the inputs");
    assert_eq!(
        named(&["ma7", "ma7"]).validate().unwrap_err().to_string(),
        "arima: `exogenous` is \"ma7\" twice; each column stands once"
    );
    // a text column is that of the form with text
    assert!(named(&["ma7", "score"]).needs().text && !named(&["ma7"]).needs().text);
    let same = named(&["ma7", "score"]).fit(&train, &RunContext::new(1)).unwrap();
    let (a, b) = (same.forecast(&own.origin(150)).unwrap(), fitted.forecast(&own.origin(150)).unwrap());
    assert_eq!(a, b);
}

#[test]
fn a_refit_is_a_fit_on_all_that_is_known_at_the_origin() {
    let own = closes("level", 1, TargetKind::Close);
    let params = ArimaParams { p: 1, d: 0, q: 1, constant: Constant::Mean, ..ArimaParams::default() };
    let model = Arima(ArimaParams { refit: true, ..params.clone() });
    let samples = own.samples(1..80);
    let train = TrainSet::new(own.frame.first(90), &samples, &[], own.target);
    let fitted = model.fit(&train, &RunContext::new(1)).unwrap();
    let once = Arima(params).fit(&train, &RunContext::new(1)).unwrap();
    for row in [100, 130, 160] {
        let made = fitted.forecast(&own.origin(row)).unwrap().point;
        let options = arima::Options { constant: Constant::Mean, ..arima::Options::default() };
        let whole = arima::fit(&own.closes[..=row], Order::new(1, 0, 1), &options).unwrap();
        let expected = whole.forecast(1, &[]).unwrap()[0];
        // both stop where little is to be gained
        assert!((made - expected.mean).abs() < 1e-3 * expected.variance.sqrt(), "{row}");
        let unmoved = once.forecast(&own.origin(row)).unwrap().point;
        assert!((made - unmoved).abs() > 1e-6, "{row}");
    }
}

#[test]
fn parameters_are_refused_by_name() {
    let said = |model: &dyn Forecaster| model.validate().unwrap_err().to_string();
    assert_eq!(
        said(&SeasonalNaive(SeasonalNaiveParams { period: 1, ..SeasonalNaiveParams::default() })),
        "seasonal-naive: `period` is 1; a season has 2 to 260 sessions"
    );
    assert_eq!(
        said(&Theta(ThetaParams { theta: 0.5, ..ThetaParams::default() })),
        "theta: `theta` is 0.5; it must be a number from 1 on"
    );
    let season = Choice::Given(Season::Additive);
    assert_eq!(
        said(&Ets(EtsParams { season, ..EtsParams::default() })),
        "ets: `season` is given; a season needs its period"
    );
    let rows: Vec<Vec<f64>> = series()["returns"].iter().map(|v| vec![*v]).collect();
    let own = Series::named(&["log-return"], &rows, target(TargetKind::LogReturn, 1));
    let error = Choice::Given(ErrorKind::Multiplicative);
    let refused = Ets(EtsParams { error, ..EtsParams::default() });
    let samples: Vec<_> = (1..100)
        .map(|row| bellwether_core::Sample { row, target: rows[row + 1][0], last_known: 0.0 })
        .collect();
    let found = refused.fit(&own.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(
        found.to_string(),
        "ets: `error` is multiplicative; a return is not above 0: its forms are additive"
    );
    let chosen = Ets(EtsParams::default()).fit(&own.train_set(&samples, &[]), &RunContext::new(1));
    assert!(chosen.is_ok());
}
