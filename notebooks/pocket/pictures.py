"""Draws the pictures of pocket-vision: coloured shapes on a plain ground. Everything is made up here.

A scene is a list of shapes with their places; what can be asked about it (`talk.py`) follows from the list. One pair of
colour and shape in eight is held out: training never draws it.
"""

import math
import zlib
from dataclasses import dataclass

from PIL import Image, ImageDraw

COLOURS = {"red": (215, 40, 40), "blue": (40, 80, 215), "green": (40, 160, 60), "yellow": (235, 210, 40),
           "purple": (140, 50, 170), "pink": (245, 140, 185), "black": (25, 25, 25), "white": (250, 250, 250)}
SHAPES = ["circle", "square", "triangle", "star", "cross", "ring"]
GROUNDS = [(225, 225, 225), (190, 200, 210), (215, 200, 170), (170, 200, 190), (120, 120, 125), (80, 90, 100), (205, 190, 215)]
FINE = 3            # drawn so many times larger, then averaged: soft edges
LEAST = 130         # shape and ground differ by at least this much, summed over red, green and blue


@dataclass
class Shape:
    colour: str
    form: str
    x: float            # centre and half the width, in pixels
    y: float
    r: float

    @property
    def name(self):
        return f"{self.colour} {self.form}"


@dataclass
class Scene:
    width: int
    height: int
    ground: tuple
    shapes: list


def held(colour, form):
    """One pair of colour and shape in eight is never drawn for training."""
    return zlib.crc32(f"a {colour} {form}".encode()) % 8 == 0


PAIRS = [(c, f) for c in COLOURS for f in SHAPES]
PAIRS_OF = {split: [p for p in PAIRS if held(*p) == (split == "test")] for split in ("train", "test")} | {"any": PAIRS}


def ground_for(rng, shapes):
    """A ground on which every shape stands out."""
    def stands_out(ground):
        return all(sum(abs(a - b) for a, b in zip(COLOURS[s.colour], ground)) >= LEAST for s in shapes)
    fit = [g for g in GROUNDS if stands_out(g)]
    ground = rng.choice(fit or GROUNDS[4:5])
    return tuple(max(0, min(255, c + rng.randint(-12, 12))) for c in ground)


def apart(shape, others, gap=1.15):
    return all(math.hypot(shape.x - o.x, shape.y - o.y) > gap * (shape.r + o.r) + 1 for o in others)


def scene(rng, width, height, count, split="train", sizes=None):
    """`count` shapes that do not touch. Two of them, if there are just two, stand clearly beside each other."""
    side = min(width, height)
    low, high = sizes or {1: (0.16, 0.42), 2: (0.14, 0.22)}.get(count, (0.11, 0.16))
    while True:
        shapes = []
        for _ in range(60 * count):
            r = side * rng.uniform(low, high)
            pair = rng.choice(PAIRS_OF[split])
            new = Shape(*pair, rng.uniform(r + 1, width - r - 1), rng.uniform(r + 1, height - r - 1), r)
            if apart(new, shapes) and not (count == 2 and any(o.name == new.name for o in shapes)):
                shapes.append(new)
            if len(shapes) == count:
                break
        beside = count != 2 or len(shapes) == 2 and abs(shapes[0].x - shapes[1].x) > 0.2 * width
        if len(shapes) == count and beside:
            return Scene(width, height, ground_for(rng, shapes), shapes)


def outline(form, x, y, r):
    """The corners of a shape."""
    if form == "square":
        return [(x - 0.85 * r, y - 0.85 * r), (x + 0.85 * r, y - 0.85 * r), (x + 0.85 * r, y + 0.85 * r), (x - 0.85 * r, y + 0.85 * r)]
    if form == "cross":
        t = 0.32 * r
        turns = [(-t, -r), (t, -r), (t, -t), (r, -t), (r, t), (t, t), (t, r), (-t, r), (-t, t), (-r, t), (-r, -t), (-t, -t)]
        return [(x + a, y + b) for a, b in turns]
    corners, inner = (3, 1.0) if form == "triangle" else (5, 0.42)
    points = []
    for i in range(corners):
        angle = 2 * math.pi * i / corners
        points.append((x + r * math.sin(angle), y - r * math.cos(angle)))
        if form == "star":
            angle += math.pi / corners
            points.append((x + inner * r * math.sin(angle), y - inner * r * math.cos(angle)))
    return points


def draw(rng, scene):
    """The picture of a scene. `rng` varies the colours a little."""
    picture = Image.new("RGB", (scene.width * FINE, scene.height * FINE), scene.ground)
    pen = ImageDraw.Draw(picture)
    for s in scene.shapes:
        colour = tuple(max(0, min(255, c + rng.randint(-14, 14))) for c in COLOURS[s.colour])
        x, y, r = s.x * FINE, s.y * FINE, s.r * FINE
        if s.form in ("circle", "ring"):
            pen.ellipse([x - r, y - r, x + r, y + r], fill=colour)
            if s.form == "ring":
                pen.ellipse([x - 0.55 * r, y - 0.55 * r, x + 0.55 * r, y + 0.55 * r], fill=scene.ground)
        else:
            pen.polygon(outline(s.form, x, y, r), fill=colour)
    return picture.reduce(FINE)
