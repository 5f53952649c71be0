"""Writes JPEG files of random coefficients, to have sampling factors, scans and markers that Pillow doesn't write."""

import io
import struct

from PIL import Image


def _standard_tables():
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, "JPEG")
    data, tables, place = buffer.getvalue(), {}, 2
    while data[place + 1] != 0xDA:
        length = struct.unpack(">H", data[place + 2 : place + 4])[0]
        if data[place + 1] == 0xC4:
            rest = data[place + 4 : place + 2 + length]
            while rest:
                counts = list(rest[1:17])
                tables[rest[0]] = (counts, list(rest[17 : 17 + sum(counts)]))
                rest = rest[17 + sum(counts) :]
        place += 2 + length
    return tables


TABLES = _standard_tables()
CODES = {}
for key, (counts, symbols) in TABLES.items():
    word, place, CODES[key] = 0, 0, {}
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            CODES[key][symbols[place]] = (word, length)
            word, place = word + 1, place + 1
        word <<= 1


def segment(marker, data):
    return bytes([255, marker]) + struct.pack(">H", len(data) + 2) + data


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")


def adobe(transform):
    return segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))


class Bits:
    def __init__(self):
        self.bytes, self.byte, self.count = bytearray(), 0, 0

    def put(self, value, length):
        for bit in range(length - 1, -1, -1):
            self.byte, self.count = self.byte << 1 | (value >> bit & 1), self.count + 1
            if self.count == 8:
                self.bytes.append(self.byte)
                if self.byte == 255:
                    self.bytes.append(0)
                self.byte = self.count = 0

    def symbol(self, table, value):
        self.put(*CODES[table][value])

    def signed(self, value):
        size = abs(value).bit_length()
        self.put(value if value >= 0 else value + (1 << size) - 1, size)

    def flush(self):
        while self.count:
            self.put(1, 1)


def quotient(value, divisor):
    return -(-value // divisor)


def jpeg(random, width, height, factors, mode="baseline", marks=b"", restart=0, identifiers=None, wide=False):
    """factors: (across, down) of each component. mode: baseline, separate (a scan for each component) or progressive."""
    most_across, most_down, count = max(f[0] for f in factors), max(f[1] for f in factors), len(factors)
    identifiers = identifiers or list(range(1, count + 1))
    units_across, units_down = quotient(width, 8 * most_across), quotient(height, 8 * most_down)
    steps = [random.randint(1, 300 if wide else 40) for _ in range(64)]
    blocks = []
    for across, down in factors:
        plane = {}
        for y in range(units_down * down):
            for x in range(units_across * across):
                values = [0] * 64
                values[0] = random.randint(-600, 600) // steps[0]
                for _ in range(random.randint(0, 6)):
                    k = min(63, int(random.expovariate(0.15)) + 1)
                    values[k] = int(random.randint(-400, 400) / steps[k])
                plane[y, x] = values
        blocks.append(plane)

    file = b"\xff\xd8" + marks
    file += segment(0xDB, b"\x10" + struct.pack(">64H", *steps) if wide else b"\0" + bytes(steps))
    frame = struct.pack(">BHHB", 8, height, width, count)
    for k in range(count):
        frame += bytes([identifiers[k], factors[k][0] << 4 | factors[k][1], 0])
    file += segment(0xC2 if mode == "progressive" else 0xC1 if wide else 0xC0, frame)
    for key, (counts, symbols) in TABLES.items():
        file += segment(0xC4, bytes([key]) + bytes(counts) + bytes(symbols))
    if restart:
        file += segment(0xDD, struct.pack(">H", restart))

    def order(parts):
        if len(parts) == 1:
            across, down = factors[parts[0]]
            for y in range(quotient(quotient(height * down, most_down), 8)):
                for x in range(quotient(quotient(width * across, most_across), 8)):
                    yield [(parts[0], y, x)]
            return
        for row in range(units_down):
            for column in range(units_across):
                unit = []
                for k in parts:
                    across, down = factors[k]
                    unit += [(k, row * down + y, column * across + x) for y in range(down) for x in range(across)]
                yield unit

    def scan(parts, first, last):
        header = bytes([len(parts)]) + b"".join(bytes([identifiers[k], 0 if k == 0 else 0x11]) for k in parts)
        bits, means, restarts = Bits(), [0] * count, 0
        for number, unit in enumerate(order(parts)):
            if restart and number and number % restart == 0:
                bits.flush()
                bits.bytes += bytes([255, 0xD0 + restarts % 8])
                restarts, means = restarts + 1, [0] * count
            for k, y, x in unit:
                values, table = blocks[k][y, x], 0 if k == 0 else 1
                if first == 0:
                    difference, means[k] = values[0] - means[k], values[0]
                    bits.symbol(table, abs(difference).bit_length())
                    if difference:
                        bits.signed(difference)
                if last == 0:
                    continue
                run, start = 0, max(1, first)
                end = max([k for k in range(start, last + 1) if values[k]] or [0])
                for k in range(start, end + 1):
                    if values[k] == 0:
                        run += 1
                        continue
                    while run > 15:
                        bits.symbol(16 + table, 0xF0)
                        run -= 16
                    bits.symbol(16 + table, run << 4 | abs(values[k]).bit_length())
                    bits.signed(values[k])
                    run = 0
                if end < last:
                    bits.symbol(16 + table, 0)
        bits.flush()
        return segment(0xDA, header + bytes([first, last, 0])) + bytes(bits.bytes)

    everything = list(range(count))
    together = [everything] if sum(a * d for a, d in factors) <= 10 else [[k] for k in everything]
    if mode == "baseline":
        bands = [(parts, 0, 63) for parts in together]
    elif mode == "separate":
        bands = [([k], 0, 63) for k in everything]
    else:
        bands = [(parts, 0, 0) for parts in together]
        bands += [([k], 1, 5) for k in everything] + [([k], 6, 63) for k in everything]
    return file + b"".join(scan(*band) for band in bands) + b"\xff\xd9"
