"""The independent auditor: reads published figures only and tries to find out about small groups.

Shares no code with the engine that decides. It knows what any reader knows: the file, the hierarchies, which counts
contain which, and nothing of the truth. `python -m reports.auditor FILE` exits 0 when nothing small is disclosed,
1 when something is, 2 when it cannot tell or the file makes no sense.
"""
