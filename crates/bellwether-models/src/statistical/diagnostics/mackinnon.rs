//! The distribution of the Dickey-Fuller statistic, by the response surfaces of MacKinnon (1994), *Journal of Business &
//! Economic Statistics* 12, table 3, and (2010), *Queen's Economics Department Working Paper* 1227, table 2.

use statrs::function::erf::erfc;

use super::adf::Deterministic;

/// Powers of the statistic, up to `switch` and above it, between where the probability is 0 and where it is 1.
struct Surface {
    least: f64,
    switch: f64,
    most: f64,
    small: [f64; 3],
    large: [f64; 4],
    /// Powers of one over the number of values, at 1, 5 and 10 %.
    critical: [[f64; 4]; 3],
}

const NONE: Surface = Surface {
    least: -19.04,
    switch: -1.04,
    most: f64::INFINITY,
    small: [0.6344, 1.2378, 0.032496],
    large: [0.4797, 0.93557, -0.06999, 0.033066],
    critical: [
        [-2.56574, -2.2358, -3.627, 0.0],
        [-1.941, -0.2686, -3.365, 31.223],
        [-1.61682, 0.2656, -2.714, 25.364],
    ],
};

const CONSTANT: Surface = Surface {
    least: -18.83,
    switch: -1.61,
    most: 2.74,
    small: [2.1659, 1.4412, 0.038269],
    large: [1.7339, 0.93202, -0.12745, -0.010368],
    critical: [
        [-3.43035, -6.5393, -16.786, -79.433],
        [-2.86154, -2.8903, -4.234, -40.04],
        [-2.56677, -1.5384, -2.809, 0.0],
    ],
};

const TREND: Surface = Surface {
    least: -16.18,
    switch: -2.89,
    most: 0.7,
    small: [3.2512, 1.6047, 0.049588],
    large: [2.5261, 0.61654, -0.37956, -0.060285],
    critical: [
        [-3.95877, -9.0531, -28.428, -134.155],
        [-3.41049, -4.3904, -9.036, -45.374],
        [-3.12705, -2.5856, -3.925, -22.38],
    ],
};

fn surface(deterministic: Deterministic) -> &'static Surface {
    match deterministic {
        Deterministic::None => &NONE,
        Deterministic::Constant => &CONSTANT,
        Deterministic::Trend => &TREND,
    }
}

fn polynomial(coefficients: &[f64], at: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * at + c)
}

/// Probability of a statistic as low under a unit root.
pub(super) fn probability(statistic: f64, deterministic: Deterministic) -> f64 {
    let Surface { least, switch, most, small, large, critical: _ } = surface(deterministic);
    if statistic > *most {
        return 1.0;
    }
    if statistic < *least {
        return 0.0;
    }
    let coefficients = if statistic <= *switch { &small[..] } else { &large[..] };
    0.5 * erfc(-polynomial(coefficients, statistic) / std::f64::consts::SQRT_2)
}

/// The statistics at 1, 5 and 10 %, for so many values in the regression.
pub(super) fn critical(values: usize, deterministic: Deterministic) -> [f64; 3] {
    surface(deterministic).critical.map(|c| polynomial(&c, 1.0 / values as f64))
}
