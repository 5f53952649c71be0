"""Computes every figure of pocket-vision's card on held-out pictures: `python vision_evaluate.py FOLDER`.

The model runs in plain transformers (eager attention, float32 arithmetic on the stored weights), the pictures go through its own
image processor, and every question stands alone in the chat format. An answer counts when greedy decoding would give exactly
it, its end included. Pictures come from seeds that training never used; the pairs of colour and shape that training never drew
are counted apart.
"""

import argparse
import json
import random
from pathlib import Path

import torch
from PIL import Image
from tokenizers import Tokenizer
from transformers import Llama4ForConditionalGeneration, Llama4ImageProcessor
from transformers.models.llama4.modeling_llama4 import Llama4Router

import build_tokenizer
import pictures
import talk

# What is asked, the numbers of shapes it is asked about.
ASKED = {"what": [1], "how many": [1, 2, 3, 4, 5], "left": [2], "left of": [2], "right of": [2]}
# Width and height by what becomes of the picture.
SIZES = {"one tile": [(56, 56), (44, 44)], "two tiles and a global one": [(112, 56), (56, 112)],
         "four tiles and a global one": [(112, 112), (100, 80), (180, 170)]}
BATCH = 25


def load(folder):
    model = Llama4ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    return model, Tokenizer.from_file(str(Path(folder) / "tokenizer.json")), Llama4ImageProcessor.from_pretrained(folder)


def asked_about(rng, kind, size, split):
    """A picture and a question of this kind about it."""
    scene = pictures.scene(rng, *size, rng.choice(ASKED[kind]), split)
    return pictures.draw(rng, scene), next(q for q in talk.questions(scene) if q[0] == kind)


def image_tokens(model):
    config = model.config.vision_config
    return int((config.image_size // config.patch_size * config.pixel_shuffle_ratio) ** 2)


@torch.no_grad()
def exact(model, encode, processor, kind, size, split, count, blank=False):
    """How many of `count` answers are exact. With `blank` the model sees a grey picture instead."""
    rng = random.Random(f"test {kind} {size} {split}")
    hits = 0
    for start in range(0, count, BATCH):
        asked = [asked_about(rng, kind, size, split) for _ in range(min(BATCH, count - start))]
        seen = processor([picture for picture, _ in asked], return_tensors="pt")
        pixels = seen["pixel_values"].float() * (0.0 if blank else 1.0)
        image = talk.image_text(*seen["aspect_ratios"][0].tolist(), image_tokens(model))
        lines = [[(encode(text), counted) for text, counted in talk.pieces(image, [question])] for _, question in asked]
        rows = [[i for ids, _ in line for i in ids] for line in lines]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [row[-1]] * (longest - len(row)) for row in rows])
        best = model(input_ids=ids, pixel_values=pixels).logits.argmax(-1)
        for row, line, predicted in zip(rows, lines, best.tolist()):
            begins = len(row) - sum(len(ids) for ids, counted in line if counted)
            hits += predicted[begins - 1:len(row) - 1] == row[begins:]
    return hits


