"""Writes pocket-vision as it ships (BF16, Hugging Face layout), its example pictures, and golden values for the tests."""

import json
import random
import shutil
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import GenerationConfig, Llama4ForConditionalGeneration, Llama4Processor, PreTrainedTokenizerFast

import build_tokenizer
import pictures
import talk
import vision_evaluate
import vision_model
from pictures import Scene, Shape

NEW = 6
# The pictures that ship as examples, and what can be asked about them.
EXAMPLES = {
    "red-circle.png": Scene(56, 56, (225, 225, 225), [Shape("red", "circle", 30, 26, 15)]),
    "purple-star.jpg": Scene(56, 56, (170, 200, 190), [Shape("purple", "star", 24, 30, 20)]),
    "three.png": Scene(56, 56, (80, 90, 100), [Shape("yellow", "square", 13, 15, 8), Shape("white", "ring", 40, 20, 9),
                                             Shape("pink", "triangle", 25, 42, 9)]),
    "two-wide.png": Scene(112, 56, (205, 190, 215), [Shape("green", "cross", 24, 30, 11), Shape("blue", "square", 84, 24, 10)]),
    "two-large.png": Scene(112, 112, (190, 200, 210), [Shape("red", "triangle", 30, 70, 20), Shape("black", "star", 82, 40, 20)]),
}


def ship(tokenizer_folder, weights, folder):
    """weights (a state dict) → config, weights, generation config, the tokenizer's files and the processor's."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(Path(tokenizer_folder) / "tokenizer.json"))
    model = Llama4ForConditionalGeneration(vision_model.config_of(tokenizer))
    model.load_state_dict(weights)
    text = model.config.text_config
    model.generation_config = GenerationConfig(bos_token_id=text.bos_token_id, eos_token_id=text.eos_token_id,
                                               pad_token_id=text.pad_token_id)
    model.to(torch.bfloat16).save_pretrained(folder)
    processor = Llama4Processor(image_processor=vision_model.image_processor(), patch_size=vision_model.PATCH,
                                tokenizer=PreTrainedTokenizerFast(tokenizer_object=tokenizer))
    (folder / "processor_config.json").write_text(json.dumps(processor.to_dict(), indent=2) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(processor.image_processor.to_dict(), indent=2) + "\n")
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(Path(tokenizer_folder) / file, folder / file)
    (folder / "examples").mkdir(exist_ok=True)
    for name, scene in EXAMPLES.items():
        picture = pictures.draw(random.Random(name), scene)
        picture.save(folder / "examples" / name, **({"quality": 95} if name.endswith(".jpg") else {"optimize": True}))


@torch.no_grad()
def golden(shipped, folder, images=("two-wide.png",), question="What is left of the blue square?"):
    """The shipped model's values on a question about a picture of several tiles, in float32 arithmetic with eager attention."""
    shipped, folder = Path(shipped), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer, processor = vision_evaluate.load(shipped)
    encode, values, hooks = build_tokenizer.encoder(tokenizer), {}, []
    seen = [processor([Image.open(shipped / "examples" / name).convert("RGB")], return_tensors="pt") for name in images]
    pixels = torch.cat([s["pixel_values"] for s in seen]).float()
    parts = [talk.image_text(*s["aspect_ratios"][0].tolist(), vision_model.TOKENS) for s in seen]
    prompt = talk.USER + "<|image|>" * len(images) + question + talk.EOT + talk.ASSISTANT
    expanded = "<|begin_of_text|>" + talk.USER + "".join(parts) + question + talk.EOT + talk.ASSISTANT
    ids = tokenizer.encode(expanded, add_special_tokens=False).ids
    assert ids == [i for piece in (["<|begin_of_text|>" + talk.USER, *parts, question + talk.EOT + talk.ASSISTANT]) for i in encode(piece)]

    def keep(key):
        return lambda _, __, out: values.__setitem__(key, (out[0] if isinstance(out, tuple) else out).detach().clone())

    def of_text(key):
        return lambda _, __, out: values.__setitem__(key, (out[0] if isinstance(out, tuple) else out).detach().reshape(-1, out.shape[-1]).clone())

    tower = model.vision_model
    hooks.append(tower.patch_embedding.register_forward_hook(keep("vision.patches")))
    hooks.append(tower.model.layers[-1].register_forward_hook(keep(f"vision.layers.{len(tower.model.layers) - 1}.resid_post")))
    hooks.append(tower.vision_adapter.register_forward_hook(keep("vision.adapter.out")))
    hooks.append(model.multi_modal_projector.register_forward_hook(keep("vision.projected")))
    for i, layer in enumerate(model.language_model.model.layers):
        hooks.append(layer.register_forward_hook(of_text(f"layers.{i}.resid_post")))
    values["logits"] = model(input_ids=torch.tensor([ids]), pixel_values=pixels).logits[0]
    for hook in hooks:
        hook.remove()
    more = list(ids)
    for _ in range(NEW):
        more.append(model(input_ids=torch.tensor([more]), pixel_values=pixels).logits[0, -1].argmax().item())
    values["continuation.logits"] = model(input_ids=torch.tensor([more]), pixel_values=pixels).logits[0, len(ids) - 1:]
    values["pixel_values"] = pixels
    save_file({k: v.contiguous() for k, v in values.items()}, folder / "expected.safetensors")
    (folder / "case.json").write_text(json.dumps({
        "name": "pocket-vision", "note": "the shipped, trained model on a picture of two tiles and the global one; few values, all of them float32",
        "model": "../../../Sources/llamastep/Resources/pocket-vision", "prompt": prompt,
        "images": [f"../../../Sources/llamastep/Resources/pocket-vision/examples/{name}" for name in images], "input_ids": ids,
        "greedy_continuation": more[len(ids):], "greedy_text": tokenizer.decode(more[len(ids):], skip_special_tokens=False),
        "tolerance": {"rtol": 2e-4, "atol": 2e-4}}, indent=1, ensure_ascii=False) + "\n")
