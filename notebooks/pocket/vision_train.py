"""Trains pocket-vision: `python vision_train.py --out FOLDER`.

Every step takes pictures of one size, so all of its sequences have the same layout; their pixels go through
transformers' own image processor. Only answers count in the loss. Matrices learn by Muon, the rest by Adam (`train.py`).
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import build_tokenizer
import model as models
import pictures
import talk
import vision_model
from train import Muon

# Width, height, pictures in a step, turns of a conversation, share of the steps. The last sizes are as users' pictures
# come: enlarged, padded, made smaller.
SIZES = [(56, 56, 32, 3, 8), (112, 56, 16, 3, 2), (56, 112, 16, 3, 2), (112, 112, 12, 1, 2),
         (44, 44, 24, 3, 1), (100, 70, 12, 1, 1), (60, 90, 12, 1, 1), (200, 160, 10, 1, 1), (160, 50, 12, 1, 1)]
MANY = [1, 1, 2, 2, 2, 2, 3, 3, 4, 5]      # how many shapes a picture has: one of these
MORE = [1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5]   # in the last parts, where counting is what is wrong most often
# In the last parts forms are learned apart from colours: so many of the shapes have a colour or a form without a name, and so many
# of the questions are to say words again.
ODD_LOOKING, ODD, REPEATED = 0.7, 0.3, 0.15
FORMS, COLOURS = pictures.SHAPES, list(pictures.COLOURS)
UNASKED = -1        # in a target: it has no name
# The parts in which the tower learns alone, on pictures of one tile.
LOOKING = {"look": dict(steps=600, pictures=48, counts=[1, 1, 2, 3, 4], heads=["form", "colour"]),
           "look again": dict(steps=300, pictures=32, counts=MANY, heads=["form", "colour", "rank", "count"]),
           "look closer": dict(steps=400, pictures=32, counts=MANY, heads=["form", "colour", "rank", "count"]),
           "look apart": dict(steps=500, pictures=48, counts=MORE, heads=["form", "colour", "rank", "count"], odd=ODD_LOOKING)}
# The parts in which the whole model learns, with their stages (`fewer`: so many times fewer pictures in a step). Each part begins
# with fresh momenta; in "fall" and those behind it the rate falls, from "settle" on to zero.
PARTS = {"vision": [dict(steps=400, counts=[1]), dict(steps=400, counts=MANY)], "fall": [dict(steps=750, counts=MANY, fewer=2)],
         "settle": [dict(steps=1200, counts=MANY, fewer=2)], "apart": [dict(steps=1800, counts=MORE, fewer=2, odd=ODD, repeated=REPEATED)],
         "together": [dict(steps=1600, counts=[1] + MANY, fewer=2, odd=0.2, repeated=0.1)]}
RATES = {"vision": (1.0, 1.0), "fall": (1.0, 0.375), "settle": (0.6, 0.0), "apart": (0.8, 0.0), "together": (0.5, 0.0)}
ORDER = ["look", "vision", "look again", "look closer", "fall", "settle", "look apart", "apart", "together"]


def texts():
    """What the tokenizer's merges are learned on."""
    rng = random.Random(build_tokenizer.SEED)
    for i in range(3000):
        scene = pictures.scene(rng, 112, 112, 1 + i % 5, "any")
        for _, question, answer in talk.questions(scene):
            yield f"{question} {answer}"
            yield question
            yield answer
    for _ in range(50):
        yield "user\n\n"
        yield "assistant\n\n"


def asked_of(rng, scene, turns, repeated):
    """What a conversation asks about a scene. In the last parts some questions are to say words again, and where a shape lacks a
    name, what it has is asked one at a time; of other scenes too, sometimes."""
    about = talk.questions(scene)
    if repeated and (not all(s.name for s in scene.shapes) or rng.random() < 0.25):
        about += talk.parts(scene)
    asked = rng.sample(about, len(about))[:turns]
    return [talk.repeat(rng) if rng.random() < repeated else question for question in asked] if repeated else asked


