"""Two people for what cannot be taken back: one asks, another decides."""
