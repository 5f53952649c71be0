"""Llama 4's text model in numpy, as somebody might port it: the program under suspicion in notebook 5.

It computes one pass over a prompt and keeps every value under LlamaStep's name. `fault` plants one of the mistakes that ports
of Llama 4 really make.
"""

import numpy as np

FAULTS = {
    "half-split RoPE": "rotates halves of a head instead of neighbouring pairs, as Llama 2 in transformers does",
    "QK norm over all heads": "normalises a whole row instead of each head",
    "chunk mask off": "lets RoPE layers see everything",
    "temperature off by one": "counts positions from 0 where the formula counts from 1",
    "gate and up swapped": "takes the halves of gate_up_proj the other way round",
    "router score on the output": "scales what the expert returns, as Mixtral does, instead of what it gets",
}


def forward(config, weights, ids, fault=None):
    """All values of a pass, by name, in the order of the program."""
    assert fault is None or fault in FAULTS, f"no such fault: {fault}"
    values = {}
    heads, kv_heads, size, eps = config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"], config["rms_norm_eps"]
    positions = np.arange(len(ids))

    def keep(name, value):
        values[name] = np.asarray(value, dtype=np.float32 if value.dtype.kind == "f" else np.int32)
        return values[name]

    def rms_norm(x, weight):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * weight

    def rotate(x, count):
        angles = positions[:, None] / config["rope_parameters"]["rope_theta"] ** (np.arange(0, size, 2) / size)
        cos, sin = np.cos(angles)[:, None].astype(np.float32), np.sin(angles)[:, None].astype(np.float32)
        x = x.reshape(len(ids), count, size)
        if fault == "half-split RoPE":
            a, b = x[..., : size // 2], x[..., size // 2 :]
            return np.concatenate([a * cos - b * sin, a * sin + b * cos], -1).reshape(len(ids), -1)
        a, b = x[..., 0::2], x[..., 1::2]
        return np.stack([a * cos - b * sin, a * sin + b * cos], -1).reshape(len(ids), -1)

    def head_norm(x, count):
        x = x.reshape(len(ids), 1 if fault == "QK norm over all heads" else count, -1)
        return (x / np.sqrt((x * x).mean(-1, keepdims=True) + eps)).reshape(len(ids), -1)

    def silu(x):
        return x / (1 + np.exp(-x))

    def gated(x, prefix, scope):
        gate = keep(f"{scope}.gate", x @ weights[f"{prefix}.gate_proj.weight"].T)
        up = keep(f"{scope}.up", x @ weights[f"{prefix}.up_proj.weight"].T)
        hidden = keep(f"{scope}.hidden", keep(f"{scope}.act", silu(gate)) * up)
        return keep(f"{scope}.out", hidden @ weights[f"{prefix}.down_proj.weight"].T)

    def mixture(x, prefix, scope):
        logits = keep(f"{scope}.router_logits", x @ weights[f"{prefix}.router.weight"].T)
        chosen = keep(f"{scope}.router_indices", np.argsort(-logits, -1, kind="stable")[:, : config["num_experts_per_tok"]])
        scores = keep(f"{scope}.router_scores", 1 / (1 + np.exp(-np.take_along_axis(logits, chosen, -1))))
        on_output = fault == "router score on the output"
        inside = keep(f"{scope}.expert.in", np.repeat(x[:, None], chosen.shape[1], 1) * (1 if on_output else scores[..., None]))
        both = np.einsum("tkd,tkdf->tkf", inside, weights[f"{prefix}.experts.gate_up_proj"][chosen])
        gate, up = np.split(both, 2, -1) if fault != "gate and up swapped" else np.split(both, 2, -1)[::-1]
        gate, up = keep(f"{scope}.expert.gate", gate), keep(f"{scope}.expert.up", up)
        hidden = keep(f"{scope}.expert.hidden", keep(f"{scope}.expert.act", silu(gate)) * up)
        out = np.einsum("tkf,tkfd->tkd", hidden, weights[f"{prefix}.experts.down_proj"][chosen])
        out = keep(f"{scope}.expert.out", out * (scores[..., None] if on_output else 1))
        routed = keep(f"{scope}.routed_out", out.sum(1))
        return keep(f"{scope}.out", gated(x, f"{prefix}.shared_expert", f"{scope}.shared") + routed)

    x = keep("embed", weights["model.embed_tokens.weight"][ids])
    counted = positions + (0 if fault == "temperature off by one" else 1)
    temperature = keep("temperature", (1 + config["attn_scale"] * np.log1p(np.floor(counted / config["floor_scale"]))).astype(np.float32))
    for layer in range(config["num_hidden_layers"]):
        prefix, scope, rope = f"model.layers.{layer}", f"layers.{layer}", config["no_rope_layers"][layer]
        normed = keep(f"{scope}.attn_norm", rms_norm(x, weights[f"{prefix}.input_layernorm.weight"]))
        q, k, v = (keep(f"{scope}.attn.{one}", normed @ weights[f"{prefix}.self_attn.{one}_proj.weight"].T) for one in "qkv")
        if rope:
            q, k = keep(f"{scope}.attn.q_rot", rotate(q, heads)), keep(f"{scope}.attn.k_rot", rotate(k, kv_heads))
            if config["use_qk_norm"]:
                q, k = keep(f"{scope}.attn.q_norm", head_norm(q, heads)), keep(f"{scope}.attn.k_norm", head_norm(k, kv_heads))
        else:
            q = keep(f"{scope}.attn.q_scaled", q * temperature[:, None])
        keys = np.repeat(k.reshape(len(ids), kv_heads, size), heads // kv_heads, 1)
        scores = keep(f"{scope}.attn.scores", np.einsum("thd,shd->hts", q.reshape(len(ids), heads, size), keys) / np.float32(np.sqrt(size)))
        chunk = config["attention_chunk_size"] if rope and fault != "chunk mask off" else len(ids)
        seen = keep(f"{scope}.attn.mask", ((positions <= positions[:, None]) & (positions // chunk == positions[:, None] // chunk)).astype(np.float32))
        masked = keep(f"{scope}.attn.masked_scores", np.where(seen > 0, scores, -np.inf))
        weight = np.exp(masked - masked.max(-1, keepdims=True))
        pattern = keep(f"{scope}.attn.pattern", weight / weight.sum(-1, keepdims=True))
        z = np.einsum("hts,shd->thd", pattern, np.repeat(v.reshape(len(ids), kv_heads, size), heads // kv_heads, 1))
        z = keep(f"{scope}.attn.z", z.reshape(len(ids), -1))
        out = keep(f"{scope}.attn.out", z @ weights[f"{prefix}.self_attn.o_proj.weight"].T)
        middle = keep(f"{scope}.resid_mid", x + out)
        normed = keep(f"{scope}.mlp_norm", rms_norm(middle, weights[f"{prefix}.post_attention_layernorm.weight"]))
        if layer in config["moe_layers"]:
            fed = mixture(normed, f"{prefix}.feed_forward", f"{scope}.moe")
        else:
            fed = gated(normed, f"{prefix}.feed_forward", f"{scope}.mlp")
        x = keep(f"{scope}.resid_post", middle + fed)
    final = keep("final_norm", rms_norm(x, weights["model.norm.weight"]))
    keep("logits", final @ weights["lm_head.weight"].T)
    return values


def distances(recorded, values):
    """For every value that both have, in the order of the program: how far apart they are, relative to the recorded one's norm."""
    rows = []
    for instruction in recorded.program:
        name = instruction["name"]
        theirs, ours = values.get(name), recorded.get(name)
        if theirs is None or ours is None:
            continue
        ours, theirs = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
        if ours.shape != theirs.shape:
            rows.append((name, instruction["operation"], np.inf))
            continue
        same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))       # −∞ of a mask equals −∞
        with np.errstate(invalid="ignore"):
            difference = np.where(same, 0, ours - theirs)
        finite = ours[np.isfinite(ours)]
        norm = np.sqrt((finite**2).sum()) or 1.0
        rows.append((name, instruction["operation"], float(np.sqrt((difference**2).sum()) / norm) if np.isfinite(difference).all() else np.inf))
    return rows
