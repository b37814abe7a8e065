"""What is typed about orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.telemetry.orders.enums import OrderKind

MINUTES = 5


class OrderForm(forms.Form):
    """One order; minutes only for asking whether the room is manned."""

    kind = forms.ChoiceField(label=_("命令"), choices=OrderKind.choices)
    minutes = forms.IntegerField(
        label=_("查岗应答时限（分钟）"), min_value=1, max_value=255, required=False, initial=MINUTES,
        help_text=_("只用于查岗，1 到 255 分钟。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") != OrderKind.INSPECT_DUTY:
            data["minutes"] = 0
        elif not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", gettext("查岗要写明几分钟内应答。"))
        return data
