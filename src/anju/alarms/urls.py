"""Addresses of alarms."""

from django.urls import path

from anju.alarms.views import alarm, answer, contacts, listing, rules, sources

app_name = "alarms"
urlpatterns = [
    path("alarms/", listing.listing, name="list"),
    path("alarms/export/", listing.export, name="export"),
    path("alarms/sources/", sources.listing, name="sources"),
    path("alarms/sources/<int:pk>/report/", sources.report, name="source-report"),
    path("alarms/rules/", rules.listing, name="rules"),
    path("alarms/rules/<int:pk>/switch/", rules.switch, name="rule-switch"),
    path("alarms/rules/<int:pk>/change/", rules.change, name="rule-change"),
    path("alarms/rules/<int:pk>/try/", rules.try_out, name="rule-try"),
    path("alarms/contacts/<int:pk>/", contacts.of_device, name="contacts"),
    path("alarms/contact/<int:pk>/erase/", contacts.erase, name="contact-erase"),
    path("alarms/contact/<int:pk>/show/", contacts.show, name="contact-show"),
    path("alarms/<int:pk>/", alarm.page, name="alarm"),
    path("alarms/<int:pk>/go/", alarm.go, name="go"),
    path("alarms/<int:pk>/help/", alarm.help_list, name="help"),
    path("alarms/<int:pk>/do/<slug:what>/", alarm.do, name="do"),
    path("alarms/<int:pk>/judge/", alarm.judge, name="judge"),
    path("a/<str:token>/", answer.answer, name="answer"),
]
