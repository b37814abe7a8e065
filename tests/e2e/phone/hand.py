"""A thumb: what a person does on the phone, each touch counted."""

import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass
class Hand:
    """Taps on one page."""

    page: Page
    taps: int = 0

    def tap(self, what: str) -> None:
        """Touch the first thing that fits, once it is there and lets itself be touched."""
        self.page.locator(what).first.click()
        self.taps += 1

    def saved(self, words: str = "已存") -> None:
        """Until the screen says so."""
        expect(self.page.locator(".said .done").first).to_contain_text(words)

    def hazard(self, kind: str = "ebike_in_stairway", *, end: str = "[data-save]") -> None:
        """Photo, kind, save."""
        self.tap("[data-hazard]")
        self.tap("[data-shutter]:not([disabled])")
        self.tap(f"[data-kind={kind}]")
        self.tap(end)


def until(true: "object", seconds: float = 60, *, every: float = 0.1) -> None:
    """Wait for something outside the page."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(every)
