"""Addresses of staff's pages about residents' reports."""

from django.urls import path

from anju.intake.residents import views

app_name = "residents"
urlpatterns = [
    path("residents/", views.reports, name="reports"),
    path("residents/new/", views.enter, name="enter"),
    path("residents/tickets/", views.paste, name="paste"),
    path("residents/thanks/", views.thanks, name="thanks"),
    path("residents/rules/", views.district_rules, name="rules"),
    path("residents/<int:pk>/", views.report, name="report"),
    path("residents/<int:pk>/contact/", views.contact, name="contact"),
    path("residents/<int:pk>/<str:deed>/", views.act, name="act"),
]
