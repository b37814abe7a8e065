"""Words of burden."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from anju.people.enums import Role


class Standing(TextChoices):
    """How an article of the Opinions, or a switch, stands here. Worst last."""

    ABSENT = "absent", _("没有这种功能")
    """Looked for in tables, columns and addresses, and not found."""
    OFF = "off", _("已关闭")
    KEPT = "kept", _("已做到")
    LIMITED = "limited", _("有，已设限")
    OUTSIDE = "outside", _("由本区安排")
    """Not a matter of software."""
    MISSING = "missing", _("还没有做到")


class Certainty(TextChoices):
    """How sure the data file is of an article."""

    REPORTED = "reported", _("要点见公开报道")
    SUMMARY = "summary", _("据转述归纳")


class FormState(TextChoices):
    """Where a form stands."""

    DRAFT = "draft", _("待核对")
    IN_USE = "in_use", _("在用")
    RETIRED = "retired", _("已停用")


MEASURED = (Role.GRID_MEMBER, Role.COMMUNITY, Role.STREET, Role.PROPERTY_MANAGER)
"""Roles whose phones count minutes: those who use the patrol app."""
