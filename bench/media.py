"""Many large pictures at once, and one that has to be made smaller: memory, the loop's lag, time and likeness."""

import io
from dataclasses import dataclass

from PIL import Image

from bench.delivering import deliver
from bench.encoders import psnr_db
from bench.figures import quantile
from bench.provider import PHOTO, Script
from bench.world import World, open_world

MIB = 1024 * 1024
ROOM_BYTES = 100 * MIB
"""What the server takes per file where nothing shall be made smaller."""


@dataclass(frozen=True)
class Moved:
    """`after` is from noticed to shown, of the slowest; `lag` the longest time in which the loop stood still."""

    pictures: int
    file_bytes: int
    shown_bytes: int
    after_ms_max: float
    lag_ms_max: float
    memory_above_idle_mib: float
    psnr_db: float | None


async def move(pictures: int, file_bytes: int) -> Moved:
    """So many at once, which fit."""
    async with open_world() as world:
        await world.api.call("PATCH", "/servers/Lantern Street", {"upload_limit_bytes": ROOM_BYTES})
        return await _moved(world, pictures, file_bytes)


async def fit() -> Moved:
    """One of 16.5 megapixels and some 18 MiB, where 10 MiB are taken."""
    async with open_world() as world:
        await deliver(world, "", 1, Script(median_s=1, sigma=0, file_bytes=PHOTO))  # the encoder has been started
        return await _moved(world, 1, PHOTO)


async def _moved(world: World, pictures: int, file_bytes: int) -> Moved:
    await deliver(world, "", 1, Script(median_s=1, sigma=0))
    script = Script(median_s=3, sigma=0, file_bytes=file_bytes)
    found = await deliver(world, "", pictures, script)
    requests = (await world.seen())["requests"]
    after = [1000 * (world.shown[int(number)] - seen["noticed"]) for number, seen in requests.items()]
    shown = world.attachments[0]
    url = f"{world.provider}/files/{file_bytes}/0.png"
    async with world.http.get(url) as answer:
        original = await answer.read()
    delivered = await world.api.download(shown["url"])
    return Moved(
        pictures,
        len(original),
        len(delivered),
        quantile(after, 1.0),
        found.lag_ms_p99,
        found.memory_above_idle_mib,
        None if delivered == original else psnr_db(Image.open(io.BytesIO(original)), Image.open(io.BytesIO(delivered))),
    )
