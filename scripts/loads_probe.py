"""Load a data set in every way its card promises, and print what came of it as JSON. Runs where only `datasets` is installed."""

import json
import sys

import datasets


def versions(place, expected):  # noqa: D103
    import huggingface_hub  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    del place, expected
    return f"{datasets.__version__}, hub {huggingface_hub.__version__}, pyarrow {pa.__version__}"


def all_configs(place, expected):  # noqa: D103
    names = datasets.get_dataset_config_names(place)
    assert sorted(names) == sorted(expected["rows"]), names
    for config, rows in expected["rows"].items():
        loaded = datasets.load_dataset(place, config)
        found = {split: loaded[split].num_rows if split in loaded else 0 for split in rows}
        assert found == rows, (config, found)
    return f"{len(names)} configs"


def default_config(place, expected):  # noqa: D103
    assert datasets.load_dataset(place, split=expected["split"]).num_rows == expected["rows"]["documents"][expected["split"]]
    return "documents"


def streaming(place, expected):  # noqa: D103
    for config in expected["rows"]:
        streamed = next(iter(datasets.load_dataset(place, config, split="train", streaming=True)))
        assert streamed == datasets.load_dataset(place, config, split="train")[0], config
    return "same first rows"


def columns(place, expected):  # noqa: D103
    loaded = datasets.load_dataset(place, "mentions", split=expected["split"], columns=["id", "type"])
    assert loaded.column_names == ["id", "type"], loaded.column_names
    return "2 columns"


def filters(place, expected):  # noqa: D103
    wanted = [("type", "==", expected["type"])]
    loaded = datasets.load_dataset(place, "mentions", split=expected["split"], filters=wanted)
    streamed = list(datasets.load_dataset(place, "mentions", split=expected["split"], filters=wanted, streaming=True))
    assert loaded.num_rows == len(streamed) == expected["of_type"], (loaded.num_rows, len(streamed))
    return f"{loaded.num_rows} rows"


def revision(place, expected):  # noqa: D103
    if "/name" not in place or place.startswith("/"):
        return ""
    loaded = datasets.load_dataset(place, "mentions", split="train", revision=f"v{expected['version']}")
    assert loaded.num_rows == expected["rows"]["mentions"]["train"]
    try:
        datasets.load_dataset(place, "mentions", revision="v0.0.9")
    except Exception as error:  # noqa: BLE001  whatever it raises is what is looked at
        assert "v0.0.9" in str(error), error
        return "found; v0.0.9 is not"
    raise AssertionError("v0.0.9 loaded")


def wrong_config(place, expected):  # noqa: D103
    del expected
    try:
        datasets.load_dataset(place, "mention")
    except ValueError as error:
        assert "BuilderConfig 'mention' not found. Available: [" in str(error), error
        return "names those there are"
    raise AssertionError("it loaded")


def labels(place, expected):  # noqa: D103
    feature = datasets.load_dataset(place, "tokens", split=expected["split"]).features["ner_tags"]
    inner = feature.feature if hasattr(feature, "feature") else feature[0]
    assert isinstance(inner, datasets.ClassLabel), inner
    return f"{inner.num_classes} classes"


def main():  # noqa: D103
    place, expected = sys.argv[1], json.loads(sys.argv[2])
    datasets.disable_progress_bars()
    found = {}
    for case in (versions, all_configs, default_config, streaming, columns, filters, labels, revision, wrong_config):
        try:
            found[case.__name__.replace("_", " ")] = case(place, expected)
        except Exception as error:  # noqa: BLE001, PERF203  the table says what went wrong
            found[case.__name__.replace("_", " ")] = f"FAILED: {type(error).__name__}: {str(error).splitlines()[:1]}"
    print(json.dumps({case: said for case, said in found.items() if said}))


if __name__ == "__main__":
    main()
