"""Addresses of orders to devices."""

from django.urls import path

from anju.telemetry.orders import views

app_name = "orders"
urlpatterns = [path("devices/<int:pk>/orders/", views.of_device, name="device")]
