"""Pages of figures and reports."""

from django.urls import path

from anju.reports.views import crossing, figures, quotes, stated

app_name = "reports"

urlpatterns = [
    path("figures/", figures.register, name="figures"),
    path("figures/q/", quotes.find, name="find-quote"),
    path("figures/q/<str:code>/", quotes.quoted, name="quoted"),
    path("figures/q/<str:code>/sent/", quotes.send, name="send"),
    path("figures/crossings/", crossing.listing, name="crossings"),
    path("figures/crossings/<int:pk>/drop/", crossing.drop, name="drop-crossing"),
    path("figures/stated/<int:pk>/withdraw/", stated.withdraw, name="withdraw-stated"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/export/", figures.export, name="export"),
    path("figures/<str:code>/quote/", quotes.quote, name="quote"),
    path("figures/<str:code>/cross/", crossing.cross, name="cross"),
    path("figures/<str:code>/cross/export/", crossing.export, name="export-cross"),
    path("figures/<str:code>/cross/save/", crossing.save, name="save-cross"),
    path("figures/<str:code>/stated/", stated.add, name="state"),
]
