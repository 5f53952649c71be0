"""Trains one model: `python train.py scout --out FOLDER`.

Matrices learn by Muon (momentum, then orthogonalised), the rest by Adam. Every part begins with
fresh momenta; in some the rate is constant, in the others it falls to zero.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

import build_tokenizer
import corpus
import model as models

BATCH = 2048        # tokens in a step
# Without it the sums that are told are learned by heart, and those that are not stay unknown.
DECAY = 0.1
ALL = dict(recall=3, sentences=4, chat=4, copy=2, sums=4, story=3, count=1, program=1, languages=2)
# `longer`: share of the steps with sequences of twice the length; `opening`: share of the sequences that begin with a story;
# `mix`: share of the documents of each kind; `most`: facts in a recall document; `rounds`: how often a document asks for
# all of its facts; `whole`: share of the sequences in which no border cuts a fact.
# Plain recall first, few facts asked often: asked once or twice only, the lookup does not form.
FIRST = dict(steps=1200, length=128, mix=dict(recall=6, copy=2, sentences=1, story=1), most=4, rounds=[99], whole=0.7)
SECOND = dict(length=128, mix=ALL, most=7, rounds=[2, 99], whole=0.6)
LAST = dict(length=256, mix=dict(ALL, sums=8), most=7, rounds=[1, 2, 99], whole=0.5)
AGAIN = dict(SECOND, mix=dict(ALL, story=10, sums=8, copy=4, count=2, program=2), rounds=[1, 2, 99], whole=0.5)
STORIES = dict(AGAIN, mix=dict(AGAIN["mix"], story=14, sums=20))
POLISH = dict(AGAIN, mix=dict(recall=4, sentences=3, chat=3, copy=6, sums=8, story=16, count=1, program=1, languages=2), whole=0.4)
# A story told from the first token on is what is asked for; its sentences are cut at the same places, which the layers can know.
OPENINGS = dict(POLISH, length=64, longer=0.3, opening=0.7)
# The parts of each model's training, with their stages. Each begins with fresh momenta.
PARTS = {
    "scout": {"train": [FIRST, dict(SECOND, steps=1500)], "fall": [dict(LAST, steps=800)],
              "again": [dict(AGAIN, steps=1000)], "polish": [dict(POLISH, steps=1400)],
              "openings": [dict(OPENINGS, steps=800)]},
    "maverick": {"train": [FIRST, dict(SECOND, steps=1000)], "fall": [dict(LAST, steps=500)],
                 "more": [dict(STORIES, steps=300)], "again": [dict(STORIES, steps=550)]},
}
CONSTANT = ("train", "more")        # the parts with a constant rate; in the others it falls
ROUNDED = ("polish",)               # begun from weights rounded to BF16, as they had shipped
# What ships is the mean of the weights before the rounded part and after the last: stories come from the later ones, copying and sums
# from the earlier ones, and the mean is better at both than either (notebooks/pocket/README.md).
MEAN = {"scout": ("polish", "openings")}


def stages(name):
    return [stage for part in PARTS[name].values() for stage in part]


def sequence(encode, rng, length, mix, most, rounds, whole, opening=0.0, **_):
    """Documents one after another until the sequence is full; in `opening` of the sequences the first is a story."""
    kinds, shares = zip(*mix.items())
    w = corpus.Writer(encode, rng, length + 1, whole=rng.random() < whole)
    while w.left() > 0:
        kind = "story" if opening and not w.ids and rng.random() < opening else rng.choices(kinds, shares)[0]
        options = {"rounds": rng.choice(rounds)} if kind in ("recall", "sentences") else {}
        if kind == "recall":
            options["most"] = rng.randint(2, most)
        corpus.document(w, kind, **options)
    return w.ids[:length + 1], w.weights[:length + 1], w.kinds[:length + 1]


# Whether the lookup forms, and when, hangs on the draw of the first weights. Where it forms, plain recall in training jumps
# from three quarters (guessed colour, right thing) to nearly all within some hundred steps; a draw without it is dropped.
PATIENCE = 700


def orthogonal(g, steps=5):
    """Newton–Schulz iteration towards the nearest orthogonal matrix, on a stack of matrices."""
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = g.shape[-2] > g.shape[-1]
    x = g.mT if tall else g
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * s @ s) @ x
    return x.mT if tall else x


class Muon:
    """Momentum with orthogonalised updates; matrices of one shape are treated as one stack. A fused gate_up matrix
    counts as two."""

    def __init__(self, params, momentum=0.95, decay=DECAY):
        self.momentum, self.decay, self.groups = momentum, decay, {}
        for key, p in params:
            halves = 2 if "gate_up" in key else 1
            self.groups.setdefault((p.shape[-2], p.shape[-1] // halves, halves), []).append(p)
        self.state = {p: torch.zeros_like(p) for _, p in params}

    @torch.no_grad()
    def step(self, rate):
        for (rows, columns, halves), params in self.groups.items():
            stack = []
            for p in params:
                m = self.state[p].lerp_(p.grad, 1 - self.momentum)
                u = p.grad.lerp(m, self.momentum)
                stack += [h.reshape(-1, rows, columns) for h in u.chunk(halves, dim=-1)]
            done = orthogonal(torch.cat(stack)) * max(1.0, rows / columns) ** 0.5
            for p in params:
                parts = []
                for _ in range(halves):
                    count = p.numel() // halves // (rows * columns)
                    parts.append(done[:count])
                    done = done[count:]
                update = torch.cat(parts, dim=-1).reshape(p.shape)
                p.mul_(1 - rate * self.decay).sub_(update, alpha=rate)


def run(model, encode, name, stages, seed, falling, out, muon=0.02, adam=3e-3, warm=50, log=100):
    """Trains through the stages, with a constant or a falling rate; a line of figures every `log` steps. Says whether
    it came to the end: the constant part gives up when plain recall has not come by then."""
    rng = random.Random(f"{name} {seed}")
    matrices = [(k, p) for k, p in model.named_parameters()
                if p.ndim > 1 and not any(x in k for x in ("embed", "lm_head", "router"))]
    inner = {id(p) for _, p in matrices}
    first = Muon(matrices)
    rest = torch.optim.AdamW([p for p in model.parameters() if id(p) not in inner], betas=(0.9, 0.98), weight_decay=DECAY / 2)
    plan = [stage for stage in stages for _ in range(stage["steps"])]
    counts, began = torch.zeros(len(corpus.KINDS), 2), time.time()
    for step, stage in enumerate(plan):
        length = stage["length"] * (2 if "longer" in stage and rng.random() < stage["longer"] else 1)
        rows = [sequence(encode, rng, **dict(stage, length=length)) for _ in range(BATCH // length)]
        ids, weights, kinds = (torch.tensor([r[i] for r in rows]) for i in range(3))
        targets, weights, kinds = ids[:, 1:].flatten(), weights[:, 1:].flatten(), kinds[:, 1:].flatten()
        logits = model(ids[:, :-1], attention_mask=models.NO_MASKS).logits.flatten(0, 1)
        losses = F.cross_entropy(logits, targets, reduction="none")
        loss = (losses * weights).sum() / weights.sum()
        (loss + 0.01 * models.balance(model)).backward()
        scale = min(1.0, (step + 1) / warm, (len(plan) - step) / len(plan) if falling else 1.0)
        first.step(muon * scale)
        for group in rest.param_groups:
            group["lr"] = adam * scale
        rest.step()
        model.zero_grad()
        asked = weights == corpus.ANSWER
        counts[:, 0].index_add_(0, kinds[asked], (logits.detach().argmax(-1) == targets)[asked].float())
        counts[:, 1].index_add_(0, kinds[asked], torch.ones(int(asked.sum())))
        if (step + 1) % log == 0 or step + 1 == len(plan):
            right = {k: round((n / of).item(), 3) for k, (n, of) in zip(corpus.KINDS, counts) if of > 0}
            print(json.dumps({"part": name, "step": step + 1, "seconds": round(time.time() - began),
                              "loss": round(loss.item(), 3)} | right), flush=True)
            counts.zero_()
            torch.save(model.state_dict(), out / f"{name}.pt")
            if not falling and step + 1 == PATIENCE and right["recall"] < 0.9:
                return False
    return True


def train(name, tokenizer, out, seed=1, after=None, weights=None):
    """The whole recipe; or, with the weights after one part, only the parts after it. Returns the seed it came to as well."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    encode = build_tokenizer.encoder(tokenizer)
    parts = list(PARTS[name])[list(PARTS[name]).index(after) + 1 if after else 0:]
    model = models.fast(models.build(name, tokenizer, seed)).train()
    if weights:
        model.load_state_dict(load_file(weights) if str(weights).endswith(".safetensors") else torch.load(weights))
    for part in parts:
        if part in ROUNDED:
            model.load_state_dict({k: v.bfloat16() for k, v in model.state_dict().items()})
            torch.save(model.state_dict(), out / f"before {part}.pt")
        while not run(model, encode, part, PARTS[name][part], seed, part not in CONSTANT, out):
            print(json.dumps({"seed": seed, "given up": "no recall"}), flush=True)
            seed += 1
            model = models.fast(models.build(name, tokenizer, seed)).train()
    if name in MEAN:
        first, last = MEAN[name]
        before, after = torch.load(out / f"before {first}.pt"), torch.load(out / f"{last}.pt")
        model.load_state_dict({k: (before[k] + after[k]) / 2 for k in before})
    return model, seed


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=models.MODELS)
    options.add_argument("--tokenizer", default="build/tokenizer.json")
    options.add_argument("--out", default="build")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--after", help="with --weights: the part they come from")
    options.add_argument("--weights")
    o = options.parse_args()
    torch.set_num_threads(2)
    train(o.name, Tokenizer.from_file(o.tokenizer), o.out, o.seed, o.after, o.weights)
