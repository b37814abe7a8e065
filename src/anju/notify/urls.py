"""Addresses of the notices."""

from django.urls import path

from anju.notify.views import channels, helpers, inbox, outbox, subscriptions

app_name = "notify"
urlpatterns = [
    path("inbox/", inbox.shelf, name="inbox"),
    path("inbox/mark/", inbox.mark, name="mark"),
    path("inbox/settings/", inbox.settings, name="settings"),
    path("inbox/<int:pk>/", inbox.open_message, name="open"),
    path("outbox/", outbox.lines, name="outbox"),
    path("outbox/<str:kind>/", outbox.settle, name="settle"),
    path("channels/", channels.listing, name="channels"),
    path("channels/trial/", channels.trial, name="trial"),
    path("channels/new/", channels.add, name="channel-new"),
    path("channels/<int:pk>/", channels.change, name="channel"),
    path("channels/<int:pk>/switch/", channels.switch, name="channel-switch"),
    path("subscriptions/", subscriptions.listing, name="subscriptions"),
    path("subscriptions/new/", subscriptions.add, name="subscription-new"),
    path("subscriptions/<int:pk>/", subscriptions.change, name="subscription"),
    path("subscriptions/<int:pk>/switch/", subscriptions.switch, name="subscription-switch"),
    path("subscriptions/<int:pk>/secret/", subscriptions.renew, name="subscription-secret"),
    path("h/<str:token>", helpers.helper, name="helper"),
]
