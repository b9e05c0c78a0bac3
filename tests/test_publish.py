"""corpus publish, against a stand-in for the Hub: what it refuses, what it changes, and what an interruption leaves."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import loads_table
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import DATA, commit, edit, run
from hub import OWNER, READER, TOKEN, Blob, Fault, Hub

from corpus_tools import Corpus, CorpusError
from corpus_tools.publish.hub import RemoteFile, Repository
from corpus_tools.publish.withheld import withheld_texts

# What the client says of its own client when it sends a file.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
both_ways = pytest.mark.parametrize("hub", [False, True], ids=["regular", "lfs"], indirect=True)
ADDRESS = f"hf://datasets/{OWNER}/name"


@pytest.fixture(params=[True])
def hub(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub that keeps Parquet files by Git LFS, as the real one does; `both_ways` adds one that keeps them as git blobs."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with Hub(lfs=request.param) as served:
        _turn_to(monkeypatch, served.endpoint)
        yield served


def _turn_to(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Do what HF_ENDPOINT does to a process that begins with it."""
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + "/{repo_id}/resolve/{revision}/{filename}")


def _publish(corpus: Path, *options: str, address: str = ADDRESS) -> tuple[int, str, str]:
    ran = run("publish", corpus, "--to", address, "--dataset", corpus.parent / "dist", *options)
    return ran.code, ran.out, ran.err


def _published(corpus: Path) -> dict[str, bytes]:
    folder = corpus.parent / "dist"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _in(hub: Hub) -> dict[str, bytes]:
    return {name: blob.content for name, blob in hub.repo().files.items() if name != ".gitattributes"}


def _raise_version(corpus: Path, version: str = "2.2.0") -> None:
    edit(corpus / "corpus.toml", lambda text: text.replace('version = "2.1.0"', f'version = "{version}"'))


def test_a_dry_run_says_what_would_change_and_changes_nothing(hub: Hub, committed: Path) -> None:
    code, out, err = _publish(committed)
    files = _published(committed)
    assert (code, err, hub.repos) == (0, "", {})
    assert out == (
        f"{ADDRESS}: a new public repository\n"
        + "".join(f"+ {name}  {len(content):,} bytes\n" for name, content in sorted(files.items()))
        + f"tag v2.1.0\n{len(files)} added, 0 changed, 0 removed; {sum(map(len, files.values())):,} bytes to upload\n"
        + "nothing is uploaded yet: --yes does it\n"
    )


@both_ways
def test_all_files_go_in_one_commit_that_gets_the_tag(hub: Hub, committed: Path) -> None:
    code, out, err = _publish(committed, "--yes")
    assert (code, err) == (0, "")
    assert out.endswith(f'\n\nload_dataset("{OWNER}/name", "mentions", revision="v2.1.0")\n')
    assert _in(hub) == _published(committed)
    repo = hub.repo()
    assert [message for _, message, _ in repo.commits] == ["initial commit", "Version 2.1.0"]
    assert (repo.tags, repo.private) == ({"v2.1.0": repo.head}, False)
    assert {blob.lfs for name, blob in repo.files.items() if name.endswith(".parquet")} == {hub.lfs}


def test_a_repository_may_be_made_private(hub: Hub, committed: Path) -> None:
    code, out, err = _publish(committed, "--yes", "--private")
    assert (code, out.split("\n")[0], err) == (0, f"{ADDRESS}: a new private repository", "")
    assert hub.repo().private
    assert _in(hub) == _published(committed)
    assert _publish(committed)[1] == f"{ADDRESS}: has version 2.1.0 already, file for file; nothing to do\n"