def share(model, encode, processor, kind, sizes, split, count, **options):
    each = -(-count // len(sizes))
    hits = sum(exact(model, encode, processor, kind, size, split, each, **options) for size in sizes)
    return {"exact": hits / (each * len(sizes)), "of": each * len(sizes)}


@torch.no_grad()
def expert_figures(model, encode, processor, count=50):
    """For each layer: the busiest expert's share, and which experts image tokens and text tokens take."""
    routers = [m for m in model.modules() if isinstance(m, Llama4Router)]
    patch, seen = encode("<|patch|>")[0], {}
    tally = torch.zeros(len(routers), 2, routers[0].num_experts)
    hooks = [r.register_forward_hook(lambda _, __, out, i=i: seen.__setitem__(i, out[1].argmax(-1))) for i, r in enumerate(routers)]
    rng = random.Random("test experts")
    for _ in range(count):
        picture, question = asked_about(rng, rng.choice(list(ASKED)), (56, 56), "any")
        pixels = processor([picture], return_tensors="pt")
        image = talk.image_text(1, 1, image_tokens(model))
        ids = torch.tensor([[i for text, _ in talk.pieces(image, [question]) for i in encode(text)]])
        model(input_ids=ids, pixel_values=pixels["pixel_values"].float())
        for i, chosen in seen.items():
            for row, mask in enumerate((ids[0] == patch, ids[0] != patch)):
                tally[i, row] += torch.bincount(chosen[mask], minlength=tally.shape[2])
    for hook in hooks:
        hook.remove()
    shares = tally / tally.sum(2, keepdim=True)
    return {"busiest expert per layer": (tally.sum(1) / tally.sum((1, 2))[:, None]).amax(1).tolist(),
            "image tokens": shares[:, 0].tolist(), "text tokens": shares[:, 1].tolist()}


# The questions for the example pictures.
EXAMPLES = [("red-circle.png", "What is this?"), ("purple-star.jpg", "What is this?"), ("three.png", "How many?"),
            ("two-wide.png", "Which is left of the other?"), ("two-large.png", "What is right of the red triangle?")]


@torch.no_grad()
def example_answers(model, tokenizer, processor, folder, most=8):
    """What the model says about the pictures that ship with it."""
    said = []
    for name, question in EXAMPLES:
        seen = processor([Image.open(Path(folder) / "examples" / name).convert("RGB")], return_tensors="pt")
        rows, columns = seen["aspect_ratios"][0].tolist()
        image = talk.image_text(rows, columns, image_tokens(model))
        ids = tokenizer.encode(next(talk.pieces(image, []))[0] + question + talk.EOT + talk.ASSISTANT, add_special_tokens=False).ids
        start = len(ids)
        while len(ids) < start + most and (len(ids) == start or ids[-1] not in model.config.text_config.eos_token_id):
            ids.append(model(input_ids=torch.tensor([ids]), pixel_values=seen["pixel_values"].float()).logits[0, -1].argmax().item())
        said.append({"picture": name, "tiles": f"{rows * columns} and a global one" if rows * columns > 1 else "one tile",
                     "question": question, "answer": tokenizer.decode(ids[start:])})
    return said


def evaluate(folder, count=200):
    torch.set_num_threads(2)
    model, tokenizer, processor = load(folder)
    encode = build_tokenizer.encoder(tokenizer)
    def ask(kind, sizes, split, **options):
        return share(model, encode, processor, kind, sizes, split, count, **options)
    figures = {"answers": {kind: {label: ask(kind, sizes, "train") for label, sizes in SIZES.items()} for kind in ASKED},
               "pairs never drawn": {kind: ask(kind, SIZES["one tile"][:1], "test") for kind in ASKED},
               "without the picture": {kind: ask(kind, SIZES["one tile"][:1], "train", blank=True) for kind in ASKED},
               "expert use": expert_figures(model, encode, processor), "count": count,
               "examples": example_answers(model, tokenizer, processor, folder)}
    figures["bytes"] = sum(f.stat().st_size for f in Path(folder).iterdir() if f.is_file())
    return figures


LABELS = {"what": "“What is this?” → “a red circle”", "how many": "“How many?”, one to five",
          "left": "“Which is left of the other?”", "left of": "“What is left of the red circle?”",
          "right of": "“What is right of the red circle?”"}


def table(figures):
    """The figures as a Markdown table."""
    def percent(f):
        return f"{100 * f['exact']:.1f} %"
    columns = list(SIZES)
    lines = ["| question | " + " | ".join(columns) + " | one tile, pairs never drawn | without the picture |",
             "|---" * (len(columns) + 3) + "|"]
    for kind, label in LABELS.items():
        values = [figures["answers"][kind][c] for c in columns] + [figures[k][kind] for k in ("pairs never drawn", "without the picture")]
        lines.append(f"| {label} | " + " | ".join(map(percent, values)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder")
    options.add_argument("--count", type=int, default=200, help="answers for every figure")
    options.add_argument("--out", type=Path, help="where the figures go as JSON")
    o = options.parse_args()
    figures = evaluate(o.folder, o.count)
    print(table(figures))
    if o.out:
        o.out.write_text(json.dumps(figures, indent=1) + "\n")
