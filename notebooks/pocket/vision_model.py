"""The shape of pocket-vision: a small vision tower before a text model like pocket-scout's.

A tile of 56 × 56 pixels is 8 × 8 patches, of which the pixel shuffle makes 4 × 4 tokens. A picture has at most four tiles
and the global one, 80 tokens; with a question and its answer it fits into one chunk.
"""

import torch
from transformers import Llama4Config, Llama4ForConditionalGeneration, Llama4ImageProcessor

import model as models

TILE, PATCH, MOST_TILES = 56, 7, 4
TOKENS = (TILE // PATCH // 2) ** 2        # of one tile
TEXT = dict(models.MODELS["scout"], attention_chunk_size=128)
VISION = dict(hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=384, image_size=TILE, patch_size=PATCH,
              pixel_shuffle_ratio=0.5, projector_input_dim=128, projector_output_dim=128, vision_output_dim=128, num_channels=3,
              norm_eps=1e-5, rope_parameters={"rope_type": "default", "rope_theta": 10000.0})


def config_of(tokenizer):
    ids = tokenizer.token_to_id
    special = dict(bos_token_id=ids("<|begin_of_text|>"), eos_token_id=[ids("<|end_of_text|>"), ids("<|eom|>"), ids("<|eot|>")],
                   pad_token_id=ids("<|finetune_right_pad|>"))
    return Llama4Config(vision_config=dict(VISION), text_config=dict(TEXT, vocab_size=tokenizer.get_vocab_size(), **special),
                        boi_token_index=ids("<|image_start|>"), eoi_token_index=ids("<|image_end|>"),
                        image_token_index=ids("<|patch|>"), tie_word_embeddings=False)


def image_processor():
    return Llama4ImageProcessor(size={"height": TILE, "width": TILE}, max_patches=MOST_TILES)


def build(tokenizer, seed):
    """A fresh model. Matrices start at 1/√inputs, what writes into a residual stream at half of that."""
    torch.manual_seed(seed)
    model = Llama4ForConditionalGeneration(config_of(tokenizer))
    with torch.no_grad():
        for key, p in model.named_parameters():
            if p.ndim == 1 and "class_embedding" not in key:
                continue
            scale = 0.5 if "embed_tokens" in key else p.shape[-1 if p.ndim == 1 else 1] ** -0.5
            if "o_proj" in key or "down_proj" in key or "mlp.fc2" in key:
                scale /= 2
            if "lm_head" in key or "router" in key or "positional" in key:
                scale = 0.02
            p.normal_(0, scale)
    return model


def fast(model):
    """Switches the text model to the training path of `model.py`; sequences must fit into one chunk."""
    models.fast(model.language_model)
    return model
