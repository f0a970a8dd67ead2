"""What the bot of parts_bot.py shows: forms, menus, buttons, an embed, a layout. Each says back what it received."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import discord
from discord import ui

Event = discord.Interaction[Any]


def names(chosen: list[Any]) -> list[str]:
    """The values of a select menu as words."""
    return [str(getattr(each, "name", each)) for each in chosen]


def options(*labels: str, described: str | None = None) -> list[discord.SelectOption]:
    """Options whose values are their labels in lower case."""
    return [discord.SelectOption(label=label, value=label.lower(), description=described) for label in labels]


class Texts(ui.Modal, title="Two texts"):
    """Text inputs, short and long, with text between them."""

    words = ui.TextDisplay[Any]("Please tell us **about you**.")
    name = ui.Label[Any](
        text="Name",
        description="As people call you",
        component=ui.TextInput[Any](custom_id="name", min_length=2, max_length=20, placeholder="Ada"),
    )
    story = ui.Label[Any](
        text="Story",
        component=ui.TextInput[Any](
            custom_id="story", style=discord.TextStyle.paragraph, required=False, max_length=50, default="Once"
        ),
    )

    async def on_submit(self, interaction: Event) -> None:
        """Say back both."""
        name, story = (label.component for label in (self.name, self.story))
        assert isinstance(name, ui.TextInput)
        assert isinstance(story, ui.TextInput)
        await interaction.response.send_message(f"got name={name.value!r}, story={story.value!r}")


class Choices(ui.Modal, title="Choices"):
    """A select menu, radio buttons, checkboxes."""

    food = ui.Label[Any](
        text="Food",
        component=ui.Select[Any](
            custom_id="food", options=options("Bread", "Rice", "Soup"), min_values=2, max_values=2
        ),
    )
    size = ui.Label[Any](
        text="Size",
        component=ui.RadioGroup[Any](
            custom_id="size", options=[discord.RadioGroupOption(label=name, value=name) for name in ("Small", "Large")]
        ),
    )
    extras = ui.Label[Any](
        text="Extras",
        description="What comes with it",
        component=ui.CheckboxGroup[Any](
            custom_id="extras",
            required=False,
            min_values=0,
            max_values=2,
            options=[discord.CheckboxGroupOption(label=name, value=name) for name in ("Salt", "Oil", "Lemon")],
        ),
    )
    agree = ui.Label[Any](text="Bring it soon", component=ui.Checkbox[Any](custom_id="soon"))

    async def on_submit(self, interaction: Event) -> None:
        """Say back all four."""
        food, size, extras, soon = (each.component for each in (self.food, self.size, self.extras, self.agree))
        assert isinstance(food, ui.Select)
        assert isinstance(size, ui.RadioGroup)
        assert isinstance(extras, ui.CheckboxGroup)
        assert isinstance(soon, ui.Checkbox)
        said = f"food={food.values}, size={size.value!r}, extras={extras.values}, soon={soon.value}"
        await interaction.response.send_message(f"got {said}")


class People(ui.Modal, title="People and places"):
    """Select menus of people, roles and channels."""

    who = ui.Label[Any](text="Who", component=ui.UserSelect[Any](custom_id="who", required=True))
    role = ui.Label[Any](text="Role", component=ui.RoleSelect[Any](custom_id="role", required=False))
    anyone = ui.Label[Any](text="Anyone", component=ui.MentionableSelect[Any](custom_id="any", required=False))
    where = ui.Label[Any](text="Where", component=ui.ChannelSelect[Any](custom_id="where", required=True))

    async def on_submit(self, interaction: Event) -> None:
        """Say back all of them."""
        menus: list[Any] = [label.component for label in (self.who, self.role, self.anyone, self.where)]
        who, role, anyone, where = (names(menu.values) for menu in menus)
        await interaction.response.send_message(f"got who={who}, role={role}, anyone={anyone}, where={where}")


class Silent(ui.Modal, title="Nobody answers"):
    """A form that is never answered."""

    name = ui.Label[Any](text="Name", component=ui.TextInput[Any](custom_id="name"))

    async def on_submit(self, interaction: Event) -> None:
        """Nothing."""


FORMS: Final[dict[str, Callable[[], ui.Modal]]] = {
    "texts": Texts,
    "choices": Choices,
    "people": People,
    "silent": Silent,
}


class Menus(ui.View):
    """One menu of each kind."""

    @ui.select(
        placeholder="What to eat",
        min_values=2,
        max_values=3,
        options=[*options("Bread", "Rice", described="from the field"), discord.SelectOption(label="Soup", emoji="🍲")],
    )
    async def food(self, interaction: Event, menu: ui.Select[Any]) -> None:
        """Several texts."""
        await interaction.response.send_message(f"got food={sorted(menu.values)}")

    @ui.select(cls=ui.UserSelect, placeholder="Somebody")
    async def who(self, interaction: Event, menu: ui.UserSelect[Any]) -> None:
        """One person."""
        await interaction.response.send_message(f"got who={names(menu.values)}")

    @ui.select(cls=ui.RoleSelect, placeholder="A role")
    async def role(self, interaction: Event, menu: ui.RoleSelect[Any]) -> None:
        """One role."""
        await interaction.response.send_message(f"got role={names(menu.values)}")

    @ui.select(cls=ui.MentionableSelect, placeholder="Anyone", max_values=2)
    async def anyone(self, interaction: Event, menu: ui.MentionableSelect[Any]) -> None:
        """People and roles."""
        await interaction.response.send_message(f"got anyone={sorted(names(menu.values))}")

    @ui.select(cls=ui.ChannelSelect, placeholder="A place", channel_types=[discord.ChannelType.text])
    async def place(self, interaction: Event, menu: ui.ChannelSelect[Any]) -> None:
        """One text channel."""
        await interaction.response.send_message(f"got place={names(menu.values)}")


class Buttons(ui.View):
    """Every kind of button."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.pressed = 0
        self.add_item(ui.Button(label="Docs", url="https://example.com/docs"))

    @ui.button(label="Count", style=discord.ButtonStyle.primary, emoji="🔢")
    async def count(self, interaction: Event, button: ui.Button[Any]) -> None:
        """Change the message itself."""
        self.pressed += 1
        await interaction.response.edit_message(content=f"Pressed {self.pressed}", view=self)

    @ui.button(label="Silence", style=discord.ButtonStyle.danger)
    async def silence(self, interaction: Event, button: ui.Button[Any]) -> None:
        """Never answer."""

    @ui.button(label="Not now", disabled=True)
    async def off(self, interaction: Event, button: ui.Button[Any]) -> None:
        """Cannot be pressed."""

    @ui.button(label="Form", style=discord.ButtonStyle.success)
    async def form(self, interaction: Event, button: ui.Button[Any]) -> None:
        """Show a form."""
        await interaction.response.send_modal(Texts())


