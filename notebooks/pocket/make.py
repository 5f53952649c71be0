"""From nothing to the shipped files: `python notebooks/pocket/make.py --model scout|maverick|vision|all`.

Tokenizer, training, export, evaluation, model card and golden values. Needs torch, transformers, tokenizers and
safetensors, for vision Pillow and torchvision as well, and no data. `--skip-training` starts from the weights of the last run.
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


def keep(model, seed, began, folder):
    """Writes down what a training came to."""
    torch.save(model.state_dict(), folder / "trained.pt")
    (folder / "run.json").write_text(json.dumps({"seed": seed, "seconds": round(time.time() - began)}))


def make(name, work, skip_training=False):
    tokenizer = build_tokenizer.build(work)
    if not skip_training:
        began = time.time()
        model, seed = train.train(name, tokenizer, work / name)
        keep(model, seed, began, work / name)
    shipped = ROOT / "Sources/llamastep/Resources" / f"pocket-{name}"
    export.ship(name, work, torch.load(work / name / "trained.pt"), shipped)
    export.golden(name, shipped, ROOT / "Tests/Golden" / f"pocket-{name}")
    figures = evaluate.evaluate(shipped, trained_length=max(s["length"] for s in train.stages(name)))
    steps = sum(stage["steps"] for stage in train.stages(name))
    figures["training"] = {"steps": steps, "tokens": steps * train.BATCH} | json.loads((work / name / "run.json").read_text())
    (HERE / f"figures-{name}.json").write_text(json.dumps(figures, indent=1) + "\n")
    (shipped / "README.md").write_text(card.text(name, shipped, figures))


def make_vision(work, skip_training=False, seed=1):
    import vision_card, vision_evaluate, vision_export, vision_train      # the text models do not need Pillow and torchvision

    work = work / "vision"
    tokenizer = build_tokenizer.build(work, vision_train.texts())
    if not skip_training:
        began = time.time()
        keep(vision_train.train(tokenizer, work, seed), seed, began, work)
    shipped = ROOT / "Sources/llamastep/Resources/pocket-vision"
    vision_export.ship(work, torch.load(work / "trained.pt"), shipped)
    vision_export.golden(shipped, ROOT / "Tests/Golden/pocket-vision")
    figures = vision_evaluate.evaluate(shipped) | {"training": json.loads((work / "run.json").read_text())}
    (HERE / "figures-vision.json").write_text(json.dumps(figures, indent=1) + "\n")
    (shipped / "README.md").write_text(vision_card.text(shipped, figures))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", choices=["scout", "maverick", "vision", "all"], default="all")
    options.add_argument("--work", type=Path, default=HERE / "build", help="where checkpoints and logs go")
    options.add_argument("--skip-training", action="store_true")
    o = options.parse_args()
    torch.set_num_threads(2)
    for name in ["scout", "maverick", "vision"] if o.model == "all" else [o.model]:
        if name == "vision":
            make_vision(o.work, o.skip_training)
        else:
            make(name, o.work, o.skip_training)