@both_ways
def test_a_second_run_with_nothing_changed_makes_no_commit(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    hub.requests.clear()
    assert _publish(committed, "--yes") == (0, f"{ADDRESS}: has version 2.1.0 already, file for file; nothing to do\n", "")
    assert [request for request in hub.requests if not request.startswith("GET ") and "resolve" not in request] == []


@both_ways
def test_a_new_version_sends_what_changed_and_removes_what_is_gone(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    before = hub.repo().head
    _raise_version(committed)
    edit(committed / "corpus.toml", lambda text: text.replace('check = ["letter"]', 'late = ["letter"]'))
    commit(committed)
    out = _publish(committed, "--yes")[1]
    sizes = {name: len(content) for name, content in _published(committed).items()}
    gone = len(hub.repo().at(before)[1]["mentions/check-00000-of-00001.parquet"].content)  # type: ignore[index]
    lines = out.splitlines()
    assert f"+ mentions/late-00000-of-00001.parquet  {sizes['mentions/late-00000-of-00001.parquet']:,} bytes" in lines
    assert f"- mentions/check-00000-of-00001.parquet  {gone:,} bytes" in lines
    assert f"~ README.md  {sizes['README.md']:,} bytes" in lines
    assert not [line for line in lines if "learn" in line or "ontology" in line]
    assert _in(hub) == _published(committed)
    assert hub.repo().tags == {"v2.1.0": before, "v2.2.0": hub.repo().head}
    assert len(hub.repo().commits) == 3


def test_files_that_others_put_there_stay(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    repo = hub.repo()
    repo.commit("by hand", {**repo.files, "images/map.png": repo.files["README.md"]})
    _raise_version(committed)
    commit(committed)
    assert _publish(committed, "--yes")[0] == 0
    assert "images/map.png" in repo.files


# ------------------------------------------------------------------------------------------------------ what is refused


def test_uncommitted_changes_are_refused(hub: Hub, committed: Path) -> None:
    _raise_version(committed)
    (committed / "note").write_text("x", encoding="utf-8")
    message = f"corpus: {committed}: corpus.toml and 1 more not committed: a version must be what git has\n"
    assert _publish(committed, "--yes") == (1, "", message)
    assert hub.requests == []


def test_a_corpus_outside_git_is_published_with_a_word_about_it(hub: Hub, second: Path) -> None:
    code, _, err = _publish(second, "--yes")
    assert (code, err) == (0, f"{second}: does not lie in git, so that nothing tells what this version was made of\n")
    assert _in(hub) == _published(second)


def test_an_invalid_corpus_is_refused(hub: Hub, committed: Path) -> None:
    edit(committed / "documents" / "storm.txt", lambda text: text.replace("Heron", "Horon"))
    commit(committed)
    code, out, err = _publish(committed, "--yes")
    assert (code, out, hub.requests) == (1, "", [])
    assert f"{committed / 'documents' / 'storm.json'}" in err


def test_a_dataset_directory_that_is_not_whole_is_refused(hub: Hub, committed: Path) -> None:
    _publish(committed)
    readme = committed.parent / "dist" / "README.md"
    edit(readme, lambda text: text.replace("Harbour", "Harbor"))
    hub.requests.clear()
    code, out, err = _publish(committed, "--yes")
    assert (code, out, hub.requests) == (1, "", [])
    assert err.startswith(f"{readme}:1: has the SHA-256 ")


def test_a_dataset_directory_is_no_corpus_to_publish(hub: Hub, second_built: Path) -> None:
    ran = run("publish", second_built, "--to", ADDRESS, "--yes")
    assert (ran.code, hub.requests) == (1, [])
    assert ran.err.endswith(f"corpus: {second_built}: is a dataset directory; publish the corpus that it was built from\n")


def test_a_withheld_text_that_was_put_in_place_is_refused(hub: Hub, committed: Path) -> None:
    (committed / ".gitignore").write_text("documents/letter.txt\n", encoding="utf-8")
    commit(committed)
    assert run("hydrate", DATA / "withheld", "--corpus", committed).code == 0
    code, out, err = _publish(committed, "--yes")
    assert (code, out, hub.requests) == (1, "", [])
    dist = committed.parent / "dist"
    assert err == "".join(
        f"{dist / config}: holds words of letter, whose text is withheld, in {field} [publish-withheld-text]\n"
        for config, field in (("documents", "text"), ("tokens", "tokens"))
    )


def test_words_of_a_withheld_text_are_found_in_any_table_and_at_any_depth(second_built: Path) -> None:
    path = second_built / "documents" / "check-00000-of-00001.parquet"
    table = pq.read_table(path)
    (record,) = table.to_pylist()
    record["events"][0]["trigger"]["text"] = "reached"
    pq.write_table(pa.Table.from_pylist([record], schema=table.schema), path)
    mentions = second_built / "mentions" / "check-00000-of-00001.parquet"
    rows = pq.read_table(mentions).to_pylist()
    pq.write_table(pa.Table.from_pylist([{**rows[0], "text": "We"}, *rows[1:]], schema=pq.read_schema(mentions)), mentions)
    assert [str(problem) for problem in withheld_texts(Corpus(second_built))] == [
        f"{second_built / config}: holds words of letter, whose text is withheld, in text [publish-withheld-text]"
        for config in ("documents", "mentions")
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("storm.txt", "Blue Heron", "Grey Heron"), "documents"),
        (("ontology.json", '"description"', '"description" '), "ontology"),
    ],
)
def test_a_version_that_is_there_with_other_data_is_refused(hub: Hub, committed: Path, change: tuple[str, str, str], said: str) -> None:
    _publish(committed, "--yes")
    before = hub.repo().head
    name, old, new = change
    for path in [committed / name] if name == "ontology.json" else [committed / "documents" / n for n in (name, "storm.json")]:
        edit(path, lambda text: text.replace(old, new))
    _rehash(committed)
    commit(committed)
    message = f"corpus: {ADDRESS}: v2.1.0 is there with other data ({said}); what has changed needs a new version: corpus release\n"
    assert _publish(committed, "--yes") == (1, "", message)
    assert hub.repo().head == before


def _rehash(corpus: Path) -> None:
    import hashlib  # noqa: PLC0415
    import re  # noqa: PLC0415

    sha256 = hashlib.sha256((corpus / "documents" / "storm.txt").read_bytes()).hexdigest()
    edit(corpus / "documents" / "storm.json", lambda text: re.sub(r'"text_sha256": ?"\w+"', f'"text_sha256":"{sha256}"', text))


def test_a_card_that_says_more_is_no_other_data(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    tagged = hub.repo().head
    edit(committed / "corpus.toml", lambda text: text.replace("Three invented notes", "Three short invented notes"))
    commit(committed)
    assert _publish(committed, "--yes")[0] == 0
    assert hub.repo().head != tagged
    assert hub.repo().tags == {"v2.1.0": tagged}


@pytest.mark.usefixtures("hub")
def test_an_earlier_version_than_the_one_there_is_refused(committed: Path) -> None:
    _raise_version(committed)
    commit(committed)
    _publish(committed, "--yes")
    edit(committed / "corpus.toml", lambda text: text.replace('version = "2.2.0"', 'version = "2.1.9"'))
    commit(committed)
    assert _publish(committed, "--yes") == (1, "", f"corpus: {ADDRESS}: has version 2.2.0, which is later than 2.1.9\n")


def test_a_repository_with_something_else_in_it_is_not_touched(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    repo = hub.repo()
    repo.commit("other", {"thesis.tex": repo.files["README.md"], "README.md": repo.files["README.md"]})
    message = f"corpus: {ADDRESS}: holds thesis.tex and no build.json: it is no dataset of corpus-tools; not touched\n"
    assert _publish(committed, "--yes") == (1, "", message)


def test_another_corpus_is_not_replaced(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    edit(committed / "corpus.toml", lambda text: text.replace('name = "harbour"', 'name = "port"'))
    commit(committed)
    assert _publish(committed, "--yes") == (1, "", f"corpus: {ADDRESS}: holds the corpus 'harbour', and this is 'port'; not touched\n")
    assert len(hub.repo().commits) == 2


# -------------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("address", ["owner/name", "hf://owner/name", "hf://datasets/name", "hf://datasets/a/b/c", "hf://datasets/a/b--c"])
def test_a_wrong_address_is_told(committed: Path, address: str) -> None:
    message = f"corpus: {address}: is no address of a data set; that is hf://datasets/OWNER/NAME\n"
    assert _publish(committed, "--yes", address=address) == (1, "", message)


NO_TOKEN = "the Hub takes no token, or not this one: set HF_TOKEN or run 'hf auth login'"
STATUSES = [
    (401, NO_TOKEN),
    (403, "the token may not do this"),
    (404, "is not there, or the token may not see it"),
    (409, "was changed by somebody else meanwhile; run again"),
    (412, "was changed by somebody else meanwhile; run again"),
    (418, "the Hub answers 418: ordered"),
    (429, "the Hub has had too many requests; try again later"),
    (500, "the Hub answers 500; try again later"),
    (503, "the Hub answers 503; try again later"),
]


@pytest.mark.parametrize(("status", "reason"), STATUSES)
def test_what_the_hub_refuses_is_one_line(hub: Hub, tmp_path: Path, status: int, reason: str) -> None:
    repository = Repository(ADDRESS)
    head = repository.create(private=False)
    (tmp_path / "x.parquet").write_bytes(b"x")
    hub.faults += [Fault("/tree/", status), Fault("/commit/", status)]
    with pytest.raises(CorpusError) as reading:
        repository.state()
    with pytest.raises(CorpusError) as writing:
        repository.commit(head, "x", {"x.parquet": tmp_path / "x.parquet"}, [])
    assert str(reading.value) == str(writing.value) == f"{ADDRESS}: {reason}"


@pytest.mark.parametrize(
    ("token", "address", "reason"),
    [
        ("", ADDRESS, NO_TOKEN),
        ("hf_unknown", ADDRESS, NO_TOKEN),
        (READER, ADDRESS, "the token may not do this"),
        (TOKEN, "hf://datasets/stranger/name", "the token may not do this"),
    ],
)
def test_who_may_not_write_is_told_so_and_no_token_is_shown(  # noqa: PLR0917
    hub: Hub, committed: Path, token: str, address: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setenv("HF_TOKEN", token)
    code, out, err = _publish(committed, "--yes", address=address)
    assert (code, err, hub.repos) == (1, f"corpus: {address}: {reason}\n", {})
    assert not token or token not in out


def test_without_a_network_nothing_is_done(hub: Hub, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _turn_to(monkeypatch, "http://127.0.0.1:9")
    message = f"corpus: {ADDRESS}: cannot be reached, or the connection broke (ConnectError)\n"
    assert _publish(committed, "--yes") == (1, "", message)
    assert hub.requests == []


def test_offline_mode_is_told(hub: Hub, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    assert _publish(committed, "--yes") == (1, "", f"corpus: {ADDRESS}: cannot be reached: HF_HUB_OFFLINE is set\n")
    assert hub.requests == []


def test_a_card_that_the_hub_refuses_is_told(hub: Hub, committed: Path) -> None:
    hub.faults.append(Fault("validate-yaml", 400))
    code, _, err = _publish(committed, "--yes")
    assert (code, err) == (1, f"corpus: {ADDRESS}: Invalid metadata in README.md.\n")


def test_a_file_of_the_same_size_is_not_taken_for_the_same(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for lfs in (False, True):
        blob = Blob(b"one", lfs=lfs)
        there = RemoteFile(3, blob.oid, blob.sha256 if lfs else None)
        for content, same in ((b"one", True), (b"two", False), (b"three", False)):
            path.write_bytes(content)
            assert there.holds(path) is same


# ---------------------------------------------------------------------------------------------------- interruptions


@both_ways
@pytest.mark.parametrize(
    ("match", "status"), [("PUT /lfs", None), ("preupload", None), ("/commit/", None), ("/commit/", 500), ("/tag/", None)]
)
def test_an_interrupted_upload_leaves_the_old_state_and_the_next_run_completes(
    hub: Hub, committed: Path, match: str, status: int | None
) -> None:
    if match.startswith("PUT") and not hub.lfs:
        pytest.skip("nothing is sent by LFS")
    _publish(committed, "--yes")
    before, files = hub.repo().head, _in(hub)
    _raise_version(committed)
    edit(committed / "documents" / "arrival.json", lambda text: text.replace('"subtype":"sail"', '"subtype":"steam"'))
    edit(committed / "corpus.toml", lambda text: text.replace('check = ["letter"]', 'late = ["letter"]'))
    commit(committed)
    hub.faults.append(Fault(match, status, after=2 if match.startswith("PUT") else 1))
    code, _, err = _publish(committed, "--yes")
    assert code == 1
    assert err.count("\n") == 1
    if match == "/tag/":
        assert _in(hub) == _published(committed)
    else:
        assert (hub.repo().head, _in(hub)) == (before, files)
    assert hub.repo().tags == {"v2.1.0": before}
    hub.faults.clear()
    assert _publish(committed, "--yes")[0] == 0
    assert _in(hub) == _published(committed)
    assert hub.repo().tags == {"v2.1.0": before, "v2.2.0": hub.repo().head}
    assert len(hub.repo().commits) == 3


def test_what_was_sent_before_an_interruption_is_not_sent_again(hub: Hub, committed: Path) -> None:
    hub.faults.append(Fault("/commit/", 403))
    assert _publish(committed, "--yes")[0] == 1
    sent = hub.count("PUT /lfs")
    hub.faults.clear()
    assert _publish(committed, "--yes")[0] == 0
    assert hub.count("PUT /lfs") == sent


def test_a_server_that_dies_and_comes_back_has_the_old_state(hub: Hub, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.faults.append(Fault("/commit/"))
    assert _publish(committed, "--yes")[0] == 1
    assert [message for _, message, _ in hub.repo().commits] == ["initial commit"]
    hub.faults.clear()
    again = Hub(lfs=hub.lfs)
    again.repos = hub.repos
    with again:
        _turn_to(monkeypatch, again.endpoint)
        assert _publish(committed, "--yes")[0] == 0
        assert _in(again) == _published(committed)


def test_a_commit_by_somebody_else_meanwhile_is_not_overwritten(hub: Hub, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(committed, "--yes")
    _raise_version(committed)
    commit(committed)
    repo = hub.repo()
    really = huggingface_hub.HfApi.create_commit

    def late(*args: Any, **kwargs: Any) -> Any:
        repo.commit("by somebody else", dict(repo.files))
        return really(*args, **kwargs)

    monkeypatch.setattr(huggingface_hub.HfApi, "create_commit", late)
    code, _, err = _publish(committed, "--yes")
    assert (code, err) == (1, f"corpus: {ADDRESS}: was changed by somebody else meanwhile; run again\n")
    assert repo.commits[-1][1] == "by somebody else"


@pytest.mark.usefixtures("hub")
def test_the_dataset_directory_is_dist_name_by_default(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(committed.parent)
    assert run("publish", committed, "--to", ADDRESS).code == 0
    assert (committed.parent / "dist" / "harbour" / "build.json").is_file()
    shutil.rmtree(committed.parent / "dist")


# ------------------------------------------------------------------------------------------------------- what loads it


def test_what_was_published_loads_in_every_way_that_the_card_promises(hub: Hub, committed: Path) -> None:
    _publish(committed, "--yes")
    expected = loads_table.expectations(committed.parent / "dist")
    found = loads_table.probed(Path(sys.executable), f"{OWNER}/name", expected, HF_ENDPOINT=hub.endpoint)
    del found["versions"]
    assert found == {
        "all configs": "8 configs",
        "default config": "documents",
        "streaming": "same first rows",
        "columns": "2 columns",
        "filters": "4 rows",
        "labels": "9 classes",
        "revision": "found; v0.0.9 is not",
        "wrong config": "names those there are",
    }
