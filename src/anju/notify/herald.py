"""Telling subscribers: claim an event, post it signed, settle. One at a time per subscription."""

import logging

from django.conf import settings

from anju.kernel import clock
from anju.notify import net, vault
from anju.notify.actions import events as outgoing
from anju.notify.actions.subscriptions import PURPOSE
from anju.notify.channels import SendFailedError, web
from anju.notify.enums import SendError
from anju.notify.models import Event
from anju.notify.queries import webhooks
from anju.notify.rules import events, signing

log = logging.getLogger(__name__)
GONE = 410


def deliver(limit: int = 50) -> int:
    """Post at most `limit` events that are due; return how many were tried."""
    tried = 0
    while tried < limit and (event := outgoing.claim(clock.now())) is not None:
        _hand_over(event)
        tried += 1
    return tried


def _hand_over(event: Event) -> None:
    answer: net.Answer | None = None
    try:
        answer = post(event)
        web.check(answer)
    except (SendFailedError, net.ForbiddenAddressError, *net.NETWORK_ERRORS) as failure:
        _failed(event, failure, answer)
    except vault.SealedError:
        outgoing.fail(event, clock.now(), SendError.SETTING, for_good=True)
    except Exception as error:
        log.error("event %s failed: %s", event.pk, type(error).__name__)
        outgoing.fail(event, clock.now(), SendError.INTERNAL)
    else:
        outgoing.succeed(event, clock.now(), answer.status)


def _failed(event: Event, failure: Exception, answer: net.Answer | None) -> None:
    status = answer.status if answer else None
    if isinstance(failure, net.ForbiddenAddressError):
        outgoing.fail(event, clock.now(), SendError.FORBIDDEN, for_good=True)
    elif isinstance(failure, SendFailedError):
        outgoing.fail(event, clock.now(), failure.error, status=status, for_good=status == GONE, pause=failure.pause)
    else:
        outgoing.fail(event, clock.now(), SendError.NETWORK)
    if status == GONE:
        outgoing.stop_listening(event)


def post(event: Event) -> net.Answer:
    """The event as a signed CloudEvent (Standard Webhooks headers)."""
    told = webhooks.told([event.entry_uid])[event.entry_uid]
    body = events.body(told, settings.ANJU_SITE_URL)
    now = clock.now_us()
    keys = vault.open_(event.subscription.sealed, PURPOSE)
    secrets = [keys["secret"]]
    if keys.get("until", 0) > now:
        secrets.append(keys["previous"])
    seconds = now // 1_000_000
    headers = {
        "content-type": events.CONTENT_TYPE,
        "user-agent": "anju-webhooks",
        "webhook-id": str(told.uid),
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signing.webhook(key, str(told.uid), seconds, body) for key in secrets),
    }
    return net.post(event.subscription.url, body, headers)
