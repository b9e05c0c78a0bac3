"""Load a data set in every way its card promises, and print what came of it as JSON. Runs where only `datasets` is installed."""

import json
import sys
import tempfile
from typing import Any

import datasets
import huggingface_hub
import pyarrow as pa


def versions(place: str, expected: Any) -> str:
    """Say what is installed."""
    del place, expected
    return f"{datasets.__version__}, hub {huggingface_hub.__version__}, pyarrow {pa.__version__}"


def all_configs(place: str, expected: Any) -> str:
    """Every config loads, with the rows it should have in every split."""
    names = datasets.get_dataset_config_names(place)
    assert sorted(names) == sorted(expected["rows"]), names
    for config, rows in expected["rows"].items():
        loaded = datasets.load_dataset(place, config)
        found = {split: loaded[split].num_rows if split in loaded else 0 for split in rows}
        assert found == rows, (config, found)
    return f"{len(names)} configs"


def default_config(place: str, expected: Any) -> str:
    """Without a config there are the documents."""
    assert datasets.load_dataset(place, split=expected["split"]).num_rows == expected["rows"]["documents"][expected["split"]]
    return "documents"


def streaming(place: str, expected: Any) -> str:
    """What is streamed begins as what is loaded."""
    for config in expected["rows"]:
        streamed = next(iter(datasets.load_dataset(place, config, split=expected["split"], streaming=True)))
        assert streamed == datasets.load_dataset(place, config, split=expected["split"])[0], config
    return "same first rows"


def columns(place: str, expected: Any) -> str:
    """Columns can be chosen."""
    loaded = datasets.load_dataset(place, "mentions", split=expected["split"], columns=["id", "type"])
    assert loaded.column_names == ["id", "type"], loaded.column_names
    return "2 columns"


def filters(place: str, expected: Any) -> str:
    """Rows can be chosen, loaded and streamed."""
    wanted = [("type", "==", expected["type"])]
    loaded = datasets.load_dataset(place, "mentions", split=expected["split"], filters=wanted)
    streamed = list(datasets.load_dataset(place, "mentions", split=expected["split"], filters=wanted, streaming=True))
    assert loaded.num_rows == len(streamed) == expected["of_type"], (loaded.num_rows, len(streamed))
    return f"{loaded.num_rows} rows"


def labels(place: str, expected: Any) -> str:
    """The tags of tokens are class labels."""
    feature = datasets.load_dataset(place, "tokens", split=expected["split"]).features["ner_tags"]
    inner = feature.feature if hasattr(feature, "feature") else feature[0]
    assert isinstance(inner, datasets.ClassLabel), inner
    return f"{inner.num_classes} classes"


def _refusal(**call: Any) -> str:
    try:
        datasets.load_dataset(**call)
    except Exception as error:  # noqa: BLE001  which one it is depends on the version
        return str(error)
    return ""


def revision(place: str, expected: Any) -> str:
    """A repository gives the version that is asked for, and no other."""
    if place.startswith("/"):
        return ""
    loaded = datasets.load_dataset(place, "mentions", split=expected["split"], revision=f"v{expected['version']}")
    assert loaded.num_rows == expected["rows"]["mentions"][expected["split"]]
    with tempfile.TemporaryDirectory() as empty:
        # Old versions give what their cache has of a data set if they do not find what is asked for.
        assert "v0.0.9" in _refusal(path=place, name="mentions", revision="v0.0.9", cache_dir=empty)
    return "found; v0.0.9 is not"


def wrong_config(place: str, expected: Any) -> str:
    """A config that is not there is told, with those there are."""
    said = _refusal(path=place, name="mention")
    assert "BuilderConfig 'mention' not found. Available: [" in said, said
    assert all(config in said for config in expected["rows"]), said
    return "names those there are"


def main() -> None:
    """Run every case."""
    place, expected = sys.argv[1], json.loads(sys.argv[2])
    datasets.disable_progress_bars()
    found = {}
    for case in (versions, all_configs, default_config, streaming, columns, filters, labels, revision, wrong_config):
        try:
            found[case.__name__.replace("_", " ")] = case(place, expected)
        except Exception as error:  # noqa: BLE001  the table says what went wrong
            found[case.__name__.replace("_", " ")] = f"FAILED: {type(error).__name__}: {str(error).splitlines()[:1]}"
    print(json.dumps({case: said for case, said in found.items() if said}))


if __name__ == "__main__":
    main()
