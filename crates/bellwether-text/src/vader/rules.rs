//! The valence of a rated word among its neighbours: negation, degree, capitals, idioms.

use super::Valence;
use super::lexicon::{Cue, DAMPENING_PAIRS, IDIOM_PAIRS, IDIOM_TRIPLES};
use super::tokens::Token;
use super::vocabulary::{Vocabulary, Word, WordId};

/// What a word in capitals among words that are not gains in strength.
const CAPITALS: f64 = 0.733;
/// A negated word keeps three quarters of its strength, with the sign turned.
const NEGATION: f64 = -0.74;
/// "never so", "never this" strengthen.
const NEVER_SO: f64 = 1.25;

/// The valences of the tokens that are in the lexicon, into `valences`, replacing them; all others have none.
pub(super) fn valences(tokens: &[Token], vocabulary: &Vocabulary, valences: &mut Vec<Valence>) {
    valences.clear();
    let upper = tokens.iter().filter(|token| token.is_upper).count();
    let capitals_stand_out = 0 < upper && upper < tokens.len();
    for (position, token) in tokens.iter().enumerate() {
        if token.word != WordId::default()
            && let Some(rating) = vocabulary.word(token.word).valence
        {
            let context = Context { tokens, vocabulary, position, capitals_stand_out };
            if !(context.cue(0) == Cue::Kind && context.cue(1) == Cue::Of) {
                valences.push(Valence { position, value: context.valence(rating) });
            }
        }
    }
}

/// A token and its neighbours, addressed by their distance: -1 is the token before.
struct Context<'a> {
    tokens: &'a [Token],
    vocabulary: &'a Vocabulary,
    position: usize,
    capitals_stand_out: bool,
}

impl<'a> Context<'a> {
    fn token(&self, distance: isize) -> Option<Token> {
        self.tokens.get(self.position.checked_add_signed(distance)?).copied()
    }

    fn word(&self, distance: isize) -> Option<&'a Word> {
        Some(self.vocabulary.word(self.token(distance)?.word))
    }

    fn cue(&self, distance: isize) -> Cue {
        self.word(distance).map_or(Cue::None, |word| word.cue)
    }

    fn cues<const N: usize>(&self, from: isize) -> [Cue; N] {
        std::array::from_fn(|k| self.cue(from + k as isize))
    }

    fn valence(&self, rating: f64) -> f64 {
        let mut value = self.unless_no(rating);
        if self.tokens[self.position].is_upper && self.capitals_stand_out {
            value += CAPITALS.copysign(if value > 0.0 { 1.0 } else { -1.0 });
        }
        for back in 1..=3_isize {
            let (Some(token), Some(word)) = (self.token(-back), self.word(-back)) else { break };
            if word.valence.is_some() {
                continue;
            }
            value += self.degree(back, token, word, value);
            value *= self.negation(back, word.negates || token.has_nt);
            if back == 3 {
                value = self.idiom(value);
            }
        }
        if self.cue(-1) == Cue::Least && !matches!(self.cue(-2), Cue::At | Cue::Very) {
            value *= NEGATION;
        }
        value
    }

    /// "no" is rated, but before a rated word it negates that instead of counting itself.
    fn unless_no(&self, rating: f64) -> f64 {
        let negated = self.cue(-1) == Cue::No
            || self.cue(-2) == Cue::No
            || self.cue(-3) == Cue::No && matches!(self.cue(-1), Cue::Or | Cue::Nor);
        if negated {
            rating * NEGATION
        } else if self.cue(0) == Cue::No && self.word(1).is_some_and(|next| next.valence.is_some()) {
            0.0
        } else {
            rating
        }
    }

    /// What the degree adverb `back` tokens before adds to `value`, less with distance.
    fn degree(&self, back: isize, token: Token, word: &Word, value: f64) -> f64 {
        if word.boost == 0.0 {
            return 0.0;
        }
        let mut degree = if value < 0.0 { -word.boost } else { word.boost };
        if token.is_upper && self.capitals_stand_out {
            degree += if value > 0.0 { CAPITALS } else { -CAPITALS };
        }
        match back {
            1 => degree,
            2 => degree * 0.95,
            _ => degree * 0.9,
        }
    }

    /// The factor for the word `back` tokens before, which may be a negation.
    fn negation(&self, back: isize, negates: bool) -> f64 {
        let so = |distance| matches!(self.cue(distance), Cue::So | Cue::This);
        let (strengthens, doubtless) = match back {
            1 => (false, false),
            2 => (
                self.cue(-2) == Cue::Never && so(-1),
                self.cue(-2) == Cue::Without && self.cue(-1) == Cue::Doubt,
            ),
            // "so" and "this" right before the word strengthen even without a "never".
            _ => (
                self.cue(-3) == Cue::Never && so(-2) || so(-1),
                self.cue(-3) == Cue::Without && (self.cue(-2) == Cue::Doubt || self.cue(-1) == Cue::Doubt),
            ),
        };
        if strengthens {
            NEVER_SO
        } else if negates && !doubtless {
            NEGATION
        } else {
            1.0
        }
    }

    /// Idioms replace the value; what follows the word outweighs what precedes it. Dampening pairs add to it.
    fn idiom(&self, mut value: f64) -> f64 {
        let before = pair(self.cues(-1))
            .or_else(|| triple(self.cues(-2)))
            .or_else(|| pair(self.cues(-2)))
            .or_else(|| triple(self.cues(-3)))
            .or_else(|| pair(self.cues(-3)));
        let after = triple(self.cues(0)).or_else(|| pair(self.cues(0)));
        value = after.or(before).unwrap_or(value);
        for from in [-3, -2] {
            if DAMPENING_PAIRS.contains(&self.cues(from)) {
                value -= super::lexicon::BOOST;
            }
        }
        value
    }
}

fn pair(cues: [Cue; 2]) -> Option<f64> {
    IDIOM_PAIRS.iter().find(|(idiom, _)| *idiom == cues).map(|&(_, valence)| valence)
}

fn triple(cues: [Cue; 3]) -> Option<f64> {
    IDIOM_TRIPLES.iter().find(|(idiom, _)| *idiom == cues).map(|&(_, valence)| valence)
}
