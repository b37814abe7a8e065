"""The field for photos, drawn and read without a browser."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from anju.kernel.files.models import Upload
from anju.ui.photos import FILE_TYPES, PhotoForm, PhotosField
from tests.kernel.files.conftest import ANNA, BEN
from tests.kernel.files.pictures import photo

pytestmark = pytest.mark.django_db


class Form(PhotoForm):
    name = forms.CharField()
    photos = PhotosField(label="照片", most=2)


def _form(data: str = "name=x", *files: bytes, sender: Any = ANNA, **kwargs: Any) -> Form:
    sent = [SimpleUploadedFile(f"{number}.jpg", data) for number, data in enumerate(files)]
    return Form(QueryDict(data), MultiValueDict({"photos": sent}), sender=sender, **kwargs)


def test_an_empty_form_draws_an_input_that_works_without_script() -> None:
    drawn = str(Form())
    assert '<input type="file"' in drawn
    assert "multiple" in drawn
    assert "image/heic" not in drawn
    assert Form().is_multipart()


def test_files_become_uploads_of_the_sender_and_their_tokens_are_the_value() -> None:
    form = _form("name=x", photo(seed=1), photo(seed=2))
    assert form.is_valid(), form.errors
    rows = list(Upload._all.order_by("pk"))
    assert form.cleaned_data["photos"] == [row.token for row in rows]
    assert {row.owner for row in rows} == {str(ANNA)}


def test_a_form_with_another_error_keeps_the_photo() -> None:
    form = _form("name=", photo())
    assert not form.is_valid()
    token = Upload._all.get().token
    assert f'name="photos" value="{token}"' in str(form)
    again = _form(f"name=x&photos={token}")
    assert again.is_valid()
    assert again.cleaned_data["photos"] == [token]


def test_one_bad_file_of_two_is_named_and_the_other_kept() -> None:
    form = _form("name=x", photo(), b"words")
    assert not form.is_valid()
    assert "1.jpg：" in form.errors["photos"][0]
    assert Upload._all.count() == 1


def test_a_token_of_somebody_else_is_no_photo() -> None:
    _form("name=x", photo(), sender=BEN)
    token = Upload._all.get().token
    form = _form(f"name=x&photos={token}")
    assert not form.is_valid()
    assert "有照片已过期，请重新上传。" in form.errors["photos"]
    assert token not in str(form)


def test_more_than_the_most_are_refused_and_none_lost() -> None:
    form = _form("name=x", photo(seed=1), photo(seed=2), photo(seed=3))
    assert not form.is_valid()
    assert Upload._all.count() == 3


def test_a_photo_that_is_needed_is_asked_for() -> None:
    form = _form("name=x")
    assert form.errors["photos"] == ["请拍一张照片。"]


def test_a_dropped_photo_is_gone_from_the_value() -> None:
    _form("name=x", photo(seed=1), photo(seed=2))
    first, second = (row.token for row in Upload._all.order_by("pk"))
    form = _form(f"name=x&photos={first}&photos={second}&photos-drop={first}")
    assert form.is_valid()
    assert form.cleaned_data["photos"] == [second]


def test_the_same_token_twice_is_one_photo() -> None:
    _form("name=x", photo())
    token = Upload._all.get().token
    form = _form(f"name=x&photos={token}&photos={token}")
    assert form.is_valid()
    assert form.cleaned_data["photos"] == [token]


def test_a_private_sender_keeps_no_place() -> None:
    _form("name=x", photo(), private=True)
    assert Upload._all.get().lon_e7 is None


def test_papers_are_asked_for_without_a_camera() -> None:
    class Papers(PhotoForm):
        papers = PhotosField(accept=FILE_TYPES)

    assert 'capture="environment"' not in str(Papers())
    assert 'capture="environment"' in str(Form())
    assert "application/pdf" in str(Papers())


def test_a_field_asked_for_all_the_same_is_not_called_optional() -> None:
    class Handing(forms.Form):
        plain = PhotosField(label="现场", required=False, preview="ui:specimens")
        asked = PhotosField(label="改后", required=False, preview="ui:specimens", needed="改好了就要有")

    form = Handing()
    assert "可不填" in form["plain"].as_field_group()
    assert "可不填" not in form["asked"].as_field_group()
    assert "改好了就要有" in form["asked"].as_field_group()
