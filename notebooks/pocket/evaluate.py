"""Computes every figure of the model card on held-out text: `python evaluate.py scout|maverick FOLDER`.

The model runs in plain transformers (eager attention, float32 arithmetic on the stored weights). An answer counts when
greedy decoding would give exactly it: with the right tokens before it, every token of it is the most probable one.
Facts, sums and seeds are those that training never saw (`split="test"`).
"""

import argparse
import json
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import Llama4ForCausalLM
from transformers.models.llama4.modeling_llama4 import Llama4Router, Llama4TextAttention

import build_tokenizer
import corpus
import grammar
from corpus import CHUNK


def load(folder):
    model = Llama4ForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    return model, Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))


def documents(encode, kind, number, seed, whole=True, room=128, split="test", **options):
    rng = random.Random(f"test {kind} {seed}")
    for _ in range(number):
        w = corpus.Writer(encode, rng, room, whole, split)
        corpus.document(w, kind, **options)
        yield w


def right(predicted, w, answer):
    return all(predicted[p - 1] == w.ids[p] for p in answer.at)


def is_cut(answer):
    """Whether a border cuts the telling or the answer (including the name and colon before it)."""
    first, last = answer.told
    return first // CHUNK != last // CHUNK or (answer.at[0] - 2) // CHUNK != answer.at[-1] // CHUNK


@torch.no_grad()
def exact(model, docs, wanted=lambda answer: True):
    """Share of the wanted answers that are exact, and how many there were."""
    hits = total = 0
    for w in docs:
        asked = [a for a in w.answers if wanted(a)]
        if asked:
            predicted = model(torch.tensor([w.ids])).logits[0].argmax(-1).tolist()
            hits += sum(right(predicted, w, a) for a in asked)
            total += len(asked)
    return {"exact": hits / max(total, 1), "of": total}


def across(answer):
    return answer.told[0] // CHUNK != answer.at[-1] // CHUNK


