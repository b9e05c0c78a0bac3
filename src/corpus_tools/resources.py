"""Where the files that ship with the package lie: in the wheel beside the modules, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def folder(name: str) -> Path:
    """Return the folder `name` ("schema" or "corpus") that ships with the package."""
    shipped = _PACKAGE / "_shipped" / name
    return shipped if shipped.is_dir() else _CHECKOUT / name
