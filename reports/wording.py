"""The fixed words of a report, in the language that is active when they are asked for."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import pgettext

from access.indicators import Section
from casework.vocabulary import VOCABULARIES
from reports.disclosure.ladders import CITIZENSHIP_CODES
from reports.disclosure.regions import REGION
from reports.render import Words
from reports.tables import Counting

SECTION_NAMES: dict[str, str | Promise] = {
    Section.PROSECUTION: later("Prosecution"),
    Section.PROTECTION: later("Protection"),
    Section.PREVENTION: later("Prevention"),
    Section.PARTNERSHIP: later("Partnership"),
}
LADDER_NAMES: dict[str, str | Promise] = {
    "sex": later("Sex"),
    "age": later("Age group"),
    "citizenship": later("Citizenship"),
    "type": later("Type of exploitation"),
    "region": later("Region"),
}
GROUPS: dict[str, dict[str, str | Promise]] = {
    "sex": {
        "female": later("Women and girls"),
        "male": later("Men and boys"),
        "other_sex": later("Other or not known"),
        "not_female": later("All others"),
    },
    "age": {
        "under_18": later("Under 18"),
        "18_30": later("18–30"),
        "31_45": later("31–45"),
        "46_plus": later("46 and over"),
        "unknown": later("Not known"),
        "31_plus": later("31 and over or not known"),
        "30_and_under": later("30 and under"),
        "adult": later("18 and over or not known"),
        "46_unknown": later("46 and over or not known"),
        "not_18_45": later("Under 18, 46 and over or not known"),
        "under_18_unknown": later("Under 18 or not known"),
    },
    "citizenship": {
        "other": later("Other countries"),
        "stateless": later("Stateless"),
        "unknown": later("Not known"),
    },
    "type": {
        "sexual": later("Sexual exploitation"),
        "labour": later("Forced labour"),
        "begging": later("Forced begging"),
        "criminality": later("Forced criminality"),
        "other": later("Other"),
        "unspecified": later("Not known"),
    },
}
FOOTNOTES: dict[Counting, str | Promise] = {
    Counting.FIRST_IN_YEAR: later("Each person is counted once a year, in the month of the first registration, so months add up to quarters and years."),
    Counting.DISTINCT: later("Each person is counted once in each period in which they were helped; months do not add up to quarters."),
    Counting.SUMS: later("Nights, services and referrals are counted, not people; the same person may stand behind many of them."),
    Counting.ITEMS: later("Events and things are counted, not people; for people reached the same person may be counted again."),
}
STOCK_NOTE = later("As it stood on the last day of the period: months are not added up; a quarter or a year has the figure of its last month.")
KINDS_NOTE = later("Each person is counted once a year for each kind of help, in the month in which it was first given, so months add up.")


def name_group(ladder: str, code: str) -> str:
    """One line of a breakdown in words."""
    if ladder == REGION:
        return _name_place(code)
    if ladder == "citizenship" and code in CITIZENSHIP_CODES and code not in GROUPS[ladder]:
        return VOCABULARIES["country"].label(code)
    if code.startswith("not_") and code not in GROUPS.get(ladder, {}):
        return _("All others")
    return str(GROUPS.get(ladder, {}).get(code, code))


def _name_place(code: str) -> str:
    """A region, or the regions that a breakdown gathers."""
    if code in VOCABULARIES["region"].codes:
        return VOCABULARIES["region"].label(code)
    if code.startswith("northern_"):
        return _("Other regions of the north and the centre")
    return _("All other regions or not known") if code != "unknown" else _("Not known")


def make_words() -> Words:
    """What the renderers need."""
    return Words(
        contents=_("Contents"),
        indicator=_("Indicator"),
        value=_("Value"),
        not_published=_("not published"),
        not_reported=_("not reported"),
        no_change=_("no change"),
        definitions=_("Definitions"),
        method=_("How this report was made"),
        context=_("For comparison: figures of others"),
        context_rule=_("Published by the bodies named, each counted in its own way. They are never added to each other or to the figures of this report."),
        notes=pgettext("footnotes of a report", "Notes"),
        page=_("page {page} of {pages}"),
        source=_("Source"),
        basis=_("Basis"),
        year=_("Year"),
        of_whom=_("Of whom or what"),
        chart_of=_("Chart: {title}."),
    )


def explain_sums(k: int) -> str:
    """Why a sum about people is sometimes not there, in plain words."""
    return _("A sum about people (nights, services, referrals) is shown only when at least %(k)s people stand behind it, and behind every difference that can be worked out with the sums of other periods; otherwise it would tell about single people.") % {"k": k}


def make_method(k: int) -> tuple[str, ...]:
    """What is hidden and why, in plain words."""
    return (
        _("Totals for the whole organisation are always exact. A breakdown (for example by sex) is shown whole or not at all: only when each of its groups has at least %(k)s people, and only when nobody can work out a smaller group from all figures ever published. Otherwise it is not published. The same holds for totals of a programme that covers some regions only.") % {"k": k},
        explain_sums(k),
        _("Every figure was checked before publication by a second, independent program that tries to work out small groups from all published figures together."),
        _("Closed months are frozen. What becomes known later is counted in later months; a published figure is never changed silently. A report found wrong is withdrawn visibly."),
        _("“Not published” means that the figure is protected; “not reported” means that no report was published for that period, or that this was not counted yet then."),
    )  # fmt: skip
