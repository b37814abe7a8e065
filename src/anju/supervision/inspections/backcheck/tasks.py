"""What the worker does for the backcheck."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anju.kernel.jobs.handlers import Lane, handler
from anju.kernel.jobs.queue import Run
from anju.supervision.inspections.backcheck.actions import bundles


@handler(bundles.BUNDLE, label=_("导出反查卷宗包"), lane=Lane.LONG)
def bundle(run: Run) -> Mapping[str, Any]:
    """Result: `files` in it, and the `manifest`'s SHA-256."""
    return bundles.make(run)
