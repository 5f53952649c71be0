"""Draws the pictures of pocket-vision: coloured shapes on a plain ground. Everything is made up here.

A scene is a list of shapes with their places; what can be asked about it (`talk.py`) follows from the list. One pair of
colour and shape in eight is held out: training never draws it. So that forms are learned apart from colours, training also
draws odd shapes (a form in a colour that has no name here, or a form that has none in a colour that has) and grounds of any
colour: the difference of shape and ground, which is what a form is seen by, is then one that many pairs have.
"""

import math
import zlib
from dataclasses import dataclass

from PIL import Image, ImageDraw

COLOURS = {"red": (215, 40, 40), "blue": (40, 80, 215), "green": (40, 160, 60), "yellow": (235, 210, 40),
           "purple": (140, 50, 170), "pink": (245, 140, 185), "black": (25, 25, 25), "white": (250, 250, 250)}
SHAPES = ["circle", "square", "triangle", "star", "cross", "ring"]
UNNAMED = [         # forms without a name: their corners, in parts of half the width
    [(-1, -0.3), (1, -0.3), (1, 0.3), (-1, 0.3)],
    [(-0.3, -1), (0.3, -1), (0.3, 1), (-0.3, 1)],
    [(-0.8, -0.9), (-0.2, -0.9), (-0.2, 0.3), (0.8, 0.3), (0.8, 0.9), (-0.8, 0.9)],
    [(-0.8, -0.9), (0.8, -0.9), (0.15, 0), (0.8, 0.9), (-0.8, 0.9), (-0.15, 0)],
    [(-0.9, -0.9), (-0.3, -0.9), (-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (0.9, 0.3), (0.9, 0.9), (-0.9, 0.9)],
    [(-0.9, -0.8), (0.9, -0.8), (0.9, 0.8), (0.4, 0.8), (0.4, -0.2), (-0.4, -0.2), (-0.4, 0.8), (-0.9, 0.8)]]
GROUNDS = [(225, 225, 225), (190, 200, 210), (215, 200, 170), (170, 200, 190), (120, 120, 125), (80, 90, 100), (205, 190, 215)]
FINE = 3            # drawn so many times larger, then averaged: soft edges
LEAST = 130         # shape and ground differ by at least this much, summed over red, green and blue
BETWEEN = GROUNDS[4]    # every shape stands out on this one


@dataclass
class Shape:
    colour: str | None      # None: it has no name
    form: str | None
    x: float            # centre and half the width, in pixels
    y: float
    r: float
    paint: tuple = None     # what it is drawn in, if its colour has no name
    outline: list = None    # its corners, if its form has none

    def __post_init__(self):
        self.paint = self.paint or COLOURS[self.colour]

    @property
    def name(self):
        return f"{self.colour} {self.form}" if self.colour and self.form else None


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


def difference(one, other):
    return sum(abs(a - b) for a, b in zip(one, other))


def unnamed_colour(rng):
    """A colour far from all that have names."""
    while True:
        paint = tuple(rng.randrange(256) for _ in range(3))
        if all(difference(paint, named) >= 120 for named in COLOURS.values()) and difference(paint, BETWEEN) >= LEAST:
            return paint


def look_of(rng, split, odd):
    """What a shape is besides its place: one of the split's pairs, or with the probability `odd` one without a name, two of three
    times for its colour."""
    if odd and rng.random() < odd:
        if rng.random() < 0.67:
            return dict(colour=None, form=rng.choice(SHAPES), paint=unnamed_colour(rng))
        return dict(colour=rng.choice(list(COLOURS)), form=None, outline=rng.choice(UNNAMED))
    colour, form = rng.choice(PAIRS_OF[split])
    return dict(colour=colour, form=form)


def ground_for(rng, shapes, anything=False):
    """A ground on which every shape stands out: one of the list, or of any colour."""
    for _ in range(20 if anything else 0):
        ground = tuple(rng.randrange(256) for _ in range(3))
        if all(difference(s.paint, ground) >= LEAST for s in shapes):
            return ground
    fit = [g for g in GROUNDS if all(difference(s.paint, g) >= LEAST for s in shapes)]
    ground = rng.choice(fit or [BETWEEN])
    return tuple(max(0, min(255, c + rng.randint(-12, 12))) for c in ground)


def apart(shape, others, gap=1.15):
    return all(math.hypot(shape.x - o.x, shape.y - o.y) > gap * (shape.r + o.r) + 1 for o in others)


def scene(rng, width, height, count, split="train", odd=0.0):
    """`count` shapes that do not touch. Two of them, if there are just two, stand clearly beside each other. With `odd` half of the
    grounds have any colour."""
    side = min(width, height)
    low, high = {1: (0.16, 0.42), 2: (0.14, 0.22)}.get(count, (0.11, 0.16))
    while True:
        shapes = []
        for _ in range(60 * count):
            r = side * rng.uniform(low, high)
            looks = look_of(rng, split, odd)
            new = Shape(x=rng.uniform(r + 1, width - r - 1), y=rng.uniform(r + 1, height - r - 1), r=r, **looks)
            if apart(new, shapes) and not (count == 2 and new.name and any(o.name == new.name for o in shapes)):
                shapes.append(new)
            if len(shapes) == count:
                break
        beside = count != 2 or len(shapes) == 2 and abs(shapes[0].x - shapes[1].x) > 0.2 * width
        if len(shapes) == count and beside:
            return Scene(width, height, ground_for(rng, shapes, anything=odd > 0 and rng.random() < 0.5), shapes)


def corners_of(form, x, y, r):
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
        colour = tuple(max(0, min(255, c + rng.randint(-14, 14))) for c in s.paint)
        x, y, r = s.x * FINE, s.y * FINE, s.r * FINE
        if s.form in ("circle", "ring"):
            pen.ellipse([x - r, y - r, x + r, y + r], fill=colour)
            if s.form == "ring":
                pen.ellipse([x - 0.55 * r, y - 0.55 * r, x + 0.55 * r, y + 0.55 * r], fill=scene.ground)
        else:
            pen.polygon([(x + a * r, y + b * r) for a, b in s.outline] if s.outline else corners_of(s.form, x, y, r), fill=colour)
    return picture.reduce(FINE)
