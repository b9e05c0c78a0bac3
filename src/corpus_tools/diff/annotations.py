"""
The queries that compare the annotations of documents which are in both versions.

An annotation is the same if it says the same of the same place, whatever its id: ids are renumbered when something is put in before
them. Where the text is unchanged a place is its offsets; where it is not, offsets move and the place is the text that is covered.
"""

from __future__ import annotations

MACROS = """
CREATE MACRO place(changed, covered, first, last) AS
    CASE WHEN changed AND covered IS NOT NULL THEN covered ELSE concat(first, ':', last) END;
CREATE MACRO parts(changed, fragments) AS CASE WHEN changed THEN NULL ELSE CAST(fragments AS VARCHAR) END;
"""

# Of each layer: what makes an annotation what it is, with the version for {side}. `shared` names the documents that are compared.
CONTENT = {
    "sentences": """
        SELECT document_id, id, kind AS type, [place(text_changed, text, start, "end")] AS content
        FROM {side}_sentences JOIN shared USING (document_id)""",
    "mentions": """
        SELECT document_id, id, type, [type, subtype, level, place(text_changed, text, start, "end"), parts(text_changed, fragments),
            normalized, CAST(value AS VARCHAR)] AS content
        FROM {side}_mentions JOIN shared USING (document_id)""",
    "entities": """
        SELECT e.document_id, e.id, any_value(e.type) AS type, [any_value(e.type), any_value(e.name), any_value(e.wikidata),
            CAST(list_sort(list(place(text_changed, m.text, m.start, m.end))) AS VARCHAR)] AS content
        FROM (SELECT *, unnest(mentions) AS member FROM {side}_entities) e JOIN shared ON shared.document_id = e.document_id
        LEFT JOIN {side}_mentions m ON m.document_id = e.document_id AND m.id = e.member
        GROUP BY e.document_id, e.id""",
    "events": """
        SELECT document_id, id, type, [type, mode, place(text_changed, trigger_text, trigger_start, trigger_end),
            parts(text_changed, trigger_fragments), place(text_changed, support_verb_text, support_verb_start, support_verb_end),
            polarity, modality, tense, genericity] AS content
        FROM {side}_events JOIN shared USING (document_id)""",
    "event clusters": """
        SELECT document_id, cluster_id AS id, min(type) AS type,
            [CAST(list_sort(list(place(text_changed, trigger_text, trigger_start, trigger_end))) AS VARCHAR)] AS content
        FROM {side}_events JOIN shared USING (document_id) WHERE cluster_id IS NOT NULL GROUP BY document_id, cluster_id""",
    "arguments": """
        SELECT a.document_id, concat(a.event_id, ' ', a.role) AS id, a.role AS type, [a.role, a.filler_kind,
            place(text_changed, e.trigger_text, e.trigger_start, e.trigger_end), place(text_changed, a.text, a.start, a.end)] AS content
        FROM {side}_arguments a JOIN shared ON shared.document_id = a.document_id
        JOIN {side}_events e ON e.document_id = a.document_id AND e.id = a.event_id""",
    "relations": """
        SELECT r.document_id, r.id, r.type, [r.type, place(text_changed, h.text, h.start, h.end),
            place(text_changed, t.text, t.start, t.end)] AS content
        FROM {side}_relations r JOIN shared ON shared.document_id = r.document_id
        JOIN {side}_mentions h ON h.document_id = r.document_id AND h.id = r.head
        JOIN {side}_mentions t ON t.document_id = r.document_id AND t.id = r.tail""",
}
TABLES = ("sentences", "mentions", "entities", "events", "arguments", "relations")

# What both have, as often as both have it, is left out; of the rest, what has one id in both is changed.
_COUNTS = """
WITH old AS (SELECT *, row_number() OVER (PARTITION BY document_id, content ORDER BY id) AS n FROM ({old})),
     new AS (SELECT *, row_number() OVER (PARTITION BY document_id, content ORDER BY id) AS n FROM ({new})),
     gone AS (SELECT *, row_number() OVER (PARTITION BY document_id, id ORDER BY content) AS k
              FROM old ANTI JOIN new USING (document_id, content, n)),
     come AS (SELECT *, row_number() OVER (PARTITION BY document_id, id ORDER BY content) AS k
              FROM new ANTI JOIN old USING (document_id, content, n))
SELECT document_id, coalesce(come.type, gone.type) AS type, count(*) FILTER (gone.content IS NULL) AS added,
    count(*) FILTER (come.content IS NULL) AS removed, count(*) FILTER (come.content IS NOT NULL AND gone.content IS NOT NULL) AS changed
FROM come FULL JOIN gone USING (document_id, id, k) GROUP BY ALL ORDER BY ALL
"""


def counts_query(layer: str) -> str:
    """Return the query that counts, by document and type, what is added, removed and changed in a layer."""
    return _COUNTS.format(old=CONTENT[layer].format(side="old"), new=CONTENT[layer].format(side="new"))


_PLAIN = ("language", "availability", "text_profile", "basis", "genre", "date", "source", "provenance")
_LAYERS = ("sentences", "mentions", "entities", "events", "event_clusters", "relations")
_FIELDS = ", ".join(f"CASE WHEN o.{name} IS DISTINCT FROM n.{name} THEN '{name}' END" for name in _PLAIN)
_DIFFERS = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in _LAYERS)

DOCUMENTS = f"""
SELECT id, o.split AS old_split, n.split AS new_split, o.text_sha256 IS DISTINCT FROM n.text_sha256 AS text_changed,
    concat_ws(' ', {_FIELDS}) AS fields, {_DIFFERS} AS differs
FROM old_documents o FULL JOIN new_documents n USING (id) ORDER BY id
"""
