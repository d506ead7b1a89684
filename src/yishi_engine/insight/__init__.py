"""Insight: what bundles would do to people's waiting (simulation), and what they did (report)."""
