"""Work promised inside a transaction and done after it, once, whatever process dies in between."""
