"""Rules: each a query that returns the rows that break it, and what runs them."""

from corpus_tools.rules.rules import LEVELS, Rule, all_rules, check

__all__ = ["LEVELS", "Rule", "all_rules", "check"]
