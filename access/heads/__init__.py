"""The end of each organisation's audit, signed and kept outside the database: a bent record cannot reach it there."""
