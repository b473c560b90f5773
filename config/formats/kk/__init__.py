"""Dates and numbers in Kazakh."""
