//! From a post as published to the text that a method wants: a pipeline of named steps.
//!
//! A [`Step`] reads a text and writes another; a [`Cleaner`] runs steps one after the other over two buffers. Steps are
//! total: every text has a result, which is valid UTF-8. They know nothing of time, so that cleaning cannot see the
//! future.
//!
//! ```
//! use bellwether_text::{Cleaner, CleaningPreset};
//!
//! let mut nflx = Cleaner::new(CleaningPreset::Nflx.steps());
//! let text = "RT @user: $NFLX beats &amp; the shares are UP 🚀 https://t.co/x";
//! assert_eq!(nflx.clean(text), "rt user nflx beat share rocket");
//!
//! let mut roberta = Cleaner::new(CleaningPreset::TwitterRoberta.steps());
//! assert_eq!(roberta.clean("@jim look: https://t.co/x"), "@user look: http");
//! ```

mod emoji;
mod entities;
mod forms;
mod lemmas;
mod links;
mod mentions;
mod own_steps;
mod preset;
mod routed;
mod runs;
mod spec;
mod step;
mod stop_words;
mod symbols;
mod table;
mod tokens;

pub use own_steps::CleaningSteps;
pub use preset::CleaningPreset;
pub use routed::RoutedCleaner;
pub use spec::CleaningSpec;
pub use step::Step;
pub use tokens::{Token, TokenKind, tokens};

pub(crate) use mentions::{behind_retweet_head, cashtags_and_words, retweet};

/// Runs a pipeline of steps. Keeps two buffers, so that cleaning allocates nothing once they have grown.
#[derive(Debug, Clone, Default)]
pub struct Cleaner {
    steps: Vec<Step>,
    buffers: [String; 2],
}

impl Cleaner {
    /// Buffers that grew beyond this many bytes, for one long post, are given back.
    const KEPT_BYTES: usize = 1 << 20;

    /// A pipeline of `steps`, in their order. None of them leaves texts as they are.
    pub fn new(steps: &[Step]) -> Self {
        Self { steps: steps.to_vec(), buffers: Default::default() }
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The text after all steps.
    pub fn clean<'a>(&'a mut self, text: &'a str) -> &'a str {
        let [from, to] = &mut self.buffers;
        for buffer in [&mut *from, &mut *to] {
            buffer.clear();
            buffer.shrink_to(Self::KEPT_BYTES);
        }
        let Some((first, others)) = self.steps.split_first() else { return text };
        first.apply(text, to);
        for step in others {
            std::mem::swap(from, to);
            to.clear();
            step.apply(from, to);
        }
        to
    }
}
