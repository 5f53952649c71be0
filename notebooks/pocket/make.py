"""From nothing to the shipped files: `python notebooks/pocket/make.py --model scout|maverick|all`.

Tokenizer, training, export, evaluation, model card and golden values. Needs torch, transformers, tokenizers and
safetensors, and no data. `--skip-training` starts from the weights of the last run.
"""

import argparse
import json
import time
from pathlib import Path

import torch

import build_tokenizer
import card
import evaluate
import export
import train

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def make(name, work, skip_training=False):
    tokenizer = build_tokenizer.build(work)
    began = time.time()
    if not skip_training:
        model, seed = train.train(name, tokenizer, work / name)
        torch.save(model.state_dict(), work / name / "trained.pt")
        (work / name / "run.json").write_text(json.dumps({"seed": seed, "seconds": round(time.time() - began)}))
    shipped = ROOT / "Sources/llamastep/Resources" / f"pocket-{name}"
    export.ship(name, work, torch.load(work / name / "trained.pt"), shipped)
    export.golden(name, shipped, ROOT / "Tests/Golden" / f"pocket-{name}")
    figures = evaluate.evaluate(shipped, trained_length=max(s["length"] for s in train.stages(name)))
    steps = sum(stage["steps"] for stage in train.stages(name))
    figures["training"] = {"steps": steps, "tokens": steps * train.BATCH} | json.loads((work / name / "run.json").read_text())
    (HERE / f"figures-{name}.json").write_text(json.dumps(figures, indent=1) + "\n")
    (shipped / "README.md").write_text(card.text(name, shipped, figures))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", choices=["scout", "maverick", "all"], default="all")
    options.add_argument("--work", type=Path, default=HERE / "build", help="where checkpoints and logs go")
    options.add_argument("--skip-training", action="store_true")
    o = options.parse_args()
    torch.set_num_threads(2)
    for name in ["scout", "maverick"] if o.model == "all" else [o.model]:
        make(name, o.work, o.skip_training)
