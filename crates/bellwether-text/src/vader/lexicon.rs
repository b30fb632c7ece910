//! The words that the rules know, beside the rated words of the lexicon file.

/// What a degree adverb adds to the strength of the word it stands before; a dampener takes as much.
pub(super) const BOOST: f64 = 0.293;

/// A word or role that some rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cue {
    #[default]
    None,
    Ass,
    At,
    Bad,
    Beating,
    Bomb,
    Bus,
    But,
    Death,
    Die,
    Doubt,
    Enough,
    For,
    Heart,
    Just,
    Kind,
    Kiss,
    Least,
    Never,
    No,
    Nor,
    Of,
    Or,
    Right,
    Shit,
    So,
    Sort,
    Stop,
    The,
    This,
    To,
    Very,
    Without,
    Yeah,
}

pub(super) const CUES: [(&str, Cue); 33] = [
    ("ass", Cue::Ass),
    ("at", Cue::At),
    ("bad", Cue::Bad),
    ("beating", Cue::Beating),
    ("bomb", Cue::Bomb),
    ("bus", Cue::Bus),
    ("but", Cue::But),
    ("death", Cue::Death),
    ("die", Cue::Die),
    ("doubt", Cue::Doubt),
    ("enough", Cue::Enough),
    ("for", Cue::For),
    ("heart", Cue::Heart),
    ("just", Cue::Just),
    ("kind", Cue::Kind),
    ("kiss", Cue::Kiss),
    ("least", Cue::Least),
    ("never", Cue::Never),
    ("no", Cue::No),
    ("nor", Cue::Nor),
    ("of", Cue::Of),
    ("or", Cue::Or),
    ("right", Cue::Right),
    ("shit", Cue::Shit),
    ("so", Cue::So),
    ("sort", Cue::Sort),
    ("stop", Cue::Stop),
    ("the", Cue::The),
    ("this", Cue::This),
    ("to", Cue::To),
    ("very", Cue::Very),
    ("without", Cue::Without),
    ("yeah", Cue::Yeah),
];

/// Words that negate; so does every token with "n't" in it.
pub(super) const NEGATIONS: &str = "aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt \
    mightnt mustnt neednt oughtnt shant shouldnt wasnt werent wont wouldnt \
    neither never none nope nor not nothing nowhere uhuh uh-uh without rarely seldom despite";

/// Degree adverbs that strengthen.
pub(super) const BOOSTERS: &str = "absolutely amazingly awfully completely considerable considerably decidedly deeply \
    effing enormous enormously entirely especially exceptional exceptionally extreme extremely fabulously flippin \
    flipping frackin fracking frickin fricking friggin frigging fuckin fucking fuggin fugging fully greatly hella \
    highly hugely incredible incredibly intensely major majorly more most particularly purely quite really remarkably \
    so substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very";

/// Degree adverbs that weaken, of one word.
pub(super) const DAMPENERS: &str = "almost barely hardly kind-of kinda kindof less little marginal marginally \
    occasional occasionally partly scarce scarcely slight slightly somewhat sort-of sorta sortof";

/// Degree adverbs that weaken, of two words.
pub(super) const DAMPENING_PAIRS: [[Cue; 2]; 3] =
    [[Cue::Just, Cue::Enough], [Cue::Kind, Cue::Of], [Cue::Sort, Cue::Of]];

/// Idioms of two words, with the valence that replaces that of their rated word.
pub(super) const IDIOM_PAIRS: [([Cue; 2], f64); 6] = [
    ([Cue::The, Cue::Shit], 3.0),
    ([Cue::The, Cue::Bomb], 3.0),
    ([Cue::Bad, Cue::Ass], 1.5),
    ([Cue::Bus, Cue::Stop], 0.0),
    ([Cue::Yeah, Cue::Right], -2.0),
    ([Cue::Beating, Cue::Heart], 3.5),
];

/// Idioms of three words, likewise.
pub(super) const IDIOM_TRIPLES: [([Cue; 3], f64); 2] =
    [([Cue::Kiss, Cue::Of, Cue::Death], -1.5), ([Cue::To, Cue::Die, Cue::For], 3.0)];
