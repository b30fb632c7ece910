//! Who is in the study: every row over all tickers, each with the colour that it keeps on the whole page.

use bellwether_study::record::{Arm, ModelRow, RunRecord};

use crate::words;

/// Hues of the palette before it starts again.
const HUES: usize = 7;

/// Times that the palette is gone through in shades, strokes and markers of its own, before all starts again.
const ROUNDS: usize = 3;

/// Strokes of the scorers after the first.
const STROKES: usize = 3;

/// One model with one set of inputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) model: String,
    pub(crate) arm: Arm,
    /// The inputs in words; empty for models without any.
    pub(crate) inputs: String,
    /// Whether this is the persistence forecast.
    pub(crate) persistence: bool,
    /// Place among the models that have a colour.
    hue: usize,
}

impl Entry {
    /// The model with its inputs: `lstm with text`.
    pub(crate) fn label(&self) -> String {
        match self.inputs.as_str() {
            "" => self.model.clone(),
            inputs => format!("{} {inputs}", self.model),
        }
    }

    /// Classes that give the row's colour: [`Self::colour`] and arm.
    pub(crate) fn tone(&self) -> String {
        let hue = self.colour();
        match self.arm {
            Arm::WithoutText => format!("{hue} bare"),
            // the scorers after the first have strokes of their own, as many as there are
            Arm::WithText(scorer @ 1..) => format!("{hue} by{}", (scorer - 1) % STROKES + 2),
            Arm::NoInputs | Arm::Elsewhere | Arm::WithText(0) => hue,
        }
    }
}

impl Entry {
    /// Classes of the hue, and of its shade where the palette has started again.
    pub(crate) fn colour(&self) -> String {
        match self.arm {
            Arm::NoInputs if self.persistence => "hp".into(),
            Arm::NoInputs => "hn".into(),
            _ => match self.round() {
                0 => format!("h{}", self.hue % HUES + 1),
                round => format!("h{} o{}", self.hue % HUES + 1, round + 1),
            },
        }
    }

    /// How often the palette has started again before this row's hue.
    pub(crate) fn round(&self) -> usize {
        self.hue / HUES % ROUNDS
    }
}

/// The name of the naive forecast that opens every table, unless the study gives it another.
const PERSISTENCE: &str = "persistence";

/// The first row of a record is persistence, under whatever name.
fn persistence(record: &RunRecord) -> &str {
    let rows = record.tickers.iter().filter_map(|t| t.rows.first()).map(|r| (r.model.as_str(), r.arm));
    let pooled = record.pooled.first().map(|r| (r.model.as_str(), r.arm));
    let naive = rows.chain(pooled).find(|(_, arm)| *arm == Arm::NoInputs);
    naive.map_or(PERSISTENCE, |(model, _)| model)
}

/// All rows of the study, persistence first, then in the study's order with the arms of one model together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Roster {
    entries: Vec<Entry>,
}

impl Roster {
    /// Of every ticker's rows and the pooled rows.
    pub(crate) fn new(record: &RunRecord) -> Self {
        let rows = record.tickers.iter().flat_map(|t| t.rows.iter().map(|r| (r.model.as_str(), r.arm)));
        let persistence = persistence(record);
        let pooled = record.pooled.iter().map(|r| (r.model.as_str(), r.arm));
        let scorer = |arm: Arm| {
            let rows = record.tickers.iter().flat_map(|t| &t.rows).map(|r| (r.arm, r.scorer.as_deref()));
            let pooled = record.pooled.iter().map(|r| (r.arm, r.scorer.as_deref()));
            rows.chain(pooled).find(|(other, _)| *other == arm).and_then(|(_, scorer)| scorer)
        };
        let mut models: Vec<(&str, Vec<Arm>)> = Vec::new();
        for (model, arm) in rows.chain(pooled) {
            match models.iter_mut().find(|(name, _)| *name == model) {
                Some((_, arms)) if arms.contains(&arm) => {}
                Some((_, arms)) => arms.push(arm),
                None => models.push((model, vec![arm])),
            }
        }
        models.sort_by_key(|(name, arms)| {
            let naive = arms.as_slice() == [Arm::NoInputs];
            (!(naive && *name == persistence), !naive)
        });
        let mut entries = Vec::new();
        let mut hue = 0;
        for (model, mut arms) in models {
            arms.sort_unstable();
            let coloured = arms.iter().any(|a| *a != Arm::NoInputs);
            entries.extend(arms.into_iter().map(|arm| Entry {
                model: model.into(),
                arm,
                inputs: words::arm(arm, scorer(arm)),
                persistence: arm == Arm::NoInputs && model == persistence,
                hue,
            }));
            hue += usize::from(coloured);
        }
        Self { entries }
    }

    /// The entries.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where a row stands; rows of the record are always in it.
    pub(crate) fn position(&self, model: &str, arm: Arm) -> Option<usize> {
        self.entries.iter().position(|e| e.arm == arm && e.model == model)
    }

    /// Whether a row is the persistence forecast.
    pub(crate) fn is_persistence(&self, model: &str, arm: Arm) -> bool {
        self.position(model, arm).is_some_and(|p| self.entries[p].persistence)
    }

    /// A ticker's rows in the roster's order, each with its position.
    pub(crate) fn arrange<'a>(&self, rows: &'a [ModelRow]) -> Vec<(usize, &'a ModelRow)> {
        let mut out: Vec<_> =
            rows.iter().filter_map(|r| Some((self.position(&r.model, r.arm)?, r))).collect();
        out.sort_by_key(|(position, _)| *position);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_beyond_the_palette_have_shades_of_their_own() {
        let entry =
            |hue, arm| Entry { model: "ridge".into(), arm, inputs: String::new(), persistence: false, hue };
        let tones: Vec<String> = (0..21).map(|hue| entry(hue, Arm::WithText(0)).tone()).collect();
        assert_eq!((tones[0].as_str(), tones[7].as_str(), tones[20].as_str()), ("h1", "h1 o2", "h7 o3"));
        for (i, tone) in tones.iter().enumerate() {
            assert!(!tones[i + 1..].contains(tone), "{tone}");
        }
        assert_eq!(entry(8, Arm::WithoutText).tone(), "h2 o2 bare");
        assert_eq!(entry(8, Arm::NoInputs).tone(), "hn");
    }
}
