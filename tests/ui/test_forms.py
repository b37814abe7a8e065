"""Forms: label above, help, the error beside the field with what to do; small screens first."""

from django import forms

from anju.ui import forms as ui_forms


class Report(forms.Form):
    what = forms.CharField(label="情况", help_text="写一句就行")
    more = forms.CharField(label="补充", required=False)
    agreed = forms.BooleanField(label="已提醒", required=False)
    kind = forms.ChoiceField(label="类别", widget=ui_forms.OptionCards, choices=[("a", "甲"), ("b", "乙")])


def test_a_label_stands_above_and_belongs_to_its_field() -> None:
    html = str(Report())
    assert '<label for="id_what">情况</label>' in html
    assert html.index("情况") < html.index('id="id_what"')


def test_help_is_tied_to_the_field() -> None:
    html = str(Report())
    assert 'id="id_what_helptext"' in html
    assert 'aria-describedby="id_what_helptext"' in html


def test_what_may_stay_empty_says_so() -> None:
    assert str(Report()).count("可不填") == 1  # a checkbox needs no such word


def test_an_error_stands_beside_its_field_and_the_summary_is_announced() -> None:
    html = str(Report({"what": "", "kind": "a"}))
    assert 'class="field wrong"' in html
    assert 'id="id_what_error"' in html
    assert 'role="alert"' in html
    assert 'aria-invalid="true"' in html


def test_an_error_of_the_whole_form_is_in_the_summary() -> None:
    form = Report({"what": "x", "kind": "a"})
    form.add_error(None, "期限早于上报日期")
    assert "<li>期限早于上报日期</li>" in str(form)


def test_cards_keep_the_choice_and_group_under_a_legend() -> None:
    html = str(Report({"what": "x", "kind": "b"}))
    assert '<legend class="label">类别</legend>' in html
    assert html.count("checked") == 1
    assert 'value="b"' in html.split("checked")[0].rsplit("<input", 1)[1]


def test_a_date_speaks_the_browsers_language() -> None:
    html = ui_forms.DateInput().render("due", None)
    assert 'type="date"' in html


def test_a_photo_input_takes_several_only_when_asked() -> None:
    assert "multiple" in ui_forms.PhotoInput(several=True).render("p", None, {"id": "p"})
    assert "multiple" not in ui_forms.PhotoInput().render("p", None, {"id": "p"})
    assert 'data-preview-for="p"' in ui_forms.PhotoInput().render("p", None, {"id": "p"})


def test_a_remote_select_names_its_source_and_shows_the_label() -> None:
    html = ui_forms.RemoteSelect("/find/", "3 幢").render("place", "42", {"id": "place"})
    assert 'data-pick="/find/"' in html
    assert 'data-pick-label="3 幢"' in html
    assert 'value="42"' in html


def test_a_moment_is_asked_to_the_minute() -> None:
    assert 'type="datetime-local"' in ui_forms.DateTimeInput().render("at", None)
