//! Polarities as answers to which class a text has, for metrics of classes.

use bellwether_evaluation::classes::{likeliest, one_vs_rest_auc};
use bellwether_text::Polarity;

use crate::cli::labelled::NEUTRAL;

/// Bins of the expected calibration error.
pub(crate) const BINS: usize = 15;

/// The class of the largest share; a tie is no answer, and counts as neutral.
pub(crate) fn class_of_shares(p: &Polarity, has_neutral: bool) -> usize {
    let shares = [p.negative, if has_neutral { p.neutral } else { f64::MIN }, p.positive];
    let said = likeliest(&shares);
    let is_tie = shares.iter().filter(|share| **share == shares[said]).count() > 1;
    if is_tie { NEUTRAL } else { said }
}

/// Area under the ROC curve of a class against the rest, ranked by the compound, for neutral by the neutral share; none
/// where no text, or every one, is labelled with it.
pub(crate) fn auc(labels: &[usize], scores: &[Polarity], class: usize) -> Option<f64> {
    let of = |p: &Polarity| match class {
        0 => (1.0 - p.compound) / 2.0,
        NEUTRAL => p.neutral,
        _ => f64::midpoint(1.0, p.compound),
    };
    let ranks: Vec<f64> = scores.iter().map(|p| of(p).clamp(0.0, 1.0)).collect();
    one_vs_rest_auc(labels, &ranks, class, 3).ok()
}

/// The shares as probabilities that sum to one; without a neutral class those of the compound's sign.
pub(crate) fn probabilities(p: &Polarity, has_neutral: bool) -> [f64; 3] {
    if !has_neutral {
        let positive = f64::midpoint(1.0, p.compound).clamp(0.0, 1.0);
        return [1.0 - positive, 0.0, positive];
    }
    let sum = p.negative + p.neutral + p.positive;
    if sum > 0.0 { [p.negative / sum, p.neutral / sum, p.positive / sum] } else { [1.0 / 3.0; 3] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(negative: f64, neutral: f64, positive: f64) -> Polarity {
        Polarity { negative, neutral, positive, compound: 0.0 }
    }

    #[test]
    fn a_tie_is_no_answer() {
        assert_eq!(class_of_shares(&shares(0.5, 0.1, 0.4), true), 0);
        assert_eq!(class_of_shares(&shares(0.1, 0.8, 0.1), true), 1);
        assert_eq!(class_of_shares(&shares(0.0, 0.8, 0.2), false), 2);
        assert_eq!(class_of_shares(&shares(0.0, 1.0, 0.0), false), NEUTRAL);
        assert_eq!(class_of_shares(&Polarity::default(), true), NEUTRAL);
    }

    #[test]
    fn probabilities_sum_to_one() {
        for p in [shares(0.2, 0.3, 0.5), shares(0.2, 0.3, 0.51), Polarity::default()] {
            for has_neutral in [true, false] {
                assert!((probabilities(&p, has_neutral).iter().sum::<f64>() - 1.0).abs() < 1e-12);
            }
        }
    }
}
