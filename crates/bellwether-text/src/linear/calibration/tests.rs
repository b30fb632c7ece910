use super::*;

#[test]
fn a_temperature_is_found_again() {
    // decisions three times as sure as the labels: of 10 rows at the log-odds of 0.9³, 9 are right
    let sure = 3.0 * (0.9_f64 / 0.1).ln();
    let mut decisions = Vec::new();
    let mut labels = Vec::new();
    for row in 0..10 {
        decisions.push(sure);
        labels.push(usize::from(row != 0));
        decisions.push(-sure);
        labels.push(usize::from(row == 0));
    }
    let Calibrator::Temperature { temperature } =
        fit(Calibration::Temperature { folds: 2 }, &decisions, 1, &labels)
    else {
        panic!("a temperature was asked for");
    };
    assert!((temperature - 3.0).abs() < 1e-9, "{temperature}");
}

#[test]
fn probabilities_sum_to_one_whatever_the_curve() {
    let decisions = [1.0, -2.0, 0.5, -1.0, 2.0, 0.0, -3.0, 0.1, 1.0, 0.2, 0.4, -0.3, 2.0, 0.0, 1.0];
    let labels = [0, 1, 2, 1, 2];
    for kind in [
        Calibration::None {},
        Calibration::Temperature { folds: 2 },
        Calibration::Platt { folds: 2 },
        Calibration::Isotonic { folds: 2 },
    ] {
        let calibrator = fit(kind, &decisions, 3, &labels);
        assert!(calibrator.is_sound(3), "{calibrator:?}");
        for z in [[0.0; 3], [1e300, -1e300, 0.0], [-50.0, -50.0, -50.0], [1.0, 2.0, 3.0]] {
            let p = calibrator.probabilities(&z, 3);
            assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{kind:?} {z:?} {p:?}");
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{kind:?} {z:?} {p:?}");
        }
    }
}

#[derive(Deserialize)]
struct Fixture {
    curves: Curves,
}

#[derive(Deserialize)]
struct Curves {
    z: Vec<f64>,
    own: Vec<bool>,
    at: Vec<f64>,
    platt: Vec<f64>,
    isotonic: Vec<f64>,
    temperature: Vec<f64>,
}

/// `tests/reference/scikit-learn/linear.py`.
#[test]
fn curves_agree_with_scikit_learn() {
    let fixture = include_str!("../../../tests/reference/scikit-learn/linear.json");
    let Fixture { curves } = serde_json::from_str(fixture).unwrap();
    let labels: Vec<usize> = curves.own.iter().map(|own| usize::from(*own)).collect();
    for (kind, expected, tolerance) in [
        (Calibration::Platt { folds: 2 }, &curves.platt, 1e-6),
        (Calibration::Isotonic { folds: 2 }, &curves.isotonic, 1e-12),
        (Calibration::Temperature { folds: 2 }, &curves.temperature, 1e-4),
    ] {
        let calibrator = fit(kind, &curves.z, 1, &labels);
        for (at, expected) in curves.at.iter().zip(expected) {
            let found = calibrator.probabilities(&[*at], 2)[1];
            assert!((found - expected).abs() < tolerance, "{kind:?} at {at}: {found} {expected}");
        }
    }
}
