"""Checkpoints with the geometry of the real models and next to no bytes: `python make.py scout|maverick DIR [--layers N]`.

  scout     Scout 17B-16E in BF16: 48 layers, 16 experts, fused, 217 GB of sparse file
  maverick  Maverick 17B-128E in FP8 as it is shipped: experts one by one in F8_E4M3 with a scale per output, the rest BF16, 417 GB

Names, shapes, dtypes and config.json are the real ones. Weights are holes, which read as zeros and take no disk. Only what makes
the router choose is written: norms, routers, and the embeddings of the first 256 ids. There is no tokenizer; give ids.
For looking at how a model behaves that is larger than memory. Needs numpy.
"""
import argparse
import json
import os
import struct

import numpy

TEXT = dict(
    model_type="llama4_text", attention_bias=False, attention_chunk_size=8192, attention_dropout=0.0, bos_token_id=200000,
    eos_token_id=[200001, 200007, 200008], head_dim=128, hidden_act="silu", hidden_size=5120, initializer_range=0.02,
    interleave_moe_layer_step=1, intermediate_size=8192, intermediate_size_mlp=16384, max_position_embeddings=10485760,
    no_rope_layers=[], num_attention_heads=40, num_experts_per_tok=1, num_hidden_layers=48, num_key_value_heads=8,
    num_local_experts=16, output_router_logits=False, pad_token_id=200018, rms_norm_eps=1e-05, rope_theta=500000.0,
    rope_scaling=dict(factor=16.0, high_freq_factor=1.0, low_freq_factor=1.0, original_max_position_embeddings=8192, rope_type="llama3"),
    router_aux_loss_coef=0.001, router_jitter_noise=0.0, torch_dtype="bfloat16", use_cache=True, use_qk_norm=True, vocab_size=202048)

VISION = dict(
    model_type="llama4_vision_model", attention_dropout=0.0, hidden_act="gelu", hidden_size=1408, image_size=336,
    initializer_range=0.02, intermediate_size=5632, multi_modal_projector_bias=False, norm_eps=1e-05, num_attention_heads=16,
    num_channels=3, num_hidden_layers=34, patch_size=14, pixel_shuffle_ratio=0.5, projector_dropout=0.0,
    projector_input_dim=4096, projector_output_dim=4096, rope_theta=10000, vision_feature_layer=-1,
    vision_feature_select_strategy="default", vision_output_dim=4096)

FP8 = dict(
    quant_method="compressed-tensors", format="float-quantized", quantization_status="compressed",
    config_groups=dict(group_0=dict(
        targets=["Linear"],
        weights=dict(num_bits=8, type="float", strategy="channel", symmetric=True, dynamic=False),
        input_activations=dict(num_bits=8, type="float", strategy="token", symmetric=True, dynamic=True))))

BYTES = {"BF16": 2, "F8_E4M3": 1}


def config(model, layers):
    text = TEXT | dict(num_hidden_layers=layers)
    whole = dict(
        architectures=["Llama4ForConditionalGeneration"], model_type="llama4", boi_token_index=200080, eoi_token_index=200081,
        image_token_index=200092, torch_dtype="bfloat16", vision_config=VISION)
    if model == "maverick":
        text |= dict(interleave_moe_layer_step=2, num_local_experts=128, use_qk_norm=False, rope_scaling=None,
                     max_position_embeddings=1048576, for_llm_compressor=True, nope_layer_interval=4)
        del text["no_rope_layers"]
        whole["quantization_config"] = FP8
    return whole | dict(text_config=text)


def text_tensors(text, unfused):
    """(name, shape, dtype) of everything under `language_model.`, layer by layer."""
    hidden, inner, dense, experts = (text[k] for k in ("hidden_size", "intermediate_size", "intermediate_size_mlp", "num_local_experts"))
    queries, keys = (text[k] * text["head_dim"] for k in ("num_attention_heads", "num_key_value_heads"))

    def gated(name, width, dtype="BF16"):
        for part, shape in (("gate_proj", [width, hidden]), ("up_proj", [width, hidden]), ("down_proj", [hidden, width])):
            yield f"{name}.{part}.weight", shape, dtype
            if dtype != "BF16":
                yield f"{name}.{part}.weight_scale", [shape[0], 1], "BF16"

    yield "model.embed_tokens.weight", [text["vocab_size"], hidden], "BF16"
    for layer in range(text["num_hidden_layers"]):
        at = f"model.layers.{layer}"
        yield f"{at}.input_layernorm.weight", [hidden], "BF16"
        for part, shape in (("q", [queries, hidden]), ("k", [keys, hidden]), ("v", [keys, hidden]), ("o", [hidden, queries])):
            yield f"{at}.self_attn.{part}_proj.weight", shape, "BF16"
        yield f"{at}.post_attention_layernorm.weight", [hidden], "BF16"
        if (layer + 1) % text["interleave_moe_layer_step"]:
            yield from gated(f"{at}.feed_forward", dense)
            continue
        yield f"{at}.feed_forward.router.weight", [experts, hidden], "BF16"
        yield from gated(f"{at}.feed_forward.shared_expert", inner)
        if unfused:
            for expert in range(experts):
                yield from gated(f"{at}.feed_forward.experts.{expert}", inner, "F8_E4M3")
        else:
            yield f"{at}.feed_forward.experts.gate_up_proj", [experts, hidden, 2 * inner], "BF16"
            yield f"{at}.feed_forward.experts.down_proj", [experts, inner, hidden], "BF16"
    yield "model.norm.weight", [hidden], "BF16"
    yield "lm_head.weight", [text["vocab_size"], hidden], "BF16"


