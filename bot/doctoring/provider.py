"""RunComfy: the key, the model, its price, what is left on the account, and where its files lie. Spends nothing."""

import socket
from typing import Final

from yarl import URL

from bot.chat import doctor_runcomfy_words as words
from bot.chat.doctor_words import not_asked
from bot.core.errors import AccountProblem, ImageApiError
from bot.core.money import Micros, micros
from bot.doctoring.clocks import Dates
from bot.doctoring.report import Finding, aside, ok, warn, within, wrong
from bot.runcomfy.client import RunComfy, open_runcomfy
from bot.runcomfy.hosts import TrustedHosts, is_public
from bot.runcomfy.prices import PER_PICTURE
from bot.runcomfy.wire import Catalogue
from bot.settings import Settings

LOW_PICTURES: Final = 50
"""A balance for fewer is worth a warning."""
SEEN_HOSTS: Final = ("playgrounds-storage-public.runcomfy.net", "files.runcomfy.net")
"""Where result links have been seen to lead; a domain itself often has no address, only names below it."""


async def check_provider(settings: Settings, dates: Dates, *, with_key: bool) -> list[Finding]:
    """All of it, one after the other; without a key only what needs none."""
    if not with_key:
        return [warn("runcomfy.key", not_asked("RunComfy", "RUNCOMFY_API_KEY"))]
    key, hosts = settings.runcomfy_api_key, settings.runcomfy_file_hosts
    async with open_runcomfy(settings.runcomfy_base_url, key, hosts, trace=dates.trace) as api:
        prices: list[Micros] = []
        findings = await within("runcomfy.key", _catalogue(api, settings, prices))
        return findings + await within("runcomfy.balance", _balance(api, settings, prices))


async def _catalogue(api: RunComfy, settings: Settings, prices: list[Micros]) -> list[Finding]:
    """The key, the model and the price, which is put into `prices` when there is one."""
    try:
        catalogue = await api.catalogue()
    except AccountProblem as error:
        return [wrong("runcomfy.key", words.key_refused(error.why))]
    except ImageApiError as error:
        return [wrong("runcomfy.key", words.provider_silent(_shown(settings.runcomfy_base_url), _why(error)))]
    findings = [ok("runcomfy.key", words.KEY_TAKEN)]
    findings += [warn("runcomfy.model", words.model_differs(difference)) for difference in catalogue.drift]
    if not catalogue.drift:
        findings.append(ok("runcomfy.model", words.MODEL_KNOWN))
    return [*findings, _price(catalogue, settings, prices)]


def _price(catalogue: Catalogue, settings: Settings, prices: list[Micros]) -> Finding:
    if catalogue.price_usd is not None and catalogue.price_unit in PER_PICTURE:
        prices.append(micros(catalogue.price_usd))
        return ok("runcomfy.price", words.price(prices[0]))
    if settings.price_usd is not None:
        prices.append(micros(settings.price_usd))
        return ok("runcomfy.price", words.price_of_the_operator(prices[0]))
    budgets = settings.budget_day_usd is not None or settings.budget_month_usd is not None
    said = words.no_price(with_budgets=budgets)
    return wrong("runcomfy.price", said) if budgets else warn("runcomfy.price", said)


async def _balance(api: RunComfy, settings: Settings, prices: list[Micros]) -> list[Finding]:
    url = settings.runcomfy_balance_url
    try:
        left = micros(await api.balance(url))
    except ImageApiError as error:
        return [warn("runcomfy.balance", words.balance_unknown(_shown(url), _why(error)))]
    if left <= 0:
        return [wrong("runcomfy.balance", words.balance_empty(left))]
    pictures = left // prices[0] if prices and prices[0] > 0 else None
    if pictures is not None and pictures < LOW_PICTURES:
        return [warn("runcomfy.balance", words.balance_low(left, pictures))]
    return [ok("runcomfy.balance", words.balance(left, pictures))]


def _why(error: ImageApiError) -> str:
    return error.why if isinstance(error, AccountProblem) else str(error) or type(error).__name__


def _shown(url: str) -> str:
    """An address without whatever could be a secret in it."""
    return str(URL(url).with_user(None).with_query(None))


# --- where files lie --------------------------------------------------------------------------------------------------


async def check_file_hosts(settings: Settings) -> list[Finding]:
    """Whether the names of the file hosts lead somewhere that the bot would dial. Nothing is sent there."""
    trusted = TrustedHosts.parse(settings.runcomfy_file_hosts)
    findings = [await _domain(domain) for domain in sorted(trusted.domains)]
    return findings + [await _origin(origin) for origin in sorted(trusted.origins)]


async def _domain(domain: str) -> Finding:
    names = [domain, *(host for host in SEEN_HOSTS if host.endswith(f".{domain}"))]
    found = {name: addresses for name in names if (addresses := await aside(lambda name=name: _addresses(name)))}
    if not found:
        return warn("runcomfy.files", words.domain_unresolved(domain))
    private = {name: found[name] for name in found if not any(map(is_public, found[name]))}
    if private:
        name, addresses = next(iter(private.items()))
        return wrong("runcomfy.files", words.host_private(name, addresses[0]))
    return ok("runcomfy.files", words.host_resolved(", ".join(found)))


async def _origin(origin: str) -> Finding:
    name = URL(origin).host or origin
    if await aside(lambda: _addresses(name)):
        return ok("runcomfy.files", words.host_resolved(name))
    return wrong("runcomfy.files", words.origin_unresolved(origin))


def _addresses(name: str) -> list[str]:
    """What the system's resolver says; nothing when it says that there is none, or does not answer."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []
