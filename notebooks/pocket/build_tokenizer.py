"""Builds the tokenizer: byte-level BPE in Llama 4's structure, its merges learned on the corpus.

The regular expression, the special tokens' names and order, the decoder and the post-processor are Llama 4's; the
vocabulary is small enough to read, and large enough that every word of the corpus is one token.
"""

import json
import random
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import corpus

SPLIT = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIAL = ("begin_of_text end_of_text fim_prefix fim_middle fim_suffix header_start header_end eom eot step python_start "
           "python_end finetune_right_pad image_start image_end tile_x_separator tile_y_separator image patch").split()
SIZE = 1000        # without the special tokens; training stops earlier when no pair is left to merge
SEED = 1


def texts(documents):
    """Documents without their special tokens, plus every name at a sentence's and at a text's start."""
    rng = random.Random(SEED)
    for i in range(documents):
        w = corpus.Writer(lambda text: [0] * len(text.split()), rng, 10_000, whole=False)
        kind = corpus.KINDS[i % len(corpus.KINDS)]
        corpus.document(w, kind, **({"rounds": 2} if kind in ("recall", "sentences") else {}))
        yield "".join(t for t in w.text if not t.startswith("<|"))
    for _ in range(20):
        yield " ".join(corpus.NAMES)
        yield from corpus.NAMES + corpus.FILLERS


def build(folder, learned_from=None):
    """Builds the tokenizer from these texts (the corpus where none are given) and writes its two files."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=SIZE, min_frequency=1, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(learned_from or texts(9000), trainer)
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True, normalized=False) for name in SPECIAL])
    bos = tokenizer.token_to_id("<|begin_of_text|>")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|>:0 $A:0 <|begin_of_text|>:0 $B:0",
        special_tokens=[("<|begin_of_text|>", bos)])
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "backend": "tokenizers", "bos_token": "<|begin_of_text|>", "clean_up_tokenization_spaces": False,
        "eos_token": "<|eot|>", "model_max_length": 1000000000000000019884624838656,
        "pad_token": "<|finetune_right_pad|>", "tokenizer_class": "TokenizersBackend"}, indent=2) + "\n")
    return tokenizer


def encoder(tokenizer):
    """text → ids, remembered: the corpus is written in a few thousand different pieces."""
    known = {}
    def encode(text):
        ids = known.get(text)
        if ids is None:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            if len(known) < 50_000:
                known[text] = ids
        return ids
    return encode
