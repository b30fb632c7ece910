//! `model.safetensors`, tensor by tensor.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use bellwether_nn::encoder::Linear;
use safetensors::Dtype;
use safetensors::tensor::Metadata;

use super::EncoderError;

/// As the format allows.
const LONGEST_HEADER: u64 = 100_000_000;
const LENGTH: u64 = 8;

/// An open file of weights.
pub(super) struct Weights {
    pub(super) path: PathBuf,
    file: File,
    metadata: Metadata,
    data: u64,
    /// What all names of the encoder's tensors start with.
    prefix: String,
}

impl Weights {
    /// Opens the file; `anchor` ends the name of one tensor, and what stands before it is the prefix.
    pub(super) fn open(folder: &Path, anchor: &str) -> Result<Self, EncoderError> {
        let path = folder.join("model.safetensors");
        let mut file = File::open(&path).map_err(|source| Self::absent(folder, &path, source))?;
        let unreadable = |source| EncoderError::Read { path: path.clone(), source };
        let damaged = |reason: String| EncoderError::Weights { path: path.clone(), reason };
        let size = file.metadata().map_err(unreadable)?.len();
        let mut length = [0; LENGTH as usize];
        file.read_exact(&mut length).map_err(|_| damaged(format!("{size} bytes are too few")))?;
        let length = u64::from_le_bytes(length);
        if length > LONGEST_HEADER || length + LENGTH > size {
            return Err(damaged(format!("a header of {length} bytes in {size}")));
        }
        let mut header = vec![0; length as usize];
        file.read_exact(&mut header).map_err(unreadable)?;
        let metadata: Metadata = serde_json::from_slice(&header).map_err(|e| damaged(e.to_string()))?;
        let (data, expected) = (LENGTH + length, metadata.data_len() as u64);
        if data + expected != size {
            return Err(damaged(format!(
                "it holds {} bytes of tensors, but announces {expected}",
                size - data
            )));
        }
        let mut names = metadata.offset_keys();
        names.sort();
        let prefix = names.iter().find_map(|name| name.strip_suffix(anchor));
        let Some(prefix) = prefix.map(str::to_owned) else {
            return Err(EncoderError::MissingTensor { path, tensor: anchor.to_owned() });
        };
        Ok(Self { path, file, metadata, data, prefix })
    }

    fn absent(folder: &Path, path: &Path, source: io::Error) -> EncoderError {
        let path = path.to_owned();
        if source.kind() != ErrorKind::NotFound {
            return EncoderError::Read { path, source };
        }
        let hint = if folder.join("pytorch_model.bin").is_file() {
            "pytorch_model.bin is not read; save the model again with `save_pretrained(…, safe_serialization=True)`"
        } else if folder.join("model.safetensors.index.json").is_file() {
            "the weights are in several files; save the model again in one"
        } else {
            "the weights of the model"
        };
        EncoderError::MissingFile { path, hint }
    }

    pub(super) fn has(&self, tensor: &str) -> bool {
        self.metadata.info(tensor).is_some()
    }

    /// A tensor of the encoder.
    pub(super) fn encoder(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, EncoderError> {
        let name = format!("{}{name}", self.prefix);
        // as the first checkpoints of BERT call them
        let old = name.strip_suffix("LayerNorm.weight").map(|stem| format!("{stem}LayerNorm.gamma"));
        let old =
            old.or_else(|| name.strip_suffix("LayerNorm.bias").map(|stem| format!("{stem}LayerNorm.beta")));
        match old {
            Some(old) if !self.has(&name) && self.has(&old) => self.tensor(&old, shape),
            _ => self.tensor(&name, shape),
        }
    }

    /// The encoder's name of a tensor.
    pub(super) fn prefixed(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A matrix and its bias; the matrix has as many rows as it has.
    pub(super) fn linear(
        &mut self,
        stem: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Linear, EncoderError> {
        let weights = self.tensor(&format!("{stem}.weight"), &[outputs, inputs])?;
        let bias = self.tensor(&format!("{stem}.bias"), &[outputs])?;
        Ok(Linear::new(inputs, outputs, &weights, &bias))
    }

    /// Rows of a matrix, for a head that may have any number of classes.
    pub(super) fn rows(&self, tensor: &str) -> Option<usize> {
        self.metadata.info(tensor).and_then(|info| info.shape.first().copied())
    }

    /// A tensor as `f32`.
    pub(super) fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, EncoderError> {
        let (path, tensor) = (self.path.clone(), name.to_owned());
        let Some(info) = self.metadata.info(name) else {
            return Err(EncoderError::MissingTensor { path, tensor });
        };
        if info.shape != shape {
            return Err(EncoderError::Shape {
                path,
                tensor,
                expected: shape.to_vec(),
                found: info.shape.clone(),
            });
        }
        let (dtype, (from, to)) = (info.dtype, info.data_offsets);
        let mut bytes = vec![0; to - from];
        let read = self
            .file
            .seek(SeekFrom::Start(self.data + from as u64))
            .and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|source| EncoderError::Read { path: path.clone(), source })?;
        let values: Vec<f32> = match dtype {
            Dtype::F32 => bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            Dtype::F16 => bytes.as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect(),
            Dtype::BF16 => {
                let bits = bytes.as_chunks().0.iter().map(|b| u32::from(u16::from_le_bytes(*b)) << 16);
                bits.map(f32::from_bits).collect()
            }
            other => return Err(EncoderError::Numbers { path, tensor, found: format!("{other:?}") }),
        };
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(EncoderError::NotFinite { path, tensor })
        }
    }
}

/// A number of IEEE half precision.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_precision_is_read() {
        // the table of examples of the standard's article
        for (bits, value) in [
            (0x0000, 0.0),
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
    }
}
