"""Settings: what the operator decides, parsed once from a mapping. Reads no environment and no file itself.

`.env.example` is made from the fields below (`python -m bot env-example`).
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from yarl import URL

from bot.core.admission import OperatorLimits
from bot.core.errors import SettingsError, StoreUnusable
from bot.core.money import micros
from bot.core.quotas import Allowance, Period
from bot.core.servers import SETTINGS
from bot.runcomfy.hosts import THIS_MACHINE, TrustedHosts
from bot.store.address import sqlite_path


class LogFormat(Enum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(Enum):
    """The least important lines that are written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be a time zone like Europe/Rome or UTC") from error


def _https(value: Any) -> str:
    url = URL(str(value))
    if url.scheme == "https" and url.host:
        return str(value)
    if url.scheme == "http" and url.host in THIS_MACHINE:
        return str(value)
    raise ValueError("must begin with https:// (http:// is taken for this machine only)")


def _address(value: Any) -> str:
    try:
        return str(ip_address(str(value).strip()))
    except ValueError as error:
        raise ValueError("must be an address of this machine, like 127.0.0.1 or 0.0.0.0") from error


def _hosts(value: Any) -> str:
    TrustedHosts.parse(str(value))
    return str(value)


def _database(value: Any) -> str:
    try:
        sqlite_path(str(value))
    except StoreUnusable as error:
        raise ValueError("must look like sqlite:///data/imagine.db") from error
    return str(value)


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _discord_token(value: Any) -> str:
    text = str(value).strip()
    if text.count(".") != 2 or not text.isascii() or any(ch.isspace() for ch in text):
        raise ValueError("must be a bot token (three parts with dots between them, from the portal's Bot page)")
    return text


def _api_key(value: Any) -> str:
    text = str(value).strip()
    if len(text) < KEY_LEAST_CHARS or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be an API key: at least 8 characters without spaces (from your RunComfy profile)")
    return text


ONE_TO_LOT: Final = 10_000
KEY_LEAST_CHARS: Final = 8
"""A shorter key would be hidden in every other word of the log."""


_Dollars = Annotated[Decimal | None, Field(ge=0, le=1_000_000, max_digits=13, decimal_places=6)]


