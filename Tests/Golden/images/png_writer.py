"""Writes PNG files of every kind, also those that Pillow doesn't write: all depths, filters and Adam7."""

import struct
import zlib

import numpy as np

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row, depth):
    values = row.reshape(-1)
    if depth == 16:
        return values.astype(">u2").tobytes()
    if depth == 8:
        return values.astype(np.uint8).tobytes()
    bits = (values[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(-1).astype(np.uint8)).tobytes()


def filtered(kind, current, above, step):
    def shifted(row):
        return np.concatenate([np.zeros(step, int), row])[: len(row)]

    left, corner = shifted(current), shifted(above)
    if kind == 0:
        guess = 0 * current
    elif kind == 1:
        guess = left
    elif kind == 2:
        guess = above
    elif kind == 3:
        guess = (left + above) // 2
    else:
        estimate = left + above - corner
        a, b, c = abs(estimate - left), abs(estimate - above), abs(estimate - corner)
        guess = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
    return bytes([kind]) + ((current - guess) & 255).astype(np.uint8).tobytes()


def png(samples, depth, colour, interlace=0, palette=None, transparency=None, level=6, strategy=0, pieces=1, extra=b""):
    """samples: [height, width, channels]; the rows' filters take turns."""
    height, width, channels = samples.shape
    assert channels == CHANNELS[colour]
    step = max(1, channels * depth // 8)
    rows = b""
    for x, y, dx, dy in ADAM7 if interlace else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        above = None
        for number, row in enumerate(part if part.size else []):
            current = np.frombuffer(packed(row, depth), np.uint8).astype(int)
            rows += filtered(number % 5, current, np.zeros_like(current) if above is None else above, step)
            above = current
    packer = zlib.compressobj(level, zlib.DEFLATED, 15, 8, strategy)
    data = packer.compress(rows) + packer.flush()
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    file += chunk(b"gAMA", struct.pack(">I", 45455)) + extra
    if palette is not None:
        file += chunk(b"PLTE", palette)
    if transparency is not None:
        file += chunk(b"tRNS", transparency)
    size = -(-len(data) // pieces)
    for start in range(0, len(data), size):
        file += chunk(b"IDAT", data[start : start + size])
    return file + chunk(b"IEND", b"")
