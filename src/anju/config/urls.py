"""Every domain's pages, wired together."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("anju.ui.urls")),
    path("", include("anju.people.urls")),
    path("", include("anju.places.urls")),
    path("", include("anju.catalogue.urls")),
    path("", include("anju.notify.urls")),
    path("", include("anju.supervision.lists.urls")),
    path("", include("anju.facilities.urls")),
    path("", include("anju.telemetry.urls")),
    path("", include("anju.telemetry.access.urls")),
    path("", include("anju.telemetry.orders.urls")),
    path("", include("anju.alarms.urls")),
    path("", include("anju.alarms.presence.urls")),
    path("", include("anju.supervision.grid.urls")),
    path("", include("anju.supervision.inspections.monthly.urls")),
    path("", include("anju.supervision.inspections.special.urls")),
    path("", include("anju.supervision.inspections.backcheck.urls")),
    path("", include("anju.outreach.urls")),
    path("", include("anju.reports.urls")),
    path("", include("anju.reports.papers.urls")),
    path("", include("anju.intake.urls")),
    path("", include("anju.intake.residents.urls")),
    path("", include("anju.burden.urls")),
    path("", include("anju.api.urls")),
    path("api/v1/", include("anju.api.v1.urls")),
    path("open311/v2/", include("anju.api.open311.urls")),
    path("", include("anju.portals.urls")),
    path("", include("anju.portals.resident.urls")),
]

handler400 = "anju.ui.errors.bad_request"
handler403 = "anju.ui.errors.not_allowed"
handler404 = "anju.ui.errors.not_found"
handler500 = "anju.ui.errors.server_error"
