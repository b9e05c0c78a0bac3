"""Documentation cannot fall behind: pages equal what the code says, and every block of the README runs."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from corpus_tools.cli.base import commands
from corpus_tools.site import bundle

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def test_the_pages_of_the_rules_say_what_the_rules_say() -> None:
    pages = runpy.run_path(str(ROOT / "scripts" / "rule_pages.py"))["pages"]()
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert written == pages


@pytest.mark.parametrize("name", commands.commands)
def test_every_command_says_what_it_does_and_is_in_the_readme(name: str) -> None:
    assert commands.commands[name].help
    assert f"corpus {name}" in README


def test_the_readme_has_no_block_of_an_unknown_kind() -> None:
    assert {kind for kind, _ in BLOCKS} <= {"console", "python", "json", "text", "toml", "bash"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the corpus and its built dataset, in which the README's blocks run one after the other."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("interpol-seed.txt"))
    shutil.copytree(ROOT / "docs", folder / "docs")
    return folder


def _sessions() -> list[tuple[str, str]]:
    """Return every command of the README's console blocks, with the output shown below it."""
    parts = [re.split(r"^\$ ", block, flags=re.MULTILINE)[1:] for kind, block in BLOCKS if kind == "console"]
    return [(command, output) for block in parts for command, _, output in (part.partition("\n") for part in block)]


def test_the_console_blocks_of_the_readme_print_what_they_show(checkout: Path) -> None:
    for command, expected in _sessions():
        words = shlex.split(command)
        if words[0].startswith("scripts/"):
            assert (ROOT / words[0]).is_file()
            continue
        assert words[0] == "corpus", command
        if words[1] == "site" and bundle.missing():
            continue  # there was no npm to make the front end with
        call = [sys.executable, "-m", "corpus_tools", *words[1:]]
        ran = subprocess.run(
            call, cwd=checkout, capture_output=True, text=True, check=False, env={"COLUMNS": "110", "PATH": "/usr/bin:/bin"}
        )
        shown = [line.rstrip() for line in expected.strip().split("\n")]
        printed = [line.rstrip() for line in (ran.stdout + ran.stderr).strip().split("\n")]
        if "..." in shown:
            cut = shown.index("...")
            assert printed[:cut] == shown[:cut], command
            after = shown[cut + 1 :]
            assert printed[len(printed) - len(after) :] == after, command
        else:
            assert printed == shown, command


def test_the_python_blocks_of_the_readme_run(checkout: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "corpus_tools", "build", "corpus", "--out", "dist/waqai"], cwd=checkout, check=True, capture_output=True
    )
    code = "\n".join(block for kind, block in BLOCKS if kind == "python")
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(checkout / "hf"), "PATH": "/usr/bin:/bin", "HOME": str(checkout)}
    ran = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    promised = [line.split("#> ")[1] for line in code.split("\n") if "#> " in line]
    assert ran.stdout.strip().split("\n") == promised
