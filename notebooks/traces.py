"""Reads traces of LlamaStep with numpy and the standard library, and asks llamastep to record them.

    trace = traces.record("pocket-scout", "Mia: red kite. …", level="all")
    trace["layers.3.attn.pattern"]          # [heads, T, S], a numpy array
    trace.tokens[-1]["top"]                 # what may come next
    trace.statistics()                      # a pandas table, one row per instruction

What every field means stands in traces/README.md.
"""

import json
import os
import shutil
import struct
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "traces"
DTYPES = {"F32": "<f4", "F64": "<f8", "F16": "<f2", "I32": "<i4", "I64": "<i8", "U8": "u1", "BOOL": "?"}
SPECIAL = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


class Trace:
    """A recording: its header, its events, and the numbers of its values."""

    def __init__(self, path):
        self.path = Path(path)
        text = self.path.read_text(encoding="utf-8")
        try:
            document = json.loads(text)
            self.is_complete = bool(document.get("summary", {}).get("complete"))
        except json.JSONDecodeError:
            document = whole_lines(text)
            self.is_complete = False
        self.header, self.events, self.summary = document["header"], document["events"], document.get("summary")
        name = self.header.get("tensors")
        file = self.path.with_name(name) if name else None
        self.tensors = Safetensors(file) if file and file.exists() else {}

    @property
    def config(self):
        return self.header["model"]["config"].get("text_config") or self.header["model"]["config"]

    @property
    def program(self):
        """The instructions, in order."""
        return self.header["program"]

    @cached_property
    def passes(self):
        return [event for event in self.events if event["event"] == "pass"]

    @property
    def tower_passes(self):
        """Passes of tiles through the vision tower: `trace.get("vision.projected", in_pass=0)`."""
        return [one for one in self.passes if one.get("kind") == "vision"]

    @property
    def images(self):
        """The pictures of the prompt: their sizes, tiles and positions."""
        return self.header.get("images", [])

    @cached_property
    def values(self):
        """Value events by pass and name."""
        return {(event["pass"], event["name"]): event for event in self.events if event["event"] == "value"}

    @cached_property
    def tokens(self):
        """What each token went through, in the order of positions. Level `router` and higher have it."""
        return sorted((event for event in self.events if event["event"] == "token"), key=lambda event: event["position"])

    @property
    def samples(self):
        """The tokens that were chosen, one after each pass."""
        return [event for event in self.events if event["event"] == "sample"]

    @property
    def texts(self):
        """The text of every position that went in."""
        return [text for one in self.passes for text in one.get("texts", [f"#{id}" for id in one["ids"]])]

    def get(self, name, in_pass=0):
        """The numbers of a value as an array, or None where the recording has none."""
        event = self.values.get((in_pass, name))
        if event is None:
            return None
        if event.get("tensor") in self.tensors:
            return self.tensors[event["tensor"]]
        if "values" in event:
            numbers = np.array([SPECIAL.get(x, x) for x in event["values"]], dtype=np.float32)
            return numbers.reshape(event["shape"]) if numbers.size == np.prod(event["shape"]) else numbers.reshape(-1, event["shape"][-1])
        if "mask" in event:
            return mask(event["shape"], **event["mask"])
        return None

    def __getitem__(self, name):
        """The numbers of a value in the first pass that computes it."""
        numbers = self.get(name, next((one["pass"] for one in self.passes if (one.get("kind") == "vision") == name.startswith("vision.")), 0))
        if numbers is None:
            raise KeyError(f"{name}: its numbers are not in {self.path.name} (level {self.header['level']})")
        return numbers

    def __contains__(self, name):
        try:
            return self[name] is not None
        except KeyError:
            return False

    def statistics(self, in_pass=0):
        """One row per instruction of a pass: what it is, its statistics, what it cost."""
        import pandas

        rows = [{**{key: event.get(key) for key in ("pc", "name", "operation", "shape", "seconds", "bytes_read", "flops")}, **(event.get("stats") or {})}
                for (number, _), event in self.values.items() if number == in_pass]
        return pandas.DataFrame(rows).sort_values("pc").set_index("pc")

    def __repr__(self):
        return f"<{self.path.name}: {self.header['model']['name']}, level {self.header['level']}, {len(self.texts)} tokens in {len(self.passes)} passes>"


