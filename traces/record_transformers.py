#!/usr/bin/env python3
"""Records a run of any Llama 4 checkpoint in transformers as a trace that LlamaStep reads.

    python record_transformers.py MODEL --prompt "Roses are red," --level all -o run.json
    torchrun --nproc-per-node 2 record_transformers.py MODEL --tensor-parallel --ids 1,2,3 -o run.json
    python record_transformers.py MODEL --device-map auto --dtype bfloat16 --prompt-file text.txt -o run.json

The trace is a JSON document with one event per line (`run.json`) and a safetensors file beside it (`run.safetensors`) with the
values that the level asks for: `stats` (none), `router`, `residual`, `all`. Values are named as LlamaStep names them.

Nothing of the model is rewritten: values are seen by hooks on modules, by wrappers around the two functions that have none
(`apply_rotary_emb`, the attention function), and by watching the calls to torch inside the three forward functions whose
intermediate values belong to no module (router, experts, temperature tuning).
"""
import argparse
import contextlib
import json
import math
import os
import pathlib
import sys
import time

VERSION = 1
INLINE_LIMIT = 64
STRONGEST, LENS, TOP = 3, 3, 5
LEVELS = ["stats", "router", "residual", "all"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a directory, or a name that from_pretrained takes")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--prompt", help="a text; the tokenizer puts its begin-of-text token before it")
    source.add_argument("--prompt-file", help="a text from a file")
    source.add_argument("--ids", help="token ids, separated by commas")
    parser.add_argument("--new-tokens", type=int, default=0, metavar="N", help="goes on greedily for N tokens, a pass for each")
    parser.add_argument("--level", choices=LEVELS, default="stats", help="what is kept in full (default: stats)")
    parser.add_argument("--dtype", default="float32", help="float32 (default), bfloat16, or auto: as the checkpoint says")
    parser.add_argument("--tensor-parallel", action="store_true", help="splits the model over the processes of torchrun")
    parser.add_argument("--device-map", help="where layers go, as from_pretrained takes it; for example auto")
    parser.add_argument("-o", "--output", required=True, metavar="FILE.json")
    return parser.parse_args()


class Shapes:
    """The sizes that a config says, and what layers really are: a module decides, not the config."""

    def __init__(self, config, layers):
        self.config = config
        self.heads, self.key_heads = config.num_attention_heads, config.num_key_value_heads
        self.size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.vocabulary, self.experts, self.per_token = config.vocab_size, config.num_local_experts, config.num_experts_per_tok
        self.layers = [
            {
                "index": index,
                "rope": bool(layer.self_attn.use_rope),
                "chunk": config.attention_chunk_size if config.layer_types[index] == "chunked_attention" else None,
                "moe": hasattr(layer.feed_forward, "router"),
            }
            for index, layer in enumerate(layers)
        ]
        self.norms = [hasattr(layer.self_attn, "qk_norm") for layer in layers]