class Settings(BaseModel):
    """All settings. Secrets have no repr."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    discord_token: Annotated[SecretStr, BeforeValidator(_discord_token)] = Field(
        description="The bot's token: Discord's developer portal, your application, Bot, Reset Token."
    )
    runcomfy_api_key: Annotated[SecretStr, BeforeValidator(_api_key)] = Field(
        description="The key that pays for the pictures: runcomfy.com, Profile, API key."
    )
    quota_images: int = Field(10, ge=0, le=1_000_000, description="Pictures per member and server in each period.")
    quota_period: Annotated[Period, BeforeValidator(_lower)] = Field(
        Period.DAY, description="When a quota starts anew: day, week or month."
    )
    quota_timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        ZoneInfo("UTC"), description="Whose midnight that is, e.g. Europe/Rome."
    )
    jobs_at_once: int = Field(3, ge=1, le=ONE_TO_LOT, description="Unfinished requests per member and server.")
    set_cost: int = Field(4, ge=1, le=100, description="How many pictures a set counts as.")
    server_jobs: int = Field(
        200, ge=1, le=ONE_TO_LOT, description="Unfinished requests per server; a server may set a lower number."
    )
    bot_jobs: int = Field(10_000, ge=1, le=1_000_000, description="Unfinished requests of all servers together.")
    budget_day_usd: _Dollars = Field(
        None, description="Dollars that all servers together may spend in a day; empty is no bound."
    )
    budget_month_usd: _Dollars = Field(None, description="The same in a month.")
    price_usd: _Dollars = Field(
        None, description="What one picture costs, for when RunComfy's catalogue does not say; it is read from there."
    )
    parallel_jobs: int = Field(
        10, ge=1, le=ONE_TO_LOT, description="Requests at RunComfy at the same time; others wait in a fair line."
    )
    job_timeout_minutes: int = Field(
        60, ge=1, le=1440, description="A request that RunComfy has not finished by then is given up and given back."
    )
    database_url: Annotated[str, BeforeValidator(_database)] = Field(
        "sqlite:///data/imagine.db", description="Where jobs and quotas are kept; one file, one process."
    )
    spool_dir: Path = Field(
        Path("data/spool"), description="Where pictures rest for seconds on their way into the chat."
    )
    retention_days: int = Field(
        365, ge=0, le=36_500, description="Days after which words and links of ended requests are erased; 0 keeps them."
    )
    health_port: int = Field(
        0, ge=0, le=65535, description="Port of /healthz and /metrics at HEALTH_HOST; 0 switches them off."
    )
    health_host: Annotated[str, BeforeValidator(_address)] = Field(
        "127.0.0.1",
        description="The address that they listen on; 0.0.0.0 for everybody who reaches this machine or container.",
    )
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        LogLevel.INFO, description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = Field(
        LogFormat.CONSOLE, description="console for people, json for machines."
    )
    runcomfy_base_url: Annotated[str, BeforeValidator(_https)] = Field(
        "https://model-api.runcomfy.net", description="RunComfy's Model API."
    )
    runcomfy_balance_url: Annotated[str, BeforeValidator(_https)] = Field(
        "https://api.runcomfy.net/prod/v2/balance",
        description="Where the doctor asks what is left on the account; the key goes there.",
    )
    runcomfy_file_hosts: Annotated[str, BeforeValidator(_hosts)] = Field(
        "runcomfy.net,runcomfy.com",
        description="Where result pictures may be fetched from: domains (https) or exact origins, with commas.",
    )

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """From names like QUOTA_IMAGES; an empty value counts as missing. Raises SettingsError with all problems."""
        known = {name: values[name.upper()] for name in cls.model_fields if values.get(name.upper())}
        try:
            return cls.model_validate(known)
        except ValidationError as error:
            raise SettingsError(tuple(_sentence(dict(problem)) for problem in error.errors())) from None

    @property
    def operator_limits(self) -> OperatorLimits:
        """What bounds every server, and all of them together."""
        day, month = (None if one is None else micros(one) for one in (self.budget_day_usd, self.budget_month_usd))
        return OperatorLimits(self.server_jobs, self.bot_jobs, day, month)

    @property
    def usual(self) -> dict[str, Any]:
        """What counts where a server decided nothing, by the names of its settings."""
        return {one.name: getattr(self, one.default.lower()) or None for one in SETTINGS if one.default}

    @property
    def allowance(self) -> Allowance:
        """What each member may have."""
        return Allowance(self.quota_images, self.quota_period, self.quota_timezone, self.jobs_at_once, self.set_cost)

    @property
    def job_timeout(self) -> timedelta:
        """How long the provider may take."""
        return timedelta(minutes=self.job_timeout_minutes)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written anywhere."""
        return (self.discord_token.get_secret_value(), self.runcomfy_api_key.get_secret_value())


def database_url(values: Mapping[str, str]) -> str:
    """DATABASE_URL alone: what an operator does beside the running bot needs no other. Raises SettingsError."""
    try:
        return _database(values.get("DATABASE_URL") or Settings.model_fields["database_url"].default)
    except ValueError as error:
        raise SettingsError((f"DATABASE_URL {error}",)) from None


_PLAIN: Final = {"int_parsing": "must be a whole number", "int_from_float": "must be a whole number"}


def _sentence(problem: dict[str, Any]) -> str:
    name = str(problem["loc"][0]).upper()
    if problem["type"] == "missing":
        return f"{name} is missing. {Settings.model_fields[name.lower()].description}"
    message = _PLAIN.get(problem["type"]) or str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{name} {message}"


def env_example() -> str:
    """The text of .env.example: each setting with its meaning; required ones empty, the others with their default."""
    lines = ["# Copy this file to .env and fill in the first two. Everything else has a sensible default.", ""]
    for name, field in Settings.model_fields.items():
        lines.append(f"# {field.description}")
        if field.is_required():
            lines.append(f"{name.upper()}=")
        else:
            default = field.default.value if isinstance(field.default, Enum) else field.default
            lines.append(f"# {name.upper()}={'' if default is None else default}")
        lines.append("")
    return "\n".join(lines)