class Safetensors(dict):
    """The tensors of a safetensors file by name, mapped: only what is looked at is read. BF16 becomes float32."""

    def __init__(self, path):
        super().__init__()
        data = np.memmap(path, dtype=np.uint8, mode="r")
        (length,) = struct.unpack("<Q", data[:8].tobytes())
        for name, entry in json.loads(data[8 : 8 + length].tobytes()).items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            raw = data[8 + length + begin : 8 + length + end]
            if entry["dtype"] == "BF16":
                self[name] = (raw.view("<u2").astype(np.uint32) << 16).view(np.float32).reshape(entry["shape"])
            else:
                self[name] = raw.view(DTYPES[entry["dtype"]]).reshape(entry["shape"])


def whole_lines(text):
    """What can be read of a recording that was cut: one event stands on each line."""
    first, *lines = text.split("\n")
    document = json.loads(first.rstrip().rstrip(",") + "}") if '"events"' not in first else json.loads(first[: first.index('"events"')].rstrip().rstrip(",") + "}")
    document["events"] = []
    for line in lines:
        try:
            event = json.loads(line.rstrip().rstrip(","))
        except json.JSONDecodeError:
            continue
        if isinstance(event, dict) and "event" in event:
            document["events"].append(event)
    return document


def mask(shape, chunk=None, first_query=0, first_key=0):
    """A mask's rule in numbers: 1 where a query (row) sees a key (column)."""
    queries = first_query + np.arange(shape[0])[:, None]
    keys = first_key + np.arange(shape[1])[None, :]
    seen = keys <= queries
    return (seen & (keys // chunk == queries // chunk) if chunk else seen).astype(np.float32)


def llamastep():
    """The program: as LLAMASTEP says, on the PATH, or built in this repository. None if it is nowhere."""
    for candidate in (os.environ.get("LLAMASTEP"), shutil.which("llamastep"), *(REPOSITORY / ".build" / kind / "llamastep" for kind in ("release", "debug"))):
        if candidate and os.access(candidate, os.X_OK):
            return str(candidate)
    return None


def run(*arguments):
    """What llamastep prints. Its complaint, if it fails."""
    program = llamastep()
    if program is None:
        raise FileNotFoundError("llamastep is neither on the PATH nor built here (swift build -c release); LLAMASTEP may name it")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1) or (done.returncode and done.stderr.strip()):
        raise RuntimeError(done.stderr.strip() or done.stdout.strip())
    return done.stdout


_directory = tempfile.TemporaryDirectory(prefix="llamastep-notebook-")


def record(model, prompt, level="all", new_tokens=0, select=()):
    """Has llamastep record a prompt. The model is a pocket model, a directory, or whatever llamastep knows."""
    path = Path(_directory.name) / f"run{len(list(Path(_directory.name).glob('run*.json')))}.json"
    selection = [part for glob in select for part in ("--select", glob)]
    run("trace", model, "--prompt", prompt, "--level", level, "--new-tokens", new_tokens, *selection, "--yes", "-o", path)
    return Trace(path)


def variant(model, **changes):
    """A directory with the weights of a pocket model and another config: what if the architecture were different?"""
    origin = REPOSITORY / "Sources/llamastep/Resources" / model
    directory = Path(_directory.name) / f"{model}-{'-'.join(changes)}"
    directory.mkdir(exist_ok=True)
    for file in origin.iterdir():
        if file.name != "config.json" and not (directory / file.name).exists():
            (directory / file.name).symlink_to(file)
    config = json.loads((origin / "config.json").read_text())
    assert set(changes) <= set(config), f"the config has no {set(changes) - set(config)}"
    (directory / "config.json").write_text(json.dumps({**config, **changes}))
    return directory


def sample(model):
    """The sample trace of a pocket model that lies in the repository."""
    return Trace(next(SAMPLES.glob(f"{model}*.json")))


def record_or_sample(model, prompt, **options):
    """A fresh recording where llamastep is at hand, else the sample."""
    if llamastep() is None:
        print("llamastep is not at hand: this shows the sample in traces/, whatever the prompt says.")
        return sample(model)
    return record(model, prompt, **options)


def attention(trace, layer, in_pass=0):
    """The pattern [heads, T, S] of a layer: as recorded, or from the strongest keys of each token."""
    pattern = trace.get(f"layers.{layer}.attn.pattern", in_pass)
    if pattern is not None:
        return pattern
    tokens = [token for token in trace.tokens if token["pass"] == in_pass]
    shape = trace.values[in_pass, f"layers.{layer}.attn.pattern"]["shape"]
    pattern = np.zeros(shape, dtype=np.float32)
    first_key = tokens[-1]["position"] + 1 - shape[2]
    for row, token in enumerate(tokens):
        for one in token["attention"]:
            if one["layer"] == layer:
                for head, looks in enumerate(one["heads"]):
                    for position, weight in looks["strongest"]:
                        pattern[head, row, position - first_key] = weight
    return pattern