def vision_tensors(vision, hidden):
    width, inner = vision["hidden_size"], vision["intermediate_size"]

    def both(name, outputs, inputs=None):
        yield f"{name}.weight", [outputs] if inputs is None else [outputs, inputs], "BF16"
        yield f"{name}.bias", [outputs], "BF16"

    yield "vision_model.class_embedding", [width], "BF16"
    yield "vision_model.positional_embedding_vlm", [(vision["image_size"] // vision["patch_size"]) ** 2 + 1, width], "BF16"
    yield "vision_model.patch_embedding.linear.weight", [width, 3 * vision["patch_size"] ** 2], "BF16"
    for name in ("layernorm_pre", "layernorm_post"):
        yield from both(f"vision_model.{name}", width)
    for layer in range(vision["num_hidden_layers"]):
        at = f"vision_model.model.layers.{layer}"
        for name in ("input_layernorm", "post_attention_layernorm"):
            yield from both(f"{at}.{name}", width)
        for name in "qkvo":
            yield from both(f"{at}.self_attn.{name}_proj", width, width)
        yield from both(f"{at}.mlp.fc1", inner, width)
        yield from both(f"{at}.mlp.fc2", width, inner)
    yield "vision_model.vision_adapter.mlp.fc1.weight", [vision["projector_input_dim"], inner], "BF16"
    yield "vision_model.vision_adapter.mlp.fc2.weight", [vision["projector_output_dim"]] * 2, "BF16"
    yield "multi_modal_projector.linear_1.weight", [hidden, vision["vision_output_dim"]], "BF16"


def shards(tensors, limit):
    """Cuts the list where a file would grow beyond the limit; a tensor is never cut."""
    files, size = [[]], 0
    for name, shape, dtype in tensors:
        count = int(numpy.prod(shape)) * BYTES[dtype]
        if files[-1] and size + count > limit:
            files.append([])
            size = 0
        files[-1].append((name, shape, dtype, count))
        size += count
    return files


def bfloat16(numbers):
    return (numpy.asarray(numbers, "<f4").view("<u4") >> 16).astype("<u2").tobytes()


def content(name, shape, random):
    """What is written of a tensor, from its beginning; the rest is a hole."""
    if name.startswith("language_model.") and "norm.weight" in name:
        return bfloat16(numpy.ones(shape))
    if name.endswith("router.weight"):
        return bfloat16(random.standard_normal(shape) * 0.02)
    if name.endswith("embed_tokens.weight"):
        return bfloat16(random.standard_normal((256, shape[1])))
    return b""


def write(path, tensors, random):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape, dtype, count in tensors:
        header[name] = dict(dtype=dtype, shape=shape, data_offsets=[offset, offset + count])
        offset += count
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".partial", "wb") as file:
        file.truncate(8 + len(text) + offset)
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape, _, _ in tensors:
            bytes = content(name, shape, random)
            if bytes:
                file.seek(8 + len(text) + header[name]["data_offsets"][0])
                file.write(bytes)
    os.replace(path + ".partial", path)
    return offset


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["scout", "maverick"])
    parser.add_argument("directory", help="made if it isn't there")
    parser.add_argument("--layers", type=int, default=48, help="fewer layers, for a smaller giant (default: 48)")
    parser.add_argument("--shard-gb", type=float, default=4.5, help="largest file in 10^9 bytes (default: 4.5)")
    arguments = parser.parse_args()

    settings = config(arguments.model, arguments.layers)
    text, vision = settings["text_config"], settings["vision_config"]
    tensors = [("language_model." + name, shape, dtype) for name, shape, dtype in text_tensors(text, arguments.model == "maverick")]
    tensors += vision_tensors(vision, text["hidden_size"])
    files = shards(tensors, arguments.shard_gb * 1e9)

    os.makedirs(arguments.directory, exist_ok=True)
    random, total, places = numpy.random.default_rng(1), 0, {}
    for number, file in enumerate(files, 1):
        name = f"model-{number:05}-of-{len(files):05}.safetensors"
        total += write(os.path.join(arguments.directory, name), file, random)
        places |= {tensor[0]: name for tensor in file}
    for name, value in (
        ("model.safetensors.index.json", dict(metadata=dict(total_size=total), weight_map=places)), ("config.json", settings),
        ("generation_config.json", dict(do_sample=False, eos_token_id=text["eos_token_id"])),
    ):
        with open(os.path.join(arguments.directory, name), "w") as file:
            json.dump(value, file, indent=1)
    used = sum(os.stat(os.path.join(arguments.directory, name)).st_blocks * 512 for name in os.listdir(arguments.directory))
    print(f"{arguments.directory}: {len(tensors)} tensors, {len(files)} files, {total / 1e9:.1f} GB of which {used / 1e6:.0f} MB are on the disk")


if __name__ == "__main__":
    main()
