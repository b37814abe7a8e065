"""Forms of places, grids and areas. Coordinates are turned into WGS-84 here, at the edge."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anju.places import datum, geometry
from anju.places.datum import Point, RefusedError
from anju.places.enums import Datum, ManagementMode, PlaceKind, Refusal, WaterState
from anju.places.models import BuildingFacts, EstateFacts, Grid, Place
from anju.places.rules import PARENTS, BuildingFigures, EstateFigures
from anju.ui.forms import DateInput, RemoteSelect

FIND: Any = reverse_lazy("places:find")
OUTLINE_BYTES = 2 * 1024 * 1024


class PointForm(forms.Form):
    """A point as it was measured. Without its datum it is refused: guessing would misplace it by hundreds of metres."""

    lon = forms.DecimalField(
        label=_("经度"),
        required=False,
        max_digits=12,
        decimal_places=9,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    lat = forms.DecimalField(
        label=_("纬度"),
        required=False,
        max_digits=12,
        decimal_places=9,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    datum = forms.ChoiceField(
        label=_("坐标系"),
        required=False,
        choices=[("", _("请选择")), *Datum.choices],
        help_text=_("坐标从哪里量的就选哪个。系统换算成 WGS-84 保存；没有说明坐标系的坐标不收。"),
    )
    point_required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        if self.errors or (lon is None and lat is None and not self.point_required):
            return cleaned
        if lon is None or lat is None:
            self.add_error("lat" if lat is None else "lon", _("经度和纬度要一起填。"))
            return cleaned
        try:
            cleaned["point"] = datum.point(float(lon), float(lat), _datum(cleaned.get("datum")))
        except RefusedError as error:
            undeclared = error.refusal is Refusal.DATUM_UNDECLARED
            self.add_error("datum" if undeclared else "lon", str(error.refusal.label))
        return cleaned

    @property
    def point(self) -> Point | None:
        """The point in WGS-84; None where none was given."""
        found: Point | None = self.cleaned_data.get("point")
        return found


def _datum(value: Any) -> Datum | None:
    return Datum(value) if value else None


class PlaceForm(PointForm):
    """Name, address, code and point of a place; `under` decides which kinds may be added."""

    kind = forms.ChoiceField(label=_("种类"))
    name = forms.CharField(label=_("名称"), max_length=120)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    code = forms.CharField(
        label=_("编码"), max_length=60, required=False, help_text=_("别处给的编码，如统一地址编码；本区内不能重复。")
    )
    field_order = ("kind", "name", "address", "code", "lon", "lat", "datum")

    def __init__(self, *args: Any, under: PlaceKind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if under is None:
            del self.fields["kind"]
        else:
            kinds = [(kind.value, kind.label) for kind in PlaceKind if under in PARENTS[kind]]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(place: Place) -> dict[str, Any]:
        """The form's values for a place as it stands; its point is in WGS-84."""
        here: dict[str, Any] = {"name": place.name, "address": place.address, "code": place.code}
        if place.point:
            here |= {"lon": Decimal(place.lon_e7 or 0) / 10**7, "lat": Decimal(place.lat_e7 or 0) / 10**7}
            here["datum"] = Datum.WGS84
        return here


class EstateForm(forms.Form):
    """What is known of an estate."""

    mode = forms.ChoiceField(
        label=_("管理方式"), choices=ManagementMode.choices, help_text=_("谁答复隐患由它和管理合同决定。")
    )
    households = forms.IntegerField(label=_("户数"), min_value=0, max_value=100_000, required=False)
    year_built = forms.IntegerField(label=_("建成年份"), min_value=1600, max_value=2200, required=False)

    @staticmethod
    def initial_of(facts: EstateFacts | None) -> dict[str, Any]:
        """The form's values as they stand."""
        names = ("mode", "households", "year_built")
        return {name: getattr(facts, name) for name in names} if facts else {"mode": ManagementMode.UNKNOWN}

    def figures(self) -> EstateFigures:
        """What the form says."""
        given = self.cleaned_data
        return EstateFigures(ManagementMode(given["mode"]), given["households"], given["year_built"])


