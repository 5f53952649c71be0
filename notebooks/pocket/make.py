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
STEPS = {"scout": 5500, "maverick": 5500}
SEED = {"scout": 1, "maverick": 1}


def make(name, work, skip_training=False):
    tokenizer = build_tokenizer.build(work)
    began = time.time()
    if not skip_training:
        model = train.train(name, tokenizer, work / name, STEPS[name], seed=SEED[name])
        torch.save(model.state_dict(), work / name / "trained.pt")
        (work / name / "seconds").write_text(f"{time.time() - began:.0f}")
    shipped = ROOT / "Sources/llamastep/Resources" / f"pocket-{name}"
    export.ship(name, work, torch.load(work / name / "trained.pt"), shipped)
    export.golden(name, shipped, ROOT / "Tests/Golden" / f"pocket-{name}")
    figures = evaluate.evaluate(shipped, trained_length=train.CURRICULUM[-1]["length"])
    figures["training"] = {"steps": STEPS[name], "seed": SEED[name], "tokens": STEPS[name] * train.BATCH,
                           "seconds": int((work / name / "seconds").read_text())}
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
