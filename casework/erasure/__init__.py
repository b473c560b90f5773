"""Forgetting somebody for good, and what keeps one from forgetting."""
