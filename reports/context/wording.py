"""What others' figures are called, in the language that is active: indicators, units, and the usual groups."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.indicators import declared
from casework.vocabulary import VOCABULARIES

NAMES: dict[str, str | Promise] = {
    "LAWSTAT_CASES": _("Registered offences"),
    "LAWSTAT_CHANNELS": _("Trafficking channels closed"),
    "PROS_INVEST": _("Investigations opened"),
    "PROS_INVEST_CARRIED": _("Investigations continued from before"),
    "PROS_PROSECUTED": _("Prosecutions"),
    "PROS_CONVICTED": _("Convictions"),
    "PROS_SENT_PRISON": _("Sentenced to imprisonment"),
    "PROS_SENT_PAROLE": _("Released on parole or without imprisonment"),
    "PROS_OFFICIALS": _("Complicit officials"),
    "PROS_TRAINED": _("Officials trained"),
    "PROS_JOINT_INVEST": _("Joint investigations with other countries"),
    "PROS_SUSPECTS_IDENT": _("Suspects identified"),
    "PROT_IDENT": _("Victims identified"),
    "PROT_VICTIMS_RECOGNISED": _("Persons recognised as victims in criminal cases"),
    "PROT_REF_IN": _("Persons referred"),
    "PROT_ASSIST_ALL": _("Persons assisted"),
    "PROT_SHELTER_ASSIST": _("Persons assisted in a shelter"),
    "PROT_SHELTERS": _("Shelters"),
    "PROT_SHELTERS_NEW": _("Shelters opened"),
    "PROT_SSS": _("Recipients of special social services"),
    "PROT_EMPLOYED": _("Placed in work or training"),
    "PROT_REPATRIATED": _("Returns assisted"),
    "PROT_FUND_VICTIM": _("Government money for victim assistance"),
    "PROT_FUND_SHELTER": _("Government money for shelters"),
    "PROT_FUND_INVEST_VICTIM": _("Government money for victims during investigations"),
    "PROT_HOTLINE_CALLS": _("Calls to the hotline"),
    "PROT_HOTLINE_TO_POLICE": _("Calls passed to the police"),
    "PROT_HOTLINE_CONFIRMED": _("Calls that led to confirmed cases"),
    "PROT_MEMORANDA": _("Memoranda and agreements"),
    "PREV_FUND_NGO": _("Government money to organisations for prevention"),
    "PREV_ARTICLES": _("Articles in the press"),
    "PREV_VIDEOS": _("Videos"),
    "PREV_OUTREACH_PEOPLE": _("People reached"),
    "PREV_SEMINAR_PEOPLE": _("People at seminars"),
    "IOM_ASSIST": _("Persons assisted by the International Organization for Migration"),
    "NGO_ASSIST": _("Persons assisted by organisations"),
    "NGO_HOTLINE": _("Calls to hotlines of organisations"),
    "NGO_ESTIMATE": _("Estimates by organisations"),
}
UNITS: dict[str, str | Promise] = {
    "persons": _("persons"), "cases": _("cases"), "calls": _("calls"), "contacts": _("contacts"), "crimes": _("crimes"),
    "offences": _("offences"), "criminal cases": _("criminal cases"), "investigations": _("investigations"),
    "pre-trial investigations": _("pre-trial investigations"), "facts": _("facts"), "shelters": _("shelters"),
    "centres": _("centres"), "NGOs": _("organisations"), "articles": _("articles"), "videos": _("videos"), "channels": _("channels"),
}  # fmt: skip
COUNTRY_DETAILS: dict[str, str | Promise] = {
    "citizens of": _("citizens: %(country)s"), "destination": _("destination: %(country)s"), "foreign": _("foreign citizens: %(country)s"),
}  # fmt: skip
_COUNTRY = re.compile(r"(?P<what>citizens of|destination|foreign) \(?(?P<code>[A-Z]{2})\)?")
DETAILS: dict[str, str | Promise] = {
    "all": _("all"), "forced labour": _("forced labour"), "labour exploitation": _("forced labour"), "sexual exploitation": _("sexual exploitation"), "sex trafficking": _("sexual exploitation"), "foreign": _("foreign citizens"),
    "KZ citizens": _("citizens of Kazakhstan"), "female": _("women"), "male": _("men"), "women": _("women"), "men": _("men"),
    "children": _("children"), "nine-offence group": _("group of nine offences"), "referred to police": _("referred to police"),
    "confirmed": _("confirmed"), "identified": _("identified"), "all services": _("all services"), "by police": _("by police"),
    "by law enforcement": _("by law enforcement"), "by foreign embassy": _("by an embassy"), "by NGO": _("by an organisation"),
    "by international organisation": _("by an international organisation"), "self-referred incl. hotline": _("by themselves or the hotline"),
    "all, mostly KZ citizens": _("all, mostly citizens of Kazakhstan"), "all, 84.7% women and girls": _("all; 84.7% women and girls"),
    "2 state + 11 state social order": _("2 of the state, 11 by state social order"), "police-NGO memoranda": _("between police and organisations"),
}  # fmt: skip


def name_indicator(code: str) -> str:
    """The indicator in words; one's own name for it where others count the same."""
    own = declared().get(code)
    return str(NAMES.get(code) or (own.name if own else code))


def known_indicators() -> list[tuple[str, str]]:
    """Codes and names to choose from: everything that is counted here, and what only others publish."""
    codes = dict.fromkeys([*NAMES, *declared()])
    return sorted(((code, name_indicator(code)) for code in codes), key=lambda pair: pair[1])


def name_unit(unit: str) -> str:
    return str(UNITS.get(unit, unit))


def name_detail(detail: str) -> str:
    """Who or what is counted; words of a source that are not among the usual ones stay as the source has them."""
    if found := _COUNTRY.fullmatch(detail):
        country = VOCABULARIES["country"].label(found["code"])
        return str(COUNTRY_DETAILS[found["what"]] % {"country": country})
    return str(DETAILS.get(detail, detail))
