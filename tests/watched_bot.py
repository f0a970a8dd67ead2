"""The real bot with a witness: each file that it or its children create, change or remove is written down.

Started as `python -m tests.watched_bot` in place of sandbox.redirect; `WATCH_FILE` says where to write to. Python tells
its audit hooks of every such call before it happens. Picture encoders are spawned from this module too.
"""

import os
import sys
from typing import Any, Final

_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES: Final = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
     "os.utime", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.rmtree"}
)  # fmt: skip
_record: Final = os.open(os.environ["WATCH_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    opened = event == "open" and bool(arguments[2] & _WRITES)
    path = arguments[0] if arguments and (opened or event in _CHANGES) else None
    if path is not None and not isinstance(path, int):  # a number is a file that is open already
        os.write(_record, f"{event} {os.path.abspath(os.fsdecode(path))}\n".encode())  # noqa: PTH100 - no pathlib in a hook


sys.addaudithook(_watch)

if __name__ == "__main__":
    from sandbox.redirect import run

    sys.exit(run())
