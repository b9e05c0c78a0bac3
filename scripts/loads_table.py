"""Publish the corpus on a stand-in for the Hub, have several versions of `datasets` load it, and print a table of what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from hub import OWNER, TOKEN, Hub  # noqa: E402

from corpus_tools import build, load  # noqa: E402

VERSIONS = ("3.6.*", "4.8.*", "")  # "" is the newest
PROBE = ROOT / "scripts" / "loads_probe.py"


def environment(version: str) -> Path:
    """Return the Python of an environment that has this version of `datasets`; it is made once, inside .venv."""
    folder = ROOT / ".venv" / f"loads-{version.removesuffix('.*') or 'newest'}"
    python = folder / "bin" / "python"
    if not (folder / "installed").is_file():
        venv.create(folder, with_pip=True, clear=True)
        wanted = f"datasets=={version}" if version else "datasets"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted], check=True)
        (folder / "installed").touch()
    return python


def probed(python: Path, place: str, expected: str, **variables: str) -> dict[str, str]:
    """Return what the probe says of each of its cases."""
    with tempfile.TemporaryDirectory() as home:
        variables = {"HF_HOME": home, "PATH": os.environ["PATH"], "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": TOKEN, **variables}
        ran = subprocess.run([python, PROBE, place, expected], env=variables, capture_output=True, text=True, check=False)
    if ran.returncode:
        return {"the probe": f"FAILED: {ran.stderr.strip().splitlines()[-1]}"}
    found: dict[str, str] = json.loads(ran.stdout.splitlines()[-1])
    return found


def expectations(dataset: Path) -> str:
    """Return what the probe should find: rows by config and split, and how many mentions of a type there are in one split."""
    corpus = load(dataset)
    rows = {config: {split: corpus.table(config, split).num_rows for split in corpus.split_names} for config in corpus.tables()}
    split = corpus.split_names[0]
    types = corpus.table("mentions", split)["type"].to_pylist()
    return json.dumps(
        {"rows": rows, "split": split, "type": types[0], "of_type": types.count(types[0]), "version": corpus.manifest["version"]}
    )


def put_there(source: Path, dataset: Path, endpoint: str) -> None:
    """Put the corpus on the stand-in by the command itself, in a process that knows no other Hub."""
    words = f"-m corpus_tools publish {source} --to hf://datasets/{OWNER}/name --dataset {dataset} --yes".split()
    variables = {**os.environ, "HF_ENDPOINT": endpoint, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
    subprocess.run([sys.executable, *words], env=variables, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Print the table; exit 1 if anything failed."""
    results: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder, Hub(lfs=True, page=1000) as hub:
        source, dataset = Path(folder) / "corpus", Path(folder) / "waqai"
        shutil.copytree(ROOT / "corpus", source)
        build(source, dataset)
        put_there(source, dataset, hub.endpoint)
        expected = expectations(dataset)
        for version in sys.argv[1:] or VERSIONS:
            python = environment(version)
            results[version or "newest"] = {
                **{f"directory: {case}": said for case, said in probed(python, str(dataset), expected).items()},
                **{f"hub: {case}": said for case, said in probed(python, f"{OWNER}/name", expected, HF_ENDPOINT=hub.endpoint).items()},
            }
    cases = list(dict.fromkeys(case for said in results.values() for case in said))
    print("| " + " | ".join(["", *results]) + " |\n|---" + "|---" * len(results) + "|")
    for case in cases:
        print("| " + " | ".join([case, *(said.get(case, "") for said in results.values())]) + " |")
    sys.exit(any("FAILED" in said for found in results.values() for said in found.values()))


if __name__ == "__main__":
    main()
