//! Which inputs a row's model had.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which inputs a row's model had. In records `no-inputs`, `elsewhere`, `without-text`, `with-text`, and with several scorers, or with
/// topics in an arm of their own, `with-text-2`, `with-text-3`, … for all but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arm {
    /// Only the target's own past (persistence, drift).
    NoInputs,
    /// Not known: the forecasts were made elsewhere.
    Elsewhere,
    /// Price columns.
    WithoutText,
    /// Price columns and text columns; which, by the place among the study's with-text arms, from 0: first one for each
    /// scorer, then those of topics alone.
    WithText(usize),
}

impl Arm {
    /// Whether there are text columns.
    pub fn has_text(self) -> bool {
        self.place().is_some()
    }

    /// In words: `without text`, `with text`, or with the name of the arm, where there are several, `with NAME`; none for
    /// models without inputs.
    pub fn words(self, name: Option<&str>) -> Option<String> {
        match (self, name) {
            (Self::NoInputs | Self::Elsewhere, _) => None,
            (Self::WithoutText, _) => Some("without text".to_owned()),
            (Self::WithText(_), None) => Some("with text".to_owned()),
            (Self::WithText(_), Some(name)) => Some(format!("with {name}")),
        }
    }

    /// The place among the with-text arms, from 0; `None` without text.
    pub fn place(self) -> Option<usize> {
        match self {
            Self::WithText(place) => Some(place),
            Self::NoInputs | Self::Elsewhere | Self::WithoutText => None,
        }
    }
}

impl fmt::Display for Arm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInputs => f.write_str("no-inputs"),
            Self::Elsewhere => f.write_str("elsewhere"),
            Self::WithoutText => f.write_str("without-text"),
            Self::WithText(0) => f.write_str("with-text"),
            Self::WithText(scorer) => write!(f, "with-text-{}", scorer + 1),
        }
    }
}

impl Serialize for Arm {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Arm {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        let place = |n: &str| n.parse::<usize>().ok().filter(|n| *n > 1).map(|n| Self::WithText(n - 1));
        match text.as_str() {
            "no-inputs" => Some(Self::NoInputs),
            "elsewhere" => Some(Self::Elsewhere),
            "without-text" => Some(Self::WithoutText),
            "with-text" => Some(Self::WithText(0)),
            other => other.strip_prefix("with-text-").and_then(place),
        }
        .ok_or_else(|| {
            serde::de::Error::custom(format!(
                "unknown inputs `{text}`, expected `no-inputs`, `elsewhere`, `without-text`, `with-text` or `with-text-2` and so on"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Arm;

    #[test]
    fn an_arm_is_one_word() {
        for arm in [
            Arm::NoInputs,
            Arm::Elsewhere,
            Arm::WithoutText,
            Arm::WithText(0),
            Arm::WithText(1),
            Arm::WithText(12),
        ] {
            let word = serde_json::to_string(&arm).unwrap();
            assert_eq!(serde_json::from_str::<Arm>(&word).unwrap(), arm, "{word}");
        }
        assert_eq!(serde_json::to_string(&Arm::WithText(0)).unwrap(), "\"with-text\"");
        assert_eq!(serde_json::to_string(&Arm::WithText(1)).unwrap(), "\"with-text-2\"");
        for wrong in ["\"with-text-1\"", "\"with-text-x\"", "\"text\"", "\"with-text-0\""] {
            assert!(serde_json::from_str::<Arm>(wrong).is_err(), "{wrong}");
        }
    }
}
