"""Reads what `llamastep quantize` writes with transformers and compressed-tensors, and compares the logits.

    python Tests/Oracle/quantising.py .build/release/llamastep

It needs torch, transformers and compressed-tensors; without them it says so and ends with 0. The exit status is 1 if a logit
is off by more than 1e-4 of the largest: both sides compute with the same decoded weights in Float, in different orders.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import compressed_tensors  # noqa: F401
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModelForCausalLM
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

POCKETS = Path(__file__).resolve().parents[2] / "Sources/llamastep/Resources"
IDS = [1, 50, 60, 70, 80, 90, 33, 120, 41, 200, 7, 15]
TOLERANCE = 1e-4


def logits(program, model, folder):
    """Ours, on the written files."""
    target = folder / "logits.safetensors"
    target.unlink(missing_ok=True)
    ids = ",".join(map(str, IDS))
    subprocess.run([program, "export", str(model), "--ids", ids, "--select", "logits", "-o", str(target)], check=True, capture_output=True)
    return load_file(target)["logits"]


def main(program):
    worst = 0.0
    for name in ("pocket-scout", "pocket-maverick"):
        for kind in (["int8"], ["int4"], ["int4", "--group", "128"]):
            with tempfile.TemporaryDirectory() as folder:
                small = Path(folder) / "small"
                subprocess.run(
                    [program, "quantize", str(POCKETS / name), "-o", str(small), "--weights", *kind], check=True, capture_output=True)
                model = AutoModelForCausalLM.from_pretrained(small, dtype=torch.float32)
                with torch.no_grad():
                    theirs = model(torch.tensor([IDS])).logits[0]
                ours = logits(program, small, Path(folder))
                off = ((ours - theirs).abs().max() / theirs.abs().max()).item()
                worst = max(worst, off)
                print(f"{name} {' '.join(kind):16} logits off by {off:.1e} of the largest")
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
