"""Staff's pages about residents' reports."""

from anju.intake.residents.views.desk import act, contact, report, reports, thanks
from anju.intake.residents.views.taking import district_rules, enter, paste

__all__ = ["act", "contact", "district_rules", "enter", "paste", "report", "reports", "thanks"]
