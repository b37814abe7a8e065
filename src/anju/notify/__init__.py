"""Telling people: inbox, outbox, channels, helper links, outgoing webhooks."""
