//! Several scorers as one.

use crate::digest::short;
use crate::{Polarity, Scorer, TextError};

/// The weighted mean of the polarities of several scorers.
///
/// A scorer that finds no word in a text (all shares zero) has no say on it. The compound is the mean of the compounds.
pub struct Ensemble {
    members: Vec<(Box<dyn Scorer>, f64)>,
    name: String,
    version: String,
}

impl Ensemble {
    /// One scorer at least, with weights above zero, which are taken in proportion; without weights all have the same.
    ///
    /// # Errors
    /// [`TextError::Setting`].
    pub fn new(members: Vec<Box<dyn Scorer>>, weights: &[f64]) -> Result<Self, TextError> {
        let refuse = |setting, found, expected: &str| {
            Err(TextError::Setting { setting, found, expected: expected.to_owned() })
        };
        if members.is_empty() {
            return refuse("of", "no scorer".to_owned(), "at least one scorer");
        }
        if !weights.is_empty() && weights.len() != members.len() {
            let found = format!("{} weights", weights.len());
            return refuse("weights", found, &format!("{}, one a scorer, or none", members.len()));
        }
        if let Some(weight) = weights.iter().find(|weight| !(weight.is_finite() && **weight > 0.0)) {
            return refuse("weights", weight.to_string(), "numbers above 0");
        }
        let names: Vec<&str> = members.iter().map(|member| member.name()).collect();
        let name = format!("ensemble({})", names.join("+"));
        let mut hasher = blake3::Hasher::new();
        for (place, member) in members.iter().enumerate() {
            let weight = weights.get(place).copied().unwrap_or(1.0);
            for part in [member.name(), member.version()] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
            hasher.update(&weight.to_le_bytes());
        }
        let version = format!("ensemble-1-{}", short(&hasher.finalize()));
        let weight = |place: usize| weights.get(place).copied().unwrap_or(1.0);
        let members =
            members.into_iter().enumerate().map(|(place, member)| (member, weight(place))).collect();
        Ok(Self { members, name, version })
    }

    /// Its scorers, in their order.
    pub fn members(&self) -> impl Iterator<Item = &dyn Scorer> {
        self.members.iter().map(|(member, _)| &**member)
    }

    /// The weighted means of what each member said of `count` texts, member by member.
    pub fn combine(&self, columns: &[Vec<Polarity>], count: usize) -> Vec<Polarity> {
        (0..count).map(|row| self.mean(columns.iter().map(|column| column[row]))).collect()
    }

    fn mean(&self, polarities: impl Iterator<Item = Polarity>) -> Polarity {
        let (mut sum, mut total) = (Polarity::default(), 0.0);
        for ((_, weight), polarity) in self.members.iter().zip(polarities) {
            let Polarity { negative, neutral, positive, compound } = polarity;
            if negative + neutral + positive == 0.0 {
                continue;
            }
            total += weight;
            sum.negative += weight * negative;
            sum.neutral += weight * neutral;
            sum.positive += weight * positive;
            sum.compound += weight * compound;
        }
        if total == 0.0 {
            return Polarity::default();
        }
        // `min` would make a one of NaN
        let share = |sum: f64| (sum / total).clamp(0.0, 1.0);
        Polarity {
            negative: share(sum.negative),
            neutral: share(sum.neutral),
            positive: share(sum.positive),
            compound: (sum.compound / total).clamp(-1.0, 1.0),
        }
    }
}

impl Scorer for Ensemble {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn is_slow(&self) -> bool {
        self.members.iter().any(|(member, _)| member.is_slow())
    }

    fn as_ensemble(&self) -> Option<&Ensemble> {
        Some(self)
    }

    fn score(&self, text: &str) -> Polarity {
        self.mean(self.members.iter().map(|(member, _)| member.score(text)))
    }

    fn score_all(&self, texts: &[&str]) -> Vec<Polarity> {
        let columns: Vec<Vec<Polarity>> =
            self.members.iter().map(|(member, _)| member.score_all(texts)).collect();
        self.combine(&columns, texts.len())
    }

    fn try_score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
        let columns: Result<Vec<_>, _> =
            self.members.iter().map(|(member, _)| member.try_score_all(texts)).collect();
        Ok(self.combine(&columns?, texts.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vader;

    struct Fixed(Polarity);

    impl Scorer for Fixed {
        fn name(&self) -> &'static str {
            "fixed"
        }
        fn version(&self) -> &'static str {
            "1"
        }
        fn score(&self, _: &str) -> Polarity {
            self.0
        }
    }

    fn fixed(negative: f64, positive: f64) -> Box<dyn Scorer> {
        let neutral = 1.0 - negative - positive;
        Box::new(Fixed(Polarity { negative, neutral, positive, compound: positive - negative }))
    }

    #[test]
    fn weights_are_taken_in_proportion() {
        let both = Ensemble::new(vec![fixed(0.5, 0.0), fixed(0.0, 1.0)], &[3.0, 1.0]).unwrap();
        let expected = Polarity { negative: 0.375, neutral: 0.375, positive: 0.25, compound: -0.125 };
        assert_eq!(both.score("any"), expected);
        assert_eq!(both.name(), "ensemble(fixed+fixed)");
        let equal = Ensemble::new(vec![fixed(0.5, 0.0), fixed(0.0, 1.0)], &[]).unwrap();
        assert_eq!(equal.score("any").compound, 0.25);
        assert_ne!(equal.version(), both.version());
    }

    #[test]
    fn who_finds_no_word_has_no_say() {
        let silent: Box<dyn Scorer> = Box::new(Fixed(Polarity::default()));
        let both = Ensemble::new(vec![silent, Box::new(Vader::new())], &[]).unwrap();
        assert_eq!(both.score("good"), Vader::new().score("good"));
        assert_eq!(both.score(""), Polarity::default());
    }

    #[test]
    fn what_a_member_cannot_score_has_no_mean() {
        struct Failing;
        impl Scorer for Failing {
            fn name(&self) -> &'static str {
                "failing"
            }
            fn version(&self) -> &'static str {
                "1"
            }
            fn score(&self, _: &str) -> Polarity {
                Polarity::NONE
            }
            fn try_score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, TextError> {
                Err(TextError::unscored(1, texts[1], crate::encoder::Fault::NotFinite))
            }
        }
        let both = Ensemble::new(vec![Box::new(Vader::new()), Box::new(Failing)], &[]).unwrap();
        let error = both.try_score_all(&["good", "bad"]).unwrap_err();
        assert_eq!(error.place(), Some(1));
        assert!(error.to_string().contains("bad"), "{error}");
        let found = both.score("good");
        for value in [found.negative, found.neutral, found.positive, found.compound] {
            assert!(value.is_nan(), "{found:?}");
        }
    }

    #[test]
    fn settings_are_checked() {
        assert!(Ensemble::new(vec![], &[]).is_err());
        assert!(Ensemble::new(vec![fixed(0.0, 0.0)], &[1.0, 2.0]).is_err());
        for weight in [0.0, -1.0, f64::NAN] {
            assert!(Ensemble::new(vec![fixed(0.0, 0.0)], &[weight]).is_err());
        }
    }
}
