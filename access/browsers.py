"""Which family of browser asks, on which system: enough to notice a cookie that has moved, and to name a session."""

from __future__ import annotations

from django.http import HttpRequest

# What a browser calls itself; the first that fits counts, for each names the ones it wants to be taken for.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("YaBrowser", "Yandex"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"),
            ("SamsungBrowser", "Samsung"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def family_of(request: HttpRequest) -> tuple[str, str]:
    """Browser and system by name, or empty where nothing known is named."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    return browser, system
