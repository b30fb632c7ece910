//! How good topics are.
//!
//! | measure | of a topic's words `w₁ … w_N` | counts |
//! |---|---|---|
//! | UMass | mean over `j < i` of `ln (P(wᵢ, wⱼ) + ε) / P(wⱼ)` | documents |
//! | C_UCI | mean over `i ≠ j` of `ln (P(wᵢ, wⱼ) + ε) / (P(wᵢ) P(wⱼ))` | windows of 10 words |
//! | C_NPMI | the same divided by `−ln (P(wᵢ, wⱼ) + ε)` | windows of 10 words |
//! | C_v | mean over `i` of the cosine between the NPMI of `wᵢ` with each word, and the sum of these over all `wᵢ` | windows of 110 words |
//! | diversity | different words among the first `k` of all topics, divided by their number | none |
//!
//! `P` is the share of the documents or windows with the words, and `ε` is 10⁻¹². Definitions and numbers are those of gensim's
//! `CoherenceModel` (Röder, Both and Hinneburg, 2015), and of OCTIS for diversity (Dieng, Ruiz and Blei, 2020).

mod coherence;
mod diversity;
mod occurrences;

pub use coherence::{Coherence, coherence, mean_coherence};
pub use diversity::topic_diversity;
