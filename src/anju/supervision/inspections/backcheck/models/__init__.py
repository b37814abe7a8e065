"""Fires, and what is kept of a dossier."""

from anju.supervision.inspections.backcheck.models.dossiers import Dossier, Member, Opening, Pause
from anju.supervision.inspections.backcheck.models.findings import Accountability, Gap, LookAlike
from anju.supervision.inspections.backcheck.models.fires import Fire, FireVersion

__all__ = ["Accountability", "Dossier", "Fire", "FireVersion", "Gap", "LookAlike", "Member", "Opening", "Pause"]
