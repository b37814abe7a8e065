"""Every domain's pages, wired together."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("anju.ui.urls")),
    path("", include("anju.people.urls")),
    path("", include("anju.catalogue.urls")),
    path("", include("anju.notify.urls")),
    path("", include("anju.supervision.lists.urls")),
]

handler400 = "anju.ui.errors.bad_request"
handler403 = "anju.ui.errors.not_allowed"
handler404 = "anju.ui.errors.not_found"
handler500 = "anju.ui.errors.server_error"
