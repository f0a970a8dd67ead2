"""The provider's file host over real HTTP: what it serves, what it refuses, how downloads go wrong."""

import asyncio
import io

import aiohttp
import pytest
from PIL import Image
from yarl import URL

from tests.sandbox.test_provider import KEY, World, a_world

PATIENCE_S = 0.3
"""How long a test watches an answer that must not come."""

pytestmark = pytest.mark.asyncio


async def a_picture(world: World) -> str:
    """The address of a finished picture."""
    return (await world.result(await world.submit()))["output"]["image"]


async def get(world: World, address: str) -> tuple[int, str, bytes]:
    """Status, type and body of a download; the address is used as it is."""
    async with world.http.get(URL(address, encoded=True), allow_redirects=False) as response:
        return response.status, response.content_type, await response.read()


@pytest.mark.parametrize("size", ["1024x1024(1:1)", "3024x1296(21:9)"])
async def test_a_file_is_a_png_of_exactly_the_asked_size(size: str):
    async with a_world() as world:
        result = await world.result(await world.submit(**{"width×height": size}))
        status, kind, body = await get(world, result["output"]["image"])
        assert (status, kind) == (200, "image/png")
        with Image.open(io.BytesIO(body)) as picture:
            assert f"{picture.width}x{picture.height}" == size.split("(", maxsplit=1)[0]


async def test_a_rewritten_address_is_not_found_and_a_token_is_refused_and_counted():
    async with a_world() as world:
        address = await a_picture(world)
        assert (await get(world, address.replace("%3D", "=")))[0] == 404
        headers = {"Authorization": f"Bearer {KEY}"}
        url = URL(address, encoded=True)
        async with world.http.get(url, headers=headers) as response:
            assert response.status == 403
        assert world.provider.describe()["token_leaks"] == 1


async def test_a_huge_image_is_a_valid_png_far_over_the_upload_limit():
    async with a_world() as world:
        world.faults.switch_on("huge_image")
        _, _, body = await get(world, await a_picture(world))
        assert len(body) > 12 * 1024 * 1024
        with Image.open(io.BytesIO(body)) as picture:
            picture.load()
            assert picture.size == (1024, 1024)


async def test_files_are_refused_redirected_mistyped_or_foreign():
    async with a_world() as world:
        address = await a_picture(world)
        world.faults.switch_on("file_status", status=410, times=1)
        assert (await get(world, address))[0] == 410
        world.faults.switch_on("file_redirect", times=1)
        assert (await get(world, address))[0] == 302
        world.faults.switch_on("file_wrong_type", times=1)
        assert (await get(world, address))[1] == "text/html"
        world.faults.switch_on("file_no_length", times=1)
        assert len((await get(world, address))[2]) > 1000
        world.faults.switch_on("foreign_link", times=1)
        assert (await a_picture(world)) == "https://evil.example/x.png"


async def test_a_bomb_is_tiny_and_claims_400_megapixels():
    async with a_world() as world:
        world.faults.switch_on("file_bomb")
        body = (await get(world, await a_picture(world)))[2]
        assert len(body) < 100_000
        with pytest.raises(Image.DecompressionBombError):
            Image.open(io.BytesIO(body))


async def test_a_truncated_file_breaks_off_and_a_hanging_one_never_begins():
    async with a_world() as world:
        address = await a_picture(world)
        world.faults.switch_on("file_truncated")
        with pytest.raises(aiohttp.ClientError):
            await get(world, address)
        world.faults.switch_off()
        world.faults.switch_on("file_hangs")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await get(world, address)


async def test_an_endless_file_goes_on_until_the_reader_stops():
    async with a_world() as world:
        world.faults.switch_on("file_endless")
        url = URL(await a_picture(world), encoded=True)
        async with world.http.get(url) as response:
            seen = 0
            async for piece in response.content.iter_any():
                seen += len(piece)
                if seen > 8 * 1024 * 1024:
                    break
        assert seen > 8 * 1024 * 1024


async def test_asking_again_gives_another_picture_of_the_same_words():
    async with a_world() as world:
        first, again = [(await get(world, await a_picture(world)))[2] for _ in range(2)]
        assert first != again