def embed() -> discord.Embed:
    """An embed with everything in it."""
    made = discord.Embed(
        title="The harbour", url="https://example.com/harbour", description="Boats and **ropes**", colour=0x2E8B57
    )
    made.timestamp = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    made.set_author(name="Mira", url="https://example.com/mira").set_footer(text="Seen today")
    for name in ("Boats", "Ropes", "Gulls"):
        made.add_field(name=name, value=f"some {name.lower()}", inline=True)
    made.add_field(name="Weather", value="calm", inline=False)
    return made.set_image(url="attachment://wide.png").set_thumbnail(url="attachment://small.png")


class Layout(ui.LayoutView):
    """Containers, sections, galleries, separators and text."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        button = ui.Button[Any](label="More boats", custom_id="more boats")
        button.callback = self.more
        section = ui.Section[Any]("A section with a button", accessory=button)
        pictured = ui.Section[Any](
            "A section with a picture", accessory=ui.Thumbnail[Any]("attachment://picture-3.png")
        )
        gallery = ui.MediaGallery[Any](
            discord.MediaGalleryItem("attachment://picture-1.png", description="Green water"),
            discord.MediaGalleryItem("attachment://picture-2.png", description="The ending", spoiler=True),
        )
        line = ui.Separator[Any](visible=True, spacing=discord.SeparatorSpacing.large)
        self.add_item(
            ui.Container(ui.TextDisplay("## A container"), line, section, pictured, gallery, accent_colour=0xC05030)
        )
        self.add_item(ui.Container(ui.TextDisplay("Covered words"), spoiler=True))

    async def more(self, interaction: Event) -> None:
        """Answer the section's button."""
        await interaction.response.send_message("got more boats", ephemeral=True)
