"""What the checks in this folder begin with: where things are, and the modules they need, or a word about what is missing."""
import importlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN, RESOURCES = ROOT / "Tests" / "Golden", ROOT / "Sources" / "llamastep" / "Resources"
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build" / "debug" / "llamastep")


def require(*names):
    """Modules by name. Where one is missing it says so, and the check has succeeded."""
    modules = []
    for name in names:
        try:
            modules.append(importlib.import_module(name))
        except ImportError as missing:
            print(f"skipped: {missing.name} is not installed")
            sys.exit(0)
        if name == "transformers":
            modules[-1].utils.logging.disable_progress_bar()
            modules[-1].utils.logging.set_verbosity_error()
    return modules


class Checks:
    """Says of each check whether it holds, and in the end how many did not."""

    def __init__(self):
        self.failures = []

    def check(self, what, holds, detail=""):
        print(("ok      " if holds else "FAILED  ") + what + (f": {detail}" if detail else ""), flush=True)
        if not holds:
            self.failures.append(what)

    def end(self):
        if self.failures:
            sys.exit(f"{len(self.failures)} failed")
        print("all is as it should be")
