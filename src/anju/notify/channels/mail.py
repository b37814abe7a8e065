"""E-mail by Django's SMTP settings."""

import smtplib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from anju.notify.channels import Envelope, SendFailedError
from anju.notify.enums import SendError

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PERMANENT = 500


def send(_config: Mapping[str, Any], envelope: Envelope) -> None:
    """One plain-text message; `Message-ID` is the envelope's uid, so a mailbox drops a repetition."""
    if settings.EMAIL_BACKEND == SMTP and not settings.EMAIL_HOST:
        raise SendFailedError(SendError.SETTING, for_good=True)
    message = EmailMessage(
        subject=" ".join(envelope.subject.splitlines()),
        body="\n\n".join(envelope.lines),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[envelope.to],
        headers={"Message-ID": f"<{envelope.uid}@anju>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send(fail_silently=False)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise SendFailedError(SendError.ADDRESS, for_good=all(code >= PERMANENT for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise SendFailedError(SendError.SETTING) from None
    except smtplib.SMTPResponseException as error:
        raise SendFailedError(SendError.REFUSED, for_good=error.smtp_code >= PERMANENT) from None
    except (smtplib.SMTPException, OSError):
        raise SendFailedError(SendError.NETWORK) from None
