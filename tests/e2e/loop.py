"""Steps of the loop as people take them on the pages, by the words they read there."""

from playwright.sync_api import Page, expect


def case_of(page: Page, url: str, number: str) -> None:
    """Open the page of a case."""
    page.goto(f"{url}/hazards/{number}/")


def act(page: Page, event: str, **typed: str) -> None:
    """Open a deed's dialog, fill it in, send it, and read that it is done."""
    page.locator(f"[data-dialog={event}]").first.click()
    dialog = page.locator(f"dialog#{event}")
    expect(dialog).to_be_visible()
    for name, value in typed.items():
        field = dialog.locator(f"[name={name}]:not([type=hidden])").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value, force=True)
        elif field.get_attribute("type") == "radio":
            dialog.locator("label", has=page.locator(f"[name={name}][value={value}]")).click()
            assert dialog.locator(f"[name={name}][value={value}]").is_checked()
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)
    dialog.locator(".formfoot button").last.click()
    expect(page.locator("#said")).to_contain_text("已办理")


def state(page: Page) -> str:
    """The words of the case's ring."""
    return page.locator(".ph .ring, .ph [class*=ring]").first.inner_text().strip()
