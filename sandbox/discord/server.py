"""Puts the model, its REST routes and its gateway together. Knows nothing of members' screens."""

from aiohttp import web

from sandbox.discord.buckets import Buckets
from sandbox.discord.calls import Context
from sandbox.discord.gateway import Gateway
from sandbox.discord.ledger import Ledger
from sandbox.discord.rest import Rest, Watcher
from sandbox.discord.world import World
from sandbox.faults import Faults


class Chat:
    """A Discord of one's own."""

    def __init__(self, world: World, faults: Faults, watcher: Watcher | None = None) -> None:
        self.world = world
        self.faults = faults
        self.ledger = Ledger()
        self.gateway = Gateway(world)
        self._rest = Rest(Context(world, faults, Buckets(world.clock)), self.ledger, watcher)

    def add_routes(self, app: web.Application) -> None:
        """Serve REST and gateway from `app`, which says goodbye to the clients when it shuts down."""
        self._rest.add_routes(app)
        self.gateway.add_routes(app)
        app.on_shutdown.append(self._shutdown)

    async def _shutdown(self, _: web.Application) -> None:
        await self.gateway.close()
        self.world.close()
