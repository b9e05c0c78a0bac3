"""Rules: each a query that returns the rows that break it, and what runs them."""

from corpus_tools.rules.rules import LEVELS, Database, Rule, all_rules

__all__ = ["LEVELS", "Database", "Rule", "all_rules"]
