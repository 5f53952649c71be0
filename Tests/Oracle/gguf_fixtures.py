"""Makes Tests/Golden/gguf: a golden checkpoint as GGUF files, and blocks of every quantised format with their values.

    pip install gguf safetensors numpy torch
    python Tests/Oracle/gguf_fixtures.py

Run once; the results are part of the repository.
"""
import json
import pathlib

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Q
from safetensors import safe_open
from safetensors.numpy import save_file

golden = pathlib.Path(__file__).parents[1] / "Golden"
target = golden / "gguf"
target.mkdir(exist_ok=True)


def load(case):
    tensors = {}
    for file in sorted((golden / case).glob("model*.safetensors")):
        with safe_open(file, "pt") as shard:
            tensors |= {key: shard.get_tensor(key).to(torch.float32).numpy() for key in shard.keys()}
    return tensors


def write(path, case, format, fallback=Q.F32):
    config = json.loads((golden / case / "config.json").read_text())
    text = config.get("text_config", config)
    tokenizer = json.loads((golden / case / "tokenizer.json").read_text())
    writer = gguf.GGUFWriter(str(path), "llama4")
    writer.add_block_count(text["num_hidden_layers"])
    writer.add_context_length(text["max_position_embeddings"])
    writer.add_embedding_length(text["hidden_size"])
    writer.add_feed_forward_length(text["intermediate_size_mlp"])
    writer.add_expert_feed_forward_length(text["intermediate_size"])
    writer.add_head_count(text["num_attention_heads"])
    writer.add_head_count_kv(text["num_key_value_heads"])
    writer.add_key_length(text["head_dim"])
    writer.add_value_length(text["head_dim"])
    writer.add_layer_norm_rms_eps(text["rms_norm_eps"])
    writer.add_rope_freq_base(text.get("rope_theta") or text["rope_parameters"]["rope_theta"])
    writer.add_expert_count(text["num_local_experts"])
    writer.add_expert_used_count(text.get("num_experts_per_tok", 1))
    writer.add_interleave_moe_layer_step(text.get("interleave_moe_layer_step", 1))
    # What full-size models leave to other programs' code.
    writer.add_uint32("llama4.attention.chunk_size", text["attention_chunk_size"])
    writer.add_float32("llama4.attention.temperature_length", text["floor_scale"])
    writer.add_float32("llama4.attention.temperature_scale", text.get("attn_scale", 0.1))
    writer.add_bool("llama4.use_qk_norm", text.get("use_qk_norm", True))
    vocabulary = {id: token for token, id in tokenizer["model"]["vocab"].items()}
    added = {entry["id"]: entry for entry in tokenizer["added_tokens"]}
    tokens, kinds = [], []
    for id in range(text["vocab_size"]):
        if id in added:
            tokens.append(added[id]["content"]); kinds.append(3 if added[id]["special"] else 4)
        elif id in vocabulary:
            tokens.append(vocabulary[id]); kinds.append(1)
        else:
            tokens.append(f"[PAD{id}]"); kinds.append(5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(text["bos_token_id"])
    eos = text["eos_token_id"]
    writer.add_eos_token_id(eos[0] if isinstance(eos, list) else eos)

    def add(name, values, quantised=True):
        kind = format if quantised and values.shape[-1] % 32 == 0 else fallback
        values = np.ascontiguousarray(values)
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)

    weights = {key.removeprefix("language_model."): value for key, value in load(case).items()}
    add("token_embd.weight", weights["model.embed_tokens.weight"])
    add("output_norm.weight", weights["model.norm.weight"], False)
    if "lm_head.weight" in weights: add("output.weight", weights["lm_head.weight"])
    scaling = text.get("rope_scaling") or text.get("rope_parameters") or {}
    if scaling.get("rope_type") == "llama3":
        d = text["head_dim"]
        theta = text.get("rope_theta") or scaling["rope_theta"]
        low = scaling["original_max_position_embeddings"] / scaling["low_freq_factor"]
        high = scaling["original_max_position_embeddings"] / scaling["high_freq_factor"]
        divisors = []
        for i in range(0, d, 2):
            wave = 2 * np.pi * theta ** (i / d)
            if wave < high: divisors.append(1.0)
            elif wave > low or low == high: divisors.append(scaling["factor"])
            else:
                smooth = (scaling["original_max_position_embeddings"] / wave - scaling["low_freq_factor"]) / (
                    scaling["high_freq_factor"] - scaling["low_freq_factor"])
                divisors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
        add("rope_freqs.weight", np.array(divisors, np.float32), False)
    for n in range(text["num_hidden_layers"]):
        source, block = f"model.layers.{n}", f"blk.{n}"
        add(f"{block}.attn_norm.weight", weights[f"{source}.input_layernorm.weight"], False)
        add(f"{block}.ffn_norm.weight", weights[f"{source}.post_attention_layernorm.weight"], False)
        for ours, theirs in [("q_proj", "attn_q"), ("k_proj", "attn_k"), ("v_proj", "attn_v"), ("o_proj", "attn_output")]:
            add(f"{block}.{theirs}.weight", weights[f"{source}.self_attn.{ours}.weight"])
        feed = f"{source}.feed_forward"
        if f"{feed}.router.weight" not in weights:
            for part in ["gate", "up", "down"]: add(f"{block}.ffn_{part}.weight", weights[f"{feed}.{part}_proj.weight"])
            continue
        add(f"{block}.ffn_gate_inp.weight", weights[f"{feed}.router.weight"], False)
        both = weights[f"{feed}.experts.gate_up_proj"].transpose(0, 2, 1)
        inner = both.shape[1] // 2
        add(f"{block}.ffn_gate_exps.weight", both[:, :inner])
        add(f"{block}.ffn_up_exps.weight", both[:, inner:])
        add(f"{block}.ffn_down_exps.weight", weights[f"{feed}.experts.down_proj"].transpose(0, 2, 1))
        for part in ["gate", "up", "down"]:
            add(f"{block}.ffn_{part}_shexp.weight", weights[f"{feed}.shared_expert.{part}_proj.weight"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def blocks():
    random = np.random.default_rng(1)
    tensors = {}
    halves = {Q.Q8_0: [0], Q.Q4_0: [0], Q.Q4_K: [0, 2], Q.Q5_K: [0, 2], Q.Q6_K: [208]}
    for kind, places in halves.items():
        length, size = gguf.GGML_QUANT_SIZES[kind]
        rows = random.integers(0, 256, (6, 512 // length, size), dtype=np.uint8)
        for place in places:
            scales = random.uniform(0.01, 1, rows.shape[:2]).astype(np.float16)
            rows[:, :, place:place + 2] = scales[..., None].view(np.uint8)
        rows = rows.reshape(6, -1)
        tensors[f"{kind.name}.bytes"] = rows
        tensors[f"{kind.name}.values"] = gguf.quants.dequantize(rows, kind).astype(np.float32)
    save_file(tensors, target / "blocks.safetensors")


write(target / "scout-bf16.gguf", "scout-bf16-sharded", Q.BF16, Q.BF16)
write(target / "maverick-q8_0.gguf", "maverick", Q.Q8_0)
blocks()
