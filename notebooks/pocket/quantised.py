"""What fewer bits cost a pocket model: `python quantised.py FOLDER QUANTISED`.

QUANTISED is what `llamastep quantize FOLDER -o QUANTISED` wrote. Both run in plain transformers, the second one with its codes
times their scales in float32. Printed are the share of positions of held-out text at which both find the same token
most probable, and the share of the answers that the first gives rightly and the second gives too.
"""

import argparse
import json
import re
from pathlib import Path

import torch
from safetensors import safe_open

import evaluate

KINDS = ["story", "recall", "sentences", "chat", "copy", "count", "sums", "program", "languages"]


def dequantised(folder):
    """The weights by the names of an ordinary checkpoint, experts fused."""
    tensors = {}
    for file in sorted(Path(folder).glob("*.safetensors")):
        with safe_open(file, "pt") as shard:
            tensors |= {key: shard.get_tensor(key) for key in shard.keys()}
    weights = {}
    for key, value in tensors.items():
        if key.endswith("weight_packed"):
            rows, columns = tensors[key.replace("_packed", "_shape")].tolist()
            codes = torch.stack([(value >> shift) & 15 for shift in range(0, 32, 4)], -1).flatten(1)[:, :columns] - 8
            scale = tensors[key.replace("_packed", "_scale")].float()
            group = -(-columns // scale.shape[1])
            group = 1 << (group - 1).bit_length()
            weights[key.removesuffix("_packed")] = codes.float() * scale.repeat_interleave(group, 1)[:, :columns]
        elif value.dtype == torch.int8:
            weights[key] = value.float() * tensors[key + "_scale"].float()
        elif not re.search(r"weight_(scale|shape)$", key):
            weights[key] = value.float()
    return fused(weights)


def fused(weights):
    experts = {}
    for key in [key for key in weights if re.search(r"experts\.\d+\.", key)]:
        stem, number, part = re.fullmatch(r"(.*experts)\.(\d+)\.(\w+)_proj\.weight", key).groups()
        experts.setdefault(stem, {}).setdefault(part, {})[int(number)] = weights.pop(key).T
    for stem, parts in experts.items():
        stacked = {part: torch.stack([matrix for _, matrix in sorted(of.items())]) for part, of in parts.items()}
        weights[f"{stem}.gate_up_proj"] = torch.cat([stacked["gate"], stacked["up"]], -1)
        weights[f"{stem}.down_proj"] = stacked["down"]
    return weights


@torch.no_grad()
def compare(plain, small, encode, count):
    agreed = positions = kept = right = 0
    for kind in KINDS:
        for w in evaluate.documents(encode, kind, count, seed=11):
            ids = torch.tensor([w.ids])
            one, other = (model(ids).logits[0].argmax(-1).tolist() for model in (plain, small))
            agreed += sum(a == b for a, b in zip(one, other))
            positions += len(one)
            answers = [answer for answer in w.answers if evaluate.right(one, w, answer)]
            right += len(answers)
            kept += sum(evaluate.right(other, w, answer) for answer in answers)
    return {"agreement": agreed / positions, "positions": positions, "answers_kept": kept / max(right, 1), "answers": right}


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder")
    options.add_argument("quantised")
    options.add_argument("--count", type=int, default=30, help="documents of each kind")
    chosen = options.parse_args()
    plain, tokenizer = evaluate.load(chosen.folder)
    small, _ = evaluate.load(chosen.folder)
    state = dequantised(chosen.quantised)
    missing = small.load_state_dict(state, strict=False)
    assert not missing.unexpected_keys and set(missing.missing_keys) <= {"lm_head.weight"}, missing
    print(json.dumps(compare(plain, small, lambda text: tokenizer.encode(text, add_special_tokens=False).ids, chosen.count)))