def program(shapes, has_temperature):
    """The instructions of a pass, as `llamastep list` shows them: (name, operation, operands, shape, heads)."""
    config = shapes.config
    hidden, wide, narrow = config.hidden_size, shapes.heads * shapes.size, shapes.key_heads * shapes.size
    lines = []

    def add(name, operation, operands, shape, heads=None, attributes="", weights=()):
        line = {"pc": len(lines), "name": name, "operation": operation, "attributes": attributes, "from": operands,
                "weights": [{"key": key, "dtype": dtype, "shape": list(extents)} for key, dtype, extents in weights], "shape": shape}
        if heads:
            line["heads"] = heads
        lines.append(line)
        return name

    def gated(at, x, size):
        gate, up = add(f"{at}.gate", "linear", [x], ["T", size]), add(f"{at}.up", "linear", [x], ["T", size])
        act = add(f"{at}.act", "silu", [gate], ["T", size])
        hidden_value = add(f"{at}.hidden", "multiply", [act, up], ["T", size])
        return add(f"{at}.out", "linear", [hidden_value], ["T", hidden])

    x = add("embed", "embed", ["ids"], ["T", hidden])
    if has_temperature:
        add("temperature", "temperature_scale", ["positions"], ["T"], attributes=f"scale {config.attn_scale} floor {config.floor_scale:g}")
    for layer, norms in zip(shapes.layers, shapes.norms):
        at = f"layers.{layer['index']}"
        attention = f"{at}.attn"
        normed = add(f"{at}.attn_norm", "rms_norm", [x], ["T", hidden])
        q = add(f"{attention}.q", "linear", [normed], ["T", wide], shapes.heads)
        k = add(f"{attention}.k", "linear", [normed], ["T", narrow], shapes.key_heads)
        v = add(f"{attention}.v", "linear", [normed], ["T", narrow], shapes.key_heads)
        if layer["rope"]:
            q = add(f"{attention}.q_rot", "rope", [q, "positions"], ["T", wide], shapes.heads)
            k = add(f"{attention}.k_rot", "rope", [k, "positions"], ["T", narrow], shapes.key_heads)
        if norms:
            q = add(f"{attention}.q_norm", "head_norm", [q], ["T", wide], shapes.heads)
            k = add(f"{attention}.k_norm", "head_norm", [k], ["T", narrow], shapes.key_heads)
        if not layer["rope"] and has_temperature:
            q = add(f"{attention}.q_scaled", "scale_rows", [q, "temperature"], ["T", wide], shapes.heads)
        chunk = f"chunk {layer['chunk']}" if layer["chunk"] else ""
        keys = add(f"{attention}.keys", "append_cache", [f"{attention}.cached_keys", k, "positions"], ["S", narrow], shapes.key_heads, chunk)
        values = add(f"{attention}.values", "append_cache", [f"{attention}.cached_values", v, "positions"], ["S", narrow], shapes.key_heads, chunk)
        scores = add(f"{attention}.scores", "scores", [q, keys], [shapes.heads, "T", "S"])
        mask = add(f"{attention}.mask", "chunked_mask" if layer["chunk"] else "causal_mask", ["positions", keys], ["T", "S"],
                   attributes=str(layer["chunk"] or ""))
        masked = add(f"{attention}.masked_scores", "mask_scores", [scores, mask], [shapes.heads, "T", "S"])
        pattern = add(f"{attention}.pattern", "softmax", [masked], [shapes.heads, "T", "S"])
        z = add(f"{attention}.z", "weighted_values", [pattern, values], ["T", wide], shapes.heads)
        out = add(f"{attention}.out", "linear", [z], ["T", hidden])
        middle = add(f"{at}.resid_mid", "add", [x, out], ["T", hidden])
        normed = add(f"{at}.mlp_norm", "rms_norm", [middle], ["T", hidden])
        if layer["moe"]:
            moe, count = f"{at}.moe", shapes.per_token
            logits = add(f"{moe}.router_logits", "linear", [normed], ["T", shapes.experts])
            chosen = add(f"{moe}.router_indices", "top_indices", [logits], ["T", count])
            weights = add(f"{moe}.router_scores", "sigmoid_at", [logits, chosen], ["T", count])
            entering = add(f"{moe}.expert.in", "scale_copies", [normed, weights], ["T", count, hidden])
            size = config.intermediate_size
            gate = add(f"{moe}.expert.gate", "expert_linear", [entering, chosen], ["T", count, size], attributes="gate")
            up = add(f"{moe}.expert.up", "expert_linear", [entering, chosen], ["T", count, size], attributes="up")
            act = add(f"{moe}.expert.act", "silu", [gate], ["T", count, size])
            inner = add(f"{moe}.expert.hidden", "multiply", [act, up], ["T", count, size])
            leaving = add(f"{moe}.expert.out", "expert_linear", [inner, chosen], ["T", count, hidden], attributes="down")
            routed = add(f"{moe}.routed_out", "sum_copies", [leaving], ["T", hidden])
            shared = gated(f"{moe}.shared", normed, size)
            fed = add(f"{moe}.out", "add", [shared, routed], ["T", hidden])
        else:
            fed = gated(f"{at}.mlp", normed, config.intermediate_size_mlp)
        x = add(f"{at}.resid_post", "add", [middle, fed], ["T", hidden])
    final = add("final_norm", "rms_norm", [x], ["T", hidden])
    add("logits", "linear", [final], ["T", shapes.vocabulary])
    inputs = [{"name": "ids", "shape": ["T"]}, {"name": "positions", "shape": ["T"]}]
    for layer in shapes.layers:
        for what in ["cached_keys", "cached_values"]:
            inputs.append({"name": f"layers.{layer['index']}.attn.{what}", "shape": ["S", narrow]})
    return inputs, lines


