"""The picture on the cover of a programme's reports."""
