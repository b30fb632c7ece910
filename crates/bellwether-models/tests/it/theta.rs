//! The Theta method against statsmodels, and closed forms.

use bellwether_models::statistical::theta::fit;

use crate::ets::series;

const EXPECTED: &str = include_str!("../reference/statsmodels/theta.csv");

#[test]
fn forecasts_are_those_of_statsmodels() {
    let series = series();
    let mut cases = 0;
    for line in EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, period, theta, slope, alpha, forecast] = cells[..] else { panic!("{line}") };
        let [theta, slope, alpha]: [f64; 3] = [theta, slope, alpha].map(|v| v.parse().unwrap());
        let period = Some(period.parse().unwrap()).filter(|m| *m > 0);
        let found = fit(&series[name], theta, period).unwrap();
        assert!((found.slope() - slope).abs() <= 1e-9 * slope.abs(), "{line}: {found:?}");
        // a sum of squares is flat at its top: half the digits of its value
        assert!((found.alpha() - alpha).abs() < 1e-6 || alpha < 1e-4, "{line}: {found:?}");
        let expected: Vec<f64> = forecast.split(' ').map(|v| v.parse().unwrap()).collect();
        let own = found.forecast(expected.len()).unwrap();
        for (own, theirs) in own.iter().zip(&expected) {
            assert!((own.mean - theirs).abs() < 1e-5 * found.variance().sqrt(), "{line}: {own:?} {found:?}");
        }
        cases += 1;
    }
    assert!(cases >= 90, "{cases}");
}

#[test]
fn variances_are_those_of_the_sums_of_errors() {
    // h steps ahead: ε_h + α (ε_1 + … + ε_{h−1}); the sum of three: (1 + 2α) ε_1 + (1 + α) ε_2 + ε_3
    let fitted = fit(&series()["level"], 2.0, None).unwrap();
    let (a, v) = (fitted.alpha(), fitted.variance());
    let ahead = fitted.forecast(3).unwrap();
    assert!((ahead[2].variance - v * (1.0 + 2.0 * a * a)).abs() < 1e-12 * v);
    let sum = (1.0 + 2.0 * a).powi(2) + (1.0 + a).powi(2) + 1.0;
    assert!((ahead[2].sum_variance - v * sum).abs() < 1e-12 * v * sum);
}
