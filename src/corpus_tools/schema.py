"""JSON Schema at the door: jsonschema-rs decides, jsonschema explains what it refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from corpus_tools.resources import folder

if TYPE_CHECKING:
    from jsonschema import ValidationError

NAMES = ("document", "ontology", "corpus", "croissant")


@cache
def load(name: str) -> dict[str, Any]:
    """Return the schema `name`: "document", "ontology", "corpus" or "croissant"."""
    schema: dict[str, Any] = json.loads((folder("schema") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


# The end of a text, for every engine: in some, as in Python's, `$` lets a line feed follow.
_END = r"(?![\s\S])"


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_plainer(load(name)))


def _plainer(node: Any) -> Any:
    """Return a schema whose patterns end in `$`: in this engine that is the end itself, and a third quicker than looking ahead."""
    if isinstance(node, list):
        return [_plainer(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value.replace(_END, "$") if key == "pattern" and isinstance(value, str) else _plainer(value) for key, value in node.items()
    }


def is_valid(instance: Any, name: str) -> bool:
    """Tell whether the instance satisfies the schema `name`."""
    return _validator(name).is_valid(instance)


def _pointer(error: ValidationError) -> str:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path)
    return "".join(f"/{step}" for step in steps)


def problems_in(instance: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield a JSON pointer and a message for each thing that the schema refuses; nothing for a valid instance."""
    if is_valid(instance, name):
        return
    import jsonschema  # noqa: PLC0415  only what is refused pays for the explanation

    validator = jsonschema.Draft202012Validator(load(name))
    for error in sorted(validator.iter_errors(instance), key=lambda e: [str(step) for step in e.absolute_path]):
        cause = jsonschema.exceptions.best_match([error]) or error
        yield _pointer(cause), _one_line(cause.message)


def _one_line(message: str, limit: int = 240) -> str:
    line = " ".join(message.split())
    return line if len(line) <= limit else f"{line[: limit - 3]}..."