def batch(rng, processor, encode, size, number, turns, counts, odd=0.0, repeated=0.0):
    """ids and weights, position by position, and the pixels of one step."""
    scenes = [pictures.scene(rng, *size, rng.choice(counts), odd=odd) for _ in range(number)]
    seen = processor([pictures.draw(rng, s) for s in scenes], return_tensors="pt")
    rows, columns = seen["aspect_ratios"][0].tolist()
    image, lines = talk.image_text(rows, columns, vision_model.TOKENS), []
    for scene in scenes:
        asked = asked_of(rng, scene, turns, repeated)
        line = ([], [])
        for text, counted in talk.pieces(image, asked, chat=rng.random() < 0.85):
            ids = encode(text)
            for column, value in zip(line, (ids, [float(counted)] * len(ids))):
                column.extend(value)
        lines.append(line)
    longest = min(max(len(line[0]) for line in lines), vision_model.TEXT["attention_chunk_size"] + 1)
    pad = encode("<|finetune_right_pad|>")[0]
    def square(i, fill):
        return torch.tensor([(line[i] + [fill] * longest)[:longest] for line in lines])
    return square(0, pad), square(1, 0.0), seen["pixel_values"].float()


def matrices_and_rest(module):
    """Muon for the matrices, Adam for everything else."""
    outside = ("embed", "lm_head", "router", "positional")
    matrices = [(k, p) for k, p in module.named_parameters() if p.ndim > 1 and not any(x in k for x in outside)]
    inner = {id(p) for _, p in matrices}
    rest = torch.optim.AdamW([p for p in module.parameters() if id(p) not in inner], betas=(0.9, 0.98), weight_decay=0.0)
    return Muon(matrices), rest


def step_both(optimizers, muon, adam):
    first, rest = optimizers
    first.step(muon)
    for group in rest.param_groups:
        group["lr"] = adam
    rest.step()


def cells(scene):
    """For each token of a picture of one tile: form, colour and rank from the left of the shape whose centre lies there, or zeros."""
    across = int(vision_model.TOKENS ** 0.5)
    side, found = vision_model.TILE / across, [(0, 0, 0)] * vision_model.TOKENS
    for rank, s in enumerate(sorted(scene.shapes, key=lambda s: s.x)):
        cell = int(s.y / side) * across + int(s.x / side)
        found[cell] = (1 + FORMS.index(s.form) if s.form else UNASKED, 1 + COLOURS.index(s.colour) if s.colour else UNASKED, 1 + rank)
    return found


def look(model, part, seed, muon=0.02, adam=3e-3, warm=50, log=50):
    """The tower learns alone, with the projector, to say at every token what stands there (and in the later parts which from the
    left it is, and at all tokens together how many there are). The heads that say it are thrown away."""
    rng, processor, plan = random.Random(f"{part} {seed}"), vision_model.image_processor(), LOOKING[part]
    width = vision_model.TEXT["hidden_size"]
    sizes = {"form": 1 + len(FORMS), "colour": 1 + len(COLOURS), "rank": 1 + max(plan["counts"]), "count": 1 + max(plan["counts"])}
    heads = torch.nn.ModuleDict({k: torch.nn.Linear(width, sizes[k]) for k in plan["heads"]})
    learning = torch.nn.ModuleDict({"tower": model.vision_model, "projector": model.multi_modal_projector})
    optimizers, outer = matrices_and_rest(learning), torch.optim.AdamW(heads.parameters(), weight_decay=0.0)
    began, right = time.time(), {k: [0, 0] for k in heads}
    for step in range(plan["steps"]):
        scenes = [pictures.scene(rng, vision_model.TILE, vision_model.TILE, rng.choice(plan["counts"]), odd=plan.get("odd", 0.0)) for _ in range(plan["pictures"])]
        pixels = processor([pictures.draw(rng, s) for s in scenes], return_tensors="pt")["pixel_values"].float()
        seen = model.multi_modal_projector(model.get_image_features(pixel_values=pixels).last_hidden_state)
        targets = torch.tensor([cells(s) for s in scenes]).flatten(0, 1)
        there, loss = targets[:, 2] > 0, 0.0
        for i, (key, head) in enumerate(heads.items()):
            if key == "count":
                said, wanted = head(seen.mean(1)), torch.tensor([len(s.shapes) for s in scenes])
                loss, weights = loss + F.cross_entropy(said, wanted), torch.ones(len(scenes))
            else:
                said, wanted = head(seen).flatten(0, 1), targets[:, i].clamp(min=0)
                weights = torch.where(there, 1.0, 0.3) * (targets[:, i] != UNASKED)
                loss = loss + (F.cross_entropy(said, wanted, reduction="none") * weights).sum() / weights.sum()
            right[key][0] += (said.argmax(-1) == wanted)[weights == 1].sum().item()
            right[key][1] += (weights == 1).sum().item()
        loss.backward()
        scale = min(1.0, (step + 1) / warm)
        step_both(optimizers, muon * scale, adam * scale)
        outer.step()
        model.zero_grad(), outer.zero_grad()
        if (step + 1) % log == 0 or step + 1 == plan["steps"]:
            print(json.dumps({"part": part, "step": step + 1, "seconds": round(time.time() - began), "loss": round(loss.item(), 3)}
                             | {k: round(n / of, 3) for k, (n, of) in right.items()}), flush=True)
            right = {k: [0, 0] for k in heads}


