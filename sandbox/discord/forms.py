"""Collecting what is wrong with a request body, in Discord's nested form. Knows nothing of which rules there are."""

from typing import Any

from sandbox.discord.errors import ANSWERS, Code, Refusal
from sandbox.discord.jsons import Json, is_integer


class Form:
    """Every problem of one request body, under its path."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note one problem; `path` is dotted, as in `data.embeds.0.title`."""
        place = self._errors
        for step in path.split(".") if path else ():
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def __bool__(self) -> bool:
        return bool(self._errors)

    def raise_if_any(self) -> None:
        """Refuse the request if anything was noted."""
        if self._errors:
            raise self.refusal()

    def refusal(self) -> Refusal:
        """The refusal that says what was noted."""
        status, message = ANSWERS[Code.INVALID_FORM]
        return Refusal(status, Code.INVALID_FORM, message, self._errors)

    def required(self, path: str) -> None:
        """A field is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def one_of(self, path: str, allowed: object) -> None:
        """A field has a value that is not among the allowed."""
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def text(self, path: str, value: Any, most: int, least: int = 0) -> str | None:
        """Check a string field; `least` > 0 makes it required. The string if there is one."""
        if value is None:
            if least:
                self.required(path)
            return None
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return None
        if least and not value:
            self.required(path)
        elif least and not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(value) > most:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def count(self, path: str, number: int, most: int, least: int = 0) -> None:
        """Check how many elements an array has."""
        if least and not least <= number <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif number > most:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def integer(self, path: str, value: Any, least: int, most: int) -> None:
        """Check a whole number, if there is one."""
        if value is None:
            return
        if not is_integer(value):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
