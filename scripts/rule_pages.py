"""Writes one page a rule, and their index, from the rules' own comments."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from corpus_tools.facts import FILES, Places, fact_tables
from corpus_tools.inventory import SCHEMAS
from corpus_tools.layers import Layers
from corpus_tools.rules import LEVELS, Rule, all_rules
from corpus_tools.tables import documents_table, schemas
from corpus_tools.texts import Texts

OUT = Path(__file__).parents[1] / "docs" / "rules"


def page(rule: Rule) -> str:
    """Return the page of a rule."""
    language = f", for {rule.language} only" if rule.language else ""
    scope = ", over the keys of the whole corpus" if rule.scope == "corpus" else ""
    facts = f"Level {rule.level} ({LEVELS[rule.level]}), {rule.severity}{language}{scope}."
    return f"# {rule.id}\n\n{rule.summary}\n\n{facts}\n\n{rule.explanation}\n\n```sql\n{rule.sql}\n```\n"


def index(rules: tuple[Rule, ...]) -> str:
    """Return the page that lists all rules by level."""
    parts = ["# Rules\n\nEach rule is a query that returns the rows that break it. `corpus validate --rule ID` runs one alone.\n"]
    for level, name in enumerate(LEVELS):
        rows = [f"| [{r.id}]({r.id}.md) | {r.severity} | {r.summary} |" for r in rules if r.level == level]
        parts.append(f"## Level {level}: {name}\n\n| rule | severity | what must hold |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join([*parts, _tables()])


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}`" for field in schema)


def _tables() -> str:
    """Return the part of the index that says what a rule can look at."""
    layers, texts = Layers(documents_table([])), Texts([])
    facts = {name: table.schema for name, table in fact_tables(layers, texts, Places([], [], "")).items()}
    rows = {f"`{name}`": schema for name, schema in schemas().items() if name not in ("documents", "tokens")}
    rows |= {f"`{name}`": schema for name, schema in facts.items() if not name.endswith("_rows")}
    rows |= {f"`{name}s`": facts[f"{name}_rows"] for name in ("span", "id", "ref", "remark")}
    rows |= {"`files`": FILES, **{f"`{name}`": schema for name, schema in SCHEMAS.items()}}
    table = "\n".join(f"| {name} | {_columns(schema)} |" for name, schema in rows.items())
    return f"""## Rules of your own

A corpus keeps its own rules in `rules/ID.sql`: the header as in the files of the package (`level`, `severity`, `scope: corpus` and
`language` where they apply, a comment), then one `SELECT` for DuckDB. It gives `message` and, of `path`, `line`, `"column"`, `document_id`,
`pointer` (a JSON pointer into the document), what says where.

A rule sees some thousand documents at a time and may look only at what lies in one document. `spans`, `ids`, `refs` and `remarks` hold only
what is remarkable (their docstrings say what that is), so that a clean corpus costs little; `pointer` is there for each of their rows. A
rule that reads tables without rows only, beside the label inventory, is not run: it has nothing to find.

| table | columns |
|---|---|
{table}

A rule with `scope: corpus` runs once, and sees `documents` (`id`, `path`, `split`, `text_sha256`, `line`, `number`), `splits`, `records`,
`listing`, `near_duplicates` (`first`, `second`, `similarity`), `faults`, `files` and the label inventory.
"""


def pages() -> dict[str, str]:
    """Return every page, by file name."""
    rules = all_rules()
    return {"README.md": index(rules), **{f"{rule.id}.md": page(rule) for rule in rules}}


def main() -> None:
    """Write the pages; remove those of rules that are gone."""
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in OUT.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (OUT / name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
