"""Publishes a corpus: what is committed, valid, whole and licensed goes to its repository in one commit, tagged as the version."""

from __future__ import annotations

from pathlib import Path

from corpus_tools.archives import BUILT
from corpus_tools.builder import build
from corpus_tools.corpus import Corpus
from corpus_tools.errors import CorpusError, InvalidCorpus
from corpus_tools.publish.directory import CHECKSUMS, listed
from corpus_tools.publish.hub import Repository
from corpus_tools.publish.plan import Plan, plan
from corpus_tools.publish.verify import verify
from corpus_tools.publish.withheld import withheld_texts
from corpus_tools.versions import refuse_uncommitted


def prepare(root: Path, dataset: Path, repository: Repository) -> Plan:
    """
    Build the corpus in `root` into `dataset`, unless that is what it holds, and return what publishing it would change.

    Raises CorpusError if the corpus has uncommitted changes or the repository holds something else; InvalidCorpus if the corpus or
    the dataset directory has an error, or holds words of a withheld text.
    """
    refuse_uncommitted(root)
    if (root / BUILT).is_file():
        raise CorpusError(f"{root}: is a dataset directory; publish the corpus that it was built from")
    build(root, dataset)
    problems = [problem for problem in verify(dataset) if problem.severity == "error"] or withheld_texts(Corpus(dataset))
    if problems:
        raise InvalidCorpus(problems)
    return plan(dataset, repository)


def publish(planned: Plan, dataset: Path, repository: Repository, *, private: bool = False) -> str | None:
    """
    Do what is planned; return the commit, None if no file changed.

    An interruption leaves the repository as it was, or with all done but the tag, which the next run sets. Raises CorpusError if the
    repository has changed since the plan was made.
    """
    head = planned.head or repository.create(private=private)
    made = None
    if planned.files:
        names = [*listed((dataset / CHECKSUMS).read_text(encoding="utf-8"))[0], CHECKSUMS]
        put = {name: dataset / name for name in names if name in planned.added or name in planned.changed}
        made = head = repository.commit(head, f"Version {planned.version}", put, list(planned.removed))
    if planned.tag:
        repository.tag(planned.tag, head)
    return made
