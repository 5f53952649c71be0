#!/usr/bin/env python3
"""Checks that a recording holds the numbers that were in memory, bit for bit: a pass of 200 tokens through both pocket models at every level.

    Tests/Oracle/recording.py [PATH OF llamastep]

The numbers in memory are those that `llamastep export` writes, which has neither a recorder nor its files in common with `llamastep trace`. The
recording is validated by its schema and read by json, by safetensors and by the loader of the notebooks. Where numpy, safetensors or
jsonschema is missing it says so and succeeds.
"""
import fnmatch
import json
import pathlib
import subprocess
import sys
import tempfile

from beginning import PROGRAM, ROOT, Checks, require

numpy, jsonschema, safetensors = require("numpy", "jsonschema", "safetensors.numpy")
sys.path.insert(0, str(ROOT / "notebooks"))
import traces  # noqa: E402

MODELS = ["pocket-scout", "pocket-maverick"]
LENGTH = 200
# What a level records in full; every level has what the ones before have.
LEVELS = {
    "stats": [],
    "router": ["temperature", "*.router_logits", "*.router_indices", "*.router_scores"],
    "residual": ["embed", "*.resid_mid", "*.resid_post", "final_norm", "logits"],
    "all": ["*"],
}
checks = Checks()


def run(*arguments):
    subprocess.run([PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True)


def bits(array):
    """Floats as they lie in memory: a minus zero is another number than zero."""
    return numpy.ascontiguousarray(array, dtype=numpy.float32).view(numpy.uint32)


def is_same(found, expected):
    return found is not None and found.shape == expected.shape and bool((bits(found) == bits(expected)).all())


def numbers_of(event, tensors):
    """A value as the document says it, without the notebooks' loader; None where it is not recorded in full."""
    if "tensor" in event:
        return tensors[event["tensor"]].astype(numpy.float32)
    if "values" in event:
        return numpy.array([traces.SPECIAL.get(x, x) for x in event["values"]], dtype=numpy.float32).reshape(event["shape"])
    if "mask" in event:
        rule, (rows, columns) = event["mask"], event["shape"]
        queries, keys = rule["first_query"] + numpy.arange(rows)[:, None], rule["first_key"] + numpy.arange(columns)
        seen = keys <= queries
        return (seen & (keys // rule["chunk"] == queries // rule["chunk"]) if rule["chunk"] else seen).astype(numpy.float32)
    return None


def statistics_hold(event, numbers):
    """Sums are taken in float32 over 2048 numbers at a time, extremes are numbers that are there."""
    said, finite = event.get("stats"), numbers[numpy.isfinite(numbers)].astype(numpy.float64)
    if said is None:
        return event["kind"] == "mask"
    if said["nan"] != numpy.isnan(numbers).sum() or said["inf"] != numpy.isinf(numbers).sum():
        return False
    if not finite.size:
        return said["mean"] is None
    size = numpy.abs(finite).mean() + 1e-30
    spread, norm = finite.std(), numpy.sqrt((finite ** 2).sum())
    extremes = numpy.float32([said["min"], said["max"]]) == (finite.min(), finite.max())
    return (extremes.all() and abs(said["mean"] - finite.mean()) <= 1e-5 * size
            and abs(said["std"] - spread) <= 1e-4 * (spread + size) and abs(said["norm"] - norm) <= 1e-5 * norm + 1e-30)


def tokens_hold(trace, memory):
    """What tokens went through are numbers of the values they stand for."""
    for row, token in enumerate(trace.tokens):
        scores = all(
            is_same(numpy.array(one["logits"]), memory[f"layers.{one['layer']}.moe.router_logits"][row])
            and one["experts"] == memory[f"layers.{one['layer']}.moe.router_indices"][row].astype(int).tolist()
            and is_same(numpy.array(one["scores"]), memory[f"layers.{one['layer']}.moe.router_scores"][row]) for one in token["router"])
        looks = all(
            weight == memory[f"layers.{one['layer']}.attn.pattern"][head, row, position - LENGTH]
            for one in token["attention"] for head, own in enumerate(one["heads"]) for position, weight in own["strongest"])
        logits = memory["logits"][row]
        best = all(is_same(numpy.array([one["logit"]]), logits[one["id"]:one["id"] + 1]) for one in token["top"])
        is_likeliest = token["top"][0]["logit"] == logits.max() and len(token["top"]) == 5
        if not (scores and looks and best and is_likeliest and numpy.float32(token["temperature"]) == memory["temperature"].flat[row]):
            return False
    return len(trace.tokens) == LENGTH


def check_level(name, level, ids, memory, validator, folder):
    path = folder / f"{name}-{level}.json"
    run("trace", ROOT / "Sources/llamastep/Resources" / name, "--ids", ids, "--level", level, "--yes", "-o", path)
    document = json.loads(path.read_text())
    what = f"{name} at {level}"
    error = next(validator.iter_errors(document), None)
    checks.check(f"{what}: valid", error is None and document["summary"]["complete"], "" if error is None else error.message[:200])
    trace = traces.Trace(path)
    tensors = safetensors.load_file(path.with_name(document["header"]["tensors"])) if document["header"]["tensors"] else {}
    globs = sum((LEVELS[one] for one in list(LEVELS)[: list(LEVELS).index(level) + 1]), [])
    events = [event for event in document["events"] if event["event"] == "value"]
    wrong, whole = [], 0
    for event in events:
        expected = memory[event["name"]].astype(numpy.float32)
        found = numbers_of(event, tensors)
        is_kept = event["kind"] == "mask" or any(fnmatch.fnmatchcase(event["name"], glob) for glob in globs)
        whole += found is not None
        holds = event["shape"] == list(expected.shape) and statistics_hold(event, expected) and (found is not None) == is_kept
        if is_kept:
            holds = holds and is_same(found, expected) and is_same(trace.get(event["name"]), expected)
        if not holds:
            wrong.append(event["name"])
    checks.check(f"{what}: equal to what was in memory", len(events) == len(memory) - 1 and not wrong,
                 ", ".join(wrong[:4]) or f"{len(events)} values, {whole} of them in full")
    if level != "stats":
        checks.check(f"{what}: so is what tokens went through", tokens_hold(trace, memory))


def main():
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "traces" / "trace.schema.json").read_text()))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in MODELS:
            ids = ",".join(str(place * 7 % 300 + 3) for place in range(LENGTH))
            run("export", ROOT / "Sources/llamastep/Resources" / name, "--ids", ids, "-o", folder / f"{name}.npz")
            memory = dict(numpy.load(folder / f"{name}.npz"))
            for level in LEVELS:
                check_level(name, level, ids, memory, validator, folder)
    checks.end()


if __name__ == "__main__":
    main()
