"""Every sentence that those who run a server read, in their language. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.chat.labels import ADMIN
from bot.chat.languages import Language, mark
from bot.chat.text import shown
from bot.chat.wording import MESSAGE_LIMIT, timestamp
from bot.core.configuration import Block
from bot.core.money import MICROS_PER_USD, WARN_PERCENT, Budget, Spent
from bot.core.quotas import Period
from bot.core.spending import Account, Estimate, Report, Uncertain

PERIODS: Final = {Period.DAY: mark("today"), Period.WEEK: mark("this week"), Period.MONTH: mark("this month")}


def dollars(amount: int) -> str:
    """Millionths of a dollar as people write them; cents, or more digits where they say something."""
    usd = amount / MICROS_PER_USD
    return f"${usd:,.2f}" if amount % 10_000 == 0 else f"${usd:,.4f}".rstrip("0")


def nearly_spent(say: Language, budget: Budget, spent: Spent) -> str:
    """For the log channel."""
    text = say(
        "**{percent} % of this server's budget are used up {period}**: {spent} of {limit}. At 100 % I take no more"
        " requests until it starts anew {relative}.",
        percent=WARN_PERCENT,
        period=say(PERIODS[budget.period]),
        spent=dollars(spent.total),
        limit=dollars(budget.limit),
        relative=timestamp(budget.window.ends_at, "R"),
    )
    return f"{text}\n-# {money_facts(say, spent)}"


def money_facts(say: Language, spent: Spent) -> str:
    """What of it was paid, what is held, what nobody knows."""
    facts = say("{paid} paid · {held} held", paid=dollars(spent.paid), held=dollars(spent.held))
    if spent.uncertain:
        facts += say(" (of that {uncertain} possibly paid)", uncertain=dollars(spent.uncertain))
    return facts


# --- budgets and prices -----------------------------------------------------------------------------------------------

IT_WAS_CHARGED: Final = mark("It was charged …")
IT_WAS_FREE: Final = mark("It was not charged …")
BAR_CELLS: Final = 12
PROMPT_LIMIT_CHARS: Final = 60


def budget(say: Language, report: Report) -> str:
    """The answer of /imagine-admin budget."""
    lines = [f"**{say('What this server spends')}**"]
    lines += [line for account in report.accounts for line in _account(say, account)]
    if report.price is None:
        lines.append(say("-# Nobody knows what a picture costs just now."))
    else:
        price = {"price": dollars(report.price), "most": dollars(report.most or 0)}
        lines.append(say("-# A picture costs {price}; a set is held at {most} and costs what comes.", **price))
    if report.operator_has_budget:
        lines.append(say("-# The bot's operator has a budget for all servers together, too."))
    if report.uncertain:
        lines.append(
            say.many(
                "**{n} request was possibly paid for nothing.** Look into your RunComfy account, and say below:",
                "**{n} requests were possibly paid for nothing.** Look into your RunComfy account, and say below:",
                report.uncertain_number,
            )
        )
        lines += [_uncertain(say, one) for one in report.uncertain]
    return "\n".join(lines)[:MESSAGE_LIMIT]


def _account(say: Language, account: Account) -> list[str]:
    period, spent = say(PERIODS[account.period]), account.spent
    if account.limit is None:
        head = say("{spent} {period}, without a budget", spent=dollars(spent.total), period=period)
        return [head, f"-# {money_facts(say, spent)}"]
    of = {"spent": dollars(spent.total), "limit": dollars(account.limit), "period": period}
    full = min(BAR_CELLS, -(-spent.total * BAR_CELLS // max(1, account.limit)))
    anew = say("Starts anew {relative}.", relative=timestamp(account.window.ends_at, "R"))
    return [
        say("{spent} of {limit} {period}", **of),
        f"`{'█' * full}{'░' * (BAR_CELLS - full)}` {money_facts(say, spent)}",
        f"-# {anew}",
    ]


def _uncertain(say: Language, one: Uncertain) -> str:
    job = one.job
    words = shown(job.request.prompt, PROMPT_LIMIT_CHARS) if not job.reply.private else "—"
    when = timestamp(job.sending_at or job.accepted_at, "f")
    number = f" · `{job.provider_id}`" if job.provider_id else ""
    return f"- {when} · <@{job.user_id}> · {words} · {dollars(one.held)}{number}"


def price(say: Language, estimate: Estimate) -> str:
    """The answer of /price."""
    lines = [
        say.many("This takes {n} picture of your quota.", "This takes {n} pictures of your quota.", estimate.cost)
        + " "
        + say.many("You have {n} left.", "You have {n} left.", estimate.left)
    ]
    if estimate.most is None:
        lines.append(say("What it costs this server, nobody knows just now."))
    elif estimate.cost > 1:
        lines.append(say("It costs this server up to {most}, for up to 15 pictures.", most=dollars(estimate.most)))
    else:
        lines.append(say("It costs this server {most}.", most=dollars(estimate.most)))
    if not estimate.affordable:
        lines.append(say("There is no budget left for it just now."))
    lines.append(say("-# What is cancelled or fails is given back."))
    return "\n".join(lines)


# --- members ----------------------------------------------------------------------------------------------------------

BLOCKS_NOT_THAT_ONE: Final = mark("You cannot block yourself, nor a bot.")
A_BOT: Final = mark("This is a bot: it cannot ask for pictures, and has no quota.")
BLOCKS_NAMED: Final = 20


def about(say: Language, member: int) -> str:
    """Whose quota it is."""
    return say("Quota of {member}", member=f"<@{member}>")


def blocked(say: Language, member: int, until: datetime | None) -> str:
    """It is done."""
    who = {"member": f"<@{member}>"}
    if until is None:
        return say("{member} cannot ask for pictures here any more, until somebody unblocks.", **who)
    return say("{member} cannot ask for pictures here until {time}.", **who, time=timestamp(until, "f"))


def unblocked(say: Language, member: int, *, was: bool) -> str:
    """It is done, or there was nothing to do."""
    who = f"<@{member}>"
    if was:
        return say("{member} can ask for pictures again.", member=who)
    return say("{member} was not blocked.", member=who)


def blocks(say: Language, in_force: Sequence[Block]) -> str:
    """Who is blocked."""
    if not in_force:
        return say("Nobody is blocked here.")
    lines = [say.many("{n} member is blocked:", "{n} members are blocked:", len(in_force))]
    for one in in_force[:BLOCKS_NAMED]:
        end = say("until somebody unblocks") if one.until is None else timestamp(one.until, "R")
        by = say("by {member}", member=f"<@{one.by}>")
        why = f" · {shown(one.reason, PROMPT_LIMIT_CHARS)}" if one.reason else ""
        lines.append(f"- <@{one.user}> · {end} · {by}{why}")
    return "\n".join(lines)


def admin_help(say: Language, names: Sequence[str]) -> str:
    """What moderators and managers find in /help beside what everybody does."""
    return f"-# {say(ADMIN)}: {' '.join(say.command(name) for name in names)}"
