"""What the documents say is so: commands exist, links resolve, tables and diagrams are those of the code."""

import re
import subprocess
import tomllib
from enum import Enum
from pathlib import Path

import pytest

from bot import VERSION
from bot.core.jobs import state_diagram
from bot.settings import Settings
from sandbox.faults import KINDS
from tests.modules_page import PAGE, page

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sandbox/*.md")])


def test_the_state_diagram_is_made_from_the_table() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    (diagram,) = re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    assert diagram == state_diagram()


def test_the_list_of_modules_is_what_they_say_of_themselves() -> None:
    assert PAGE.read_text() == page(), "run: make docs-modules"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_to_files_resolve(document: Path) -> None:
    text = document.read_text()
    links = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'src(?:set)?="([^"]+)"', text)
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_make_commands_in_documents_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_named_in_documents_exist(document: Path) -> None:
    named = re.findall(r"`((?:bot|cogs|sandbox|tests|docs|bench)/[\w./-]+)`", document.read_text())
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    expected: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        default = field.default.value if isinstance(field.default, Enum) else field.default
        shown = "none" if default is None else f"`{default}`"
        expected[name.upper()] = "needed" if field.is_required() else shown
    assert rows == expected


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_every_line_of_the_makefiles_menu_is_shown_by_make() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("try", "demo", "run", "setup", "test", "check"):
        assert f"make {target}" in shown


def test_every_behaviour_of_the_sandbox_says_what_it_does() -> None:
    assert all(kind.says and kind.name == name for name, kind in KINDS.items())


def test_the_locks_pin_hashes_and_name_no_package_index() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)
        assert len(packages) > 15
        assert text.count("--hash=sha256:") >= len(packages)
        assert "://" not in text
        assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_folder_of_the_machine_that_made_them_and_no_address(name: str) -> None:
    assert re.findall(r"-c /|://", (ROOT / name).read_text()) == []
