"""Makes the pictures of this folder, and what the reference reads from them.

    python make.py [vision]       (Pillow, numpy, torch, torchvision, transformers 5.23)

pictures/    small files of every kind; beside each the pixels as Pillow shows them: width and height in four bytes each, then RGB
white/       the same for pictures with transparency, laid over white as transformers' `convert_to_rgb` does
resized/     NAME-WIDTHxHEIGHT.rgb: the picture NAME through torchvision's antialiased resize
canvases.txt height width tile maximum largest → rows columns height width, from transformers
vision/      the pictures of the golden case `vision` (its folder is the argument), and their pixel_values, bfloat16, low byte first
"""

import io
import os
import random
import shutil
import struct
import sys
import warnings

import numpy as np
import torch
from PIL import Image, ImageFile, ImageOps
from torchvision.transforms.v2 import functional
from transformers.image_utils import SizeDict
from transformers.models.llama4.image_processing_llama4 import (
    find_supported_resolutions,
    get_best_fit,
    get_max_res_without_distortion,
)

from jpeg_writer import JFIF, adobe, jpeg
from png_writer import chunk, png

warnings.simplefilter("ignore")
ImageFile.MAXBLOCK = 1 << 20
HERE = os.path.dirname(os.path.abspath(__file__))
noise, choice = np.random.RandomState(4), random.Random(4)
PICTURES = {}


def waves(width, height, channels):
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for _ in range(channels):
        f = noise.rand(6) * [0.4, 0.4, 6, 0.2, 0.2, 6]
        planes.append(127 + 80 * np.sin(x * f[0] + y * f[1] + f[2]) + 60 * np.cos(x * f[3] - y * f[4] + f[5]))
    return (np.stack(planes, -1) + noise.rand(height, width, channels) * 12).clip(0, 255).astype(np.uint8)


def save(name, image, **settings):
    buffer = io.BytesIO()
    image.save(buffer, "PNG" if name.endswith("png") else "JPEG", **settings)
    PICTURES[name] = buffer.getvalue()


