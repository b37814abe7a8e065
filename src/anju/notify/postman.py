"""Sending what is due: claim, compose, hand over, settle. Each step commits by itself."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anju.kernel import clock
from anju.notify import codes, render, vault
from anju.notify.actions import outbox
from anju.notify.actions.outbox import Claim
from anju.notify.channels import Envelope, Send, SendFailedError, mail, robots, sms
from anju.notify.enums import LINKED, ROBOTS, TEXT_MESSAGES, GatewayKind, SendError

log = logging.getLogger(__name__)

CHANNELS: dict[str, Send] = {
    GatewayKind.EMAIL: mail.send,
    GatewayKind.SMS_FILE: sms.to_file,
    GatewayKind.SMS_HTTP: sms.by_http,
    GatewayKind.VOICE_HTTP: sms.by_http,
    GatewayKind.WECOM: robots.wecom,
    GatewayKind.DINGTALK: robots.dingtalk,
}
"""How each kind of gateway sends."""


def deliver(limit: int = 50) -> int:
    """Send at most `limit` batches that are due; return how many were tried."""
    tried = 0
    while tried < limit and (held := outbox.claim(clock.now())) is not None:
        _hand_over(held)
        tried += 1
    return tried


def _hand_over(held: Claim) -> None:
    try:
        config = vault.open_(held.gateway.sealed, held.gateway.kind)
        CHANNELS[held.gateway.kind](config, compose(held))
    except SendFailedError as failure:
        outbox.fail(held, clock.now(), failure.error, for_good=failure.for_good, pause=failure.pause)
    except vault.SealedError:
        outbox.fail(held, clock.now(), SendError.SETTING, for_good=True)
    except Exception as error:
        # Only the type is logged: a message could quote an address or a key.
        log.error("batch %s by gateway %s failed: %s", held.batch, held.gateway.pk, type(error).__name__)
        outbox.fail(held, clock.now(), SendError.INTERNAL)
    else:
        outbox.succeed(held, clock.now())


def compose(held: Claim) -> Envelope:
    """The batch as one message in its reader's language."""
    account = held.lines[0].account
    group = account is None
    language = (account.language if account else "") or settings.LANGUAGE_CODE
    shown = render.words([line.notice for line in held.lines], language=language, group=group)
    words = [shown[line.notice_id] for line in held.lines]
    with override(language):
        if len(words) == 1:
            subject = _("安居：{title}").format(title=words[0].title)
        else:
            subject = _("安居：{count} 条消息").format(count=len(words))
    answer = _answer(held)
    lines = tuple(_line(word, link=held.gateway.kind in LINKED) for word in words)
    if answer and held.gateway.kind in TEXT_MESSAGES:
        lines = (*lines, answer)
    return Envelope(str(held.batch), subject, lines, _address(held), answer)


def _answer(held: Claim) -> str:
    """Where somebody without an account answers; a batch to such a person is one notice."""
    line = held.lines[0]
    code = codes.known(line.notice.code)
    if line.account_id is not None or code is None or code.answer is None or not settings.ANJU_SITE_URL:
        return ""
    return settings.ANJU_SITE_URL.rstrip("/") + code.answer(line.notice.subject_id)


def _line(word: render.Words, *, link: bool) -> str:
    if link and word.url and settings.ANJU_SITE_URL:
        return f"{word.text} {settings.ANJU_SITE_URL.rstrip('/')}{word.url}"
    return word.text


def _address(held: Claim) -> str:
    if held.gateway.kind in ROBOTS:
        return ""
    account, notice = held.lines[0].account, held.lines[0].notice
    outside = codes.code(notice.code).outside if account is None else None
    address = held.gateway.address_of(account) if account else outside(notice.subject_id) if outside else ""
    if not address:
        raise SendFailedError(SendError.ADDRESS, for_good=True)
    return address
