"""What the doctor says of RunComfy: what is so, and how to mend it. Plain text, in English. Decides nothing."""

from typing import Final

from bot.chat.doctor_words import Said
from bot.chat.text import count
from bot.core.money import MICROS_PER_USD, Micros

KEY_TAKEN: Final = "RunComfy takes the key."
MODEL_KNOWN: Final = "The model takes what the bot sends."


def _usd(amount: Micros) -> str:
    return f"${amount / MICROS_PER_USD:.2f}" if amount % 10_000 == 0 else f"${amount / MICROS_PER_USD:g}"


def key_refused(why: str) -> Said:
    """No picture like that."""
    return (f"RUNCOMFY_API_KEY is refused: {why}.", "Copy the key from your RunComfy profile into .env.")


def provider_silent(url: str, why: str) -> Said:
    """Not to be reached, or not understood."""
    return (
        f"RunComfy does not answer at {url}: {why}.",
        "Look at RUNCOMFY_BASE_URL, the network, and RunComfy's status page.",
    )


def model_differs(difference: str) -> Said:
    """The catalogue says something else than we know."""
    return (f"RunComfy's model has changed: {difference}.", "Look for a newer version of this bot.")


def price(amount: Micros) -> str:
    """From the catalogue."""
    return f"A picture costs {_usd(amount)}, says RunComfy."


def price_of_the_operator(amount: Micros) -> str:
    """From PRICE_USD."""
    return f"A picture costs {_usd(amount)}, says PRICE_USD; RunComfy's catalogue names no price."


def no_price(*, with_budgets: bool) -> Said:
    """Nobody knows it."""
    so = "every request is refused, for there is a budget" if with_budgets else "servers cannot keep a budget"
    return (f"Nobody knows what a picture costs, so {so}.", "Set PRICE_USD.")


def balance(left: Micros, pictures: int | None) -> str:
    """Enough."""
    return f"{_usd(left)} are left on the account{'' if pictures is None else f', enough for {pictures} pictures'}."


def balance_low(left: Micros, pictures: int) -> Said:
    """It will be used up soon."""
    return (
        f"Only {_usd(left)} are left on the account, enough for {count(pictures, 'picture', 'pictures')}.",
        "Top it up.",
    )


def balance_empty(left: Micros) -> Said:
    """No picture like that."""
    return (
        f"The account is empty: {_usd(left)}.",
        "Top it up; members are told that pictures are not available right now.",
    )


def balance_unknown(url: str, why: str) -> Said:
    """Not told."""
    return (
        f"What is left on the account is not told at {url}: {why}.",
        "Look at your RunComfy profile; see RUNCOMFY_BALANCE_URL.",
    )


def host_resolved(names: str) -> str:
    """They lead somewhere."""
    return f"Result files can be looked for at {names}."


def domain_unresolved(domain: str) -> Said:
    """Perhaps only the domain itself has no address."""
    return (
        f"No address is known for {domain} or a name below it where files have been seen.",
        "Look at this machine's name server and RUNCOMFY_FILE_HOSTS.",
    )


def host_private(name: str, address: str) -> Said:
    """The bot does not dial such addresses."""
    return (
        f"{name} leads to {address}, which is not on the public internet, so no file is fetched there.",
        "If a proxy of yours stands there, name it as an origin (https://…) in RUNCOMFY_FILE_HOSTS.",
    )


def origin_unresolved(origin: str) -> Said:
    """Named by the operator, and not to be found."""
    return (
        f"No address is known for {origin} in RUNCOMFY_FILE_HOSTS.",
        "Look at its spelling and this machine's name server.",
    )
