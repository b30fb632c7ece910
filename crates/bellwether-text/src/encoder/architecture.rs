//! Architectures, and how their checkpoints name the weights.

use bellwether_nn::encoder::{LayerPart, Part};

/// A family of encoders. They differ in names, positions and classification head, not in what a layer computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Architecture {
    /// BERT (Devlin et al., 2018), and sentence encoders such as MiniLM.
    Bert,
    /// RoBERTa (Liu et al., 2019) and XLM-RoBERTa (Conneau et al., 2019).
    Roberta,
    /// DistilBERT (Sanh et al., 2019).
    DistilBert,
}

impl Architecture {
    /// By `model_type` of `config.json`.
    pub(super) fn of(model_type: &str) -> Option<Self> {
        match model_type {
            "bert" => Some(Self::Bert),
            "roberta" | "xlm-roberta" => Some(Self::Roberta),
            "distilbert" => Some(Self::DistilBert),
            _ => None,
        }
    }

    pub(super) fn names() -> &'static str {
        "bert, roberta, xlm-roberta and distilbert"
    }

    /// Every checkpoint has this tensor, behind the prefix that all of them share.
    pub(super) const ANCHOR: &'static str = "embeddings.word_embeddings.weight";

    /// The name of a part, without the prefix.
    pub(super) fn tensor(self, part: Part) -> String {
        match part {
            Part::Tokens => Self::ANCHOR.to_owned(),
            Part::Positions => "embeddings.position_embeddings.weight".to_owned(),
            Part::Types => "embeddings.token_type_embeddings.weight".to_owned(),
            Part::EmbeddingGain => "embeddings.LayerNorm.weight".to_owned(),
            Part::EmbeddingOffset => "embeddings.LayerNorm.bias".to_owned(),
            Part::Layer(i, part) => match self {
                Self::Bert | Self::Roberta => format!("encoder.layer.{i}.{}", bert(part)),
                Self::DistilBert => format!("transformer.layer.{i}.{}", distilbert(part)),
            },
        }
    }
}

fn bert(part: LayerPart) -> &'static str {
    match part {
        LayerPart::Query => "attention.self.query.weight",
        LayerPart::QueryBias => "attention.self.query.bias",
        LayerPart::Key => "attention.self.key.weight",
        LayerPart::KeyBias => "attention.self.key.bias",
        LayerPart::Value => "attention.self.value.weight",
        LayerPart::ValueBias => "attention.self.value.bias",
        LayerPart::Output => "attention.output.dense.weight",
        LayerPart::OutputBias => "attention.output.dense.bias",
        LayerPart::AttentionGain => "attention.output.LayerNorm.weight",
        LayerPart::AttentionOffset => "attention.output.LayerNorm.bias",
        LayerPart::Inner => "intermediate.dense.weight",
        LayerPart::InnerBias => "intermediate.dense.bias",
        LayerPart::Outer => "output.dense.weight",
        LayerPart::OuterBias => "output.dense.bias",
        LayerPart::FinalGain => "output.LayerNorm.weight",
        LayerPart::FinalOffset => "output.LayerNorm.bias",
    }
}

fn distilbert(part: LayerPart) -> &'static str {
    match part {
        LayerPart::Query => "attention.q_lin.weight",
        LayerPart::QueryBias => "attention.q_lin.bias",
        LayerPart::Key => "attention.k_lin.weight",
        LayerPart::KeyBias => "attention.k_lin.bias",
        LayerPart::Value => "attention.v_lin.weight",
        LayerPart::ValueBias => "attention.v_lin.bias",
        LayerPart::Output => "attention.out_lin.weight",
        LayerPart::OutputBias => "attention.out_lin.bias",
        LayerPart::AttentionGain => "sa_layer_norm.weight",
        LayerPart::AttentionOffset => "sa_layer_norm.bias",
        LayerPart::Inner => "ffn.lin1.weight",
        LayerPart::InnerBias => "ffn.lin1.bias",
        LayerPart::Outer => "ffn.lin2.weight",
        LayerPart::OuterBias => "ffn.lin2.bias",
        LayerPart::FinalGain => "output_layer_norm.weight",
        LayerPart::FinalOffset => "output_layer_norm.bias",
    }
}
