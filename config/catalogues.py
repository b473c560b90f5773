"""Message catalogues without system gettext: collect from code and templates, merge into .po, compile to .mo."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE_DIR = BASE_DIR / "locale"
DJANGO_LOCALE_DIR = BASE_DIR / "locale_django"  # Kazakh for what Django itself says
SOURCES = ("access", "casework", "shelters", "hotline", "reports", "config", "templates")
PLURALS = {  # Kazakh as Django's own catalogue; Russian without its fourth form, which is for fractions
    "ru": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"),
    "kk": "nplurals=2; plural=(n!=1);",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "later": None,  # gettext_lazy under the name the reports give it
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")
Key = tuple[str, str]  # context ("" for none), English


@dataclass
class Message:
    """One text shown to people, and the files that show it."""

    msgid: str
    context: str = ""
    plural: str = ""
    files: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)


# --- collecting --------------------------------------------------------------------------------------
def extract(root: Path = BASE_DIR, sources: tuple[str, ...] = SOURCES) -> dict[Key, Message]:
    """Every text marked for translation in the code and the templates."""
    found: dict[Key, Message] = {}
    for path in _source_files(root, sources):
        for message in _messages_in(path):
            known = found.setdefault((message.context, message.msgid), message)
            known.plural = known.plural or message.plural
            known.files.add(path.relative_to(root).as_posix())
            known.comments |= message.comments
    return found


def _source_files(root: Path, sources: tuple[str, ...]) -> Iterator[Path]:
    for source in sources:
        for path in sorted((root / source).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _messages_in(path: Path) -> Iterator[Message]:
    from babel.messages.extract import extract as babel_extract

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = _as_python(text, str(path))
    stream = io.BytesIO(text.encode())
    for _line, texts, comments, context in babel_extract("python", stream, KEYWORDS, ("Translators:",)):
        parts = list(texts) if isinstance(texts, tuple) else [texts]
        if parts[0]:
            plural = parts[1] if len(parts) > 1 and parts[1] else ""
            yield Message(parts[0], context or "", plural, comments=set(comments))


def _as_python(template: str, origin: str) -> str:
    """Django turns a template into something like Python; what stands between the calls must not look indented."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template, origin=origin).splitlines())


# --- merging -----------------------------------------------------------------------------------------
def catalogue_path(language: str, locale: Path = LOCALE_DIR) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def merge(language: str, found: dict[Key, Message], locale: Path = LOCALE_DIR) -> polib.POFile:
    """Bring one .po file up to date: translations stay, what is no longer used is marked, nothing is guessed."""
    path = catalogue_path(language, locale)
    before = {_key(entry): entry for entry in (polib.pofile(str(path)) if path.exists() else ())}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Project-Id-Version": "Pana",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for key in sorted(found, key=lambda each: (each[1].casefold(), each[1], each[0])):
        merged.append(_entry(found[key], before.get(key), language))
    for key in sorted(set(before) - set(found)):
        if _is_translated(before[key]):
            merged.append(_put_aside(before[key]))
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, merged.save)
    return merged


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _entry(message: Message, before: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(message.files)],
        comment="\n".join(sorted(message.comments)),
        flags=["python-format"] if re.search(r"%\(\w+\)[a-z]|%[sd]", message.msgid) else [],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        forms = int(PLURALS[language].split(";")[0].split("=")[1])
        old = before.msgstr_plural if before is not None else {}
        entry.msgstr_plural = {form: old.get(form, "") for form in range(forms)}
    elif before is not None:
        entry.msgstr = before.msgstr
    return entry


def _put_aside(entry: polib.POEntry) -> polib.POEntry:
    entry.obsolete = True
    entry.occurrences = []
    entry.flags = []
    return entry


def _is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


# --- checking ----------------------------------------------------------------------------------------
def faults(language: str, found: dict[Key, Message], locale: Path = LOCALE_DIR) -> list[str]:
    """What is missing in a language: texts without translation, and translations that lose a placeholder."""
    path = catalogue_path(language, locale)
    entries = {_key(entry): entry for entry in (polib.pofile(str(path)) if path.exists() else ()) if not entry.obsolete}
    told = []
    for key in sorted(found):
        entry = entries.get(key)
        if entry is None or not _is_translated(entry):
            told.append(f"{language}: not translated: {key[1]}")
        elif "fuzzy" in entry.flags:
            told.append(f"{language}: fuzzy: {key[1]}")
        elif not _keeps_placeholders(entry):
            told.append(f"{language}: placeholders differ: {key[1]}")
    return told


def _keeps_placeholders(entry: polib.POEntry) -> bool:
    """A single form may leave the number out ("one case"), nothing may invent a placeholder."""
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    if not entry.msgid_plural:
        return set(PLACEHOLDER.findall(entry.msgstr)) == wanted
    return all(set(PLACEHOLDER.findall(text)) <= wanted for text in entry.msgstr_plural.values())


# --- compiling ---------------------------------------------------------------------------------------
def compile_all(locale: Path = LOCALE_DIR) -> list[Path]:
    """Compile every .po that is newer than its .mo; costs two look-ups per language when nothing changed."""
    compiled = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            try:
                _write(target, polib.pofile(str(source)).save_as_mofile)
            except OSError:  # installed read-only: the pages appear in English rather than not at all
                continue
            compiled.append(target)
    return compiled


def _write(target: Path, save: Callable[[str], None]) -> None:
    """Wholly or not at all: two processes may start at the same time."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        save(str(unfinished))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