class Recorder:
    """Sees every value of a pass, whole and in LlamaStep's layout, whatever the model is split into."""

    def __init__(self, model, torch, llama4):
        self.torch, self.llama4 = torch, llama4
        self.text = model.model if hasattr(model, "model") and hasattr(model.model, "layers") else model.language_model.model
        self.head = model.lm_head if hasattr(model, "lm_head") else model.language_model.lm_head
        self.shapes = Shapes(self.text.config, self.text.layers)
        self.values = {}
        self.layer = None
        self.attach()

    # What a value is made into

    def whole(self, tensor, dimension=-1, size=None):
        """All of a value that may be split over processes: pieces of heads and of inner sizes lie side by side."""
        torch = self.torch
        if hasattr(tensor, "full_tensor"):
            tensor = tensor.full_tensor()
        tensor = tensor.detach()
        if size and tensor.shape[dimension] != size and torch.distributed.is_initialized():
            pieces = [torch.empty_like(tensor.contiguous()) for _ in range(torch.distributed.get_world_size())]
            torch.distributed.all_gather(pieces, tensor.contiguous())
            tensor = torch.cat(pieces, dim=dimension)
        return tensor

    def keep(self, name, tensor, shape=None):
        tensor = tensor.to("cpu", copy=True)
        tensor = tensor if not tensor.is_floating_point() else tensor.float()
        self.values[name] = tensor.reshape(shape) if shape else tensor

    def rows(self, name, tensor, size):
        """[1, T, n] or [T, n] → [T, n]"""
        tensor = self.whole(tensor, -1, size)
        self.keep(name, tensor, [-1, size])

    def head_rows(self, name, tensor, heads):
        """[1, T, H, d] or [1, T, H·d] → [T, H·d]"""
        tensor = self.whole(tensor, 2, heads if tensor.dim() == 4 else heads * self.shapes.size)
        self.keep(name, tensor, [tensor.shape[1], -1])

    # Where values are seen

    def attach(self):
        config, shapes = self.text.config, self.shapes
        hidden = config.hidden_size
        self.text.embed_tokens.register_forward_hook(lambda _, __, out: self.rows("embed", out, hidden))
        self.text.norm.register_forward_hook(lambda _, __, out: self.rows("final_norm", out, hidden))
        self.head.register_forward_hook(lambda _, __, out: self.rows("logits", out, config.vocab_size))
        for index, layer in enumerate(self.text.layers):
            self.attach_layer(f"layers.{index}", layer, hidden, shapes)
        rotate, attend = self.llama4.apply_rotary_emb, self.llama4.eager_attention_forward

        def rotary(q, k, *rest, **others):
            rotated = rotate(q, k, *rest, **others)
            if self.layer:
                self.head_rows(f"{self.layer}.q_rot", rotated[0], shapes.heads)
                self.head_rows(f"{self.layer}.k_rot", rotated[1], shapes.key_heads)
            return rotated

        def attention(module, query, key, value, mask, *rest, **others):
            return self.attention(attend, module, query, key, value, mask, *rest, **others)

        self.llama4.apply_rotary_emb, self.llama4.eager_attention_forward = rotary, attention

    def attach_layer(self, at, layer, hidden, shapes):
        attention = layer.self_attn

        def output(module, name, size):
            module.register_forward_hook(lambda _, __, out: self.rows(name, out[0] if isinstance(out, tuple) else out, size))

        def begin(_, __):
            self.layer, self.norm_calls = f"{at}.attn", 0

        layer.register_forward_pre_hook(begin)
        output(layer.input_layernorm, f"{at}.attn_norm", hidden)
        output(attention.q_proj, f"{at}.attn.q", shapes.heads * shapes.size)
        output(attention.k_proj, f"{at}.attn.k", shapes.key_heads * shapes.size)
        output(attention.v_proj, f"{at}.attn.v", shapes.key_heads * shapes.size)
        output(attention.o_proj, f"{at}.attn.out", hidden)
        if hasattr(attention, "qk_norm"):
            attention.qk_norm.register_forward_pre_hook(lambda _, __: setattr(self, "in_norm", True))
            attention.qk_norm.register_forward_hook(lambda _, __, out: self.norm(f"{at}.attn", out))
        self.watch(attention, lambda: AttentionWatch(self, f"{at}.attn"))
        layer.post_attention_layernorm.register_forward_pre_hook(lambda _, inputs: self.rows(f"{at}.resid_mid", inputs[0], hidden))
        output(layer.post_attention_layernorm, f"{at}.mlp_norm", hidden)
        feed = layer.feed_forward
        if hasattr(feed, "router"):
            self.attach_mixture(f"{at}.moe", feed, hidden)
        else:
            self.attach_gated(f"{at}.mlp", feed, self.text.config.intermediate_size_mlp, hidden)
        output(layer, f"{at}.resid_post", hidden)

    def attach_gated(self, at, module, size, hidden):
        def output(part, name):
            part.register_forward_hook(lambda _, __, out: self.rows(f"{at}.{name}", out, size))

        output(module.gate_proj, "gate")
        output(module.up_proj, "up")
        output(module.activation_fn, "act")
        module.down_proj.register_forward_pre_hook(lambda _, inputs: self.rows(f"{at}.hidden", inputs[0], size))
        module.register_forward_hook(lambda _, __, out: self.rows(f"{at}.out", out, hidden))

    def attach_mixture(self, at, module, hidden):
        size = self.text.config.intermediate_size
        self.attach_gated(f"{at}.shared", module.shared_expert, size, hidden)
        self.watch(module.router, lambda: RouterWatch(self, at))
        module.router.register_forward_hook(lambda _, __, out: self.routing(at, *out))
        self.watch(module.experts, lambda: ExpertsWatch(self, at, module.experts))
        module.experts.register_forward_hook(lambda _, __, out: self.chosen(f"{at}.expert.out", at, self.whole(out, -1, hidden)))
        self.watch(module, lambda: MixtureWatch(self, at))
        module.register_forward_hook(lambda _, __, out: self.rows(f"{at}.out", out[0], hidden))

    def watch(self, module, make):
        """Runs a module's forward under the eye of a watch."""
        forward = module.forward

        def watched(*inputs, **others):
            with make():
                return forward(*inputs, **others)

        module.forward = watched

    # Values that take some reading

    def norm(self, at, out):
        """The norm is called for queries first, then for keys."""
        self.in_norm = False
        name, heads = [("q_norm", self.shapes.heads), ("k_norm", self.shapes.key_heads)][self.norm_calls % 2]
        self.norm_calls += 1
        self.head_rows(f"{at}.{name}", out, heads)

    def routing(self, at, scores, logits):
        logits, scores = self.whole(logits, -1, self.shapes.experts), self.whole(scores)
        # Whichever way round the scores are, a row belongs to a token.
        scores = scores if scores.shape[-1] == self.shapes.experts else scores.transpose(0, 1)
        indices = self.chosen_indices.pop(at, None)
        if indices is None:
            indices = scores.topk(self.shapes.per_token, dim=-1).indices
        self.keep(f"{at}.router_logits", logits)
        self.keep(f"{at}.router_indices", indices.to(self.torch.int32))
        self.keep(f"{at}.router_scores", scores.gather(-1, indices))

    chosen_indices = {}

    def chosen(self, name, at, tensor):
        """[E·T, n] or [E, T, n], every expert on every token → [T, k, n], the chosen ones"""
        experts = self.shapes.experts
        tensor = tensor.reshape(experts, -1, tensor.shape[-1])
        indices = self.values[f"{at}.router_indices"].long().to(tensor.device)
        places = self.torch.arange(tensor.shape[1], device=tensor.device)[:, None]
        self.keep(name, tensor[indices, places])

    def attention(self, attend, module, query, key, value, mask, *rest, **others):
        at = self.layer
        if at is None:
            return attend(module, query, key, value, mask, *rest, **others)
        shapes = self.shapes
        query_rows = self.whole(query, 1, shapes.heads).transpose(1, 2)
        if f"{at}.temperature seen" in self.marks:
            self.keep(f"{at}.q_scaled", query_rows, [query_rows.shape[1], -1])
        with ScoresWatch(self) as watch:
            output, weights = attend(module, query, key, value, mask, *rest, **others)
        tokens, keys = query.shape[2], key.shape[2]
        visible = self.torch.ones(tokens, keys, dtype=self.torch.bool) if mask is None else self.visible(mask, tokens, keys)
        # A cache may hold more than the layer can still see: what nobody sees is left away.
        first = self.first_position
        chunk = next(layer["chunk"] for layer in shapes.layers if at == f"layers.{layer['index']}.attn")
        seen = first + tokens - (first // chunk * chunk if chunk else 0)
        start = max(keys - seen, 0)
        if visible[:, :start].any():
            start = 0
        self.keep(f"{at}.mask", visible[:, start:].float())
        for name, tensor in [("keys", key), ("values", value)]:
            whole = self.whole(tensor, 1, shapes.key_heads)
            self.keep(f"{at}.{name}", whole.transpose(1, 2)[0, start:], [keys - start, -1])
        for name, tensor in [("scores", watch.scores), ("masked_scores", watch.masked), ("pattern", watch.pattern)]:
            if tensor is None:
                continue
            whole = self.whole(tensor, 1, shapes.heads)[0, :, :, start:]
            if name == "masked_scores":
                whole = whole.float().masked_fill(~visible[None, :, start:].to(whole.device), float("-inf"))
            self.keep(f"{at}.{name}", whole)
        self.head_rows(f"{at}.z", output, shapes.heads)
        return output, weights

    def visible(self, mask, tokens, keys):
        mask = self.whole(mask)[0, 0, :tokens, :keys].cpu()
        return mask if mask.dtype == self.torch.bool else mask == 0

    marks = set()
    in_norm = False


def watches(torch):
    """Watches see the calls to torch that are made while they are open."""
    from torch.overrides import TorchFunctionMode

    class Watch(TorchFunctionMode):
        def __torch_function__(self, function, types, arguments=(), keywords=None):
            result = function(*arguments, **(keywords or {}))
            self.see(getattr(function, "__name__", ""), arguments, keywords or {}, result)
            return result

    class AttentionWatch(Watch):
        """Sees queries multiplied with one factor per position."""

        def __init__(self, recorder, at):
            super().__init__()
            self.recorder, self.at = recorder, at
            recorder.marks.discard(f"{at}.temperature seen")

        def see(self, name, inputs, _, __):
            if name not in ("mul", "__mul__") or len(inputs) != 2 or not all(isinstance(x, torch.Tensor) for x in inputs):
                return
            if self.recorder.in_norm:
                return
            query, factors = inputs
            if query.dim() == 4 and factors.dim() == 4 and factors.shape[1] == query.shape[1] and factors.shape[2:] == (1, 1) and query.shape[3] > 1:
                self.recorder.marks.add(f"{self.at}.temperature seen")
                self.recorder.keep("temperature", factors[0, :, 0, 0].detach())

    class ScoresWatch(Watch):
        """Sees what the attention function computes on the way."""

        scores = masked = pattern = None

        def __init__(self, recorder):
            super().__init__()

        def see(self, name, inputs, _, result):
            if not isinstance(result, torch.Tensor) or result.dim() != 4:
                return
            if name in ("mul", "__mul__", "div", "__truediv__") and self.scores is None and self.pattern is None:
                self.scores = result.detach().clone()
            elif name in ("add", "__add__") and self.pattern is None:
                self.masked = result.detach().clone()
            elif name == "softmax":
                self.pattern = result.detach().clone()
                if self.masked is None:
                    self.masked = self.scores

    class RouterWatch(Watch):
        """Sees which experts the router takes."""

        def __init__(self, recorder, at):
            super().__init__()
            self.recorder, self.at = recorder, at

        def see(self, name, _, __, result):
            if name == "topk":
                self.recorder.chosen_indices[self.at] = result[1].detach()

    class ExpertsWatch(Watch):
        """Sees the inside of the experts: what goes through the activation is the gate, the other half is up."""

        def __init__(self, recorder, at, module):
            super().__init__()
            self.recorder, self.at, self.size = recorder, at, recorder.text.config.intermediate_size
            self.halves, self.products, self.gate = (), 0, None
            self.hook = module.act_fn.register_forward_hook(self.activated)

        def __exit__(self, *exception):
            self.hook.remove()
            return super().__exit__(*exception)

        def put(self, name, tensor, size):
            self.recorder.chosen(f"{self.at}.expert.{name}", self.at, self.recorder.whole(tensor, -1, size))

        def activated(self, _, inputs, out):
            self.gate = inputs[0]
            self.put("gate", self.gate, self.size)
            for half in self.halves:
                if half is not self.gate:
                    self.put("up", half, self.size)
            self.put("act", out, self.size)

        def see(self, name, inputs, _, result):
            if name in ("chunk", "split", "tensor_split") and len(result) == 2:
                self.halves = result
            elif name in ("bmm", "matmul", "__matmul__"):
                self.products += 1
                if self.products == 1:
                    self.put("in", inputs[0], self.recorder.text.config.hidden_size)
                elif self.products == 2:
                    self.put("hidden", inputs[0], self.size)

    class MixtureWatch(Watch):
        """Sees what the experts say added up."""

        def __init__(self, recorder, at):
            super().__init__()
            self.recorder, self.at = recorder, at

        def see(self, name, inputs, _, result):
            if name == "sum" and isinstance(result, torch.Tensor) and result.dim() == 2 and inputs[0].dim() == 3:
                self.recorder.rows(f"{self.at}.routed_out", result, self.recorder.text.config.hidden_size)

    return {watch.__name__: watch for watch in (AttentionWatch, ScoresWatch, RouterWatch, ExpertsWatch, MixtureWatch)}


class Writer:
    """Writes the document line by line under a temporary name, and the tensors beside it, and puts both in their places at the end."""

    def __init__(self, path, header, lines, level):
        self.path = pathlib.Path(path)
        self.partial = self.path.with_name(self.path.name + ".partial")
        self.tensors_path = self.path.with_suffix(".safetensors")
        self.level, self.program = level, {line["name"]: line for line in lines}
        self.events, self.start, self.tensors = 0, time.monotonic(), {}
        header["tensors"] = None if level == "stats" else self.tensors_path.name
        self.file = open(self.partial, "w", encoding="utf-8")
        self.file.write(f'{{"format":"llamastep-trace","version":{VERSION},"header":{dump(header)},\n"events":[\n')

    def event(self, event):
        self.file.write(("" if self.events == 0 else ",\n") + dump(event))
        self.events += 1

    def keeps(self, name):
        short = name.rsplit(".", 1)[-1]
        routing = name == "temperature" or short in ("router_logits", "router_indices", "router_scores")
        stream = name in ("embed", "final_norm", "logits") or short in ("resid_mid", "resid_post")
        return {"stats": False, "router": routing, "residual": routing or stream, "all": True}[self.level]

    def value(self, number, name, tensor, first_position, tokens):
        line = self.program[name]
        short = name.rsplit(".", 1)[-1]
        kind = {"router_indices": "indices", "mask": "mask", "keys": "cache", "values": "cache"}.get(short, "tensor")
        event = {"event": "value", "pass": number, "pc": line["pc"], "name": name, "operation": line["operation"], "kind": kind,
                 "shape": list(tensor.shape)}
        if kind == "mask":
            rule = mask_rule(tensor, first_position, tokens)
            if rule is not None:
                self.event({**event, "mask": rule})
                return
            event["kind"] = kind = "tensor"
        if kind == "cache":
            # Earlier rows came with earlier passes.
            end = first_position + tokens
            event["rows"] = {"first_position": end - tensor.shape[0], "recorded_from": first_position}
            tensor = tensor[-tokens:]
        event["stats"] = statistics(tensor)
        if self.keeps(name):
            if tensor.numel() <= INLINE_LIMIT and kind != "cache":
                event["values"] = [number_text(x) for x in tensor.flatten().tolist()]
            else:
                event["tensor"] = f"{number}/{name}"
                self.tensors[event["tensor"]] = tensor.contiguous()
        self.event(event)

    def finish(self, passes):
        summary = {"passes": passes, "events": self.events, "seconds": round(time.monotonic() - self.start, 3), "complete": True}
        self.file.write(f'\n],\n"summary":{dump(summary)}}}\n')
        self.file.close()
        if self.level != "stats":
            from safetensors.torch import save_file
            partial = self.tensors_path.with_name(self.tensors_path.name + ".partial")
            save_file(self.tensors, str(partial))
            os.replace(partial, self.tensors_path)
        os.replace(self.partial, self.path)

    def discard(self):
        self.file.close()
        self.partial.unlink(missing_ok=True)


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def number_text(value):
    """The shortest number that reads back as the same float32."""
    if isinstance(value, int):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    import numpy
    return float(str(numpy.float32(value)))


def statistics(tensor):
    tensor = tensor.double().flatten()
    finite = tensor[tensor.isfinite()]
    some = finite.numel() > 0
    return {
        "min": number_text(finite.min().item()) if some else None, "max": number_text(finite.max().item()) if some else None,
        "mean": number_text(finite.mean().item()) if some else None,
        "std": number_text(finite.std(unbiased=False).item()) if some else None,
        "norm": number_text(finite.norm().item()) if some else None,
        "nan": int(tensor.isnan().sum()), "inf": int(tensor.isinf().sum()),
    }


def mask_rule(mask, first_position, tokens):
    """The rule that a mask follows; None if it follows none."""
    import torch
    first_key = first_position + tokens - mask.shape[1]
    queries = torch.arange(first_position, first_position + tokens)[:, None]
    keys = torch.arange(first_key, first_position + tokens)[None]
    causal = keys <= queries
    if torch.equal(mask.bool(), causal):
        return {"chunk": None, "first_query": first_position, "first_key": first_key}
    # The first query that sees less than the one before begins a chunk.
    seen = mask.bool().sum(1)
    for row in range(1, tokens):
        if seen[row] < seen[row - 1]:
            chunk = first_position + row if first_position == 0 else None
            if chunk and torch.equal(mask.bool(), causal & (queries // chunk == keys // chunk)):
                return {"chunk": chunk, "first_query": first_position, "first_key": first_key}
            break
    return None


def token_events(writer, number, first_position, ids, values, recorder, tokenizer):
    """What each token went through: for the levels that ask for it."""
    import torch
    if writer.level == "stats":
        return
    shapes = recorder.shapes
    lens = {}
    if writer.level in ("residual", "all"):
        norm, head = recorder.text.norm, recorder.head
        names = ["embed"] + [f"layers.{layer['index']}.resid_post" for layer in shapes.layers]
        with torch.no_grad(), recorder.paused():
            for name in names:
                x = values[name].to(norm.weight.device, norm.weight.dtype)
                lens[name] = recorder.whole(head(norm(x)), -1, shapes.vocabulary).float().cpu()

    def candidates(logits, count):
        logits = logits.float()
        p = logits.softmax(-1)
        return [{**token(int(i), tokenizer), "logit": number_text(logits[i].item()), "p": number_text(p[i].item())}
                for i in logits.topk(min(count, logits.numel())).indices]

    for row, identifier in enumerate(ids):
        event = {"event": "token", "pass": number, "position": first_position + row, **token(identifier, tokenizer)}
        if "temperature" in values:
            event["temperature"] = number_text(values["temperature"][row].item())
        event["router"], event["attention"] = [], []
        for layer in shapes.layers:
            at = f"layers.{layer['index']}"
            if layer["moe"]:
                logits = values[f"{at}.moe.router_logits"][row]
                chosen = values[f"{at}.moe.router_indices"][row].tolist()
                others = [x for i, x in enumerate(logits.tolist()) if i not in chosen]
                routing = {"layer": layer["index"], "experts": chosen, "logits": [number_text(x) for x in logits.tolist()],
                           "scores": [number_text(x) for x in values[f"{at}.moe.router_scores"][row].tolist()]}
                if others:
                    routing["margin"] = number_text(logits[chosen[-1]].item() - max(others))
                event["router"].append(routing)
            pattern = values.get(f"{at}.attn.pattern")
            if pattern is None:
                continue
            first_key = first_position + len(ids) - pattern.shape[2]
            heads = []
            for head in pattern[:, row]:
                positive = head[head > 0].double()
                strongest = head.topk(min(STRONGEST, head.numel()))
                heads.append({
                    "entropy": number_text(float(-(positive * positive.log()).sum())),
                    "strongest": [[first_key + int(i), number_text(float(w))] for i, w in zip(strongest.indices, strongest.values) if w > 0]})
            event["attention"].append({"layer": layer["index"], "heads": heads})
        if lens:
            event["lens"] = [{"name": name, "top": candidates(logits[row], LENS)} for name, logits in lens.items()]
        event["top"] = candidates(values["logits"][row], TOP)
        writer.event(event)


def token(identifier, tokenizer):
    return {"id": identifier, **({"text": tokenizer.decode([identifier])} if tokenizer else {})}


def load(options, torch, transformers):
    keywords = {"attn_implementation": "eager"}
    keywords["dtype"] = "auto" if options.dtype == "auto" else getattr(torch, options.dtype)
    if options.tensor_parallel:
        try:
            from transformers.distributed import DistributedConfig
            keywords["distributed_config"] = DistributedConfig(tp_plan="auto")
        except ImportError:  # Before transformers 5.18.
            keywords["tp_plan"] = "auto"
    if options.device_map:
        keywords["device_map"] = options.device_map
    config = transformers.AutoConfig.from_pretrained(options.model)
    kind = transformers.Llama4ForConditionalGeneration if config.model_type == "llama4" else transformers.Llama4ForCausalLM
    return kind.from_pretrained(options.model, **keywords).eval()


def run(options, prepare=lambda llama4: None, change=lambda model: None):
    """Records a run. `prepare` and `change` are for tests, which plant mistakes."""
    import torch
    import transformers
    from transformers.models.llama4 import modeling_llama4 as llama4

    transformers.utils.logging.disable_progress_bar()
    globals().update(watches(torch))
    prepare(llama4)
    model = load(options, torch, transformers)
    change(model)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
    except Exception:  # Whatever keeps it from being read, the ids are enough.
        tokenizer = None
    if options.ids:
        ids = [int(x) for x in options.ids.replace(",", " ").split()]
    else:
        if tokenizer is None:
            raise SystemExit(f"{options.model} has no tokenizer that can be read; give --ids")
        text = options.prompt if options.prompt is not None else pathlib.Path(options.prompt_file).read_text(encoding="utf-8")
        ids = tokenizer(text).input_ids
    if not ids:
        raise SystemExit("there are no tokens")
    is_first = not torch.distributed.is_initialized() or torch.distributed.get_rank() == 0
    recorder = Recorder(model, torch, llama4)
    config_text = json.loads(model.config.to_json_string())
    config_file = pathlib.Path(options.model) / "config.json"
    if config_file.is_file():
        config_text = json.loads(config_file.read_text(encoding="utf-8"))
    tempered = bool(recorder.text.config.attn_temperature_tuning) and not all(layer["rope"] for layer in recorder.shapes.layers)
    inputs, lines = program(recorder.shapes, tempered)
    header = {
        "writer": {"name": "transformers", "version": transformers.__version__}, "level": options.level, "select": [], "tensors": None,
        "model": {"name": pathlib.Path(options.model).name, "dtype": str(model.dtype).replace("torch.", ""), "config": config_text},
        "layers": recorder.shapes.layers,
        **({"tokenizer": {"vocabulary": len(tokenizer)}} if tokenizer else {}),
        "rules": [], "threads": torch.get_num_threads(), **({"prompt": options.prompt} if options.prompt else {}),
        "inputs": inputs, "program": lines,
    }
    writer = Writer(options.output, header, lines, options.level) if is_first else None
    try:
        record(options, model, recorder, writer, ids, tokenizer, torch)
    except BaseException:
        if writer:
            writer.discard()
        raise
    if torch.distributed.is_initialized():
        torch.distributed.barrier()
        torch.distributed.destroy_process_group()


def record(options, model, recorder, writer, ids, tokenizer, torch):
    cache, position, fed = None, 0, ids
    device = recorder.text.embed_tokens.weight.device
    for number in range(options.new_tokens + 1):
        recorder.values, recorder.first_position = {}, position
        with torch.no_grad():
            out = model(input_ids=torch.tensor([fed], device=device), past_key_values=cache, use_cache=options.new_tokens > 0)
        cache, values = out.past_key_values, recorder.values
        if writer:
            texts = {"texts": [tokenizer.decode([x]) for x in fed]} if tokenizer else {}
            writer.event({"event": "pass", "pass": number, "first_position": position, "ids": fed, **texts})
            for name in sorted(values, key=lambda name: writer.program[name]["pc"] if name in writer.program else -1):
                if name not in writer.program:
                    raise SystemExit(f"{name} was seen, but has no place in the program")
                writer.value(number, name, values[name], position, len(fed))
        if writer or torch.distributed.is_initialized():
            token_events(writer or Silent(options.level), number, position, fed, values, recorder, tokenizer)
        position += len(fed)
        if number < options.new_tokens:
            logits = values["logits"][-1]
            following = int(logits.argmax())
            if writer:
                writer.event({"event": "sample", "pass": number, "position": position, **token(following, tokenizer),
                              "logprob": number_text(logits.log_softmax(-1)[following].item())})
            fed = [following]
    if writer:
        writer.finish(options.new_tokens + 1)


class Silent:
    """Takes part in what all processes have to do together, and writes nothing."""

    def __init__(self, level):
        self.level = level

    def event(self, _):
        pass


@contextlib.contextmanager
def paused(self):
    """Runs modules without recording what they say."""
    kept, self.values = self.values, {}
    try:
        yield
    finally:
        self.values = kept


Recorder.paused = paused

if __name__ == "__main__":
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as missing:
        sys.exit(f"{missing.name} is not installed: pip install torch transformers safetensors")
    run(arguments())
