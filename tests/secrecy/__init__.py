"""The measures of secrecy: what nobody may see, do or run, counted."""
