"""The directory: who helps with what, where, in which language, for whom, and whether anybody checked it lately."""