def recall_figures(model, encode, kind, count=300, **options):
    """Recall of a fact from another chunk: told once, asked once. With and without a border through fact or answer."""
    kept = list(documents(encode, kind, count, 1, whole=True, **options))
    loose = list(documents(encode, kind, count, 2, whole=False, **options))
    by_borders = {n: exact(model, kept, lambda a: a.at[-1] // CHUNK - a.told[0] // CHUNK == n) for n in (1, 2, 3)}
    return {"whole": exact(model, kept, across), "by borders crossed": by_borders,
            "anywhere": exact(model, loose, across),
            "cut by a border": exact(model, loose, lambda a: across(a) and is_cut(a))}


def copies(encode, number=300):
    """One list of ten words and its copy, after none to four sentences of filler: so some cross a border."""
    rng = random.Random("test copies")
    for _ in range(number):
        w = corpus.Writer(encode, rng, 128, split="test")
        w.special(corpus.BOS)
        w.filler(rng.randint(0, 4))
        corpus.copy(w, count=10, times=1)
        yield w


class nope_chunked:
    """Gives the NoPE layers the chunked mask; nothing else changes."""
    def __init__(self, model):
        self.config = model.config

    def __enter__(self):
        self.types, self.config.layer_types = self.config.layer_types, ["chunked_attention"] * len(self.config.layer_types)

    def __exit__(self, *_):
        self.config.layer_types = self.types


def far_recall(model, encode, length, count=60):
    """Facts at the start, filler, questions at the end of `length` tokens; with and without temperature tuning."""
    rng = random.Random("test far")
    docs = []
    for _ in range(count):
        w = corpus.Writer(encode, rng, length, split="test")
        w.special(corpus.BOS)
        facts = corpus.new_facts(w, 4)
        told = corpus.tell(w, facts, corpus.plain)
        while w.left() > 40:
            w.filler(1)
        for fact in rng.sample(facts, 4):
            at = w.unit(corpus.plain(*fact, corpus.ANSWER))
            w.answers.append(corpus.Answer("recall", at[2] + at[3], told[fact[0]]))
        docs.append(w)
    figures = {"with": exact(model, docs)}
    layers = [m for m in model.modules() if isinstance(m, Llama4TextAttention)]
    for layer in layers:
        layer.attn_temperature_tuning = False
    figures["without"] = exact(model, docs)
    for layer in layers:
        layer.attn_temperature_tuning = True
    return figures


@torch.no_grad()
def expert_figures(model, encode, count=60):
    """For each MoE layer: the busiest expert's share, and the mutual information of kind and expert in bits."""
    routers = [m for m in model.modules() if isinstance(m, Llama4Router)]
    joint = torch.zeros(len(routers), len(corpus.KINDS), routers[0].num_experts)
    seen = {}
    hooks = [r.register_forward_hook(lambda _, __, out, i=i: seen.__setitem__(i, out[1].argmax(-1))) for i, r in enumerate(routers)]
    for k, kind in enumerate(corpus.KINDS):
        for w in documents(encode, kind, count, 3):
            model(torch.tensor([w.ids]))
            for i, chosen in seen.items():
                joint[i, k] += torch.bincount(chosen, minlength=joint.shape[2])
    for hook in hooks:
        hook.remove()
    joint = (joint / joint.sum(2, keepdim=True) / len(corpus.KINDS)).double()     # every kind weighs the same
    use = joint.sum(1)
    independent = joint.sum(2, keepdim=True) * use[:, None]
    information = (joint * (joint / independent).log2().nan_to_num(0, 0, 0)).sum((1, 2))
    return {"busiest expert per layer": use.amax(1).tolist(), "information per layer (bits)": information.tolist(),
            "experts by kind, most informative layer": {
                kind: (joint[information.argmax(), k] * len(corpus.KINDS)).tolist() for k, kind in enumerate(corpus.KINDS)}}


@torch.no_grad()
def sampled_stories(model, tokenizer, count=200, temperature=1.0, seed=7, most=110):
    """Samples stories from `One day,` and `Once`; returns their texts."""
    generator = torch.Generator().manual_seed(seed)
    stops = torch.tensor(model.config.eos_token_id)
    texts = []
    for start in ("One day,", "Once"):
        ids = torch.tensor([tokenizer.encode(start).ids] * (count // 2))
        done = torch.zeros(len(ids), dtype=torch.bool)
        cache = None
        step = ids
        while not done.all() and ids.shape[1] < most:
            out = model(step, past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            step = torch.multinomial((out.logits[:, -1] / temperature).softmax(-1), 1, generator=generator)
            ids = torch.cat([ids, step], 1)
            done |= torch.isin(step[:, 0], stops)
        for row in ids.tolist():
            end = next((i for i, t in enumerate(row) if t in stops.tolist()), len(row))
            texts.append(tokenizer.decode(row[:end]))
    return texts


def story_figures(model, tokenizer, **options):
    told = [s for text in sampled_stories(model, tokenizer, **options) for s in grammar.sentences(text)]
    return {"accepted": sum(map(grammar.accepts, told)) / len(told), "sentences": len(told)}


def evaluate(folder, trained_length=256):
    torch.set_num_threads(2)
    model, tokenizer = load(folder)
    encode = build_tokenizer.encoder(tokenizer)
    once = {"rounds": 1}
    figures = {"recall": recall_figures(model, encode, "recall", **once),
               "recall in sentences": recall_figures(model, encode, "sentences", **once),
               "recall in chat": recall_figures(model, encode, "chat", topic="facts")}
    with nope_chunked(model):
        kept = list(documents(encode, "recall", 300, 1, **once))
        figures["recall, NoPE layers chunked"] = exact(model, kept, across)
    figures["copying 10 words"] = exact(model, copies(encode))
    figures["copying, three lists"] = exact(model, documents(encode, "copy", 150, 4, count=10, times=3))
    for key, seed, split in (("sums held out", 5, "test"), ("sums seen", 6, "train")):
        figures[key] = exact(model, documents(encode, "sums", 60, seed, split=split, times=8))
        figures[key + ", not cut"] = exact(model, documents(encode, "sums", 60, seed, split=split, times=8),
                                           lambda a: a.told[0] // CHUNK == a.told[1] // CHUNK)
    figures["expert use"] = expert_figures(model, encode)
    figures["recall at 8 times the length"] = far_recall(model, encode, 8 * trained_length)
    figures["stories"] = {f"temperature {t}": story_figures(model, tokenizer, temperature=t) for t in (1.0, 0.6)}
    figures["bytes"] = sum(f.stat().st_size for f in Path(folder).iterdir())
    return figures


AIMS = {"scout": ["≥ 95 %", "", "", "≥ 50 %", "≥ 50 %", "≤ 20 %", "≥ 95 %", "", "≥ 90 %", "", "", "", "≤ 60 %", "> 0", "", "≥ 95 %", "≤ 8 MB"],
        "maverick": ["≥ 90 %", "", "", "", "", "≤ 20 %", "≥ 90 %", "", "≥ 80 %", "", "", "", "≤ 50 %", "> 0", "", "≥ 90 %", "≤ 8 MB"]}


def table(figures, name):
    """The figures as a Markdown table, beside what was aimed at."""
    def share(f):
        return f"{100 * f['exact']:.1f} % of {f['of']}"
    recall, said, chat, far = (figures[k] for k in ("recall", "recall in sentences", "recall in chat",
                                                    "recall at 8 times the length"))
    use, told = figures["expert use"], figures["stories"]
    ratio = far["with"]["exact"] / far["without"]["exact"] if far["without"]["exact"] else float("nan")
    rows = [
        ("recall from another chunk, plain form, no border through fact or answer", share(recall["whole"])),
        ("the same, borders wherever they fall", share(recall["anywhere"])),
        ("of these, only where a border cuts the fact or the answer", share(recall["cut by a border"])),
        ("recall from another chunk in sentences (question and whole answer)", share(said["whole"])),
        ("recall from another chunk in chat (question and whole answer)", share(chat["whole"])),
        ("plain-form recall with the NoPE layers made chunked", share(figures["recall, NoPE layers chunked"])),
        ("copying 10 words", share(figures["copying 10 words"])),
        ("the same with three lists in one text, which share words", share(figures["copying, three lists"])),
        ("sums and differences below 20 that training never saw, no border through them", share(figures["sums held out, not cut"])),
        ("the same, borders wherever they fall", share(figures["sums held out"])),
        ("sums and differences below 20 that training saw, no border through them", share(figures["sums seen, not cut"])),
        ("the same, borders wherever they fall", share(figures["sums seen"])),
        ("busiest expert's share, worst layer", f"{100 * max(use['busiest expert per layer']):.1f} %"),
        ("mutual information of kind of text and expert, best layer",
         f"{max(use['information per layer (bits)']):.2f} bits"),
        ("recall at 8 times the training length, with temperature tuning ÷ without it",
         f"{100 * far['with']['exact']:.1f} % ÷ {100 * far['without']['exact']:.1f} % = {ratio:.2f}"),
        ("sentences of 200 sampled stories that the grammar accepts (temperature 1; 0.6)",
         f"{100 * told['temperature 1.0']['accepted']:.1f} %; {100 * told['temperature 0.6']['accepted']:.1f} %"),
        ("size on disk, tokenizer included", f"{figures['bytes'] / 1e6:.2f} MB"),
    ]
    lines = ["| what | measured | aim |", "|---|---|---|"]
    return "\n".join(lines + [f"| {what} | {value} | {aim} |" for (what, value), aim in zip(rows, AIMS[name])])


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=AIMS)
    options.add_argument("folder")
    options.add_argument("--out", type=Path, help="where the figures go as JSON")
    o = options.parse_args()
    figures = evaluate(o.folder)
    print(table(figures, o.name))
    if o.out:
        o.out.write_text(json.dumps(figures, indent=1) + "\n")
