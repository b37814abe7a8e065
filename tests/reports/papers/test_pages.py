"""Documents in the browser: the list, the text as it reads, the editor, steps and files as people meet them."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.kernel.figures import reading
from anju.kernel.ledger.models import Entry
from anju.reports.papers import actions
from anju.reports.papers.enums import Answer, How, Move, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperCopy, PaperVersion
from anju.reports.papers.queries import register
from tests.cast import Cast
from tests.reports.papers.conftest import drafted, fill, head, issue, sections_of, step
from tests.reports.papers.test_files import edited
from tests.security.things.papers import PDF

pytestmark = pytest.mark.django_db

As = Callable[[str], Client]


def titles(client: Client, query: str = "") -> list[str]:
    return [row.get_kind_display() for row in client.get("/papers/" + query).context["rows"]]


def typed(paper: Paper, **more: str) -> dict[str, str]:
    words = {f"section-{at}": section for at, section in enumerate(sections_of(paper))}
    return {**words, "base": str(Paper._all.get(pk=paper.pk).version), "title": "标题", **more}


def test_the_list_shows_own_drafts_what_waits_and_what_was_issued(
    as_: As, ready: Cast, survey: Paper, situation: Paper
) -> None:
    assert titles(as_("congress_staff")) == ["调研报告"]
    assert titles(as_("district_officer")) == ["情况汇报"]
    assert titles(as_("street_officer")) == titles(as_("deputy")) == []
    step(ready, "district_officer", situation, Move.CONSULT, asked=[ready.organisations["street"]])
    assert titles(as_("street_officer"), "?state=waiting") == ["情况汇报"]
    actions.answer(by=ready.street_officer, paper=situation.pk, said=Answer.AGREE)
    assert titles(as_("street_officer"), "?state=waiting") == []
    issue(ready, "congress_staff", survey)
    assert titles(as_("deputy"), "?q=示人") == ["调研报告"]
    assert titles(as_("deputy"), "?kind=situation") == []
    assert "清除筛选" in as_("deputy").get("/papers/?kind=situation").content.decode()


def test_the_list_is_paged(as_: As, ready: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _one in range(3):
        drafted(ready, "congress_staff", PaperKind.SURVEY)
    monkeypatch.setattr(register, "PAGE", 2)
    first = as_("congress_staff").get("/papers/").context
    assert (len(first["rows"]), first["pager"].next_url) == (2, "/papers/?from=2")
    last = as_("congress_staff").get("/papers/?from=2").context
    assert (len(last["rows"]), last["pager"].previous_url, last["pager"].next_url) == (1, "/papers/", "")


def test_a_document_is_drafted_from_a_form_and_not_twice(as_: As, ready: Cast) -> None:
    client = as_("district_officer")
    form = client.get("/papers/new/").context["form"]
    given = {
        "kind": "situation", "place": str(ready.places["district"].pk), "period": "2026-13",
        "client_ref": form.initial["client_ref"],
    }  # fmt: skip
    wrong = client.post("/papers/new/", given)
    assert wrong.status_code == 422
    assert "没有看懂" in wrong.content.decode()
    given["period"] = "2026-11"
    one, two = client.post("/papers/new/", given), client.post("/papers/new/", given)
    assert one["Location"] == two["Location"] == f"/papers/{Paper._all.get().pk}/edit/"
    assert client.post("/papers/new/", {**given, "kind": "survey"}).status_code == 422
    assert "source" not in as_("congress_staff").get("/papers/new/").context["form"].fields


def test_the_text_shows_its_figures_as_doors(as_: As, survey: Paper) -> None:
    page = as_("congress_staff").get(f"/papers/{survey.pk}/")
    content = page.content.decode()
    assert f'href="/papers/{survey.pk}/number/blocked/"' in content
    assert "（尚未登记）" in content
    assert "平台启用以来" in content
    assert [one.label for one in page.context["index"]][:2] == ["居民住宅火灾", "居民住宅火灾同比"]
    number = as_("congress_staff").get(f"/papers/{survey.pk}/number/blocked/").content.decode()
    assert "/figures/lists.blocked_and_parked/" in number
    missing = as_("congress_staff").get(f"/papers/{survey.pk}/number/sockets/").content.decode()
    assert "还没有登记" in missing
    assert as_("congress_staff").get(f"/papers/{survey.pk}/number/nothing/").status_code == 404


def test_a_deputy_reads_an_issued_number_with_its_code_and_no_rows(as_: As, ready: Cast, survey: Paper) -> None:
    assert as_("deputy").get(f"/papers/{survey.pk}/number/blocked/").status_code == 404
    issue(ready, "congress_staff", survey)
    code = register.fields(survey)[9].quote
    assert code is not None
    field = next(row for row in register.fields(survey) if row.key == "blocked")
    assert field.quote is not None
    page = as_("deputy").get(f"/papers/{survey.pk}/number/blocked/").content.decode()
    assert field.quote.code in page
    assert "不在你的范围内" in page
    assert "/figures/lists.blocked_and_parked/" not in page
    again = as_("congress_staff").get(f"/papers/{survey.pk}/number/blocked/").content.decode()
    assert "结果相同" in again


def test_a_step_that_was_left_out_is_not_shown_as_done(as_: As, ready: Cast, survey: Paper) -> None:
    way = [str(one.label) for one in as_("congress_staff").get(f"/papers/{survey.pk}/").context["loop"]]
    assert way == ["拟稿", "征求意见", "会签", "已签发", "已印发"]
    issue(ready, "congress_staff", survey)
    way = [str(one.label) for one in as_("deputy").get(f"/papers/{survey.pk}/").context["loop"]]
    assert way == ["拟稿", "会签", "已签发", "已印发"]


def test_saving_makes_a_version_and_settles_what_its_button_says(as_: As, survey: Paper) -> None:
    client, where = as_("congress_staff"), f"/papers/{survey.pk}/edit/"
    new = typed(survey, **{"section-3": "# 相关建议\n改过的建议。", "do": "settle:grids", "title": "新 标题"})
    page = client.post(where, new, follow=True)
    assert "已定数 1 个" in page.content.decode()
    row = Paper._all.get(pk=survey.pk)
    assert (row.version, row.title) == (2, "新\n标题")
    assert [one.key for one in register.fields(row) if one.quote is not None] == ["grids"]
    client.post(where, typed(survey, do="free:grids"))
    assert not [one for one in register.fields(row) if one.quote is not None]
    assert Paper._all.get(pk=survey.pk).version == 2
    assert client.post(where, typed(survey, do="preview"))["Location"] == f"/papers/{survey.pk}/"


def test_two_who_write_at_once_both_keep_their_words(as_: As, survey: Paper) -> None:
    mine, theirs = typed(survey, **{"section-3": "我写的"}), typed(survey, **{"section-3": "对方写的"})
    as_("congress_staff").post(f"/papers/{survey.pk}/edit/", theirs)
    page = as_("congress_staff").post(f"/papers/{survey.pk}/edit/", mine)
    content = page.content.decode()
    assert page.status_code == 409
    assert "我写的</textarea>" in content
    assert "<ins>对方</ins>写的" in content
    assert sections_of(survey)[3] == "对方写的"
    assert 'name="base" value="2"' in content
    as_("congress_staff").post(f"/papers/{survey.pk}/edit/", {**mine, "base": "2"})
    assert sections_of(survey)[3] == "我写的"
    assert PaperVersion._all.filter(paper=survey).count() == 3


def test_what_is_too_long_or_without_title_is_said_and_kept(as_: As, survey: Paper) -> None:
    client, where = as_("congress_staff"), f"/papers/{survey.pk}/edit/"
    page = client.post(where, typed(survey, **{"section-3": "长" * 20_001}))
    assert page.status_code == 422
    assert "超过 20000 字" in page.content.decode()
    assert "长" * 20_001 in page.content.decode()
    assert client.post(where, typed(survey, title=" ")).status_code == 422
    assert client.post(where, typed(survey, do="drop:blocked")).status_code == 422


def test_the_editor_shows_clashes_blanks_and_unknown_fields(as_: As, survey: Paper) -> None:
    words = {"section-0": "违停违充隐患1.2万处，{{nothing}}。", "section-1": "【请补充：一】"}
    as_("congress_staff").post(f"/papers/{survey.pk}/edit/", typed(survey, **words))
    content = as_("congress_staff").get(f"/papers/{survey.pk}/edit/").content.decode()
    assert "写的是“1.2万”，数出来是“1处”" in content
    assert "没有字段 nothing" in content
    assert "“请补充”没有写" in content


def test_a_figure_is_added_from_the_register(as_: As, survey: Paper) -> None:
    client, where = as_("congress_staff"), f"/papers/{survey.pk}/fields/"
    assert client.post(where, {"figure": "", "shape": "exact", "period": "x"}).status_code == 422
    page = client.post(where, {"figure": "lists.merged", "shape": "about", "period": ""}, follow=True)
    assert "{{merged}}" in page.content.decode()


def test_versions_are_compared_and_only_by_their_owner(as_: As, ready: Cast, survey: Paper) -> None:
    as_("congress_staff").post(f"/papers/{survey.pk}/edit/", typed(survey, **{"section-3": "# 相关建议\n只留一句。"}))
    page = as_("congress_staff").get(f"/papers/{survey.pk}/compare/")
    assert (page.context["older"].number, page.context["newer"].number) == (1, 2)
    assert "<ins>只留一句。</ins>" in page.content.decode()
    assert as_("congress_staff").get(f"/papers/{survey.pk}/compare/?a=9").status_code == 404
    issue(ready, "congress_staff", survey)
    assert as_("deputy").get(f"/papers/{survey.pk}/compare/").status_code == 404


def test_steps_are_made_from_the_page_and_say_what_is_missing(as_: As, ready: Cast, situation: Paper) -> None:
    client, where = as_("district_officer"), f"/papers/{situation.pk}/move/"
    nobody = client.post(f"{where}consult/", {"version": "1"})
    assert nobody.status_code == 422
    assert "请选征求意见的单位" in nobody.content.decode()
    names = dict(client.get(f"{where}consult/").context["form"].fields["asked"].choices)
    assert "区人大社会委" not in names.values()
    street = str(ready.organisations["street"].pk)
    client.post(f"{where}consult/", {"version": "1", "asked": [street]})
    asked = as_("street_officer").get(f"/papers/{situation.pk}/")
    assert "请你单位答复" in asked.content.decode()
    where_answer = f"/papers/{situation.pk}/answer/"
    assert as_("street_officer").post(where_answer, {"said": "object"}).status_code == 422
    as_("street_officer").post(where_answer, {"said": "remark", "opinion": "改一个字"})
    client = as_("district_officer")
    assert "改一个字" in client.get(f"/papers/{situation.pk}/").content.decode()
    assert client.get(f"{where}sign/").status_code == 404
    assert client.post(f"{where}consult/", {"version": "1"})["Location"] == f"/papers/{situation.pk}/"
    assert client.post(f"{where}nonsense/").status_code == 404
    client.post(f"{where}countersign/", {"version": "1"})
    blanks = client.post(f"{where}sign/", {"version": "1"})
    assert blanks.status_code == 422
    assert "“请补充”" in blanks.content.decode()
    client.post(f"{where}return/", {"version": "1", "reason": "再写"})
    assert Paper._all.get(pk=situation.pk).state == PaperState.DRAFT


def test_a_download_is_an_entry_and_comes_back_with_its_changes(as_: As, ready: Cast, survey: Paper) -> None:
    client = as_("congress_staff")
    answer = client.post(f"/papers/{survey.pk}/download/")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert Entry._all.filter(verb="paper.copied").count() == 1
    assert client.get(f"/papers/{survey.pk}/download/").status_code == 405
    changed = edited(answer.content, {"1.2吨": "84吨", "健全区级层面统筹协调机制": "健全全区统筹协调机制"})
    back = client.post(f"/papers/{survey.pk}/upload/", {"file": SimpleUploadedFile("a.docx", changed)})
    content = back.content.decode()
    assert "清理杂物（过磅）" in content
    assert "84吨" in content
    found = back.context["found"]
    words = {f"section-{at}": section for at, section in enumerate(found.sections)}
    client.post(f"/papers/{survey.pk}/edit/", {**words, "base": str(back.context["base"]), "how": "uploaded"})
    version = register.version(Paper._all.get(pk=survey.pk))
    assert version is not None
    assert version.how == How.UPLOADED
    assert "健全全区统筹协调机制" in sections_of(survey)[3]
    assert "{{weighed}}" in sections_of(survey)[1]


def test_a_strange_file_is_refused_in_plain_words(as_: As, ready: Cast, survey: Paper) -> None:
    client, where = as_("congress_staff"), f"/papers/{survey.pk}/upload/"
    assert "打不开" in client.post(where, {"file": SimpleUploadedFile("a.docx", b"no")}).content.decode()
    other = drafted(ready, "congress_staff", PaperKind.SURVEY)
    content = client.post(f"/papers/{other.pk}/download/").content
    page = client.post(where, {"file": SimpleUploadedFile("a.docx", content)})
    assert page.status_code == 422
    assert "不是从这份公文下载的" in page.content.decode()


def test_a_scan_is_filed_and_read_by_whoever_reads_the_document(as_: As, ready: Cast, survey: Paper) -> None:
    where = f"/papers/{survey.pk}/scan/"
    assert as_("congress_staff").get(where).status_code == 404
    issue(ready, "congress_staff", survey)
    assert as_("congress_staff").post(where, {}).status_code == 422
    pdf = SimpleUploadedFile("s.pdf", PDF, content_type="application/pdf")
    assert as_("congress_staff").post(where, {"scans": pdf}).status_code == 302
    scan = as_("deputy").get(f"/papers/{survey.pk}/").context["scans"][0]
    answer = as_("deputy").get(f"/papers/{survey.pk}/scan/{scan.pk}/")
    assert b"".join(answer).startswith(b"%PDF") if answer.streaming else answer.content.startswith(b"%PDF")
    other = drafted(ready, "congress_staff", PaperKind.SURVEY)
    assert as_("congress_staff").get(f"/papers/{other.pk}/scan/{scan.pk}/").status_code == 404


def test_the_public_version_masks_what_was_found_and_named(as_: As, ready: Cast, survey: Paper) -> None:
    words = ["王小明住柳岸新村3幢501室。", "# 建议\n无。"]
    actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=words)
    issue(ready, "congress_staff", survey, "示人〔2026〕9号")
    client, where = as_("congress_staff"), f"/papers/{survey.pk}/public/"
    assert "3幢501室" in client.get(where).content.decode()
    shown = client.post(where, {"names": "王小明"})
    assert register.public_version(survey) is None
    client.post(where, {"names": "王小明", "checked": "on", "shown": shown.context["shown"]})
    version = register.public_version(survey)
    assert version is not None
    assert register.sections(version)[0] == "××住柳岸新村××。"
    content = as_("deputy").post(f"/papers/{survey.pk}/download/", {"public": "1"}).content
    assert io.BytesIO(content).read(2) == b"PK"
    assert PaperCopy._all.filter(public=True).count() == 1


def test_nothing_is_released_that_was_not_shown_first(as_: As, ready: Cast, survey: Paper) -> None:
    fill(ready, "congress_staff", survey)
    issue(ready, "congress_staff", survey)
    page = as_("congress_staff").post(f"/papers/{survey.pk}/public/", {"names": "甲", "checked": "on", "shown": "x"})
    assert page.status_code == 422
    assert register.public_version(survey) is None


def test_a_number_on_its_page_states_its_time_and_head(as_: As, ready: Cast, survey: Paper) -> None:
    page = as_("congress_staff").get(f"/papers/{survey.pk}/number/open/").content.decode()
    head = reading.size("cc")
    assert f'title="现在，账本至第 {head:,} 条"' in page


def test_its_writer_is_not_offered_to_sign_and_another_of_the_office_is(as_: As, ready: Cast, survey: Paper) -> None:
    fill(ready, "congress_staff", survey)
    step(ready, "congress_staff", survey, Move.COUNTERSIGN)
    where, sign = f"/papers/{survey.pk}/", f"/papers/{survey.pk}/move/sign/"
    mine = as_("congress_staff")
    page = mine.get(where).content.decode()
    assert sign not in page
    assert "由本单位另一位有签发权的人签发" in page
    refused = mine.post(sign, {"version": "2"})
    assert (refused.status_code, "不能自己签发" in refused.content.decode()) == (422, True)
    assert as_("deputy").get(sign).status_code in (403, 404)
    assert as_("district_officer").post(sign, {"version": "2"}).status_code == 404
    another = as_(head(ready, "congress_staff"))
    page = another.get(where).content.decode()
    assert sign in page
    assert "由本单位另一位" not in page
    assert another.post(sign, {"version": "2"}).status_code == 302
    assert Paper._all.get(pk=survey.pk).signed_by == ready.accounts[head(ready, "congress_staff")].pk
