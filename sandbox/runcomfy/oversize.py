"""PNG files that are too much: far over an upload limit, or a bomb; knows nothing of what they show."""

import io
import random
import struct
import zlib
from functools import cache

from PIL import Image

HUGE_BYTES = 14 * 1024 * 1024
"""Well above the 10 MiB that Discord lets a bot upload."""
NOISE_SHARE = 0.16
"""How much of the noise is mixed in: enough to defeat compression, too fine to spoil the picture."""
BOMB_SIDE_PX = 20_000
"""400 megapixels, over four times the size at which Pillow gives up."""


def make_huge(png: bytes, seed: str) -> bytes:
    """The same picture with fine noise; a private chunk fills what is missing to HUGE_BYTES."""
    source = random.Random(seed)
    with Image.open(io.BytesIO(png)) as picture:
        rgb = picture.convert("RGB")
    noise = Image.frombytes("RGB", rgb.size, source.randbytes(rgb.width * rgb.height * 3))
    out = io.BytesIO()
    Image.blend(rgb, noise, NOISE_SHARE).save(out, "PNG", compress_level=1)
    noisy = out.getvalue()
    missing = HUGE_BYTES - len(noisy)
    if missing <= 0:
        return noisy
    end = len(noisy) - 12  # IEND is always the last twelve bytes
    return noisy[:end] + _chunk(b"saND", source.randbytes(missing)) + noisy[end:]


@cache
def bomb() -> bytes:
    """A valid PNG of some kilobytes with 400 megapixels, each of them a byte once it is decoded."""
    header = struct.pack(">IIBBBBB", BOMB_SIDE_PX, BOMB_SIDE_PX, 1, 0, 0, 0, 0)
    row = bytes(1 + BOMB_SIDE_PX // 8)
    squeeze = zlib.compressobj(9)
    rows = b"".join(squeeze.compress(row) for _ in range(BOMB_SIDE_PX)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
