//! Naive Bayes over weighted counts: multinomial, and its complement form for classes of unequal size.
//!
//! multinomial: `f_c(x) = ln P(c) + Σ_j x_j ln((N_cj + α) / Σ_j (N_cj + α))`, N the summed values of a class;
//! complement:  `f_c(x) = -Σ_j x_j ln((N_j - N_cj + α) / Σ_j (N_j - N_cj + α))`, without a prior.
//!
//! Rennie et al., *Tackling the Poor Assumptions of Naive Bayes Text Classifiers*, ICML 2003. Compared with
//! `sklearn.naive_bayes.MultinomialNB` and `ComplementNB` (`norm=False`).

use super::weights::Weights;
use super::{LinearError, Problem};

/// The multinomial form.
pub(super) fn multinomial(problem: &Problem<'_>, alpha: f64) -> Result<Weights, LinearError> {
    let (counts, sizes) = counts(problem)?;
    let total: f64 = sizes.iter().sum();
    let intercepts = sizes.iter().map(|size| (size / total).ln()).collect();
    Ok(weights(problem, |class, column| counts[column * problem.classes + class] + alpha, 1.0, intercepts))
}

/// The complement form.
pub(super) fn complement(problem: &Problem<'_>, alpha: f64) -> Result<Weights, LinearError> {
    let (counts, _) = counts(problem)?;
    let k = problem.classes;
    let sums: Vec<f64> = counts.chunks_exact(k).map(|column| column.iter().sum()).collect();
    let others = |class: usize, column: usize| sums[column] + alpha - counts[column * k + class];
    Ok(weights(problem, others, -1.0, vec![0.0; k]))
}

/// `sign ln(count / Σ count)` of each class and column.
fn weights(
    problem: &Problem<'_>,
    count: impl Fn(usize, usize) -> f64,
    sign: f64,
    intercepts: Vec<f64>,
) -> Weights {
    let (outputs, width) = (problem.classes, problem.rows.width);
    let mut weights = vec![0.0; width * outputs];
    for class in 0..outputs {
        let total: f64 = (0..width).map(|column| count(class, column)).sum();
        for column in 0..width {
            weights[column * outputs + class] = sign * (count(class, column).ln() - total.ln());
        }
    }
    Weights { outputs, by_column: weights, intercepts }
}

/// The summed values of each column and class, and the summed weights of each class.
fn counts(problem: &Problem<'_>) -> Result<(Vec<f64>, Vec<f64>), LinearError> {
    let smallest = problem.rows.smallest();
    if smallest < 0.0 {
        return Err(LinearError::NegativeFeature { value: smallest });
    }
    let k = problem.classes;
    let mut counts = vec![0.0; problem.rows.width * k];
    let mut sizes = vec![0.0; k];
    for row in 0..problem.rows.rows() {
        let (class, weight) = (problem.labels[row], problem.sample_weights[row]);
        sizes[class] += weight;
        for (column, value) in problem.rows.row(row) {
            counts[column * k + class] += weight * value;
        }
    }
    Ok((counts, sizes))
}
