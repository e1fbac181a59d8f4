"""What the browser's console complains about."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page

ABORTED = ("htmx:sendAbort", "htmx:afterRequest,")
"""What htmx logs as errors where a newer request takes the place of one that is still waited for, as it should."""


def watch(page: Page) -> list[str]:
    """Every error and warning from now on; of a script that fails, too."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ABORTED):
            found.append(f"{message.type}: {message.text} ({message.location})")

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
