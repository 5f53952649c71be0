"""How the notebooks' pictures look."""

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

SHARE = LinearSegmentedColormap.from_list("share", ["#f4f3fa", "#a9a1e0", "#36279c"])
SIGNED = LinearSegmentedColormap.from_list("signed", ["#1f5fbf", "#f7f6f3", "#c8391b"])
EXPERTS = ["#3b73c4", "#e08a1e", "#3a9b5c", "#b4479e", "#c9453a", "#2b9fae", "#8a6d3b", "#7566c9"]
ROPE, NOPE, ACCENT, QUIET = "#0f8b8d", "#d9730d", "#4a3fd1", "#6b7080"


def begin():
    """Call it once, at the top of a notebook."""
    matplotlib.rcParams.update({
        "figure.dpi": 80, "figure.facecolor": "white", "savefig.bbox": "tight", "font.size": 10, "font.family": "DejaVu Sans",
        "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 11.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
        "axes.grid": False, "legend.frameon": False, "axes.prop_cycle": matplotlib.cycler(color=[ACCENT, NOPE, ROPE, "#b4479e", "#3b73c4", "#c9453a"]),
    })


def visible(text):
    """A token so that its blanks can be seen."""
    shown = text.replace("\n", "↵").replace("$", r"\$")
    blanks = len(shown) - len(shown.lstrip(" "))
    shown = "·" * blanks + shown.lstrip(" ")
    return {"<|begin_of_text|>": "<begin>"}.get(shown, shown[:14])


def name_tokens(axis, texts, first=0, which="y", every=1):
    """Writes tokens along an axis, with the position where there is room."""
    places = range(0, len(texts), every)
    if which == "y":
        axis.set_yticks(list(places), [f"{visible(texts[i])} {first + i}" for i in places], fontsize=7.5)
    else:
        axis.set_xticks(list(places), [visible(texts[i]) for i in places], rotation=90, fontsize=7.5)


def experts(count):
    """A colour map with one colour per expert."""
    colours = EXPERTS[:count] if count <= len(EXPERTS) else [matplotlib.colors.hsv_to_rgb((i * 0.381966 % 1, 0.6, 0.8)) for i in range(count)]
    return ListedColormap(colours)
