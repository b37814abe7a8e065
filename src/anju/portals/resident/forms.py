"""What a resident fills in. Nothing a machine finds odd sends a report back; an unreadable photo is left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.intake.residents import rules
from anju.kernel.actors import Actor
from anju.ui.photos import PhotoForm, PhotosField

OTHER = "other"
"""None of the tiles: said in words."""
UNSURE = "unsure"
"""None of the proposals either: whoever checks it names the kind."""


class LenientForm(PhotoForm):
    """Photos that cannot be taken do not send the form back: `unread` says why each was left out."""

    unread: tuple[str, ...] = ()

    def full_clean(self) -> None:
        told = tuple(sentence for some in self._refused.values() for sentence in some)
        if told:
            self.unread, self._refused = told, {}
        super().full_clean()


def ref_of(key: str) -> str:
    """What a visitor's form is known by, in a space of its own.

    A ticket's number is no secret: who writes it into the form must not come to the page of whoever called the hotline.
    """
    return f"form:{key}"


class ReportForm(LenientForm):
    """One page: what, a photo, perhaps some words, perhaps a phone."""

    client_ref = forms.CharField(min_length=16, max_length=80)
    label = forms.CharField(required=False, max_length=40)
    place = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    at = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    """A building of the estate, a unit of the building."""
    code = forms.CharField(required=False, max_length=12)
    pick = forms.CharField(required=False, max_length=12)
    """Which of the proposals for what was said in words."""
    words = forms.CharField(required=False, max_length=rules.WORDS)
    spot = forms.CharField(required=False, max_length=60)
    phone = forms.CharField(required=False, max_length=30)
    photos = PhotosField(label=_("照片"), required=False, most=rules.PHOTOS, live=False)
    no_fire = forms.BooleanField(required=False)
    """119 was shown: nothing burns, or it was called."""
    joins = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    different = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=200)
    """Not shown: who fills it in is a program."""

    def __init__(self, data: Any, files: Any, *, sender: Actor | None) -> None:
        super().__init__(data, files, sender=sender, private=True)

    @property
    def ref(self) -> str:
        """`ref_of` the key it brought."""
        return ref_of(self.cleaned_data["client_ref"])

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not rules.is_phone(phone):
            raise forms.ValidationError(_("电话号码看起来不对，请核对；也可以不填。"))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("code") and not cleaned.get("words"):
            self.add_error("code", _("请点一种情况，或者写一句看到了什么。"))
        return cleaned


class ContestForm(LenientForm):
    """ "It is not put right": a photo of now, a sentence. A photo that cannot be read must not send the words back, so
    the field is not required; the label says that one is wanted.
    """

    photos = PhotosField(label=_("现在的样子"), required=False, most=rules.PHOTOS, live=False, needed=_("要有一张"))
    words = forms.CharField(
        label=_("补一句话"), required=False, max_length=rules.WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )


class MoreForm(LenientForm):
    """A further photo for an open report."""

    photos = PhotosField(label=_("再补一张照片"), required=False, most=rules.PHOTOS, live=False, needed=_("要有一张"))


class CodeForm(forms.Form):
    """A tracking number, as it was written down."""

    code = forms.CharField(
        label=_("查询编号"), max_length=60, help_text=_("上报后给你的 16 位编号，大小写、横线都可以。")
    )

    def clean_code(self) -> str:
        read = rules.read_code(str(self.cleaned_data["code"]))
        if not read:
            raise forms.ValidationError(_("编号是 16 位字母和数字，请核对。"))
        return read
