#!/usr/bin/env python3
"""Compares what `llamastep` does under rules and patches with transformers on the golden checkpoints and the pocket models.

    Tests/Oracle/changing.py [PATH OF llamastep [CASE …]]

Knobs are compared with a changed config or a replaced function, ablations and patches with forward hooks, a sweep of
activation patching with a hook at every layer and position. For each change the residual stream behind every layer and the
logits are compared; every difference has to stay below 1e-4 + 1e-4 · the number's size, or below 32 units in the last place
of the largest number of its row: the streams of trained models reach thousands, where float32 has no more digits. A change
that makes a trained model chaotic (rotation off without QK norm) enlarges rounding; where a difference is larger, the reference
runs in float64 too, and the program may not be further from that than twice as far as the reference itself in float32.
Where torch or transformers is missing it says so and succeeds.
"""
import json
import subprocess
import sys

from beginning import GOLDEN, PROGRAM, require

torch, transformers = require("torch", "transformers")

TOLERANCE = 1e-4
LAST_PLACES = 32 * 2 ** -23
CASES = ["scout", "maverick", "pocket-scout", "pocket-maverick"]


def ours(model, ids, lines, names):
    """The values of these names, as the program prints them at the end of the prompt's pass."""
    arguments = ["-ex", "ids " + " ".join(map(str, ids))]
    for line in lines:
        arguments += ["-ex", line]
    arguments += ["-ex", "goto end"]
    for name in names:
        arguments += ["-ex", f"print {name} --json"]
    run = subprocess.run(
        [PROGRAM, "repl", str(model), "-nx", "-q", "--batch", *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"{' '.join(lines)}: {run.stdout[-500:]}{run.stderr[-500:]}")
    values = [json.loads(line) for line in run.stdout.splitlines() if line.startswith('{"name"')]
    numbers = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
    return {
        value["name"]: torch.tensor([numbers.get(x, x) for x in value["values"]]).reshape(value["shape"])
        for value in values
    }


def load(directory, dtype=torch.float32, **changes):
    config = transformers.Llama4TextConfig.from_pretrained(directory)
    for name, value in changes.items():
        setattr(config, name, value)
    model = transformers.Llama4ForCausalLM.from_pretrained(
        directory, config=config, attn_implementation="eager", dtype=dtype)
    return model.eval()


def theirs(model, ids):
    """The residual stream behind every layer, and the logits."""
    found = {}
    hooks = [
        layer.register_forward_hook(
            lambda _, __, out, i=i: found.__setitem__(f"layers.{i}.resid_post", (out[0] if isinstance(out, tuple) else out).detach().squeeze(0)))
        for i, layer in enumerate(model.model.layers)
    ]
    with torch.no_grad():
        found["logits"] = model(torch.tensor([ids]), use_cache=False).logits.squeeze(0)
    for hook in hooks:
        hook.remove()
    return found


# Changes: each takes a loaded model and makes it what the rule says.

def ablate_head(model, layer, head):
    attention = model.model.layers[layer].self_attn
    size = attention.head_dim

    def silence(_, arguments):
        z = arguments[0].clone()
        z[..., head * size:(head + 1) * size] = 0
        return (z,) + arguments[1:]

    attention.o_proj.register_forward_pre_hook(silence)


def ablate_shared(model, layer):
    model.model.layers[layer].feed_forward.shared_expert.register_forward_hook(lambda _, __, out: out * 0)


def ablate_layer(model, layer):
    block = model.model.layers[layer]
    block.self_attn.register_forward_hook(lambda _, __, out: (out[0] * 0,) + tuple(out[1:]))
    block.feed_forward.register_forward_hook(
        lambda _, __, out: (out[0] * 0,) + tuple(out[1:]) if isinstance(out, tuple) else out * 0)


def ablate_expert(model, layer, expert):
    """The experts compute on [E · T, D]; without a bias an expert that is given zeros says zero."""
    experts = model.model.layers[layer].feed_forward.experts

    def silence(_, __, out):
        out = out.clone()
        parts = out.view(experts.num_experts, -1, out.shape[-1])
        parts[expert] = 0
        return out

    experts.register_forward_hook(silence)


def patch_module(module, change):
    def hook(_, __, out):
        first = out[0] if isinstance(out, tuple) else out
        first = first.clone()
        change(first)
        return (first,) + tuple(out[1:]) if isinstance(out, tuple) else first

    module.register_forward_hook(hook)


def scores(logits, chosen, rule):
    """What a router answers: for every expert the score of each token that goes to it, 0 for the others."""
    table = torch.zeros_like(logits)
    every = torch.softmax(logits, dim=-1) if rule == "softmax" else torch.sigmoid(logits)
    return table.scatter(1, chosen, every.gather(1, chosen))


def router(model, layers, rule="sigmoid", forced=None):
    for layer in layers:
        gate = model.model.layers[layer].feed_forward.router

        def answer(states, gate=gate):
            logits = torch.nn.functional.linear(states, gate.weight)
            chosen = torch.topk(logits, gate.top_k, dim=1).indices
            if forced:
                position, expert = forced
                if expert not in chosen[position]:
                    chosen[position, 0] = expert
            return scores(logits, chosen, rule), logits

        gate.forward = answer


def without_rotation(model, layer):
    """The rotation by no angle at all."""
    attention = model.model.layers[layer].self_attn
    original = attention.forward

    def forward(*arguments, **named):
        if "position_embeddings" in named:
            named["position_embeddings"] = torch.ones_like(named["position_embeddings"])
        else:
            arguments = list(arguments)
            arguments[1] = torch.ones_like(arguments[1])
        return original(*arguments, **named)

    attention.forward = forward


def cases(config):
    """(name, rule lines, config changes, what is done to the loaded model)"""
    mixtures = [i for i in range(config.num_hidden_layers) if i in config.moe_layers]
    nopes = [i for i, rope in enumerate(config.no_rope_layers) if not rope]
    layer, nope = mixtures[0], nopes[0]
    expert = config.num_local_experts - 1
    chunked = ["chunked_attention"] * config.num_hidden_layers
    nothing = lambda model: None
    yield "nothing", [], {}, nothing
    yield "shrink chunk", ["shrink chunk=3"], {"attention_chunk_size": 3}, nothing
    yield "shrink floor", ["shrink floor=2"], {"floor_scale": 2}, nothing
    yield "temperature off", ["temperature off"], {"attn_temperature_tuning": False}, nothing
    yield "nope off", [f"nope {i} off" for i in nopes], {"layer_types": chunked}, nothing
    yield "nope off, chunk 3", ["shrink chunk=3"] + [f"nope {i} off" for i in nopes], {"layer_types": chunked, "attention_chunk_size": 3}, nothing
    norm = not config.use_qk_norm
    yield "qknorm", [f"qknorm {'on' if norm else 'off'}"], {"use_qk_norm": norm}, nothing
    yield "rope off", ["rope 0 off"], {}, lambda model: without_rotation(model, 0)
    yield "router softmax", ["router softmax"], {}, lambda model: router(model, mixtures, "softmax")
    yield "route", [f"route {layer} 4 {expert}"], {}, lambda model: router(model, [layer], forced=(4, expert))
    yield "ablate head", [f"ablate head {nope}.1"], {}, lambda model: ablate_head(model, nope, 1)
    yield "ablate shared", [f"ablate shared {layer}"], {}, lambda model: ablate_shared(model, layer)
    for number in range(config.num_local_experts):
        yield f"ablate expert {number}", [f"ablate expert {layer}.{number}"], {}, lambda model, number=number: ablate_expert(model, layer, number)
    yield "ablate layer", ["ablate layer 1"], {}, lambda model: ablate_layer(model, 1)

    def scaled(x):
        x[:, 3] *= 2

    def mean(x):
        x[:] = x.mean(dim=1, keepdim=True)

    def zero(x):
        x[:, 2:5, :7] = 0

    yield "patch scale", ["patch layers.1.attn.out[3] = scale 2"], {}, lambda model: patch_module(model.model.layers[1].self_attn, scaled)
    yield "patch mean", ["patch layers.0.attn_norm = mean"], {}, lambda model: patch_module(model.model.layers[0].input_layernorm, mean)
    yield "patch zero", ["patch layers.2.resid_post[2:5, :7] = zero"], {}, lambda model: patch_module(model.model.layers[2], zero)


def excess(found, expected):
    """The largest difference as a share of what is allowed: 1 is too far."""
    allowed = torch.maximum(
        TOLERANCE + TOLERANCE * expected.abs(), LAST_PLACES * expected.abs().amax(dim=-1, keepdim=True))
    return ((found - expected).abs() / allowed).max().item()


def sweep(name, directory, ids):
    """Activation patching over every layer and position, by hooks and by `patching sweep`."""
    clean, corrupted = list(ids[:12]), list(ids[:12])
    corrupted[3], corrupted[8] = corrupted[8], corrupted[3]
    model = load(directory)
    ends = {}
    for title, tokens in [("clean", clean), ("corrupted", corrupted)]:
        ends[title] = theirs(model, tokens)
    answers = [int(ends[title]["logits"][-1].argmax()) for title in ("clean", "corrupted")]
    if answers[0] == answers[1]:
        answers[0] = int(ends["clean"]["logits"][-1].argsort()[-2])
    difference = lambda logits: (logits[-1, answers[0]] - logits[-1, answers[1]]).item()
    low, high = difference(ends["corrupted"]["logits"]), difference(ends["clean"]["logits"])
    words = lambda tokens: "ids " + " ".join(map(str, tokens))
    line = f"patching sweep {words(clean)} | {words(corrupted)} | {answers[0]} --json"
    run = subprocess.run(
        [PROGRAM, "repl", str(directory), "-nx", "-q", "--batch", "-ex", line], capture_output=True, text=True, check=True)
    found = json.loads(run.stdout[run.stdout.index("{"):])["effects"]
    worst = 0.0
    for index, layer in enumerate(model.model.layers):
        for position in range(len(clean)):
            def put(_, __, out):
                first = (out[0] if isinstance(out, tuple) else out).clone()
                first[0, position] = ends["clean"][f"layers.{index}.resid_post"][position]
                return (first,) + tuple(out[1:]) if isinstance(out, tuple) else first
            hook = layer.register_forward_hook(put)
            with torch.no_grad():
                logits = model(torch.tensor([corrupted]), use_cache=False).logits.squeeze(0)
            hook.remove()
            # In logits: an effect is a share of a difference that may be small.
            worst = max(worst, abs(difference(logits) - low - found[index][position] * (high - low)))
    return worst, len(model.model.layers) * len(clean), high - low


def main(case_names):
    worst = 0.0
    for name in case_names:
        folder = GOLDEN / name
        case = json.loads((folder / "case.json").read_text())
        directory = (folder / case.get("model", ".")).resolve()
        # The golden models have chunks of 8, the pocket models of 32: both are crossed.
        ids = case["input_ids"][:34 if name.startswith("pocket") else 20]
        config = transformers.Llama4TextConfig.from_pretrained(directory)
        names = [f"layers.{i}.resid_post" for i in range(config.num_hidden_layers)] + ["logits"]
        plain = None
        for title, lines, changes, change in cases(config):
            model = load(directory, **changes)
            change(model)
            expected, found = theirs(model, ids), ours(directory, ids, lines, names)
            plain = expected if plain is None else plain
            difference = max((expected[n] - found[n]).abs().max().item() for n in names)
            share = max(excess(found[n], expected[n]) for n in names)
            logits = (expected["logits"] - found["logits"]).abs().max().item()
            effect = (expected["logits"] - plain["logits"]).abs().max().item()
            mark = ""
            if share >= 1:
                exact = load(directory, torch.float64, **changes)
                change(exact)
                truth = theirs(exact, ids)
                ratio = max(
                    ((found[n] - truth[n]).abs().max() / (expected[n] - truth[n]).abs().max()).item() for n in names)
                mark = f"  (chaotic: {ratio:.2f} times as far from float64 as the reference in float32)"
                share = ratio / 2
            worst = max(worst, share)
            mark += "" if share < 1 else "  ← TOO FAR"
            print(f"{name:15} {title:18} {share:4.2f} of the tolerance: {difference:.1e} in the stream, {logits:.1e} in logits"
                  f"   (the change itself moves logits by {effect:.2g}){mark}", flush=True)
        difference, count, spread = sweep(name, directory, ids)
        worst = max(worst, difference / TOLERANCE)
        print(f"{name:15} patching sweep     {difference:.1e} in logits at most, {count} patches over a difference of {spread:.3g}", flush=True)
    print(f"at most {worst:.2f} of the tolerance; transformers {transformers.__version__}")
    sys.exit(0 if worst < 1 else 1)


if __name__ == "__main__":
    main(sys.argv[2:] or CASES)
