"""ACE and Rich ERE in, event nuggets out."""

from __future__ import annotations

from pathlib import Path

from reading import faults, read, said

from corpus_tools.formats import write_of
from corpus_tools.formats.losses import Report, worded


def charseq(start: int, text: str, tag: str = "extent") -> str:
    return f'<{tag}><charseq START="{start}" END="{start + len(text) - 1}">{text.replace("&", "&amp;")}</charseq></{tag}>'


APF = f"""<source_file><document DOCID="ace1">
<entity ID="E1" TYPE="PER" SUBTYPE="Individual">
<entity_mention ID="E1-1" TYPE="NAM">{charseq(1, "Ab")}{charseq(1, "Ab", "head")}</entity_mention>
<entity_mention ID="E1-2" TYPE="HLS">{charseq(4, "he")}</entity_mention></entity>
<entity ID="E2" TYPE="ORG">
<entity_mention ID="E2-1" TYPE="NAM"><extent><charseq START="12" END="18">C&amp;D</charseq></extent></entity_mention></entity>
<timex2 ID="T1" VAL="1912"><timex2_mention ID="T1-1">{charseq(20, "1912")}</timex2_mention></timex2>
<relation ID="R1" TYPE="ORG-AFF" SUBTYPE="Employment">
<relation_mention ID="R1-1"><relation_mention_argument REFID="E1-1" ROLE="Arg-1"/>
<relation_mention_argument REFID="E2-1" ROLE="Arg-2"/>
<relation_mention_argument REFID="T1-1" ROLE="Time-Within"/></relation_mention></relation>
<event ID="V1" TYPE="Life" SUBTYPE="Die" MODALITY="Other" POLARITY="Negative" GENERICITY="Specific" TENSE="Past"><event_mention ID="V1-1">
{charseq(7, "died", "anchor")}<event_mention_argument REFID="E1-1" ROLE="Victim"/></event_mention></event>
</document></source_file>"""


def test_ace_ends_are_the_last_character_tags_do_not_count_and_references_do(tmp_path: Path) -> None:
    (tmp_path / "x.apf.xml").write_text(APF, encoding="utf-8")
    (tmp_path / "x.sgm").write_text("<DOC>\n<TEXT>Ab he died C&amp;D 1912</TEXT></DOC>", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.apf.xml")
    assert (record["id"], record["text"]) == ("ace1", "\nAb he died C&amp;D 1912")
    assert [(m["type"], m.get("subtype"), m["level"], m["text"], m.get("value")) for m in record["mentions"]] == [
        ("PER", "Individual", "name", "Ab", None),
        ("PER", "Individual", "name", "he", None),
        ("ORG", None, "name", "C&amp;D", None),
        ("TIMEX2", None, "value", "1912", "1912"),
    ]
    (event,) = record["events"]
    assert (event["type"], event["polarity"], event["modality"], event["tense"]) == ("Life.Die", "negative", "possible", "past")
    assert event["arguments"] == [{"role": "Victim", "mention": "E1-1"}]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("ORG-AFF.Employment", "E1-1", "E2-1")]
    assert [(e["id"], e["mentions"]) for e in record["entities"]] == [("E1", ["E1-1", "E1-2"]), ("E2", ["E2-1"])]
    assert record["event_clusters"] == []
    assert said(report) == [
        "E1-1: head of mentions left out: Ab",
        "R1-1: relation argument beyond the two ends left out: Time-Within T1-1",
        "E1-2: mention of a kind that is no level taken as name: HLS",
        "V1-1: event of modality or realis 'other' taken as possible: ",
    ]


ERE = """<deft_ere doc_id="ere1"><entities><entity id="n1" type="PER"><entity_mention id="m1" noun_type="PRO" offset="3" length="2">
<mention_text>He</mention_text><nom_head>He</nom_head></entity_mention></entity></entities>
<fillers><filler id="f1" offset="12" length="4" type="time">1912</filler></fillers>
<relations><relation id="r1" type="phys" subtype="at"><relation_mention id="rm1">
<rel_arg1 entity_mention_id="m1"/><rel_arg2 filler_id="f1"/>
</relation_mention></relation></relations>
<hoppers><hopper id="h1"><event_mention id="e1" type="life" subtype="die" realis="generic">
<trigger offset="6" length="4">died</trigger>
<em_arg entity_mention_id="m1" role="victim" realis="true">He</em_arg>
<em_arg filler_id="f1" role="time" realis="false">1912</em_arg></event_mention>
<event_mention id="e2" type="life" subtype="die" realis="other">
<trigger offset="6" length="4">died</trigger></event_mention>
</hopper></hoppers></deft_ere>"""


def test_rich_ere_counts_every_character_of_the_text_tags_included(tmp_path: Path) -> None:
    (tmp_path / "x.rich_ere.xml").write_text(ERE, encoding="utf-8")
    (tmp_path / "x.txt").write_text("<p>He died in1912", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.rich_ere.xml")
    assert [(m["type"], m["level"], m["text"]) for m in record["mentions"]] == [
        ("PER", "pronoun", "He"),
        ("time", "value", "1912"),
    ] or faults(report)
    assert faults(report) == ["3: f1: 12:16 reads 'n191', not '1912' [apf-text]"]
    (tmp_path / "x.txt").write_text("<p>He died  1912", encoding="utf-8")
    (record,), report = read("apf", tmp_path / "x.rich_ere.xml")
    assert [(e["genericity"], e["modality"]) for e in record["events"]] == [("generic", "asserted"), ("specific", "possible")]
    assert record["event_clusters"] == [{"id": "h1", "events": ["e1", "e2"]}]
    assert [(r["type"], r["head"], r["tail"]) for r in record["relations"]] == [("phys.at", "m1", "f1")]
    assert "e1: argument that is not real left out: time 1912" in said(report)


def test_ace_without_its_text_or_of_another_kind_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.apf.xml").write_text("<other/>", encoding="utf-8")
    assert faults(read("apf", tmp_path / "x.apf.xml")[1]) == [
        "1: there is no x.sgm or x.txt beside it, to whose text it could apply [apf-text]"
    ]
    (tmp_path / "x.sgm").write_text("a", encoding="utf-8")
    assert faults(read("apf", tmp_path / "x.apf.xml")[1]) == [
        "1: <other> stands where <source_file> (ACE) or <deft_ere> (ERE) is wanted [apf-shape]"
    ]


def test_event_nuggets_are_written_as_the_scorer_reads_them(tmp_path: Path) -> None:
    (tmp_path / "x.rich_ere.xml").write_text(ERE, encoding="utf-8")
    (tmp_path / "x.txt").write_text("<p>He died  1912", encoding="utf-8")
    (record,), _ = read("apf", tmp_path / "x.rich_ere.xml")
    report = Report()
    (path,) = write_of("tbf")([record], tmp_path / "out", report)
    assert path.read_text(encoding="utf-8").split("\n") == [
        "#BeginOfDocument ere1",
        "corpus\tere1\te1\t6,10\tdied\tlife.die\tGeneric",
        "corpus\tere1\te2\t6,10\tdied\tlife.die\tOther",
        "@Coreference\th1\te1,e2",
        "#EndOfDocument",
        "",
    ]
    assert [(change.id, change.detail) for change in report.changes] == [("e1", "Generic"), ("e2", "Other")]
    assert {(loss.id, worded(loss.what, 1)) for loss in report.losses} >= {("m1", "mention left out"), ("n1", "entity cluster left out")}
