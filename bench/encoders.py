"""Ways to make the widest picture small, on one photograph: what bot/pictures/encode.py chose from."""

import io
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from PIL import Image

from bench.provider import photo

MIB: Final = 1024 * 1024
WAYS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "JPEG q95 4:4:4": ("JPEG", {"quality": 95, "subsampling": 0}),
    "JPEG q95 4:4:4 optimized": ("JPEG", {"quality": 95, "subsampling": 0, "optimize": True}),
    "JPEG q95 4:4:4 progressive": ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}),
    "JPEG q95 4:2:0": ("JPEG", {"quality": 95, "subsampling": 2}),
    "JPEG q90 4:4:4": ("JPEG", {"quality": 90, "subsampling": 0}),
    "WebP q95 method 0": ("WEBP", {"quality": 95, "method": 0}),
    "WebP q95 method 2": ("WEBP", {"quality": 95, "method": 2}),
    "WebP q95 method 4": ("WEBP", {"quality": 95, "method": 4}),
    "WebP lossless method 0": ("WEBP", {"lossless": True, "quality": 20, "method": 0}),
}
TRIES: Final = 2


@dataclass(frozen=True)
class Encoded:
    """Seconds of the faster of two tries, without the decoding; likeness to the original."""

    encoder: str
    encode_s: float
    size_mib: float
    psnr_db: float


def compared() -> list[Encoded]:
    """Every way, one after the other."""
    with Image.open(io.BytesIO(photo())) as opened:
        picture = opened.convert("RGB")
    return [_encoded(name, picture, kind, options) for name, (kind, options) in WAYS.items()]


def _encoded(name: str, picture: Image.Image, kind: str, options: Mapping[str, Any]) -> Encoded:
    times: list[float] = []
    data = io.BytesIO()
    for _ in range(TRIES):
        data = io.BytesIO()
        began_s = time.perf_counter()
        picture.save(data, kind, **options)
        times.append(time.perf_counter() - began_s)
    with Image.open(data) as shown:
        return Encoded(name, min(times), len(data.getvalue()) / MIB, psnr_db(picture, shown))


def psnr_db(first: Image.Image, second: Image.Image) -> float:
    """Peak signal-to-noise ratio over all channels, infinite when they are the same; both have the same size."""
    pixels = (np.asarray(picture.convert("RGB"), dtype=np.float32) for picture in (first, second))
    error = float(np.mean(np.subtract(*pixels) ** 2))
    return 10 * math.log10(255**2 / error) if error else math.inf
