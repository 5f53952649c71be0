"""The model card of pocket-vision, written from its figures."""

from pathlib import Path

from safetensors import safe_open

import pictures
import talk
import vision_evaluate
import vision_model
import vision_train


def expert_rows(use):
    return "\n".join(f"| {i} | " + " | ".join(f"{100 * a:.0f} %" for a in image) + " | " + " | ".join(f"{100 * b:.0f} %" for b in text) + " |"
                     for i, (image, text) in enumerate(zip(use["image tokens"], use["text tokens"])))


def lines_of(part):
    """What the card says of one part of the training."""
    if part in vision_train.LOOKING:
        look = vision_train.LOOKING[part]
        odd = f"; {100 * look['odd']:.0f} % of the shapes are odd" if look.get("odd") else ""
        said = {"form": "which form has its centre there", "colour": "in which colour", "rank": "the how-manieth from the left it is",
                "count": "and at all of them together how many shapes there are"}
        yield (f"- {look['steps']} steps of {look['pictures']} pictures of one tile, constant rate: the tower and the projector alone learn to say "
               f"at every image token " + ", ".join(said[h] for h in look["heads"]) + ", through linear heads that are thrown away{odd}")
        return
    for stage in vision_train.PARTS[part]:
        most, fewer = max(stage["counts"]), stage.get("fewer", 1)
        numbers = [s[2] // fewer for s in vision_train.SIZES]
        odd = f"; {100 * stage['odd']:.0f} % of the shapes are odd, {100 * stage['repeated']:.0f} % of the questions are to say words" if stage.get("odd") else ""
        yield (f"- {stage['steps']} steps of {min(numbers)} to {max(numbers)} pictures of one size, {'constant' if vision_train.RATES[part][0] == vision_train.RATES[part][1] else 'falling'} rate, the whole model: "
               f"{'pictures of one shape' if most == 1 else f'one to {most} shapes'}{odd}")


def text(folder, figures):
    with safe_open(str(Path(folder) / "model.safetensors"), "pt") as f:
        parameters = sum(f.get_tensor(k).numel() for k in f.keys())
    vision, words, run, use = vision_model.VISION, vision_model.TEXT, figures["training"], figures["expert use"]
    experts = words["num_local_experts"]
    stages = "\n".join(line for part in vision_train.ORDER for line in lines_of(part))
    held = ", ".join(f"{c} {f}" for c, f in pictures.PAIRS_OF["test"])
    return f"""# pocket-vision

This is a small, really trained Llama 4 that sees: a vision tower before a text model in the shape of Scout. It ships inside
LlamaStep so that the way of a picture into the residual stream can be stepped through. It knows coloured shapes on a plain ground
and nothing else.

{parameters:,} parameters · BF16 · `Llama4ForConditionalGeneration`
- tower: tiles of {vision_model.TILE} × {vision_model.TILE} pixels, patches of {vision_model.PATCH} × {vision_model.PATCH}, hidden {vision['hidden_size']}, \
{vision['num_hidden_layers']} layers, {vision['num_attention_heads']} heads, pixel shuffle {vision['pixel_shuffle_ratio']}: \
{vision_model.TOKENS} tokens a tile, at most {vision_model.MOST_TILES} tiles and the global one
- text: hidden {words['hidden_size']}, {words['num_hidden_layers']} layers, {words['num_attention_heads']} heads, {words['num_key_value_heads']} key/value \
heads of {words['head_dim']}, {experts} experts and a shared one, top-1, QK norm, every fourth layer without position embedding, chunks of \
{words['attention_chunk_size']}: the largest picture with a question and its answer fits into one

## What to try
In the chat format, with the pictures in `examples/`:

| picture | question | answer |
|---|---|---|
{chr(10).join(f"| `{e['picture']}` ({e['tiles']}) | {e['question']} | {e['answer']} |" for e in figures['examples'])}

The answers are what the shipped weights say.

## Figures
On pictures from seeds that the training never used; {figures['count']} answers for every figure. An answer counts when greedy decoding gives
exactly it, its end included. Computed by `notebooks/pocket/vision_evaluate.py` from the shipped file with transformers and
its image processor, in float32. The aim is 90 % for each question.

{vision_evaluate.table(figures)}

“Pairs never drawn” are pictures of {held}: each colour and each form was seen in training, these pairs never. “Without the picture”
the tower gets grey: what is right then was guessed. Questions about two shapes: with pairs never drawn both of them are such pairs.

Busiest expert's share, worst layer: {100 * max(use['busiest expert per layer']):.1f} %. Who takes what, by layer:

| layer | {" | ".join(f"image tokens, expert {e}" for e in range(experts))} | {" | ".join(f"text tokens, expert {e}" for e in range(experts))} |
{"|---" * (2 * experts + 1)}|
{expert_rows(use)}

Size on disk, tokenizer and examples included: {figures['bytes'] / 1e6:.2f} MB (aim ≤ 8 MB).

## Data
Drawn by `notebooks/pocket/pictures.py`, asked by `talk.py`; no outside pictures, no outside text. {len(pictures.COLOURS)} colours
({", ".join(pictures.COLOURS)}), {len(pictures.SHAPES)} forms ({", ".join(pictures.SHAPES)}), one to five shapes that do not touch, {len(pictures.GROUNDS)} plain grounds,
all colours varied a little. Pictures are of {", ".join(f"{s[0]} × {s[1]}" for s in vision_train.SIZES)} pixels: of one tile and of several, as they
are, enlarged, padded and made smaller by the processor. One pair of colour and form in eight ({held}) is never drawn for training.
Conversations have up to three turns about one picture; 15 % are without the chat format, the question directly after the picture.

So that forms are learned apart from colours the last parts also draw odd shapes, on grounds of any colour: a form in a colour that has no name
here, or a form that has none ({len(pictures.UNNAMED)} of them) in a colour that has. Of those it is asked “What form is this?” or “What colour is this?”
alone (left, right). And some questions are to say words (“Say: the white cross”), half of them those of the pairs that are never drawn: without, the
model learns that “cross” does not follow “white”, whatever it sees. So it has read those pairs, and never seen them.

## Recipe
Seed {run['seed']}, {run['seconds'] / 60:.0f} minutes on two CPU cores shared with other work. Muon for matrices (rate 0.02), Adam for embeddings, positions, output, router, norms and
biases (0.003), 50 steps of warm-up in each part; load-balancing loss 0.01; only answers count in the loss.
{stages}

The parts were run one after another, each from the weights that the one before had left, on several occasions; the seed fixes each of them.
Without the first part the form was still guessed after 400 steps of the whole model; with it, it was right within them.
`python notebooks/pocket/make.py --model vision` does all of it again, in one go, which has not been tried from beginning to end.

## Limits
It has one answer to every kind of question above, and babbles otherwise. Shapes that touch, overlap, are turned, or are smaller
than in training are not its world; nor are photographs. It was never asked about two pictures at once, nor beyond one chunk.
"""
