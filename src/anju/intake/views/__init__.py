"""Pages of imports."""

from anju.intake.views.desk import runs, targets, template, upload
from anju.intake.views.wizard import cancel, columns, errors, run, start

__all__ = ["cancel", "columns", "errors", "run", "runs", "start", "targets", "template", "upload"]
