"""Finding what each domain declares: permissions, consumers, nav items, panels, figures, ticks (DESIGN §3)."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

DECLARATIONS = ("permissions", "doors", "consumers", "figures", "documents", "nav", "panels", "exports", "tasks")


class ConfigApp(AppConfig):
    """Comes last, so that every domain's models are ready when its declarations are imported."""

    name = "anju.config"
    label = "config"

    def ready(self) -> None:
        autodiscover_modules(*DECLARATIONS)
