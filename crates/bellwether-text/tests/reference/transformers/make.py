#!/usr/bin/env python3
"""Small models with random weights, one of each architecture, and what they give: logits, states and embeddings.

needs: pip install torch transformers numpy (made with 2.12.1, 4.57.6 and 2.4.6).
writes: a folder for each model, as `save_pretrained` does, with `expected.json`: the texts, their tokens and the logits, or
the sentence vector, in single precision. Tolerance of the tests: 1e-4 on a logit, 1e-5 on a number of a vector.
"""
import json
import shutil
from pathlib import Path

import numpy as np
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig, BertForSequenceClassification, BertModel, BertTokenizer, DistilBertConfig,
    DistilBertForSequenceClassification, PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification,
    XLMRobertaConfig, XLMRobertaForSequenceClassification,
)

TEXTS = [
    "",
    "good",
    "$AAPL beats estimates, GREAT quarter!!!",
    "Not a great quarter, but I am not selling.",
    "RT @user: shares fall after the profit warning -- http",
    "Ünïcödé naïve résumé 日本 株 up 5%",
    "🚀🚀 to the moon <pad> [SEP] </s> done",
    "\t \u00a0 spaces\n\n",
    "loss " * 60,
    "a very long post about earnings and guidance and dividends that goes on " * 4,
    "can't won't it's I'm they're",
]
CORPUS = TEXTS + ["profit loss quarter earnings shares fall rise beat estimates guidance dividends selling buying"]
HERE = Path(__file__).parent
FINBERT = {0: "positive", 1: "negative", 2: "neutral"}
TWITTER = {0: "negative", 1: "neutral", 2: "positive"}


def weights(model, seed):
    """Random, and large enough that every part moves the logits."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_gain = "LayerNorm.weight" in name or "layer_norm.weight" in name
        parameter.data = 1 + 0.2 * noise if is_gain else 0.25 * noise
    return model.eval()


def wordpiece_vocabulary():
    words = sorted({w.lower() for text in CORPUS for w in text.replace(",", " ").replace("!", " ").split() if w.isascii() and w.isalpha()})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [chr(c) for c in range(33, 127) if not chr(c).isupper()]
    pieces += ["##" + chr(c) for c in range(97, 123)] + ["##ing", "##er", "日", "本"]
    return pieces + [w for w in words if len(w) > 1]


def byte_level():
    """Byte pairs in RoBERTa's order of special tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    from tokenizers import trainers
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return tokenizer


def unigram():
    """Pieces of XLM-RoBERTa's kind."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    from tokenizers import trainers
    trainer = trainers.UnigramTrainer(vocab_size=150, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def fast(tokenizer, longest):
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", cls_token="<s>", eos_token="</s>", sep_token="</s>",
                                   pad_token="<pad>", unk_token="<unk>", mask_token="<mask>", model_max_length=longest)


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def expect(path, tokenizer, model, read):
    cases = []
    for text in TEXTS:
        batch = tokenizer(text, return_tensors="pt", truncation=True)
        batch.pop("token_type_ids", None)
        with torch.no_grad():
            values = read(model, batch)
        cases.append({"text": text, "ids": batch["input_ids"][0].tolist(), "values": [float(v) for v in values.numpy().astype(np.float32)]})
    made = {"transformers": transformers.__version__, "torch": torch.__version__.split("+")[0], "cases": cases}
    (path / "expected.json").write_text(json.dumps(made, indent=0) + "\n")


def keep(path, names):
    for file in path.iterdir():
        if file.name not in names:
            file.unlink()


def logits(model, batch):
    return model(**batch).logits[0]


def save(name, model, tokenizer, read=logits, half=None):
    path = folder(name)
    if half is not None:
        model = model.to(half)
    model.save_pretrained(path, safe_serialization=True)
    model = model.to(torch.float32)
    tokenizer.save_pretrained(path)
    expect(path, tokenizer, model, read)
    return path


small = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=72)
vocabulary = wordpiece_vocabulary()
(HERE / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
bert_tokenizer = BertTokenizer(str(HERE / "vocab.txt"), model_max_length=64)
(HERE / "vocab.txt").unlink()

# FinBERT: vocab.txt alone, labels out of order
config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, id2label=FINBERT, label2id={v: k for k, v in FINBERT.items()}, **small)
path = save("bert", weights(BertForSequenceClassification(config), 1), bert_tokenizer)
keep(path, {"config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors", "expected.json"})

# the tanh form of GELU, bfloat16 weights, odd widths, old names of the classes
config = BertConfig(vocab_size=len(vocabulary) + 3, max_position_embeddings=64, hidden_act="gelu_new", hidden_size=21, num_hidden_layers=1,
                    num_attention_heads=3, intermediate_size=50, num_labels=3)
path = save("bert-gelu-new", weights(BertForSequenceClassification(config), 2), bert_tokenizer, half=torch.bfloat16)
keep(path, {"config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors", "expected.json"})

longest = 48
config = RobertaConfig(vocab_size=420, max_position_embeddings=longest + 2, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5, id2label=TWITTER,
                       label2id={v: k for k, v in TWITTER.items()}, **small)
path = save("roberta", weights(RobertaForSequenceClassification(config), 3), fast(byte_level(), longest))
keep(path, {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "expected.json"})

tokenizer = fast(unigram(), longest)
config = XLMRobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=longest + 2, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5,
                          id2label=TWITTER, label2id={v: k for k, v in TWITTER.items()}, **small)
path = save("xlm-roberta", weights(XLMRobertaForSequenceClassification(config), 4), tokenizer)
keep(path, {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "expected.json"})

config = DistilBertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, dim=32, n_layers=2, n_heads=4, hidden_dim=72,
                          id2label={0: "NEGATIVE", 1: "POSITIVE"}, label2id={"NEGATIVE": 0, "POSITIVE": 1})
path = save("distilbert", weights(DistilBertForSequenceClassification(config), 5), bert_tokenizer, half=torch.float16)
keep(path, {"config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors", "expected.json"})


def sentence(mode):
    def read(model, batch):
        states = model(**batch).last_hidden_state[0]
        pooled = states.mean(0) if mode == "mean" else states[0]
        return torch.nn.functional.normalize(pooled, dim=0)
    return read


for seed, mode in [(6, "mean"), (7, "cls")]:
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **small)
    path = save(f"sentence-{mode}", weights(BertModel(config), seed), bert_tokenizer, sentence(mode))
    keep(path, {"config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors", "expected.json"})
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    (path / "modules.json").write_text(json.dumps([
        {"idx": i, "name": str(i), "path": p, "type": f"sentence_transformers.models.{t}"} for i, (p, t) in enumerate(modules)
    ], indent=2) + "\n")
    (path / "1_Pooling").mkdir()
    (path / "1_Pooling/config.json").write_text(json.dumps({
        "word_embedding_dimension": 32, "pooling_mode_cls_token": mode == "cls", "pooling_mode_mean_tokens": mode == "mean",
    }, indent=2) + "\n")
