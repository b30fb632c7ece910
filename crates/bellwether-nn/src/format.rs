//! A network as bytes: safetensors with the specification in the metadata.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

use crate::error::FormatError;
use crate::layer::Tensor;
use crate::network::Network;
use crate::spec::NetworkSpec;

/// Entry of the metadata that holds [`Header`].
const KEY: &str = "bellwether_network";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    spec: NetworkSpec,
}

fn shape(tensor: &Tensor) -> Vec<usize> {
    if tensor.vector { vec![tensor.columns] } else { vec![tensor.rows, tensor.columns] }
}

impl Network {
    /// The network as a safetensors file: weights as `layers.<position>.<name>`, `in × out`, little-endian
    /// `f32`, and the specification as JSON in the metadata. The same network gives the same bytes.
    ///
    /// # Errors
    /// [`FormatError::Safetensors`] or [`FormatError::Json`] where the writer fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        let named: Vec<(String, Tensor, Vec<u8>)> = self
            .tensors()
            .map(|(name, tensor)| {
                let rows = tensor.of(&self.parameters).chunks_exact(tensor.stride);
                let values = rows.flat_map(|row| &row[..tensor.columns]);
                let bytes = values.flat_map(|w| w.to_le_bytes()).collect();
                (name, tensor, bytes)
            })
            .collect();
        let views = named
            .iter()
            .map(|(name, tensor, bytes)| Ok((name, TensorView::new(Dtype::F32, shape(tensor), bytes)?)))
            .collect::<Result<Vec<_>, FormatError>>()?;
        let header = Header { version: VERSION, spec: self.spec.clone() };
        // one entry only: the order of a hash map's entries would not repeat
        let metadata = HashMap::from([(KEY.to_owned(), serde_json::to_string(&header)?)]);
        Ok(serialize(views, Some(metadata))?)
    }

    /// Reads what [`Network::to_bytes`] wrote. On one machine the network predicts bit for bit as before.
    ///
    /// # Errors
    /// Bytes that are not safetensors, have no network in the metadata or one that cannot be built, or
    /// tensors of another count, name, shape or type than the network needs, or that are not finite.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let text = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(KEY))
            .ok_or(FormatError::NoNetwork { key: KEY })?;
        let Header { version, spec } = serde_json::from_str(text)?;
        if version != VERSION {
            return Err(FormatError::Version { found: version, expected: VERSION });
        }
        let file = SafeTensors::deserialize(bytes)?;
        check_size(&spec, &file)?;
        let mut network = Network::zeros(&spec)?;
        let tensors: Vec<_> = network.tensors().collect();
        if file.len() != tensors.len() {
            return Err(FormatError::TensorCount { found: file.len(), expected: tensors.len() });
        }
        for (name, tensor) in tensors {
            fill(&name, &tensor, &file.tensor(&name)?, &mut network.parameters)?;
        }
        Ok(network)
    }
}

/// Refuses a specification larger than the file before memory is taken for it.
fn check_size(spec: &NetworkSpec, file: &SafeTensors<'_>) -> Result<(), FormatError> {
    let shapes = spec.validate()?;
    let expected = shapes.parameters + shapes.statistics;
    let found = file.iter().map(|(_, view)| view.data().len() / size_of::<f32>()).sum();
    if expected == found { Ok(()) } else { Err(FormatError::ParameterCount { found, expected }) }
}

fn fill(
    name: &str,
    tensor: &Tensor,
    view: &TensorView<'_>,
    parameters: &mut [f32],
) -> Result<(), FormatError> {
    let expected = shape(tensor);
    if view.dtype() != Dtype::F32 || view.shape() != expected {
        return Err(FormatError::Tensor {
            name: name.to_owned(),
            found_type: view.dtype().to_string(),
            found: view.shape().to_vec(),
            expected,
        });
    }
    let mut values = view.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes));
    for row in tensor.of_mut(parameters).chunks_exact_mut(tensor.stride) {
        for (w, value) in row[..tensor.columns].iter_mut().zip(&mut values) {
            if !value.is_finite() {
                return Err(FormatError::NonFinite { name: name.to_owned(), value });
            }
            *w = value;
        }
    }
    Ok(())
}
