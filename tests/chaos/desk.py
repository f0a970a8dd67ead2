"""What members do with finished pictures, and what moderators and the manager decide: through the same buttons, forms
and commands as people do. Writes down each deed; judges nothing. A bot that dies meanwhile leaves a deed unanswered."""

import time
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.client import Api, Refused
from tests.chaos.acts import Afford, Bin, Clear, Erase, More, Order, Report
from tests.chaos.records import Deed, Json, Typed

ANSWER_S: Final = 3.5
MANAGER: Final = "olga"
MODERATOR: Final = "mira"
PLACE: Final = "pictures"
"""Here everything is decided, for this server."""
RECENT: Final = 20
"""Pictures of the last so many requests are used."""
OTHER_SIZE: Final = "2560x1440(16:9)"


@dataclass
class Desk:
    """`typed` is the run's list of requests: what is asked for by a button is one, too."""

    api: Api
    typed: list[Typed]
    deeds: list[Deed] = field(default_factory=list[Deed])
    gone: dict[str, tuple[str, Json]] = field(default_factory=dict[str, tuple[str, Json]])
    """Messages that somebody meant to delete: who saw them last, and how."""

    # --- pictures -----------------------------------------------------------------------------------------------

    async def more(self, act: More) -> None:
        """Again, in 4K, another size, or the prompt edited."""
        found = await self._pictures(act.pick, act.who)
        if found is None:
            return
        typed, seen = found
        if act.how == "edit":
            form = await self._press(act.who, seen, "edit")
            if form is not None:
                self._asked(act.prompt, act.who, await self._submit(act.who, form, {"prompt": act.prompt}))
        elif act.how == "size":
            body = {"as": act.who, "custom_id": f"imagine:size:{typed.interaction}", "values": [OTHER_SIZE]}
            begun = await self.api.call("POST", f"/messages/{seen['id']}/select", body)
            self._asked(typed.prompt, act.who, begun["interaction"])
        else:
            body = {"as": act.who, "custom_id": f"imagine:{act.how}:{typed.interaction}"}
            begun = await self.api.call("POST", f"/messages/{seen['id']}/press", body)
            self._asked(typed.prompt, act.who, begun["interaction"])

    async def bin(self, act: Bin) -> None:
        """Delete, and mean it or not."""
        found = await self._pictures(act.pick)
        if found is None:
            return
        typed, seen = found
        form = await self._press(typed.member, seen, "delete")
        if form is not None and act.sure:
            self.gone[seen["id"]] = (typed.member, seen)
            sent = await self._submit(typed.member, form, {})
            self._did("delete", typed.member, sent, about=typed.interaction, message=seen["id"])

    async def report(self, act: Report) -> None:
        """Report pictures, with a reason."""
        found = await self._pictures(act.pick, act.who)
        if found is None:
            return
        typed, seen = found
        begun = await self.api.call("POST", f"/messages/{seen['id']}/commands/Report picture", {"as": act.who})
        answer = await self.api.answered(begun["interaction"], ANSWER_S)
        if answer["kind"] == "modal":
            sent = await self._submit(act.who, begun["interaction"], {"reason": "not for children"})
            self._did("report", act.who, sent, about=typed.interaction)

    async def _pictures(self, pick: float, who: str | None = None) -> tuple[Typed, Json] | None:
        """One of the last requests whose pictures are there, and its message; `who` must see it, else its member."""
        recent = self.typed[-RECENT:]
        start = int(pick * len(recent))
        for typed in recent[start:] + recent[:start]:
            answer = await self.api.answered(typed.interaction, 0)
            if answer["message"] is None or answer["ephemeral"] or answer["message"] in self.gone:
                continue
            try:
                seen = await self.api.call("GET", f"/messages/{answer['message']}", None, **{"as": who or typed.member})
            except Refused:  # gone, or not theirs to see
                continue
            if seen["attachments"]:
                return typed, seen
        return None

    async def _press(self, who: str, seen: Json, what: str) -> str | None:
        """Press a button that opens a form; the interaction whose form it is."""
        ids = [one["custom_id"] for row in seen["components"] for one in row["components"]]
        mine = [one for one in ids if one.startswith(f"imagine:{what}")]
        if not mine:
            return None
        body = {"as": who, "custom_id": mine[0]}
        begun = await self.api.call("POST", f"/messages/{seen['id']}/press", body)
        answer = await self.api.answered(begun["interaction"], ANSWER_S)
        return begun["interaction"] if answer["kind"] == "modal" else None

    async def _submit(self, who: str, form: str, fields: Json) -> str:
        return (await self.api.call("POST", f"/modals/{form}/submit", {"as": who, "fields": fields}))["interaction"]

    # --- people and servers -------------------------------------------------------------------------------------

    async def order(self, act: Order) -> None:
        """/imagine-admin …, by those who may."""
        who = MODERATOR if act.what in ("block", "unblock") else MANAGER
        options: Json = {"member": act.member} if act.member else {}
        options |= {"images": act.images} if act.images else {}
        sent = await self._command(who, f"imagine-admin {act.what}", options)
        self._did(act.what, who, sent, about=act.member, amount=act.images)

    async def afford(self, act: Afford) -> None:
        """The form of one setting."""
        begun = await self._command(MANAGER, "imagine-admin settings", {})
        view = (await self.api.answered(begun, ANSWER_S))["message"]
        if view is None:
            return
        if await self._choose(view, "imagine:settings:group", "money") is None:
            return
        form = await self._choose(view, "imagine:settings:change", f"budget_{act.period}")
        if form is not None:
            began = time.time()
            sent = await self._submit(MANAGER, form, {"value": f"{act.usd:.2f}"})
            self._did("afford", MANAGER, sent, about=act.period, amount=round(act.usd * 1_000_000), at=began)

    async def clear(self, act: Clear) -> None:
        """The first of the possibly paid ones that /imagine-admin budget names."""
        begun = await self._command(MANAGER, "imagine-admin budget", {})
        view = (await self.api.answered(begun, ANSWER_S))["message"]
        if view is None:
            return
        seen = await self.api.call("GET", f"/messages/{view}", None, **{"as": MANAGER})
        custom_id = f"imagine:money:{'charged' if act.charged else 'free'}"
        menus = [one for row in seen["components"] for one in row.get("components", ())]
        for menu in menus:
            if menu.get("custom_id") == custom_id:
                job = menu["options"][0]["value"]
                body = {"as": MANAGER, "custom_id": custom_id, "values": [job]}
                sent = await self.api.call("POST", f"/messages/{view}/select", body)
                self._did("clear", MANAGER, sent["interaction"], about=job, amount=int(act.charged))

    async def erase(self, act: Erase) -> None:
        """/privacy, Delete my data, and mean it."""
        begun = await self._command(act.who, "privacy", {})
        view = (await self.api.answered(begun, ANSWER_S))["message"]
        if view is None:
            return
        seen = await self.api.call("GET", f"/messages/{view}", None, **{"as": act.who})
        form = await self._press(act.who, seen, "privacy:delete")
        if form is not None:
            began = time.time()
            self._did("erase", act.who, await self._submit(act.who, form, {}), about=act.who, at=began)

    async def _command(self, who: str, name: str, options: Json) -> str:
        # The server's owner has opened /imagine-admin to moderators, which the sandbox's client does not know.
        body = {"as": who, "channel": PLACE, "options": options, "unchecked": True}
        return (await self.api.call("POST", f"/commands/{name}", body))["interaction"]

    async def _choose(self, view: str, custom_id: str, value: str) -> str | None:
        body = {"as": MANAGER, "custom_id": custom_id, "values": [value]}
        begun = await self.api.call("POST", f"/messages/{view}/select", body)
        answer = await self.api.answered(begun["interaction"], ANSWER_S)
        return begun["interaction"] if answer["state"] == "answered" else None

    # --- the list -----------------------------------------------------------------------------------------------

    def _asked(self, prompt: str, who: str, interaction: str) -> None:
        self.typed.append(Typed(prompt, who, interaction, time.time()))

    def _did(self, what: str, by: str, interaction: str, at: float | None = None, **facts: Any) -> None:
        self.deeds.append(Deed(what, by, interaction, time.time() if at is None else at, **facts))
