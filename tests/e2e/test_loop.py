"""One hazard round the loop as five roles, on the pages and by their own words.

The hazard is there already (`tests/e2e/build.py`); what is proposed is that it is not so, which asks for no photo.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Seats
from tests.e2e.loop import act, case_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

STORY = ("复开", "复核通过，销号", "提交整改", "退回重改", "填报五落实", "上报")
"""The timeline at the end, newest first."""


def ring(page: Page, words: str) -> None:
    """The case stands where it should."""
    expect(page.locator(".ph")).to_contain_text(words)


def test_one_hazard_goes_all_the_way_round(seats: Seats, case: str) -> None:
    site = seats.site.url
    grid, manager, community, street, district = (
        seats.page(who)
        for who in ("grid_member", "property_manager", "community_worker", "street_officer", "district_officer")
    )
    for page in (grid, manager, community, street, district):
        case_of(page, site, case)
        ring(page, "待整改")
    fixes = {"measure": "清走纸箱", "funds_yuan": "0", "funds_source": "none"}
    act(manager, "planned", responsible="值班经理", contingency="先挪到一侧，留出通道", **fixes)
    act(manager, "submitted", outcome="not_so", reason="现场没有堆物")
    ring(manager, "待复核")
    expect(manager.locator("[data-dialog=passed]")).to_have_count(0)  # nobody passes the own work
    case_of(community, site, case)
    act(community, "returned", reason="二楼平台还有")
    ring(community, "待整改")
    case_of(manager, site, case)
    act(manager, "submitted", outcome="not_so", reason="二楼平台也看过，没有")
    case_of(community, site, case)
    act(community, "passed", on_site="on")
    case_of(grid, site, case)
    ring(grid, "不成立")
    case_of(street, site, case)
    act(street, "reopened", why="inspection", reason="督查时又见堆物")
    case_of(district, site, case)
    told = " ".join(district.locator(".tl, [class*=timeline]").first.inner_text().split())
    found = [told.find(word) for word in STORY]
    assert -1 not in found, told
    assert found == sorted(found), told