class BuildingForm(forms.Form):
    """What is known of a building; the height in metres."""

    height = forms.DecimalField(
        label=_("高度（米）"), min_value=0, max_value=1000, max_digits=6, decimal_places=2, required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    storeys = forms.IntegerField(label=_("地上层数"), min_value=0, max_value=200, required=False)
    storeys_below = forms.IntegerField(label=_("地下层数"), min_value=0, max_value=20, required=False)
    year_built = forms.IntegerField(label=_("建成年份"), min_value=1600, max_value=2200, required=False)
    households = forms.IntegerField(label=_("户数"), min_value=0, max_value=100_000, required=False)
    water = forms.ChoiceField(label=_("消防给水"), choices=WaterState.choices)

    @staticmethod
    def initial_of(facts: BuildingFacts | None) -> dict[str, Any]:
        """The form's values as they stand."""
        if facts is None:
            return {"water": WaterState.UNKNOWN}
        names = ("storeys", "storeys_below", "year_built", "households", "water")
        height = None if facts.height_cm is None else Decimal(facts.height_cm) / 100
        return {"height": height, **{name: getattr(facts, name) for name in names}}

    def figures(self) -> BuildingFigures:
        """What the form says."""
        given = self.cleaned_data
        return BuildingFigures(
            None if given["height"] is None else int(given["height"] * 100),
            given["storeys"],
            given["storeys_below"],
            given["year_built"],
            given["households"],
            WaterState(given["water"]),
        )


class OtherPlaceForm(forms.Form):
    """Another place, found by its name."""

    other = forms.IntegerField(label=_("地点"))

    def __init__(self, *args: Any, label: Any, kinds: str = "", chosen: str = "", help_text: Any = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        source = f"{FIND}?kinds={kinds}" if kinds else FIND
        field = self.fields["other"]
        field.label, field.help_text = label, help_text
        field.widget = RemoteSelect(source, chosen)
        field.error_messages["required"] = _("请先输入名称查找，再从列表中选一个。")
        field.error_messages["invalid"] = field.error_messages["required"]


class DayForm(forms.Form):
    """From which day."""

    on = forms.DateField(label=_("日期"), widget=DateInput)

    def __init__(self, *args: Any, label: Any = "", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **kwargs})
        if label:
            self.fields["on"].label = label


class OutlineForm(forms.Form):
    """An outline as GeoJSON, in the datum it was drawn in."""

    geojson = forms.CharField(
        label=_("边界（GeoJSON 几何）"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=OUTLINE_BYTES,
        help_text=_("面用 Polygon 或 MultiPolygon，道路和消防车通道可用 LineString，最多 5000 个点。"),
    )
    datum = forms.ChoiceField(
        label=_("坐标系"),
        required=False,
        choices=[("", _("请选择")), *Datum.choices],
        help_text=_("没有说明坐标系的边界不收。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["outline"] = geometry.outline(cleaned["geojson"], _datum(cleaned.get("datum")))
        except RefusedError as error:
            field = "datum" if error.refusal is Refusal.DATUM_UNDECLARED else "geojson"
            self.add_error(field, str(error.refusal.label))
        return cleaned


class GridForm(forms.Form):
    """A grid's number and name."""

    number = forms.CharField(label=_("编号"), max_length=20)
    name = forms.CharField(label=_("名称"), max_length=120)

    @staticmethod
    def initial_of(grid: Grid) -> dict[str, Any]:
        """The form's values as they stand."""
        return {"number": grid.number, "name": grid.name}


class NewGridForm(GridForm):
    """A grid to found, in a street or community."""

    home = forms.IntegerField(
        label=_("属于哪个街道或社区"), widget=RemoteSelect(format_lazy("{}?kinds=street,community", FIND))
    )


class MembersForm(forms.Form):
    """Which places stay, and one more to take in; a grid's from a day on."""

    stay = forms.TypedMultipleChoiceField(
        label=_("包括这些地点"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("去掉勾选就移出。"),
    )
    other = forms.IntegerField(label=_("加入"), required=False, widget=RemoteSelect(FIND))
    since = forms.DateField(label=_("生效日期"), widget=DateInput, help_text=_("在这一天之前仍按原来的划分。"))

    def __init__(self, *args: Any, members: Iterable[Place], today: date | None, **kwargs: Any) -> None:
        rows = list(members)
        kwargs["initial"] = {"stay": [row.pk for row in rows], "since": today}
        super().__init__(*args, **kwargs)
        self.fields["stay"].choices = [(row.pk, str(row)) for row in rows]  # type: ignore[attr-defined]
        if not rows:
            del self.fields["stay"]
        if today is None:
            del self.fields["since"]

    def members(self) -> set[int]:
        """Ids of the places as the form says."""
        found = set(self.cleaned_data.get("stay", ()))
        return found | {self.cleaned_data["other"]} if self.cleaned_data["other"] else found


class AreaForm(forms.Form):
    """An area's name."""

    name = forms.CharField(label=_("名称"), max_length=120)


class NewAreaForm(AreaForm):
    """An area to found, within the district or one street."""

    within = forms.IntegerField(
        label=_("在哪个区或街道之内"), widget=RemoteSelect(format_lazy("{}?kinds=district,street", FIND))
    )
