"""A form field for evidence: several photos (or files), sent one by one while the form is filled in, or with it.

    class SubmitForm(PhotoForm):
        photos = PhotosField(label=_("整改后的照片"))

    form = SubmitForm(request.POST, request.FILES, sender=actor)

With script, photos are shrunk and sent to `/live/uploads` at once, and the form carries only their tokens. Without it
they come with the form. Either way they are uploads of `sender` before the form is validated, so a form that comes back
with an error shows them again; `cleaned_data` has their tokens, in order.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.files import evidence, keeping
from anju.kernel.files.models import Upload
from anju.kernel.files.sniff import RefusedError

PHOTO_TYPES = "image/jpeg,image/png,image/webp"
"""Without HEIC: a phone that could send it then sends JPEG."""
FILE_TYPES = f"{PHOTO_TYPES},video/mp4,application/pdf"


class PhotosInput(forms.Widget):
    """The chosen files and those already sent.

    `preview` names the view that shows a photo to who sent it, of the domain that asks; empty: photos are only counted.
    """

    template_name = "ui/forms/photos.html"
    needs_multipart_form = True

    def __init__(self, *, accept: str, most: int, live: bool, preview: str) -> None:
        super().__init__()
        self.accept, self.most, self.live, self.preview = accept, most, live, preview
        self.kept: list[Upload] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        own = {name: getattr(self, name) for name in ("accept", "most", "live", "preview", "kept")}
        context["widget"].update(own, camera=self.accept == PHOTO_TYPES)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Tokens of uploads, without those the sender has ticked to be dropped."""
        if not hasattr(data, "getlist"):
            return list(data.get(name, ()))
        dropped = set(data.getlist(f"{name}-drop"))
        return list(dict.fromkeys(token for token in data.getlist(name) if token and token not in dropped))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class PhotosField(forms.Field):
    """Tokens of uploads, in the order they were sent, `most` at once; `missing` is said where a needed one lacks.

    `needed` says when a field that the form lets be empty is asked for all the same, instead of "optional".
    """

    def __init__(
        self,
        *,
        most: int = 9,
        accept: str = PHOTO_TYPES,
        live: bool = True,
        preview: str = "",
        missing: Any = None,
        needed: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(widget=PhotosInput(accept=accept, most=most, live=live, preview=preview), **kwargs)
        self.most, self.missing, self.needed = most, missing, needed

    def clean(self, value: list[str]) -> list[str]:
        if self.required and not value:
            raise ValidationError(self.missing or _("请拍一张照片。"))
        if len(value) > self.most:
            raise ValidationError(_("最多 %(most)s 张，请移除一些。") % {"most": self.most})
        return value


class PhotoForm(forms.Form):
    """A form with `PhotosField`s. Files that came with it become uploads of `sender` first."""

    def __init__(
        self,
        data: Any = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        sender: Actor | None = None,
        private: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self._refused: dict[str, list[str]] = {}
        self.build()
        if data is not None and sender is not None:
            self._take_in(sender, private)

    def build(self) -> None:
        """For fields that depend on what the form is about: called before files are taken in."""

    def _photo_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, PhotosField)]

    def _take_in(self, sender: Actor, private: bool) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for name in self._photo_fields():
            key, field = self.add_prefix(name), self.fields[name]
            tokens = field.widget.value_from_datadict(data, self.files, key)
            for file in self.files.getlist(key)[: field.most * 2]:  # type: ignore[attr-defined]
                try:
                    tokens.append(keeping.receive(by=sender, source=file, private=private).token)
                except RefusedError as error:
                    self._refused.setdefault(name, []).append(f"{file.name}：{error}")
            here = evidence.owned(sender, tokens)
            if len(here) < len(tokens):
                self._refused.setdefault(name, []).append(_("有照片已过期，请重新上传。"))
            kept = [here[token] for token in tokens if token in here]
            data.setlist(key, [upload.token for upload in kept])
            data.setlist(f"{key}-drop", [])
            field.widget.kept = kept
        self.data = data

    def full_clean(self) -> None:
        super().full_clean()
        for name, sentences in self._refused.items():
            for sentence in sentences:
                self.add_error(name, sentence)