def make_png():
    kinds = {"grey": (0, [1, 2, 4, 8, 16]), "rgb": (2, [8, 16]), "palette": (3, [1, 2, 4, 8]), "grey-alpha": (4, [8, 16]), "rgba": (6, [8, 16])}
    for name, (colour, depths) in kinds.items():
        for depth in depths:
            for interlace in (0, 1):
                width, height = (19, 13) if interlace else (11, 9)
                samples = noise.randint(0, 2**depth, (height, width, {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]))
                samples[:, width // 2 :] = samples[:, :1]
                extra = {"level": choice.choice([0, 1, 9]), "strategy": choice.choice([0, 2, 4]), "pieces": choice.choice([1, 7])}
                if colour == 3:
                    # A short palette: what lies beyond it is black.
                    extra["palette"] = noise.bytes(3 * max(2, 2**depth * 3 // 4))
                    extra["transparency"] = noise.bytes(2)
                # Pillow looks for the transparent colour among pixels that it has made eight bits of.
                if colour == 2 and depth == 8:
                    extra["transparency"] = struct.pack(">3H", *(int(v) for v in samples[0, 0]))
                if colour == 0 and depth >= 8:
                    extra["transparency"] = struct.pack(">H", int(samples[0, 0, 0]))
                PICTURES[f"{name}{depth}{'-adam7' if interlace else ''}.png"] = png(samples, depth, colour, interlace, **extra)
    for width, height in ((1, 1), (2, 3), (5, 1), (1, 6)):
        PICTURES[f"adam7-{width}x{height}.png"] = png(noise.randint(0, 256, (height, width, 3)), 8, 2, 1)
    repeated = np.tile(noise.randint(0, 65536, (152, 4, 3)), (1, 38, 1))
    PICTURES["longer-than-a-window.png"] = png(repeated, 16, 2, level=9)


def make_jpeg():
    colour = Image.fromarray(waves(37, 29, 3))
    for quality in (3, 60, 100):
        for sampling in (0, 1, 2):
            save(f"q{quality}-s{sampling}.jpg", colour, quality=quality, subsampling=sampling)
            save(f"q{quality}-s{sampling}-progressive.jpg", colour, quality=quality, subsampling=sampling, progressive=True)
    save("restarts.jpg", colour, restart_marker_blocks=2, optimize=True)
    save("restarts-progressive.jpg", colour, restart_marker_blocks=1, progressive=True)
    save("grey.jpg", colour.convert("L"))
    save("grey-progressive.jpg", colour.convert("L"), progressive=True)
    save("cmyk.jpg", colour.convert("CMYK"))
    save("rgb.jpg", colour, keep_rgb=True)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x112] = orientation
        save(f"upright{orientation}.jpg", Image.fromarray(waves(9, 6, 3)), exif=exif)
    exif = Image.Exif()
    exif[0x112] = 6
    save("upright6.png", Image.fromarray(waves(5, 3, 3)), exif=exif)

    factors = {
        "411": [(4, 1), (1, 1), (1, 1)], "440": [(1, 2), (1, 1), (1, 1)], "410": [(4, 2), (1, 1), (1, 1)], "mixed": [(2, 2), (2, 1), (1, 2)],
        "luma-halved": [(1, 1), (2, 2), (2, 2)], "thirds": [(3, 1), (1, 1), (1, 1)], "420": [(2, 2), (1, 1), (1, 1)],
    }
    for name, factor in factors.items():
        for mode in ("baseline", "separate", "progressive"):
            width, height = choice.choice([(3, 3), (21, 14), (17, 19)])
            PICTURES[f"{name}-{mode}.jpg"] = jpeg(choice, width, height, factor, mode, choice.choice([b"", JFIF]), choice.choice([0, 2]))
    PICTURES["two-bytes-a-step.jpg"] = jpeg(choice, 21, 14, factors["420"], wide=True)
    PICTURES["adobe-rgb.jpg"] = jpeg(choice, 9, 9, [(1, 1)] * 3, marks=adobe(0))
    PICTURES["named-rgb.jpg"] = jpeg(choice, 9, 9, [(1, 1)] * 3, identifiers=[82, 71, 66])
    PICTURES["jfif-before-adobe.jpg"] = jpeg(choice, 9, 9, [(1, 1)] * 3, marks=JFIF + adobe(0))
    PICTURES["ycck.jpg"] = jpeg(choice, 19, 9, [(2, 2), (1, 1), (1, 1), (2, 2)], marks=adobe(2))
    PICTURES["ycck-progressive.jpg"] = jpeg(choice, 19, 9, [(2, 2), (1, 1), (1, 1), (2, 2)], "progressive", adobe(2))
    PICTURES["plain-cmyk.jpg"] = jpeg(choice, 9, 9, [(1, 1)] * 4)


def make_pnm():
    for maximum in (1, 100, 255, 1000, 65535):
        for kind in "2356":
            samples = noise.randint(0, maximum + 1, (4, 5, 1 if kind in "25" else 3))
            header = f"P{kind}\n# made for tests\n5 4\n{maximum}\n".encode()
            if kind in "23":
                body = b"\n".join(b" ".join(b"%d" % v for v in row.reshape(-1)) for row in samples)
            else:
                body = samples.astype(">u2" if maximum > 255 else np.uint8).tobytes()
            PICTURES[f"p{kind}-{maximum}.{'pgm' if kind in '25' else 'ppm'}"] = header + body


def write(path, data):
    os.makedirs(os.path.dirname(os.path.join(HERE, path)), exist_ok=True)
    with open(os.path.join(HERE, path), "wb") as file:
        file.write(data)


def raw(array):
    return struct.pack(">II", array.shape[1], array.shape[0]) + array.astype(np.uint8).tobytes()


def over_white(image):
    if "A" not in image.getbands() and image.info.get("transparency") is None:
        return None
    image = image.convert("RGBA")
    return np.array(Image.alpha_composite(Image.new("RGBA", image.size, (255,) * 4), image).convert("RGB"))


def make_resized():
    for name, width, height in (("q100-s0.jpg", 12, 40), ("q100-s0.jpg", 37, 5), ("rgb8-adam7.png", 64, 7), ("longer-than-a-window.png", 31, 28), ("p6-255.ppm", 1, 1)):
        pixels = torch.from_numpy(np.array(Image.open(io.BytesIO(PICTURES[name])).convert("RGB"))).permute(2, 0, 1)[None]
        result = functional.resize(pixels, [height, width], interpolation=functional.InterpolationMode.BILINEAR, antialias=True)
        write(f"resized/{name}-{width}x{height}.rgb", raw(result[0].permute(1, 2, 0).numpy()))


def make_canvases():
    lines = []
    for _ in range(400):
        tile, maximum, largest = choice.choice([(336, 16, 0), (336, 16, 0), (336, 16, 1), (28, 4, 0), (56, 12, 0)])
        sides = [tile // 2, tile - 1, tile, tile + 1, 2 * tile, 3 * tile, 480, 640, 768, 1024, choice.randint(1, 5000), choice.randint(1, 5000)]
        size = choice.choice(sides), choice.choice(sides)
        canvases = torch.tensor(find_supported_resolutions(maximum, SizeDict(height=tile, width=tile)))
        canvas = [int(side) for side in get_best_fit(size, canvases, resize_to_max_canvas=bool(largest))]
        room = canvas if largest else [min(max(s, tile), c) for s, c in zip(size, canvas)]
        resized = [max(1, side) for side in get_max_res_without_distortion(size, room)]
        lines.append(" ".join(map(str, [*size, tile, maximum, largest, canvas[0] // tile, canvas[1] // tile, *resized])))
    write("canvases.txt", ("\n".join(lines) + "\n").encode())


def make_vision(folder):
    from safetensors.torch import load_file

    for name in ("wide.png", "tall.jpg"):
        write(f"vision/{name}", open(os.path.join(folder, name), "rb").read())
    values = load_file(os.path.join(folder, "expected.safetensors"))["pixel_values"]
    write("vision/pixel_values.bf16", values.to(torch.bfloat16).view(torch.int16).numpy().astype("<i2").tobytes())


for folder in ("pictures", "white", "resized"):
    shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
make_png()
make_jpeg()
make_pnm()
for name, data in PICTURES.items():
    write(f"pictures/{name}", data)
    image = Image.open(io.BytesIO(data))
    write(f"pictures/{name}.rgb", raw(np.array(ImageOps.exif_transpose(image).convert("RGB"))))
    laid = over_white(Image.open(io.BytesIO(data)))
    if laid is not None:
        write(f"white/{name}.rgb", raw(laid))
make_resized()
make_canvases()
if len(sys.argv) > 1:
    make_vision(sys.argv[1])
