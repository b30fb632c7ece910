//! Which class of a model stands for which polarity.

use super::{EncoderError, Fault};
use crate::{Polarity, PolarityLabel};

/// The polarity of each class in the model's order: as given, else by the model's names, whatever their order and case.
pub(super) fn order(
    given: Option<&[PolarityLabel]>,
    names: &[String],
    count: usize,
) -> Result<Vec<PolarityLabel>, EncoderError> {
    if let Some(given) = given {
        return if given.len() == count {
            Ok(given.to_vec())
        } else {
            Err(EncoderError::LabelCount { given: given.len(), found: count })
        };
    }
    let known = |name: &String| match name.trim().to_lowercase().as_str() {
        "negative" | "neg" | "bearish" => Some(PolarityLabel::Negative),
        "neutral" | "neu" => Some(PolarityLabel::Neutral),
        "positive" | "pos" | "bullish" => Some(PolarityLabel::Positive),
        _ => None,
    };
    let order: Option<Vec<PolarityLabel>> = names.iter().map(known).collect();
    let has = |order: &[PolarityLabel], class| order.iter().filter(|&&one| one == class).count();
    match order {
        Some(order)
            if order.len() == count
                && has(&order, PolarityLabel::Negative) == 1
                && has(&order, PolarityLabel::Positive) == 1
                && has(&order, PolarityLabel::Neutral) <= 1 =>
        {
            Ok(order)
        }
        _ => Err(EncoderError::Labels { found: names.to_vec() }),
    }
}

/// The softmax of the logits, by class. Classes of one label add up. A text without a token has no logits, and no shares.
pub(super) fn polarity(logits: &[f32], order: &[PolarityLabel]) -> Result<Polarity, Fault> {
    if logits.is_empty() {
        return Ok(Polarity::default());
    }
    if !logits.iter().all(|logit| logit.is_finite()) {
        return Err(Fault::NotFinite);
    }
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f64> = logits.iter().map(|&logit| f64::from(logit - greatest).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mut polarity = Polarity::default();
    for (weight, class) in weights.iter().zip(order) {
        let share = match class {
            PolarityLabel::Negative => &mut polarity.negative,
            PolarityLabel::Neutral => &mut polarity.neutral,
            PolarityLabel::Positive => &mut polarity.positive,
        };
        *share += weight / total;
    }
    for share in [&mut polarity.negative, &mut polarity.neutral, &mut polarity.positive] {
        *share = share.min(1.0);
    }
    polarity.compound = polarity.positive - polarity.negative;
    Ok(polarity)
}

#[cfg(test)]
mod tests {
    use super::PolarityLabel::{Negative, Neutral, Positive};
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn classes_are_recognised_by_name_in_any_order() {
        let found = order(None, &names(&["positive", "negative", "neutral"]), 3).unwrap();
        assert_eq!(found, [Positive, Negative, Neutral]);
        let found = order(None, &names(&["Neutral", "Positive", "Negative"]), 3).unwrap();
        assert_eq!(found, [Neutral, Positive, Negative]);
        assert_eq!(order(None, &names(&["NEGATIVE", "POSITIVE"]), 2).unwrap(), [Negative, Positive]);
    }

    #[test]
    fn nameless_classes_need_a_setting() {
        let nameless = names(&["LABEL_0", "LABEL_1", "LABEL_2"]);
        assert!(matches!(order(None, &nameless, 3), Err(EncoderError::Labels { .. })));
        assert!(matches!(order(None, &names(&["positive", "neutral"]), 2), Err(EncoderError::Labels { .. })));
        let given = [Negative, Neutral, Positive];
        assert_eq!(order(Some(&given), &nameless, 3).unwrap(), given);
        let short = order(Some(&given[..2]), &nameless, 3);
        assert!(matches!(short, Err(EncoderError::LabelCount { given: 2, found: 3 })));
    }

    #[test]
    fn polarity_is_the_softmax() {
        let found = polarity(&[0.0, 2f32.ln(), 0.0], &[Positive, Negative, Neutral]).unwrap();
        assert!((found.negative - 0.5).abs() < 1e-7 && (found.compound + 0.25).abs() < 1e-7, "{found:?}");
        for wrong in [f32::NAN, f32::INFINITY] {
            assert_eq!(polarity(&[wrong, 1.0], &[Negative, Positive]), Err(Fault::NotFinite));
        }
        assert_eq!(polarity(&[], &[Negative, Positive]), Ok(Polarity::default()));
        assert_eq!(polarity(&[-3e38, 3e38], &[Negative, Positive]).unwrap().compound, 1.0);
    }
}
