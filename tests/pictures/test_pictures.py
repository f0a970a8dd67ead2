"""Files that fit are untouched; others are made to fit; what is no picture is refused."""

import io
import multiprocessing
import os
import random
import signal
import struct
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.core.errors import BadFile, CannotFit
from bot.pictures.tools import Pictures, open_pictures

pytestmark = pytest.mark.asyncio
URL = "https://files.runcomfy.net/x.png"


@pytest_asyncio.fixture
async def pictures() -> AsyncGenerator[Pictures]:
    async with open_pictures() as tools:
        yield tools


def noise(path: Path, kind: str, size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Path:
    random.seed(1)
    Image.frombytes(mode, size, random.randbytes(size[0] * size[1] * len(mode))).save(path, kind)
    return path


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
async def test_a_file_that_fits_is_handed_on_byte_for_byte(
    pictures: Pictures, tmp_path: Path, kind: str, extension: str
) -> None:
    path = noise(tmp_path / "0.original", kind)
    before = path.read_bytes()
    picture = await pictures.fit(path, URL, len(before))
    assert (picture.path, picture.extension, picture.shrunk) == (path, extension, False)
    assert (picture.width_px, picture.height_px, picture.size_bytes) == (600, 400, len(before))
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_a_file_that_is_too_large_becomes_a_jpeg_that_fits(pictures: Pictures, tmp_path: Path, mode: str) -> None:
    path = noise(tmp_path / "0.original", "PNG", mode=mode)
    picture = await pictures.fit(path, URL, path.stat().st_size // 2)
    assert (picture.extension, picture.shrunk, picture.original_url) == ("jpg", True, URL)
    assert picture.size_bytes == picture.path.stat().st_size <= path.stat().st_size // 2
    with Image.open(picture.path) as shown:
        assert shown.size == (picture.width_px, picture.height_px) == (600, 400)


async def test_where_quality_is_not_enough_the_picture_gets_smaller(pictures: Pictures, tmp_path: Path) -> None:
    path = noise(tmp_path / "0.original", "PNG")
    picture = await pictures.fit(path, URL, 20_000)
    assert picture.size_bytes <= 20_000
    assert picture.width_px < 600


async def test_a_limit_that_nothing_fits_into_is_refused(pictures: Pictures, tmp_path: Path) -> None:
    with pytest.raises(CannotFit):
        await pictures.fit(noise(tmp_path / "0.original", "PNG"), URL, 100)


async def test_a_jpeg_with_a_second_picture_in_it_is_a_jpeg(pictures: Pictures, tmp_path: Path) -> None:
    one, two = (Image.new("RGB", (60, 40), color) for color in ("red", "blue"))
    path = tmp_path / "0.original"
    one.save(path, "MPO", save_all=True, append_images=[two])
    assert (await pictures.fit(path, URL, 10_000_000)).extension == "jpg"
    assert (await pictures.fit(noise(path, "PNG"), URL, 100_000)).extension == "jpg"


async def test_an_encoder_that_was_killed_costs_nobody_a_picture(pictures: Pictures, tmp_path: Path) -> None:
    path = noise(tmp_path / "0.original", "PNG")
    await pictures.fit(path, URL, 300_000)
    (encoder,) = multiprocessing.active_children()
    encoder.kill()
    encoder.join(10)
    assert (await pictures.fit(path, URL, 300_000)).shrunk


async def test_signals_to_the_whole_group_leave_the_encoder_at_its_work(pictures: Pictures, tmp_path: Path) -> None:
    path = noise(tmp_path / "0.original", "PNG")
    await pictures.fit(path, URL, 300_000)
    (encoder,) = multiprocessing.active_children()
    assert encoder.pid is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(encoder.pid, number)
    assert (await pictures.fit(path, URL, 300_000)).shrunk
    assert multiprocessing.active_children() == [encoder]


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("limit_bytes", [10, 10_000_000])
@pytest.mark.parametrize(("side_px", "why"), [(20_000, "no picture: DecompressionBomb"), (7_000, "7000x7000 pixels")])
async def test_a_bomb_of_pixels_is_refused_by_its_header(
    pictures: Pictures, tmp_path: Path, limit_bytes: int, side_px: int, why: str
) -> None:
    path = tmp_path / "0.original"
    path.write_bytes(png_header(side_px, side_px))
    with pytest.raises(BadFile, match=why):
        await pictures.fit(path, URL, limit_bytes)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\x00" * 50])
async def test_what_is_no_picture_is_refused(pictures: Pictures, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "0.original"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        await pictures.fit(path, URL, 10_000_000)


async def test_a_broken_picture_that_must_be_made_smaller_is_refused_and_the_encoder_lives_on(
    pictures: Pictures, tmp_path: Path
) -> None:
    whole = io.BytesIO()
    Image.frombytes("RGB", (600, 400), random.randbytes(720_000)).save(whole, "PNG")
    broken = tmp_path / "0.original"
    broken.write_bytes(whole.getvalue()[:100_000])
    with pytest.raises(BadFile):
        await pictures.fit(broken, URL, 50_000)
    assert (await pictures.fit(noise(tmp_path / "1.original", "PNG"), URL, 300_000)).shrunk
