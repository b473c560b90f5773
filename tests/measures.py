"""The measures of secrecy and safety: what each one counts, and how much it must have looked at to mean anything.

A test calls the fixture `measure("I01", checked=10432, failed=[...])`. It prints `I01 checked=10432 failed=0`, and fails
when anything failed or when less was checked than the floor below: an empty run cannot pass. Several tests may share a
measure with `part=True`; their sum is held against the floor when the whole suite has run. `docs/measures.md` is
written from a run with `--write-measures`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "measures.md"


@dataclass(frozen=True)
class Measure:
    """One promise that can be counted. `floor` is the least number of checks that counts as having looked."""

    title: str
    floor: int


CATALOGUE: dict[str, Measure] = {
    # --- who may reach what ---
    "I01": Measure("Every URL × role × organisation × verb answers as the permission table says; no foreign canary in a body", 10_000),
    "I02": Measure("With the filter forgotten (all, count, aggregate, raw, update, delete) no row of another organisation", 500),
    "I03": Measure("A colleague without assignment, a former one, an expired break-glass: the case does not exist for them", 100),
    "I04": Measure("Every id in path, query and form replaced by foreign, random, sequential and broken ones: no data, no 500", 500),
    "I05": Measure("Every foreign key of every form, pointed at another organisation: refused by the form and by the database", 40),
    "I06": Measure("SQL in every parameter, and contexts set or forged by the web role: no foreign row", 500),
    "I07": Measure("Every field × role: read only where allowed; posted though not offered: unchanged", 1_000),
    "I08": Measure("A canary in every identifying field: found only in the cells that may show it", 1_000),
    "I10": Measure("A foreign id and a random id answer alike: same status, same body", 200),
    "I11": Measure("Every table, key, view and function of the database keeps the rules of row security", 200),
    "I12": Measure("Interleaved requests, exceptions, savepoints and streams on one connection leave no context behind", 1_000),
    # --- accounts ---
    "A01": Measure("Guessing is slowed per account and per address; the right person still gets in by passkey", 20),
    "A02": Measure("A list of 1,000 stolen names and passwords opens nothing and reveals no name", 1_000),
    "A03": Measure("Unknown, wrong and inactive accounts answer alike at sign-in", 100),
    "A04": Measure("A reset password bypasses no second factor and ends the sessions", 4),
    "A05": Measure("A TOTP code works once, across processes and after failures; the window is one step", 10),
    "A06": Measure("A recovery code works once under eight parallel tries", 8),
    "A07": Measure("Without the second factor no page but its enrolment", 100),
    "A08": Measure("An over-long password is refused before it is hashed", 5),
    "A09": Measure("What must be confirmed again asks again: export, erasure, keys, roles, shelter address", 5),
    "A10": Measure("A change of role or an ended membership acts at the next request", 10),
    "A11": Measure("The last administrator stays; nobody promotes themselves; two accounts of one person are not two people", 5),
    "A12": Measure("No default account, no admin page", 10),
    "S01": Measure("The session's name changes at sign-in, at confirmation and at sign-out", 3),
    "S02": Measure("Cookie flags, literally", 6),
    "S03": Measure("Idle after 15 minutes and over after 10 hours, by the clock", 4),
    "S04": Measure("Signing out ends the session on the server and clears the browser", 3),
    "S05": Measure("Signing out beside running requests does not bring the session back", 8),
    "S06": Measure("A changed password ends the other sessions", 2),
    "S07": Measure("Nothing shown to somebody signed in may be kept by a cache", 100),
    "S08": Measure("A cookie taken to another browser family must sign in again", 2),
    "S09": Measure("The Back button shows nothing after signing out", 1),
    # --- the web ---
    "B01": Measure("Hostile texts in every text field, on every page that shows them: escaped, nothing runs", 500),
    "B02": Measure("Hostile texts in every query parameter come back escaped or not at all", 300),
    "B03": Measure("Every unsafe URL without a token is refused; a full crawl by GET changes no row", 200),
    "B04": Measure("Every redirect parameter with 20 hostile targets stays inside", 20),
    "B05": Measure("All security headers, literally, for every class of answer", 50),
    "B06": Measure("The content policy knows no inline and no eval; a walk of the browser breaks it nowhere", 20),
    "B07": Measure("No exported cell is a formula", 100),
    "B08": Measure("No header can be injected into a mail", 5),
    "B09": Measure("A foreign Host is refused", 5),
    "B10": Measure("Unknown verbs and content types are refused", 200),
    "B11": Measure("Huge, deep and endless bodies are refused within a second", 5),
    "B12": Measure("Error pages show no stack, path, SQL or version", 6),
    # --- files ---
    "U01": Measure("What a file is counts, not what it is called", 30),
    "U02": Measure("Size, number, pixels and packed size are limited before anything is opened", 6),
    "U03": Measure("Place, time and author are gone from pictures", 3),
    "U04": Measure("Stored bytes hold no plain text; names on the disk say nothing", 3),
    "U05": Measure("Files are given out as attachments, to those who may see them", 20),
    "U06": Measure("A known virus is quarantined; without a scanner nothing unclean is served", 3),
    "U07": Measure("File names cannot disguise, climb or break headers", 15),
    "U08": Measure("No row without a file, no file without a row", 2),
    "U09": Measure("What comes out is what went in, whoever else downloads", 4),
    # --- keys ---
    "K01": Measure("A dump of the database holds no canary in clear", 30),
    "K02": Measure("A sealed value moved to another row, column or version does not open", 20),
    "K03": Measure("With a wrong or missing key nothing opens and nothing sealed is shown as text", 10),
    "K04": Measure("No nonce comes twice", 1_000_000),
    "K05": Measure("Rotation under load: everything readable, resumed after being killed", 100),
    "K06": Measure("An erased person cannot be read: live, in history, in search, in an older backup after its epoch", 8),
    "K07": Measure("One organisation's key opens nothing of another's", 10),
    "K08": Measure("No key in a log, a repr, a settings dump or the arguments of a process", 6),
    # --- the audit ---
    "L01": Measure("Every action that succeeded left its event, every refusal one that survived the rollback", 100),
    "L02": Measure("Reading a person, an address, a file, an export and a search is in the audit", 5),
    "L03": Measure("Eight ways to bend the audit, each found", 8),
    "L04": Measure("Web and worker can neither change, remove, empty nor disarm the audit", 12),
    "L05": Measure("A missing or different head outside the database raises the alarm", 2),
    "L06": Measure("No personal value in any event", 100),
    "L07": Measure("Eight writers with 20 ms of work: no gap in the chain (rate printed)", 1_000),
    "L08": Measure("Break-glass: reason, 60 minutes, notice, review, every row seen", 6),
    # --- figures ---
    "D01": Measure("Random people × plans × months, published: trying every table that fits finds nothing small", 500),
    "D02": Measure("Differencing between releases, donors, periods, corrections and withdrawals: nothing small", 100),
    "D03": Measure("The login that counts reads no identifying column and writes nothing", 200),
    "D04": Measure("Published totals equal an independent count", 500),
    "D05": Measure("Hidden values are in no byte that leaves: pages, PDF, XLSX, CSV, JSON, charts, sheets of hashes, logs", 100),
    "D06": Measure("The independent auditor finds nothing and no contradiction in whole lives; every certificate holds", 500),
    "D07": Measure("A reader who runs our program on every table that fits proves at most 2 % of small groups (printed)", 1_000),
    "D08": Measure("Each protection switched off in turn: the auditor finds the leak every time", 8),
    "D09": Measure("Nights, services, referrals: nothing that follows from published sums has fewer than k people beneath", 300),
    # --- crashes and crowds ---
    "C01": Measure("Web processes killed under load: acknowledged − stored = 0, nothing doubled", 100),
    "C02": Measure("Workers killed and the broker emptied: every job done, none twice", 40),
    "C03": Measure("The database killed: nothing acknowledged is lost, nothing half-written", 100),
    "C04": Measure("Killed during migration, rotation, erasure or import: it resumes or leaves nothing", 4),
    "C05": Measure("Eight presses of one button: one row, one result", 40),
    "C06": Measure("Two people edit one thing: saved + conflicts = attempts", 40),
    "C07": Measure("One bed, 32 clients: one wins, the others are told", 32),
    "C08": Measure("Accepting against withdrawing: exactly one outcome", 20),
    "C09": Measure("Deadlocks and lock time-outs end in a retry or a clear sentence", 20),
    "C10": Measure("A full disk leaves no partial record and needs no hand work", 3),
    "C11": Measure("Database, broker or mail away: pages degrade as written, nothing dropped", 3),
    "C12": Measure("Clocks: both changes of time, midnight, leap day, two zones, set back an hour", 1_000),
    "C13": Measure("A slow statement is ended; the others do not wait", 3),
    "C14": Measure("A rolling restart under load: nothing fails after one retry", 50),
    "C15": Measure("A database that may lose commits is refused at start", 2),
    # --- backups ---
    "R01": Measure("Dump, encrypt, decrypt, restore: per table the same rows, policies, triggers, grants and chain", 50),
    "R02": Measure("A broken backup is loud: missing grant, full disk, killed, too small", 4),
    "R03": Measure("A new table is in the next backup without anybody's doing", 1),
    "R04": Measure("Back to a moment, to one transaction", 1),
    "R05": Measure("Without the offline key a backup cannot be read", 2),
    "R06": Measure("How long a restore takes, and how much could be missing (printed)", 1),
    "R07": Measure("On an empty machine, from the written instructions alone", 1),
    # --- how long things are kept ---
    "H01": Measure("The clock of each class of record runs in the organisation's time zone", 10),
    "H02": Measure("A legal hold wins", 4),
    "H03": Measure("Fields go, counts stay", 4),
    "H04": Measure("Removing twice removes once; killed half-way, it goes on", 3),
    "H05": Measure("Every removal is in the audit", 3),
    "H06": Measure("After a restore the erasures are done again", 2),
    # --- the supply ---
    "X01": Measure("Locked hashes, allowed licences, no package on the list of the known vulnerable", 50),
    "X02": Measure("Django's own check for deployment is clean", 1),
    "X03": Measure("Every migration goes forwards and back with rows in the tables", 10),
    "X04": Measure("No unescaped output, no raw SQL outside a short list", 100),
}  # fmt: skip


def line(code: str, checked: int, failed: int) -> str:
    return f"{code} checked={checked} failed={failed}"


@dataclass
class Taken:
    """What one or several tests counted for a measure."""

    checked: int = 0
    failed: int = 0
    notes: tuple[str, ...] = ()

    def __add__(self, other: Taken) -> Taken:
        notes = (*self.notes, *(note for note in other.notes if note not in self.notes))
        return Taken(self.checked + other.checked, self.failed + other.failed, notes)

    def told(self, code: str) -> str:
        return line(code, self.checked, self.failed) + (f" ({'; '.join(self.notes)})" if self.notes else "")


def settle(code: str, checked: int, failed: Iterable[object], note: str = "", *, part: bool = False) -> Taken:
    """What was counted; raises when something failed or, unless it is one part of several, too little was looked at."""
    wrong = [str(each) for each in failed]
    taken = Taken(checked, len(wrong), (note,) if note else ())
    assert not wrong, f"{taken.told(code)}\n" + "\n".join(wrong[:40])
    assert part or checked >= CATALOGUE[code].floor, f"{taken.told(code)}: fewer than {CATALOGUE[code].floor}"
    return taken


def too_few(taken: dict[str, Taken]) -> list[str]:
    """Measures of a whole run that looked at less than their floor."""
    return [f"{one.told(code)}: fewer than {CATALOGUE[code].floor}" for code, one in sorted(taken.items()) if one.checked < CATALOGUE[code].floor]


def page(results: dict[str, Taken]) -> str:
    """docs/measures.md: every measure with the line of its last run."""
    rows = [
        f"| {code} | {measure.title} | {measure.floor:,} | {results[code].told(code) if code in results else 'not measured'} |"
        for code, measure in CATALOGUE.items()
    ]
    head = [
        "# What is measured", "",
        "Written by `python3 tests/run.py --write-measures`. A measure fails when anything failed, or when fewer things",
        "were checked than its floor.", "", "| | Promise | Floor | Last run |", "|---|---|---|---|",
    ]  # fmt: skip
    return "\n".join([*head, *rows, ""])
