"""The command `corpus`: parses, calls, prints, returns an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import TextIO

import click

# Importing these modules is what puts their commands into the group.
from corpus_tools.cli import exchange, looking, making, publishing, scoring, writing  # noqa: F401
from corpus_tools.cli.base import FailedError, commands
from corpus_tools.errors import CorpusError, InvalidCorpus


def run(argv: Sequence[str], stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Run the command with these arguments; return its exit code: 0 done, 1 something is wrong with the data, 2 with the call."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    with redirect_stdout(out), redirect_stderr(err):
        try:
            commands.main(list(argv), prog_name="corpus", standalone_mode=False)
        except click.ClickException as error:
            error.show(err)
            return error.exit_code
        except (FailedError, click.Abort):
            return 1
        except InvalidCorpus as error:
            click.echo(str(error), err=True)
            return 1
        except CorpusError as error:
            click.echo(f"corpus: {error}", err=True)
            return 1
    return 0


def main() -> None:
    """Run the command on the arguments of the process."""
    sys.exit(run(sys.argv[1:]))
