//! A model of a folder: tokens in, hidden states out.

use std::fs::File;
use std::path::{Path, PathBuf};

use bellwether_nn::encoder::{Batch, Encoder, Hidden, LoadError, Scratch};
use rayon::prelude::*;

use super::architecture::Architecture;
use super::config::ModelConfig;
use super::tokens::Tokens;
use super::weights::Weights;
use super::{EncoderError, Fault};

/// Tokens of a batch: enough for the products to run at speed, few enough for the states to stay in the cache.
const BATCH_TOKENS: usize = 192;
/// Raised whenever the numbers of any model move.
const VERSION: &str = "2";
/// Hexadecimal digits of the content's hash.
const DIGITS: usize = 16;

/// An encoder and its tokenizer.
pub(super) struct Model {
    pub(super) config: ModelConfig,
    pub(super) tokens: Tokens,
    encoder: Encoder,
}

/// The rows of one text in a batch's hidden states.
#[derive(Clone, Copy)]
pub(super) struct States<'a> {
    hidden: Hidden<'a>,
    first: usize,
    pub(super) length: usize,
}

impl<'a> States<'a> {
    pub(super) fn row(&self, row: usize) -> &'a [f32] {
        debug_assert!(row < self.length);
        self.hidden.row(self.first + row)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &'a [f32]> + use<'a> {
        let (hidden, first) = (self.hidden, self.first);
        (0..self.length).map(move |row| hidden.row(first + row))
    }
}

impl Model {
    /// Reads the encoder; the file of weights stays open for a head.
    pub(super) fn open(folder: &Path, tokenizer: Option<&Path>) -> Result<(Self, Weights), EncoderError> {
        let config = ModelConfig::read(folder)?;
        let tokens = Tokens::read(folder, tokenizer, config.encoder.vocabulary, config.longest)?;
        let mut weights = Weights::open(folder, Architecture::ANCHOR)?;
        let architecture = config.architecture;
        let encoder = Encoder::load(config.encoder, &mut |part, shape| {
            weights.encoder(&architecture.tensor(part), shape)
        });
        let encoder = encoder.map_err(|error| match error {
            LoadError::Weights(error) => error,
            LoadError::Encoder(error) => EncoderError::Encoder(error),
        })?;
        Ok((Self { config, tokens, encoder }, weights))
    }

    /// What `read` makes of the states of each text, in the order of the texts; `none` for a text without a token.
    ///
    /// Where a text has no numbers, the fault stands in its place. Texts of about one length share a batch; batches run on all threads. What is made of one text does not
    /// depend on the others.
    pub(super) fn each<T: Send + Sync + Clone>(
        &self,
        texts: &[&str],
        none: T,
        read: impl Fn(States<'_>) -> Result<T, Fault> + Sync,
    ) -> Vec<Result<T, Fault>> {
        let found: Vec<Result<Vec<u32>, Fault>> = texts.par_iter().map(|text| self.tokens.of(text)).collect();
        let mut results: Vec<Result<T, Fault>> = Vec::with_capacity(texts.len());
        let mut tokens: Vec<Vec<u32>> = Vec::with_capacity(texts.len());
        for found in found {
            let (ids, result) =
                found.map_or_else(|fault| (Vec::new(), Err(fault)), |ids| (ids, Ok(none.clone())));
            tokens.push(ids);
            results.push(result);
        }
        let mut order: Vec<usize> = (0..texts.len()).filter(|&i| !tokens[i].is_empty()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(tokens[i].len()), i));
        let mut batches: Vec<&[usize]> = Vec::new();
        let mut rest = order.as_slice();
        while let Some(&longest) = rest.first() {
            let count = (BATCH_TOKENS / tokens[longest].len()).clamp(1, rest.len());
            let (batch, others) = rest.split_at(count);
            batches.push(batch);
            rest = others;
        }
        let made: Vec<Vec<Result<T, Fault>>> = batches
            .par_iter()
            .with_max_len(1)
            .map_init(Scratch::new, |scratch, batch| self.batch(batch, &tokens, scratch, &read))
            .collect();
        for (&i, result) in batches.into_iter().flatten().zip(made.into_iter().flatten()) {
            results[i] = result;
        }
        results
    }

    fn batch<T>(
        &self,
        batch: &[usize],
        tokens: &[Vec<u32>],
        scratch: &mut Scratch,
        read: &impl Fn(States<'_>) -> Result<T, Fault>,
    ) -> Vec<Result<T, Fault>> {
        let (mut ids, mut positions, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for &i in batch {
            ids.extend_from_slice(&tokens[i]);
            self.config.positions(&tokens[i], &mut positions);
            lengths.push(tokens[i].len());
        }
        let input = Batch { ids: &ids, positions: &positions, lengths: &lengths };
        let hidden = match self.encoder.run(&input, scratch) {
            Ok(hidden) => hidden,
            Err(error) => {
                let fault = Fault::Run { reason: error.to_string() };
                return batch.iter().map(|_| Err(fault.clone())).collect();
            }
        };
        let mut first = 0;
        let mut results = Vec::with_capacity(lengths.len());
        for length in lengths {
            results.push(read(States { hidden, first, length }));
            first += length;
        }
        results
    }
}

/// A version for caches: of this code, of the files' content, of what else the numbers hang on, and of the instruction set.
pub(super) fn version(files: &[PathBuf], settings: &str) -> Result<String, EncoderError> {
    let mut hasher = blake3::Hasher::new();
    for path in files {
        let unreadable = |source| EncoderError::Read { path: path.clone(), source };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = match File::open(path) {
            Ok(file) => file,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(unreadable(source)),
        };
        hasher.update(name.as_bytes());
        hasher.update(&file.metadata().map_err(unreadable)?.len().to_le_bytes());
        hasher.update_reader(file).map_err(unreadable)?;
    }
    hasher.update(settings.as_bytes());
    let hash = hasher.finalize().to_hex();
    Ok(format!("{VERSION}-{}-{}", &hash[..DIGITS], bellwether_nn::instruction_set()))
}

/// The files that a model's numbers hang on.
pub(super) fn content(folder: &Path, tokenizer: Option<&Path>) -> Vec<PathBuf> {
    let own = [
        "config.json",
        "sentence_bert_config.json",
        "modules.json",
        "1_Pooling/config.json",
        "model.safetensors",
    ];
    let tokens = ["tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt"];
    let from = tokenizer.unwrap_or(folder);
    own.iter().map(|name| folder.join(name)).chain(tokens.iter().map(|name| from.join(name))).collect()
}
