"""Pages of figures and reports."""

from django.urls import path

from anju.reports.views import figures, quotes

app_name = "reports"

urlpatterns = [
    path("figures/", figures.register, name="figures"),
    path("figures/q/", quotes.find, name="find-quote"),
    path("figures/q/<str:code>/", quotes.quoted, name="quoted"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/export/", figures.export, name="export"),
    path("figures/<str:code>/quote/", quotes.quote, name="quote"),
]
