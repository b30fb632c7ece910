"""A BERT with a classification head as an ONNX export.

    python onnx_export.py MODEL OUT      writes the export and prints the path of onnxruntime's shared library
"""

import sys
from pathlib import Path


def export(model, out):
    import torch
    from transformers import AutoModelForSequenceClassification
    # attention in plain steps, which every exporter knows
    loaded = AutoModelForSequenceClassification.from_pretrained(model, attn_implementation="eager").eval()
    # two texts of five tokens, so that neither length is taken for a constant
    ids = torch.tensor([[2, 5, 6, 7, 3], [2, 8, 9, 10, 3]])
    names = ["input_ids", "attention_mask", "token_type_ids"]
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"logits": {0: "texts"}}
    torch.onnx.export(loaded, inputs, out, input_names=names, output_names=["logits"], dynamic_axes=axes, dynamo=False)


def library():
    import onnxruntime
    folder = Path(onnxruntime.__file__).parent / "capi"
    found = sorted([*folder.glob("libonnxruntime.so*"), *folder.glob("libonnxruntime*.dylib"), *folder.glob("onnxruntime.dll")])
    if not found:
        sys.exit(f"no shared library of onnxruntime in {folder}")
    return found[0]


if __name__ == "__main__":
    export(*sys.argv[1:])
    print(library())
