//! `config.json` of a model.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bellwether_nn::encoder::{Activation, EncoderSpec};
use serde::Deserialize;

use super::EncoderError;
use super::architecture::Architecture;
use super::files;

/// What is read of the file. It holds much else that does not bear on the numbers.
#[derive(Deserialize)]
struct Raw {
    model_type: Option<String>,
    vocab_size: usize,
    #[serde(alias = "dim")]
    hidden_size: usize,
    #[serde(alias = "n_layers")]
    num_hidden_layers: usize,
    #[serde(alias = "n_heads")]
    num_attention_heads: usize,
    #[serde(alias = "hidden_dim")]
    intermediate_size: usize,
    #[serde(alias = "activation")]
    hidden_act: Option<String>,
    max_position_embeddings: usize,
    #[serde(default)]
    type_vocab_size: usize,
    layer_norm_eps: Option<f32>,
    pad_token_id: Option<u32>,
    position_embedding_type: Option<String>,
    #[serde(default)]
    id2label: BTreeMap<String, String>,
}

/// What a model is.
#[derive(Debug)]
pub(super) struct ModelConfig {
    pub(super) architecture: Architecture,
    pub(super) encoder: EncoderSpec,
    /// The token that has no position of its own, in RoBERTa.
    pub(super) pad: u32,
    /// Most tokens of a sequence.
    pub(super) longest: usize,
    /// Names of the classes, in their order.
    pub(super) labels: Vec<String>,
}

impl ModelConfig {
    pub(super) fn read(folder: &Path) -> Result<Self, EncoderError> {
        let path = folder.join("config.json");
        let hint = "a model folder holds config.json, tokenizer.json or vocab.txt, and model.safetensors";
        let raw: Raw = files::json(&path, hint)?;
        let model_type = raw.model_type.as_deref().unwrap_or("none given");
        let Some(architecture) = Architecture::of(model_type) else {
            return Err(EncoderError::Architecture { path, found: model_type.to_owned() });
        };
        let activation = activation(&path, raw.hidden_act.as_deref().unwrap_or("gelu"))?;
        if let Some(found) = raw.position_embedding_type.filter(|kind| kind != "absolute") {
            return Err(EncoderError::Config {
                path,
                key: "position_embedding_type",
                found,
                expected: "absolute",
            });
        }
        let pad = raw.pad_token_id.unwrap_or(match architecture {
            Architecture::Roberta => 1,
            Architecture::Bert | Architecture::DistilBert => 0,
        });
        // the positions of RoBERTa are counted from behind the padding token
        let unused = if architecture == Architecture::Roberta { pad as usize + 1 } else { 0 };
        Ok(Self {
            architecture,
            encoder: EncoderSpec {
                vocabulary: raw.vocab_size,
                positions: raw.max_position_embeddings,
                types: if architecture == Architecture::DistilBert { 0 } else { raw.type_vocab_size },
                width: raw.hidden_size,
                heads: raw.num_attention_heads,
                layers: raw.num_hidden_layers,
                inner: raw.intermediate_size,
                epsilon: raw.layer_norm_eps.unwrap_or(1e-12),
                activation,
            },
            pad,
            longest: raw.max_position_embeddings.saturating_sub(unused),
            labels: labels(path, raw.id2label)?,
        })
    }

    /// The position of each token.
    pub(super) fn positions(&self, ids: &[u32], to: &mut Vec<u32>) {
        if self.architecture == Architecture::Roberta {
            let mut position = self.pad;
            to.extend(ids.iter().map(|&id| {
                if id == self.pad {
                    return self.pad;
                }
                position += 1;
                position
            }));
        } else {
            to.extend(0..ids.len() as u32);
        }
    }
}

fn activation(path: &Path, name: &str) -> Result<Activation, EncoderError> {
    match name {
        "gelu" => Ok(Activation::Gelu),
        "gelu_new" | "gelu_pytorch_tanh" => Ok(Activation::GeluTanh),
        "relu" => Ok(Activation::Relu),
        _ => Err(EncoderError::Config {
            path: path.to_owned(),
            key: "hidden_act",
            found: name.to_owned(),
            expected: "gelu, gelu_new, gelu_pytorch_tanh or relu",
        }),
    }
}

/// The classes by their number, which JSON holds as text.
fn labels(path: PathBuf, named: BTreeMap<String, String>) -> Result<Vec<String>, EncoderError> {
    let count = named.len();
    let mut labels = vec![None; count];
    for (key, label) in named {
        match key.parse::<usize>().ok().and_then(|i| labels.get_mut(i)) {
            Some(place) => *place = Some(label),
            None => {
                return Err(EncoderError::Config {
                    path,
                    key: "id2label",
                    found: key,
                    expected: "the numbers from 0 on",
                });
            }
        }
    }
    // as many keys as places, all in range and, being of a map, different but for leading zeros
    Ok(labels.into_iter().map(Option::unwrap_or_default).collect())
}
