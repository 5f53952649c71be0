"""Writes a trained model as it ships (BF16, Hugging Face layout) and its golden values for the tests."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import GenerationConfig, Llama4ForCausalLM

import model as models

PROMPT = ("Mia: red kite. Tom: blue drum. Ana: green boat. The sun was warm and the wind was soft. "
          "The sky was grey. ... Tom:")       # the question is in the second chunk
NEW = 8


def ship(name, tokenizer_folder, weights, folder):
    """weights (a state dict) → config.json, model.safetensors, generation_config.json and the tokenizer's two files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(Path(tokenizer_folder) / "tokenizer.json"))
    model = Llama4ForCausalLM(models.config_of(name, tokenizer))
    model.load_state_dict(weights)
    config = model.config
    model.generation_config = GenerationConfig(bos_token_id=config.bos_token_id, eos_token_id=config.eos_token_id,
                                               pad_token_id=config.pad_token_id)
    model.to(torch.bfloat16).save_pretrained(folder)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(Path(tokenizer_folder) / file, folder / file)


@torch.no_grad()
def golden(name, shipped, folder):
    """The shipped model's values on one prompt, in float32 arithmetic with eager attention."""
    shipped, folder = Path(shipped), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model = Llama4ForCausalLM.from_pretrained(shipped, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = Tokenizer.from_file(str(shipped / "tokenizer.json"))
    ids = tokenizer.encode(PROMPT).ids
    values, hooks = {}, []

    def keep(key):
        return lambda module, inputs, out: values.__setitem__(key, (out[0] if isinstance(out, tuple) else out).detach().reshape(-1, out.shape[-1]).clone())

    for i, layer in enumerate(model.model.layers):
        hooks.append(layer.register_forward_hook(keep(f"layers.{i}.resid_post")))
        if layer.is_moe_layer:
            def routed(module, inputs, out, i=i):
                top, chosen = out[1].topk(module.top_k, dim=1)
                values[f"layers.{i}.moe.router_logits"] = out[1].clone()
                values[f"layers.{i}.moe.router_indices"] = chosen.to(torch.float32)
                values[f"layers.{i}.moe.router_scores"] = torch.sigmoid(top)
            hooks.append(layer.feed_forward.router.register_forward_hook(routed))
    hooks.append(model.model.embed_tokens.register_forward_hook(keep("embed")))
    hooks.append(model.model.norm.register_forward_hook(keep("final_norm")))
    values["logits"] = model(torch.tensor([ids])).logits[0]
    for hook in hooks:
        hook.remove()
    more = list(ids)
    for _ in range(NEW):
        more.append(model(torch.tensor([more])).logits[0, -1].argmax().item())
    values["continuation.logits"] = model(torch.tensor([more])).logits[0, len(ids) - 1:]
    save_file({k: v.contiguous() for k, v in values.items()}, folder / "expected.safetensors")
    config = model.config
    (folder / "case.json").write_text(json.dumps({
        "name": f"pocket-{name}", "note": "the shipped, trained model; few values, all of them float32",
        "model": f"../../../Sources/llamastep/Resources/pocket-{name}", "prompt": PROMPT, "input_ids": ids,
        "greedy_continuation": more[len(ids):], "greedy_text": tokenizer.decode(more[len(ids):], skip_special_tokens=False),
        "layer_types": config.layer_types, "moe_layers": config.moe_layers, "tolerance": {"rtol": 1e-4, "atol": 1e-4}},
        indent=1, ensure_ascii=False) + "\n")
