"""What may be done to places, and which roles may by default: plain words here, since roles stand in `people`."""

from enum import StrEnum

from django.utils.translation import gettext_noop as _

from anju.kernel.permissions import declare


class Places(StrEnum):
    """Permissions of the places domain."""

    VIEW = "places.view"
    EDIT = "places.edit"
    """Add, change, move and close places, and draw their outlines."""
    EDIT_FACTS = "places.edit_facts"
    """Set what is known of an estate or building."""
    EDIT_GRIDS = "places.edit_grids"
    EDIT_AREAS = "places.edit_areas"
    LABEL = "places.label"
    """Make, print and revoke the QR labels of places."""


EVERYONE = (
    "district_office", "fire_brigade", "housing", "emergency", "police", "water", "street", "enforcement",
    "community", "grid_member", "property_manager", "owners_committee", "operator", "congress_staff", "deputy",
    "auditor", "administrator",
)  # fmt: skip

declare(
    {
        Places.VIEW: EVERYONE,
        Places.EDIT: ("district_office", "street", "community", "administrator"),
        Places.EDIT_FACTS: (
            "district_office", "street", "community", "administrator", "housing", "fire_brigade", "water",
        ),
        Places.EDIT_GRIDS: ("district_office", "street"),
        Places.EDIT_AREAS: ("district_office", "street", "housing"),
        Places.LABEL: (
            "district_office", "street", "community", "property_manager", "owners_committee", "administrator",
        ),
    },
    {
        Places.VIEW: _("查看地点"),
        Places.EDIT: _("编辑地点"),
        Places.EDIT_FACTS: _("编辑小区与楼栋信息"),
        Places.EDIT_GRIDS: _("划定网格"),
        Places.EDIT_AREAS: _("编辑片区"),
        Places.LABEL: _("打印楼栋二维码"),
    },
)  # fmt: skip
