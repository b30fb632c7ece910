//! One vector from the states of a text's tokens.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::files;
use super::model::States;
use super::{EncoderError, Fault};

/// How the tokens' states become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their mean, special tokens included.
    Mean,
    /// The first token's.
    Cls,
    /// The greatest value of each column.
    Max,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Pooling {
    /// As `modules.json` and the pooling's own `config.json` say; the mean where a folder has neither.
    pub(super) fn read(folder: &Path) -> Result<Self, EncoderError> {
        let path = folder.join("modules.json");
        let Some(modules) = files::optional_json::<Vec<Module>>(&path)? else { return Ok(Self::Mean) };
        let mut pooling = Self::Mean;
        for module in modules {
            match module.kind.rsplit('.').next().unwrap_or_default() {
                "Transformer" | "Normalize" => {}
                "Pooling" => pooling = Self::module(&folder.join(module.path).join("config.json"))?,
                _ => {
                    return Err(EncoderError::Config {
                        path,
                        key: "type",
                        found: module.kind,
                        expected: "Transformer, Pooling and Normalize",
                    });
                }
            }
        }
        Ok(pooling)
    }

    fn module(path: &Path) -> Result<Self, EncoderError> {
        let config: Map<String, Value> = files::json(path, "modules.json names this pooling")?;
        let modes: Vec<&str> = config
            .iter()
            .filter(|(_, value)| **value == Value::Bool(true))
            .filter_map(|(key, _)| key.strip_prefix("pooling_mode_"))
            .collect();
        match modes.as_slice() {
            ["mean_tokens"] => Ok(Self::Mean),
            ["cls_token"] => Ok(Self::Cls),
            ["max_tokens"] => Ok(Self::Max),
            _ => Err(EncoderError::Config {
                path: path.to_owned(),
                key: "pooling_mode_*",
                found: modes.join(", "),
                expected: "one of mean_tokens, cls_token and max_tokens",
            }),
        }
    }

    /// The pooled vector, of length one, but zero where it is zero.
    pub(super) fn unit(self, states: States<'_>) -> Result<Vec<f32>, Fault> {
        let mut pooled = match self {
            Self::Cls => states.row(0).to_vec(),
            Self::Mean => {
                let mut sum = vec![0.0; states.row(0).len()];
                for row in states.rows() {
                    sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
                }
                let share = 1.0 / states.length as f32;
                sum.iter_mut().for_each(|sum| *sum *= share);
                sum
            }
            Self::Max => {
                let mut greatest = states.row(0).to_vec();
                for row in states.rows() {
                    greatest.iter_mut().zip(row).for_each(|(greatest, x)| *greatest = greatest.max(*x));
                }
                greatest
            }
        };
        let norm = pooled.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        if !norm.is_finite() {
            return Err(Fault::NotFinite);
        }
        let share = if norm > 1e-12 { 1.0 / norm } else { 0.0 };
        for x in &mut pooled {
            *x = if share == 0.0 { 0.0 } else { (f64::from(*x) * share) as f32 };
        }
        Ok(pooled)
    }
}
