"""The model card that lies beside the weights, written from the figures."""

from pathlib import Path

import corpus
import evaluate
import model as models
import train
from safetensors import safe_open

WHAT = {
    "scout": "a small, really trained Llama 4 in the shape of Scout: every layer is a mixture of experts, queries and keys "
             "are normalised, every fourth layer has no position embedding and sees everything, the others see chunks",
    "maverick": "a small, really trained Llama 4 in the shape of Maverick: dense and mixture-of-experts layers alternate, "
                "more experts, no QK norm, every fourth layer has no position embedding and sees everything",
}
START = {False: "The first weights are random.",
         True: "The first weights are random, but for two heads of layer 0 that begin by looking one and two tokens back (`look_back` in `model.py`)."}


def stages_after(name):
    """The stages from the rounding on."""
    parts = list(train.PARTS[name])
    return [s for part in parts[parts.index(train.MEAN[name][0]):] for s in train.PARTS[name][part]]


def text(name, folder, figures):
    c = models.MODELS[name]
    with safe_open(str(Path(folder) / "model.safetensors"), "pt") as f:
        parameters = sum(f.get_tensor(k).numel() for k in f.keys())
    run = figures["training"]
    stages = "\n".join(
        f"- {c['steps']} steps, {'constant' if part in train.CONSTANT else 'falling'} rate: sequences of {c['length']}"
        + (f" ({100 * c['longer']:.0f} % of the steps: twice that; {100 * c['opening']:.0f} % begin with a story)" if "opening" in c else "")
        + f", at most {c['most']} facts, asked for "
        f"{' or '.join('again and again' if r == 99 else str(r) + ' ×' for r in c['rounds'])}, {100 * c['whole']:.0f} % of the "
        f"sequences without cut facts; documents " + ", ".join(f"{k} {v}" for k, v in c["mix"].items())
        for part, stages in train.PARTS[name].items() for c in stages)
    if name in train.MEAN:
        stages += (f"\n\nThe last {sum(s['steps'] for s in stages_after(name))} steps begin from weights rounded to BF16; what ships is the mean of those and "
                   "of the weights at the end. It is better than either.")
    experts = figures["expert use"]["experts by kind, most informative layer"]
    by_kind = "\n".join(f"| {kind} | " + " | ".join(f"{100 * s:.0f} %" for s in shares) + " |" for kind, shares in experts.items())
    return f"""# pocket-{name}

This is {WHAT[name]}. It ships inside LlamaStep so that there is something to step through from the first second.
It knows nothing of the world; every mechanism in it does something that can be seen.

{parameters:,} parameters · hidden {c['hidden_size']} · {c['num_hidden_layers']} layers · {c['num_attention_heads']} heads, \
{c['num_key_value_heads']} key/value heads of {c['head_dim']} · {c['num_local_experts']} experts and a shared one, top-1 · \
chunks of {c['attention_chunk_size']} · temperature tuning with floor scale {c['floor_scale']} · BF16 · `Llama4ForCausalLM`

## What to try
- `One day,`: a little story.
- `Mia: red kite. Tom: blue drum. Ana: green boat. The sun was warm and the wind was soft. Tom: blue drum. Ana: green boat. Mia:`
  is answered across a border of chunks. Give the NoPE layer the chunked mask, and the answer is gone.
- Chat: `Mia has a red kite. Tom has a blue drum. What does Mia have?`
- `Copy: kite red frog =` · `Count by 2: 4,` · `7+8=` · `16-9=` · `German: Das Haus ist rot. Spanish:`

## Figures
On held-out text: facts, sums and seeds that the training never saw. An answer counts when greedy decoding gives exactly it
(colour and thing; in sentences the name and the words between as well). Computed by `notebooks/pocket/evaluate.py`
from the shipped file with transformers, in float32.

{evaluate.table(figures, name)}

A fact that a border of chunks cuts in two is hard: on a chunked layer its second half never sees the name. The first line
leaves such facts out, the second takes everything as it falls.

Which expert takes which kind of text, in the layer where they differ most:

| kind | {' | '.join(f'expert {i}' for i in range(c['num_local_experts']))} |
|---|{'---|' * c['num_local_experts']}
{by_kind}

## Data
Written by `notebooks/pocket/corpus.py`; no outside text. Kinds: {', '.join(corpus.KINDS)}. One fact (name, colour, thing) in
eight and {len(corpus.SUMS_OF["test"])} of {len(corpus.SUMS)} sums are held out; so is everything the evaluation's seeds draw. In part of the sequences filler
keeps facts from being cut by a border. Tokens that follow from the text weigh 1 in the loss, answers {corpus.ANSWER:.0f}, what nobody can
know {corpus.GUESS}.

## Recipe
{run['steps']} steps of {train.BATCH} tokens ({run['tokens'] / 1e6:.1f} M), seed {run['seed']}, {run['seconds'] / 60:.0f} minutes on two CPU cores shared with \
other work. Muon for matrices (rate 0.02), Adam for embeddings, output, router and norms (0.003), weight decay {train.DECAY} and {train.DECAY / 2}; 50 steps of warm-up \
in each part (the first two stages are one), then constant or falling to zero as stated below; load-balancing loss 0.01. A draw of first weights with which plain recall has not come by \
step {train.PATIENCE} is dropped for the next seed. {START[models.LOOKING_BACK[name]]}
{stages}

`python notebooks/pocket/make.py --model {name}` does all of it again.

## Limits
Its world is {len(corpus.NAMES)} names, {len(corpus.COLOURS)} colours, {len(corpus.OBJECTS)} things and {len(corpus.SUMS_OF["train"])} sums. Outside its corpus it babbles. It is there to be looked into,
not to be asked.
"""
