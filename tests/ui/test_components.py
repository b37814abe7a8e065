"""Components: plain values in, words and shapes out, nothing inline that a strict policy forbids."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

import anju
from anju.ui import parts, views
from anju.ui.due import chip

NOW = datetime(2026, 3, 11, 2, tzinfo=UTC)
TEMPLATES = sorted(Path(anju.__file__).parent.glob("ui/templates/**/*.html"))


def render(source: str, **given: object) -> str:
    return str(engines["anju"].from_string(source).template.render(given))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_carries_inline_style_or_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for forbidden in (" style=", "<style", "<script", "javascript:", "hx-on", " onclick="):
        assert forbidden not in text


def test_the_last_crumb_is_the_page_itself() -> None:
    html = render("{{ ui.crumbs(steps) }}", steps=[parts.Crumb("区", "/d/"), parts.Crumb("3 幢")])
    assert '<a href="/d/">区</a>' in html
    assert '<b aria-current="page">3 幢</b>' in html


def test_a_tab_says_its_state_with_ring_and_word() -> None:
    html = render("{{ ui.tabs(items) }}", items=[parts.Tab("", "#", 1234, current=True, state="submitted")])
    assert "待复核" in html
    assert "<b>1,234</b>" in html
    assert 'aria-current="page"' in html


def test_a_set_filter_shows_its_value_and_the_way_out() -> None:
    one = parts.Filter("due", "期限", [("", "全部"), ("3", "三日内")], "3", "/clear/")
    html = render("{{ ui.filter_bar(filters) }}", filters=[one])
    assert '<option value="3" selected>三日内</option>' in html
    assert 'class="sel set"' in html
    assert 'href="/clear/" aria-label="不再按期限筛选"' in html


def test_the_footer_offers_only_the_ways_there_are() -> None:
    html = render("{{ ui.pager(page) }}", page=parts.Pager(next_url="?after=9", summary="共 50 条"))
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_a_figure_is_a_door_where_it_has_rows() -> None:
    assert '<a class="fig" href="/rows/"' in render("{{ ui.figure(f) }}", f=parts.Figure(9127, "已看", url="/rows/"))
    assert '<span class="fig">' in render("{{ ui.figure(f) }}", f=parts.Figure(9127, "已看"))
    assert "9,127" in render("{{ ui.figure(f) }}", f=parts.Figure(9127, "已看"))


def test_a_balance_adds_the_new_and_takes_away_the_rest() -> None:
    terms = [parts.Figure(n, "x") for n in (287, 1046, 1003, 18)]
    html = render("{{ ui.balance(terms, total) }}", terms=terms, total=parts.Figure(312, "现有"))
    assert [sign for sign in html if sign in "＋－＝"] == ["＋", "－", "－", "＝"]


def test_a_bar_never_grows_over_its_whole() -> None:
    assert parts.Bar(150, 100, amber=20).segments == [("", "0.00%", "100.00%")]
    assert parts.Bar(0, 0).segments == []


def test_the_stepper_names_the_present_station() -> None:
    steps = [parts.Step("上报", "done"), parts.Step("复核", "now"), parts.Step("销号", "coming")]
    html = render("{{ ui.stepper(steps) }}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert "已完成" in html


def test_a_missing_photo_says_why_and_offers_no_dragging() -> None:
    before = parts.Shot("整改前", "/a.jpg", "车道")
    after = parts.Shot("整改后", "", "还没有整改后的照片")
    html = render("{{ ui.evidence(before, after) }}", before=before, after=after)
    assert "还没有整改后的照片" in html
    assert "data-compare-modes" not in html


def test_the_timeline_tells_what_is_not_sealed_yet() -> None:
    events = [
        parts.Event(NOW, "clock", "将升级", coming=True, sealed=False),
        parts.Event(NOW, "camera", "提交", sealed=False),
        parts.Event(NOW, "camera", "上报", number=0),
    ]
    html = render("{{ ui.timeline(events) }}", events=events)
    assert html.count("待封存") == 1
    assert html.count('class="fut"') == 1
    assert "#0" in html


def test_a_gap_among_the_five_fixes_says_what_is_missing() -> None:
    duty = parts.Duty("安禾物业", fixes=[parts.Fix("措施", "磨除"), parts.Fix("预案", missing="夜间清车")])
    html = render("{{ ui.duty_card(duty) }}", duty=duty)
    assert html.count('class="gap"') == 1
    assert "缺：夜间清车" in html


def test_only_overdue_work_has_the_filled_button() -> None:
    late = parts.WorkLine("复核", "甲", "#", "因为", "去复核", chip(datetime(2026, 3, 8, tzinfo=UTC), NOW))
    calm = parts.WorkLine("复核", "乙", "#", "因为", "去复核", chip(datetime(2026, 3, 30, tzinfo=UTC), NOW))
    html = render("{{ ui.work_list(lines) }}", lines=[late, calm])
    assert html.count('class="b p"') == 1
    assert html.count('<li class="late"') == 1


def test_values_cannot_bring_markup() -> None:
    html = render("{{ ui.blank(title, text) }}", title="<script>x</script>", text="<img src=x>")
    assert "<script>" not in html
    assert "<img" not in html


def test_a_block_component_keeps_its_content() -> None:
    source = "{% call ui.next_step(title, mine=False) %}<p>{{ why }}</p>{% endcall %}"
    html = render(source, title="等", why="<i>因为</i>")
    assert 'class="next theirs"' in html
    assert "<p>&lt;i&gt;因为&lt;/i&gt;</p>" in html


def test_an_error_remark_is_announced() -> None:
    assert 'role="alert"' in render('{% call ui.note("e") %}没有保存{% endcall %}')
    assert 'role="alert"' not in render('{% call ui.note("w") %}快到期{% endcall %}')


def test_the_undo_form_carries_the_token() -> None:
    assert 'value="t0k"' in render('{{ ui.undo("已改派", "/undo/") }}', csrf_token="t0k")


def test_nothing_due_draws_nothing() -> None:
    assert render("{{ ui.due_chip(none) }}", none=None) == ""


@pytest.mark.parametrize("name", views.PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_specimen_renders(client: Client, settings: object, name: str, language: str) -> None:
    settings.ANJU_DEMO = True  # type: ignore[attr-defined]
    answer = client.get(reverse("ui:specimen", args=[name]), headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert ('lang="en"' if language == "en" else 'lang="zh-CN"') in answer.content.decode()


def test_outside_a_demo_there_are_no_specimens(client: Client) -> None:
    assert client.get(reverse("ui:specimens")).status_code == 404
    assert client.get(reverse("ui:specimen-map")).status_code == 404
