"""Copies of the whole installation, encrypted so that the machine which made them cannot read them."""
