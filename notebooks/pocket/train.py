"""Trains one model: `python train.py scout --out FOLDER`.

Matrices learn by Muon (momentum, then orthogonalised), the rest by Adam. The rate is constant after a short warm-up
and falls to zero over the last quarter.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import build_tokenizer
import corpus
import model as models

BATCH = 2048        # tokens in a step
ALL = dict(recall=3, sentences=4, chat=4, copy=2, sums=4, story=3, count=1, program=1, languages=2)
# `until`: share of the steps; `mix`: share of the documents of each kind; `most`: facts in a recall document; `rounds`: how
# often a document asks for all of its facts; `whole`: share of the sequences in which no border cuts a fact.
# Plain recall first, few facts asked often: asked once or twice only, the lookup does not form.
CURRICULUM = [
    dict(until=0.22, length=128, mix=dict(recall=6, copy=2, sentences=1, story=1), most=4, rounds=[99], whole=0.8),
    dict(until=0.65, length=128, mix=ALL, most=7, rounds=[2, 99], whole=0.6),
    dict(until=1.00, length=256, mix=ALL, most=7, rounds=[1, 2, 99], whole=0.5),
]


def sequence(encode, rng, length, mix, most, rounds, whole, **_):
    """Documents one after another until the sequence is full."""
    kinds, shares = zip(*mix.items())
    w = corpus.Writer(encode, rng, length + 1, whole=rng.random() < whole)
    while w.left() > 0:
        kind = rng.choices(kinds, shares)[0]
        options = {"rounds": rng.choice(rounds)} if kind in ("recall", "sentences") else {}
        if kind == "recall":
            options["most"] = rng.randint(2, most)
        corpus.document(w, kind, **options)
    return w.ids[:length + 1], w.weights[:length + 1], w.kinds[:length + 1]


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

    def __init__(self, params, momentum=0.95, decay=0.01):
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


def rate_at(step, steps, warm=50, fall=0.25):
    """Warm up, stay, fall linearly to zero over the last quarter."""
    return min(1.0, (step + 1) / warm, (steps - step) / (steps * fall))


def train(name, tokenizer, out, steps, batch=BATCH, seed=1, muon=0.02, adam=3e-3, start=None, log=100,
          curriculum=CURRICULUM, warm=50, fall=0.25):
    encode = build_tokenizer.encoder(tokenizer)
    rng = random.Random(f"train {seed}")
    model = models.fast(models.build(name, tokenizer, seed))
    if start:
        model.load_state_dict(torch.load(start))
    model.train()
    matrices = [(k, p) for k, p in model.named_parameters()
                if p.ndim > 1 and not any(x in k for x in ("embed", "lm_head", "router"))]
    inner = {id(p) for _, p in matrices}
    first = Muon(matrices)
    rest = torch.optim.AdamW([p for p in model.parameters() if id(p) not in inner], betas=(0.9, 0.98), weight_decay=0.0)
    sums, began, tokens = torch.zeros(len(corpus.KINDS), 3), time.time(), 0
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for step in range(steps):
        stage = next(c for c in curriculum if step < c["until"] * steps or c is curriculum[-1])
        rows = [sequence(encode, rng, **stage) for _ in range(batch // stage["length"])]
        ids, weights, kinds = (torch.tensor([r[i] for r in rows]) for i in range(3))
        logits = model(ids[:, :-1], attention_mask=models.NO_MASKS).logits
        losses = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        weights, kinds = weights[:, 1:].flatten(), kinds[:, 1:].flatten()
        loss = (losses * weights).sum() / weights.sum()
        (loss + 0.01 * models.balance(model)).backward()
        scale = rate_at(step, steps, warm, fall)
        first.step(muon * scale)
        for group in rest.param_groups:
            group["lr"] = adam * scale
        rest.step()
        model.zero_grad()
        tokens += batch
        with torch.no_grad():
            answers = weights == corpus.ANSWER
            right = logits.flatten(0, 1).argmax(-1) == ids[:, 1:].flatten()
            sums[:, 0].index_add_(0, kinds[answers], right[answers].float())
            sums[:, 1].index_add_(0, kinds[answers], torch.ones(int(answers.sum())))
        if (step + 1) % log == 0 or step + 1 == steps:
            line = {"step": step + 1, "tokens": tokens, "seconds": round(time.time() - began), "loss": round(loss.item(), 3)}
            line |= {k: round((sums[i, 0] / sums[i, 1]).item(), 3) for i, k in enumerate(corpus.KINDS) if sums[i, 1] > 0}
            sums.zero_()
            print(json.dumps(line), flush=True)
            torch.save(model.state_dict(), out / "last.pt")
    return model


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=models.MODELS)
    options.add_argument("--tokenizer", default="build/tokenizer.json")
    options.add_argument("--out", default="build")
    options.add_argument("--steps", type=int, default=5500)
    options.add_argument("--batch", type=int, default=BATCH, help="tokens in a step")
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    torch.set_num_threads(2)
    train(o.name, Tokenizer.from_file(o.tokenizer), o.out, o.steps, o.batch, o.seed)
