"""Writes one page a rule, and their index, from the rules' own comments."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.rules import LEVELS, Rule, all_rules

OUT = Path(__file__).parents[1] / "docs" / "rules"


def page(rule: Rule) -> str:
    """Return the page of a rule."""
    language = f", for {rule.language} only" if rule.language else ""
    facts = f"Level {rule.level} ({LEVELS[rule.level]}), {rule.severity}{language}."
    return f"# {rule.id}\n\n{rule.summary}\n\n{facts}\n\n{rule.explanation}\n\n```sql\n{rule.sql}\n```\n"


def index(rules: tuple[Rule, ...]) -> str:
    """Return the page that lists all rules by level."""
    parts = ["# Rules\n\nEach rule is a query that returns the rows that break it. `corpus validate --rule ID` runs one alone.\n"]
    for level, name in enumerate(LEVELS):
        rows = [f"| [{r.id}]({r.id}.md) | {r.severity} | {r.summary} |" for r in rules if r.level == level]
        parts.append(f"## Level {level}: {name}\n\n| rule | severity | what must hold |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


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