def run(model, tokenizer, part, seed, out, muon=0.02, adam=3e-3, warm=50, log=25):
    rng, stages = random.Random(f"{part} {seed}"), PARTS[part]
    encode, processor = build_tokenizer.encoder(tokenizer), vision_model.image_processor()
    optimizers = matrices_and_rest(model)
    plan = [stage for stage in stages for _ in range(stage["steps"])]
    began, right = time.time(), {}
    for step, stage in enumerate(plan):
        width, height, number, turns, _ = rng.choices(SIZES, [s[-1] for s in SIZES])[0]
        ids, weights, pixels = batch(rng, processor, encode, (width, height), number // stage.get("fewer", 1), turns, stage["counts"],
                                     stage.get("odd", 0.0), stage.get("repeated", 0.0))
        logits = model(input_ids=ids[:, :-1], pixel_values=pixels, attention_mask=models.NO_MASKS).logits
        targets, weights = ids[:, 1:], weights[:, 1:]
        losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").view_as(weights)
        loss = (losses * weights).sum() / weights.sum()
        (loss + 0.01 * models.balance(model.language_model)).backward()
        first, last = RATES[part]
        scale = min((step + 1) / warm, first + (last - first) * step / len(plan))
        step_both(optimizers, muon * scale, adam * scale)
        model.zero_grad()
        hit = ((logits.detach().argmax(-1) == targets) * weights).sum().item()
        n = right.setdefault(f"{width}x{height}", [0, 0])
        n[0] += hit
        n[1] += weights.sum().item()
        if (step + 1) % log == 0 or step + 1 == len(plan):
            print(json.dumps({"part": part, "step": step + 1, "seconds": round(time.time() - began), "loss": round(loss.item(), 3)}
                             | {k: round(n / of, 3) for k, (n, of) in sorted(right.items())}), flush=True)
            right = {}
            torch.save(model.state_dict(), out / f"{part}.pt")
    return model


def train(tokenizer, out, seed=1, after=None, weights=None):
    """The whole recipe; or, with the weights after one part, only the parts after it."""
    model = vision_model.fast(vision_model.build(tokenizer, seed)).train()
    if weights:
        model.load_state_dict(torch.load(weights))
    for part in ORDER[ORDER.index(after) + 1 if after else 0:]:
        if part in LOOKING:
            look(model, part, seed)
            torch.save(model.state_dict(), out / f"{part}.pt")
        else:
            run(model, tokenizer, part, seed, out)
    return model


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("build/vision"))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--after", help="with --weights: the part they come from")
    options.add_argument("--weights")
    options.add_argument("--threads", type=int, default=2)
    o = options.parse_args()
    torch.set_num_threads(o.threads)
    o.out.mkdir(parents=True, exist_ok=True)
    train(build_tokenizer.build(o.out, texts()), o.out, o.seed, o.after, o.weights)
