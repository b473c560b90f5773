"""What can be wrong with a file, a row or a cell, said in the reader's language.

A problem names the sheet, the row and the column. The text of the cell travels in ``params`` for the person who is
importing and is kept out of ``repr``, so that a log never carries it; for names it is not kept at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_MESSAGES: dict[str, Promise | str] = {
    "empty_file": _("The file is empty. Choose the file again."),
    "too_large": _("The file is larger than %(limit)s MB. Split it into smaller files."),
    "old_xls": _("This is an old Excel file (.xls). Open it in Excel or LibreOffice and save it as .xlsx."),
    "password_protected": _("The file is protected by a password. Remove the password and save it again."),
    "wrong_type": _("This is not a spreadsheet we can read. Save it as .xlsx or .csv."),
    "broken_file": _("The file is damaged. Open it in Excel or LibreOffice, save it again as .xlsx and retry."),
    "unpacks_too_large": _("The file unpacks to far more than a register needs, so it was not opened."),
    "too_many_rows": _("The sheet has more than %(limit)s filled rows. Split it into smaller files."),
    "not_htcds": _("This is no file of the standard: a ZIP archive with at least the tables person.csv and case.csv."),
    "file_changed": _("The tables were changed after the file was made: their hashes do not agree. Take the file again from where it came."),
    "no_header": _(
        "No row with column names was found. "
        "At least three known columns must stand in the first %(limit)s rows of a sheet."
    ),
}

CELL_MESSAGES: dict[str, Promise | str] = {
    "cell_formula": _("The cell holds a formula; formulas are not calculated. Paste the column as values."),
    "cell_error_value": _("The cell holds an error (%(text)s)."),
    "cell_too_long": _("The cell holds more than %(limit)s characters."),
    "date_impossible": _("“%(text)s” is not a date that exists."),
    "date_unreadable": _("“%(text)s” was not recognised as a date."),
    "date_in_future": _("The date “%(text)s” lies in the future."),
    "date_year_only": _("Only the year is given: “%(text)s”."),
    "date_order_mixed": _("Dates in this column are written both day first and month first; check them."),
    "left_before_arrival": _("The person left before arriving."),
    "age_unreadable": _("“%(text)s” was not recognised as an age."),
    "age_disagrees": _(
        "The age given (%(age)s) and the birth date (%(computed)s years) disagree; the age given counts."
    ),
    "first_age_above_age": _("Age when first exploited is greater than the age."),
    "iin_invalid": _("The IIN has a mistake: its check digit does not agree."),
    "iin_disagrees": _("The IIN does not match the birth date or the sex. This may be right; look again."),
    "phone_unreadable": _("The phone number was not recognised and is kept as text."),
    "value_unknown": _("“%(text)s” is not a known value; it is kept as text."),
    "value_guessed": _("“%(text)s” was taken as a spelling of a known value; check it."),
    "row_without_person": _("The row has no case number, no name and no date, so it cannot become a case."),
    "case_number_repeated": _("The case number was already used in row %(row)s."),
}

TABLE_MESSAGES: dict[str, Promise | str] = {
    "code_missing_or_twice": _("The code is missing, or stands in another row too."),
    "person_missing": _("The file has no person with this code."),
    "row_without_case": _("The file has no case with this code."),
    "case_without_day": _("The case has no date of request or registration."),
    "closed_without_day": _("The case is closed but has no closing date; the date of request is taken."),
    "closed_before_request": _("The case was closed before it was requested."),
    "number_impossible": _("“%(text)s” is not a possible number here."),
    "value_not_taken": _("“%(text)s” is not a known value and is not taken."),
}

SHEET_MESSAGES: dict[str, Promise | str] = {
    "note_skipped": _("The row was taken as a note, not as a person."),
    "total_skipped": _("The row was taken as a total, not as a person."),
    "sheet_without_header": _("The sheet has no row with known column names and was left out."),
    "sheet_hidden": _("The sheet is hidden and was left out."),
    "stopped_at_empty_rows": _("Reading stopped here after %(limit)s empty rows."),
}

MESSAGES = FILE_MESSAGES | CELL_MESSAGES | TABLE_MESSAGES | SHEET_MESSAGES
ERRORS = frozenset(
    {
        "cell_formula",
        "cell_error_value",
        "cell_too_long",
        "date_impossible",
        "date_unreadable",
        "date_in_future",
        "left_before_arrival",
        "row_without_person",
        "code_missing_or_twice",
        "person_missing",
        "row_without_case",
        "case_without_day",
        "closed_before_request",
        "number_impossible",
        *FILE_MESSAGES,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell the person importing: where, and what. ``row`` is 0 when it concerns a whole sheet."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    header: str = ""
    params: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def is_error(self) -> bool:
        """An error keeps its row out; anything else is a warning and the row is taken."""
        return self.code in ERRORS

    @property
    def message(self) -> str:
        """The sentence, in the active language."""
        return str(MESSAGES[self.code]) % dict(self.params)


class UnreadableFile(Exception):
    """The file as a whole cannot be read; nothing was taken from it. ``str()`` is one sentence saying what to do."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, params=params)

    @property
    def code(self) -> str:
        """The problem's code, for tests and logs."""
        return self.problem.code

    def __str__(self) -> str:
        return self.problem.message
