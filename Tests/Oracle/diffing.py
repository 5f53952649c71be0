#!/usr/bin/env python3
"""Checks that `llamastep diff` finds what is wrong in a run of transformers, and nothing where nothing is wrong.

    Tests/Oracle/diffing.py [PATH OF llamastep]

Every golden checkpoint and both pocket models are recorded with traces/record_transformers.py: as they are, in two processes with
tensor parallelism, with some tokens generated, as a checkpoint with a vision tower, and with each mistake of
faulty_transformers.py planted. Where torch or transformers is missing it says so and succeeds.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

from beginning import GOLDEN, PROGRAM, RESOURCES, ROOT, Checks, require

torch, transformers = require("torch", "transformers")
torch.set_num_threads(1)

MODELS = {name: GOLDEN / name for name in ["scout", "maverick", "variant", "scout-bf16-sharded"]}
MODELS |= {name: RESOURCES / name for name in ["pocket-scout", "pocket-maverick"]}

# The mistake, where it shows first in a model whose layer 0 is like this, and what it has to be called.
FAULTS = {
    "qk-norm-over-all-heads": "layers.0.attn.q_norm",
    "qk-norm-epsilon": "layers.0.attn.q_norm",
    "router-score-on-output": "layers.{moe}.moe.expert.in",
    "rope-half-split": "layers.0.attn.q_rot",
    "nope-layers-swapped": "layers.0.attn.q_rot",
    "chunk-mask-off": "layers.0.attn.mask",
    "temperature-off-by-one": "temperature",
    "gate-and-up-swapped": {"moe": "layers.0.moe.expert.gate", "dense": "layers.0.mlp.act"},
    "bf16-router": "layers.{moe}.moe.router_logits",
}


def applies(fault, config):
    if fault.startswith("qk-norm"):
        return config["use_qk_norm"]
    return config["attn_temperature_tuning"] if fault.startswith("temperature") else True


def expected(fault, config):
    place = FAULTS[fault]
    if isinstance(place, dict):
        return place["moe" if 0 in config["moe_layers"] else "dense"]
    return place.format(moe=config["moe_layers"][0])


def tokens(name):
    ids = json.loads((GOLDEN / name / "case.json").read_text())["input_ids"]
    # The pocket models' chunks have 32 positions.
    return (ids + ids[1:])[:48] if name.startswith("pocket") else ids


def record(fault, model, ids, output, **others):
    """Records in a process of its own, as a mistake stays in the modules that it was planted in."""
    child = os.fork()
    if child == 0:
        try:
            arguments, sys.argv = sys.argv, [sys.argv[0]]
            sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
            import faulty_transformers
            sys.argv = arguments
            options = dict(model=str(model), prompt=None, prompt_file=None, ids=",".join(map(str, ids)), new_tokens=0, level="all",
                           dtype="float32", tensor_parallel=False, device_map=None, output=str(output))
            faulty_transformers.record(fault, argparse.Namespace(**{**options, **others}))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, f"{fault} on {model} was not recorded"


def diff(model, recorded, *options):
    run = subprocess.run([PROGRAM, "diff", str(model), str(recorded), "--json", *options], capture_output=True, text=True)
    assert run.returncode in (0, 1), f"{recorded}: {run.stderr}"
    report = json.loads(run.stdout)
    assert report["equal"] == (run.returncode == 0)
    return report


checks = Checks()


def check_equal(what, report):
    noise = max(value["added_in_noise"] for value in report["values"])
    first = report.get("first_divergence", {}).get("operation", "")
    checks.check(what, report["equal"] and not report["unplaced"], first or f"{len(report['values'])} values, at most {noise:.1f} × noise")


def check_model(name, model, folder):
    config = json.loads((model / "config.json").read_text())
    ids = tokens(name)
    path = folder / f"{name}.json"
    record(None, model, ids, path)
    check_equal(f"{name} as it is", diff(model, path))
    record(None, model, ids[:20], path, new_tokens=4)
    check_equal(f"{name}, and four more tokens", diff(model, path))
    if config["dtype"] == "bfloat16":
        # Else the weights themselves would be rounded, which is a difference.
        record(None, model, ids, path, dtype="bfloat16")
        check_equal(f"{name} in bf16", diff(model, path))
        check_equal(f"{name} in bf16, rounded alike", diff(model, path, "--arithmetic", "bf16"))
    for fault in FAULTS:
        if not applies(fault, config):
            continue
        record(fault, model, ids, path)
        report = diff(model, path)
        first = report.get("first_divergence", {"operation": "nothing", "looks_like": []})
        suspect = first["looks_like"][0]["name"] if first["looks_like"] else "nothing"
        checks.check(f"{name} with {fault}", first["operation"] == expected(fault, config) and suspect.startswith(fault),
              f"{first['operation']} looks like {suspect}")


def check_two_processes(name, model, folder):
    path = folder / "split.json"
    run = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", str(ROOT / "traces" / "record_transformers.py"), str(model),
         "--tensor-parallel", "--ids", ",".join(map(str, tokens(name))), "--level", "all", "-o", str(path)],
        capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    if run.returncode != 0:
        checks.check(f"{name} in two processes", False, run.stderr[-800:])
        return
    check_equal(f"{name} in two processes", diff(model, path))


def check_with_vision(folder):
    """A checkpoint of Llama4ForConditionalGeneration, whose text model lies deeper."""
    config = json.loads((GOLDEN / "scout" / "config.json").read_text())
    text = {key: value for key, value in config.items() if key not in ("architectures", "transformers_version", "dtype")}
    vision = dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=128, image_size=28, patch_size=14,
                  vision_output_dim=32, projector_input_dim=32, projector_output_dim=32)
    torch.manual_seed(0)
    model = transformers.Llama4ForConditionalGeneration(transformers.Llama4Config(text_config=text, vision_config=vision))
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.normal_(0, 0.15)
    model.save_pretrained(folder / "vision")
    record(None, folder / "vision", range(1, 24), folder / "vision.json")
    check_equal("a checkpoint with a vision tower", diff(folder / "vision", folder / "vision.json"))


def check_debugger(name, model, folder):
    """transformers' own debugger."""
    from transformers.model_debugging_utils import model_addition_debugger_context
    for printed in (True, False):
        reference = transformers.Llama4ForCausalLM.from_pretrained(model, attn_implementation="eager", dtype=torch.float32).eval()
        place = folder / f"debug-{printed}"
        ids = tokens(name)
        with torch.no_grad(), model_addition_debugger_context(reference, debug_path=str(place), do_prune_layers=False, use_repr=printed):
            reference(torch.tensor([ids]))
        tree = next(place.glob("*_FULL_TENSORS.json"))
        report = diff(model, tree, "--ids", ",".join(map(str, ids)))
        how = "printed" if printed else "in files"
        checks.check(f"{name}, transformers' debugger, {how}", report["equal"] and len(report["values"]) > 30, f"{len(report['values'])} values")


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, model in MODELS.items():
            check_model(name, model, folder)
        for name in ("scout", "maverick"):
            check_two_processes(name, MODELS[name], folder)
        check_with_vision(folder)
        check_debugger("scout", MODELS["scout"], folder)
    checks.end()


if __name__ == "__main__":
    main()
