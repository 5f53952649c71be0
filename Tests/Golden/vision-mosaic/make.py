"""Makes this case: pictures of every awkward kind through a vision tower of other proportions.

    python make.py ../vision        (torch, transformers 5.23, Pillow; the folder lends its tokenizer)

Four pictures: a palette PNG of 3×4 tiles and the global one, a grey JPEG of one tile, one of a single pixel, and a PNG of odd sides; the
placeholders stand in the middle of the text. Patches of 5 pixels, nine of which become a token, weights in bfloat16, and a text model
in which dense layers alternate. The expectation is computed in float32 on the stored weights.
"""

import json
import os
import random
import shutil
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, Llama4Config, Llama4ForConditionalGeneration, Llama4ImageProcessor
from transformers.models.llama4.processing_llama4 import Llama4Processor

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(11)
noise, choice = np.random.RandomState(7), random.Random(7)


def blobs(height, width, channels):
    y, x = np.mgrid[0:height, 0:width].astype(float)
    planes = [
        127 + 90 * np.sin(x / (9 + 5 * c) + c) * np.cos(y / (13 - 2 * c)) + noise.normal(0, 6, (height, width))
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def pictures():
    Image.fromarray(blobs(90, 120, 3)).quantize(48).save(f"{HERE}/palette.png")
    Image.fromarray(blobs(25, 29, 1)[..., 0]).save(f"{HERE}/grey.jpg", quality=88)
    Image.fromarray(blobs(1, 1, 3)).save(f"{HERE}/pixel.png")
    Image.fromarray(blobs(61, 37, 3)).save(f"{HERE}/odd.png")
    return ["palette.png", "grey.jpg", "pixel.png", "odd.png"]


def config(tokens):
    return Llama4Config(
        boi_token_index=tokens["<|image_start|>"], eoi_token_index=tokens["<|image_end|>"], image_token_index=tokens["<|patch|>"],
        text_config=dict(
            vocab_size=439, hidden_size=32, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
            intermediate_size=32, intermediate_size_mlp=48, num_local_experts=3, interleave_moe_layer_step=2,
            attention_chunk_size=16, floor_scale=8, max_position_embeddings=512, use_qk_norm=False,
            bos_token_id=tokens["<|begin_of_text|>"], eos_token_id=tokens["<|eot|>"], pad_token_id=tokens["<|finetune_right_pad|>"]),
        vision_config=dict(
            hidden_size=24, intermediate_size=216, num_attention_heads=3, num_hidden_layers=3, image_size=30, patch_size=5,
            pixel_shuffle_ratio=1 / 3, projector_input_dim=20, projector_output_dim=20, vision_output_dim=20,
            rope_parameters=dict(rope_type="default", rope_theta=1000.0)))


def capture(model):
    values = {}

    def keep(module, name, part=None, takes_input=False):
        def hook(_, given, result):
            value = given[0] if takes_input else result
            values[name] = (value[part] if part is not None else value).detach().float().contiguous()
        module.register_forward_hook(hook)

    vision = model.vision_model
    keep(vision.patch_embedding, "vision.patches")
    keep(vision.layernorm_pre, "vision.pre_norm")
    for index, layer in enumerate(vision.model.layers):
        at = f"vision.layers.{index}"
        keep(layer.input_layernorm, f"{at}.attn_norm")
        keep(layer.self_attn, f"{at}.attn.out", part=0)
        if index == 0:
            keep(layer.self_attn, f"{at}.attn.pattern", part=1)
        keep(layer.mlp, f"{at}.mlp.out")
        keep(layer, f"{at}.resid_post", part=0)
    keep(vision.layernorm_post, "vision.post_norm")
    keep(vision.vision_adapter, "vision.adapter.out")
    keep(model.multi_modal_projector, "vision.projected")
    text = model.language_model.model
    keep(text.layers[0].input_layernorm, "embed", takes_input=True)
    for index, layer in enumerate(text.layers):
        keep(layer, f"layers.{index}.resid_post")
    keep(text.norm, "final_norm")
    return values


def main(lender):
    names = pictures()
    for file in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copy(f"{lender}/{file}", f"{HERE}/{file}")
    tokenizer = AutoTokenizer.from_pretrained(HERE)
    settings = config(tokenizer.get_vocab())
    settings._attn_implementation = "eager"
    model = Llama4ForConditionalGeneration(settings).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.mul_(6.0 if weight.dim() > 1 else 1.0)
            if "norm" in name:
                weight.add_(torch.randn_like(weight) * 0.2)
            weight.copy_(weight.bfloat16().float())
    save_file({k: v.bfloat16().contiguous() for k, v in model.state_dict().items()}, f"{HERE}/model.safetensors", metadata={"format": "pt"})
    settings.dtype = "bfloat16"
    settings.save_pretrained(HERE)

    images = Llama4ImageProcessor(size=dict(height=30, width=30), max_patches=16)
    processor = Llama4Processor(image_processor=images, tokenizer=tokenizer, patch_size=5, pixel_shuffle_ratio=1 / 3)
    # The file as checkpoints were first shipped with, besides what the processor itself needs to know.
    images.save_pretrained(HERE)
    with open(f"{HERE}/processor_config.json", "w") as file:
        json.dump(dict(patch_size=5, pixel_shuffle_ratio=1 / 3, processor_class="Llama4Processor"), file, indent=1)
    prompt = "See <|image|> then<|image|><|image|> and this: <|image|>What?"
    inputs = processor(text=prompt, images=[Image.open(f"{HERE}/{n}") for n in names], return_tensors="pt")

    values = capture(model)
    ids, continuation = inputs["input_ids"], []
    with torch.no_grad():
        logits = model(input_ids=ids, pixel_values=inputs["pixel_values"].float()).logits
        kept = dict(values, logits=logits.float())
        for _ in range(10):
            continuation.append(int(logits[0, -1].argmax()))
            ids = torch.cat([ids, torch.tensor([[continuation[-1]]])], 1)
            logits = model(input_ids=ids, pixel_values=inputs["pixel_values"].float()).logits
    kept["pixel_values"] = inputs["pixel_values"].float()
    kept["vision.pre_norm"] = kept["vision.pre_norm"].flatten(1, 2)
    kept = {k: (v[0] if not k.startswith(("vision.", "pixel_values")) else v).contiguous().clone() for k, v in kept.items()}
    save_file(kept, f"{HERE}/expected.safetensors")
    case = dict(
        name="vision-mosaic", note="palette PNG of 3×4 tiles, grey JPEG, a single pixel, odd sides; nine patches a token; bf16",
        prompt=prompt, images=names, input_ids=inputs["input_ids"][0].tolist(), greedy_continuation=continuation,
        tolerance=dict(rtol=2e-4, atol=2e-4))
    with open(f"{HERE}/case.json", "w") as file:
        json.dump(case, file, ensure_ascii=False)
    print(inputs["pixel_values"].shape, len(case["input_ids"]), continuation)
    print({k: tuple(v.shape) for k, v in kept.items()})


main(sys.argv[1])
