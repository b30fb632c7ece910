//! Transformer encoders: sentiment of posts, and posts as vectors.
//!
//! Post → tokens → embeddings → layers of attention → a classification head ([`EncoderScorer`]) or a pooled vector
//! ([`Embedder`]). BERT (FinBERT, FinBERT-tone), RoBERTa, XLM-RoBERTa and DistilBERT, and sentence encoders such as
//! MiniLM, from a folder as Hugging Face's `save_pretrained` writes it; the numbers are those of its `transformers`, up
//! to rounding. The forward pass is [`bellwether_nn::encoder`]'s.

mod architecture;
mod config;
mod embedder;
mod error;
mod fault;
mod files;
mod head;
mod hub;
mod labels;
mod model;
mod onnx;
mod pooling;
mod scorer;
mod source;
mod tokens;
mod weights;

pub use embedder::{Embedder, EmbedderParams};
pub use error::EncoderError;
pub use fault::Fault;
pub use hub::{HubError, HubProxy};
pub use onnx::{OnnxError, OnnxParams};
pub use scorer::{EncoderParams, EncoderScorer};
pub use source::{PRESETS, Preset};
