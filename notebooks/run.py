"""Executes the notebooks, all of them or those that are named, and says which failed.

    python notebooks/run.py              executes, and leaves the files alone
    python notebooks/run.py --save       keeps the outputs in the files, without times and paths of this machine

It installs nothing: notebooks/requirements.txt says what has to be there.
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
os.environ.setdefault("PYTHONWARNINGS", "ignore")                 # of libraries, in what is kept


def clean(notebook):
    """Takes out what differs from run to run and from machine to machine."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata={})
            if "text" in output:
                output.text = re.sub(re.escape(str(HERE.parent)), ".", output.text)
    return notebook


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="notebooks; all if none is named")
    parser.add_argument("--save", action="store_true", help="keep the outputs in the files")
    options = parser.parse_args()
    paths = [Path(name) for name in options.names] or sorted(HERE.glob("[0-9]*.ipynb"))
    if not paths:
        sys.exit("there are no notebooks here")
    failures = 0
    for path in paths:
        begun = time.monotonic()
        notebook = nbformat.read(path, as_version=4)
        try:
            NotebookClient(notebook, timeout=300, kernel_name="python3", extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(HERE)}}).execute()
            print(f"{path.name}: done in {time.monotonic() - begun:.1f} s", flush=True)
        except CellExecutionError as error:
            failures += 1
            print(f"{path.name}: failed\n{error}", flush=True)
            continue
        if options.save:
            nbformat.write(clean(notebook), path)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
