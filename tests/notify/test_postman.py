"""What arrives: words, languages, merged texts, links."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.notify import postman, vault
from anju.notify.actions import tell
from anju.notify.enums import DeliveryState, GatewayKind, SendError, Urgency
from anju.notify.models import Delivery, Gateway
from anju.notify.queries.recipients import Accounts, OfOrganisation
from tests.notify.conftest import TUESDAY_TEN, District
from tests.notify.servers import Fake, serving


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with clock.simulated(TUESDAY_TEN):
        yield


def _tell(to: Any, code: str = "test.plain", **more: Any) -> None:
    params = more.pop("params", {"n": 1} if code == "test.plain" else {})
    tell(system("test"), code=code, to=to, subject=Ref("duty", "7"), params=params, path="/cc/1/1/", **more)


def _deliver(minutes: int = 30) -> int:
    with clock.simulated(TUESDAY_TEN + timedelta(minutes=minutes)):
        return postman.deliver()


def _robot(district: District, fake: Fake, kind: GatewayKind = GatewayKind.WECOM, **config: str) -> Gateway:
    sealed = vault.close({"key": "k-123", "url": fake.url + "?key={key}", **config}, kind)
    return Gateway._all.create(
        kind=kind, name="群", organisation=district.company, path="/cc/1/", enabled=True, sealed=sealed
    )


def test_an_email_arrives_with_the_notices_words(district: District, email: Gateway) -> None:
    _tell(
        Accounts(district.id("manager")), "test.assigned", params={"where": district.building.pk, "due": "2026-03-12"}
    )
    _deliver()
    (message,) = mail.outbox
    assert message.to == ["manager@example.org"]
    assert message.subject == "安居：测试责任"
    assert "3幢" in message.body
    assert "2026" in message.body


def test_its_message_id_is_the_batch(district: District, email: Gateway) -> None:
    _tell(Accounts(district.id("manager")))
    _deliver()
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{Delivery._all.get().batch}@anju>"


def test_several_notices_arrive_as_one_email(district: District, email: Gateway) -> None:
    for n in range(3):
        _tell(Accounts(district.id("manager")), params={"n": n})
    _deliver()
    (message,) = mail.outbox
    assert (message.subject, message.body) == ("安居：3 条消息", "第0件\n\n第1件\n\n第2件")


def test_nobodys_name_stands_in_what_leaves(district: District, email: Gateway) -> None:
    _tell(OfOrganisation(district.company.pk))
    _deliver()
    assert not any("甲" in f"{message.subject}{message.body}" for message in mail.outbox)


def test_a_mail_server_that_was_never_named_is_a_dead_letter(
    district: District, email: Gateway, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = ""
    _tell(Accounts(district.id("manager")))
    _deliver()
    line = Delivery._all.get()
    assert (line.state, line.error) == (DeliveryState.DEAD, SendError.SETTING)


def test_a_mail_server_out_of_reach_is_tried_again(district: District, email: Gateway, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _tell(Accounts(district.id("manager")))
    _deliver()
    line = Delivery._all.get()
    assert (line.state, line.error) == (DeliveryState.WAITING, SendError.NETWORK)


def test_a_text_message_is_written_to_a_file_of_the_owners_alone(
    district: District, settings: LazySettings, tmp_path: Path
) -> None:
    settings.ANJU_DATA_DIR = tmp_path
    Gateway._all.create(kind=GatewayKind.SMS_FILE, name="短信", path="/cc/", enabled=True)
    _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
    _deliver()
    file = tmp_path / "sms.jsonl"
    assert json.loads(file.read_text())["text"] == "第1件"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_text_message_goes_to_the_provider_as_its_settings_say(district: District, settings: LazySettings) -> None:
    with serving(Fake([(200, {}, b'{"code":0}')])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        config = {
            "url": fake.url, "headers": {"authorization": "Bearer t"}, "ok": {"code": 0},
            "body": {"mobiles": ["{phone}"], "content": "【安居】{text}", "ref": "{id}"},
        }  # fmt: skip
        sealed = vault.close(config, GatewayKind.SMS_HTTP)
        Gateway._all.create(kind=GatewayKind.SMS_HTTP, name="短信", path="/cc/", enabled=True, sealed=sealed)
        _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
        _deliver()
    ((_, headers, body),) = fake.requests
    line = Delivery._all.get()
    assert json.loads(body) == {"mobiles": ["13800000000"], "content": "【安居】第1件", "ref": str(line.batch)}
    assert (headers["authorization"], line.state) == ("Bearer t", DeliveryState.SENT)


def test_a_provider_that_says_no_is_tried_again(district: District, settings: LazySettings) -> None:
    with serving(Fake([(200, {}, b'{"code":9}')])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        config = {"url": fake.url, "ok": {"code": 0}, "body": {"t": "{text}"}}
        sealed = vault.close(config, GatewayKind.SMS_HTTP)
        Gateway._all.create(kind=GatewayKind.SMS_HTTP, name="短信", path="/cc/", enabled=True, sealed=sealed)
        _tell(Accounts(district.id("manager")), urgency=Urgency.URGENT)
        _deliver()
    assert (Delivery._all.get().state, Delivery._all.get().error) == (DeliveryState.WAITING, SendError.REFUSED)


def test_a_group_robot_says_one_short_text(district: District, settings: LazySettings) -> None:
    with serving(Fake([(200, {}, b'{"errcode":0}')])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        _robot(district, fake)
        _tell(OfOrganisation(district.company.pk))
        _deliver()
    ((path, _, body),) = fake.requests
    assert path == "/hook?key=k-123"
    assert json.loads(body) == {"msgtype": "text", "text": {"content": "第1件"}}
    assert Delivery._all.get(account=None).state == DeliveryState.SENT


def test_twenty_long_notices_fit_into_2048_bytes(district: District, settings: LazySettings) -> None:
    district.building.full_name = "样板小区" * 40
    district.building.save()
    with serving(Fake([(200, {}, b'{"errcode":0}')])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        _robot(district, fake)
        for _ in range(20):
            _tell(
                OfOrganisation(district.company.pk), "test.assigned",
                params={"where": district.building.pk, "due": "2026-03-12"},
            )  # fmt: skip
        _deliver()
    content = json.loads(fake.requests[0][2])["text"]["content"]
    assert len(content.encode()) <= 2048
    assert "另有" in content


def test_dingtalks_address_is_signed_with_the_time_in_milliseconds(district: District, settings: LazySettings) -> None:
    with serving(Fake([(200, {}, b'{"errcode":0}')])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        _robot(district, fake, GatewayKind.DINGTALK, secret="SEC1")
        _tell(OfOrganisation(district.company.pk))
        _deliver()
    moment = clock.to_us(TUESDAY_TEN + timedelta(minutes=30)) // 1000
    from anju.notify.rules.signing import dingtalk

    assert fake.requests[0][0] == f"/hook?key=k-123&timestamp={moment}&sign={dingtalk('SEC1', moment)}"


@pytest.mark.parametrize(
    ("kind", "code", "state", "error"),
    [
        (GatewayKind.WECOM, 45009, DeliveryState.WAITING, SendError.BUSY),
        (GatewayKind.WECOM, 93000, DeliveryState.DEAD, SendError.SETTING),
        (GatewayKind.WECOM, 40058, DeliveryState.WAITING, SendError.REFUSED),
        (GatewayKind.DINGTALK, 130101, DeliveryState.WAITING, SendError.BUSY),
        (GatewayKind.DINGTALK, 310000, DeliveryState.DEAD, SendError.SETTING),
    ],
)
def test_what_a_robot_answers_decides_whether_to_try_again(
    district: District, settings: LazySettings, kind: GatewayKind, code: int, state: str, error: str
) -> None:
    with serving(Fake([(200, {}, json.dumps({"errcode": code}).encode())])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        _robot(district, fake, kind)
        _tell(OfOrganisation(district.company.pk))
        _deliver()
    line = Delivery._all.get(account=None)
    assert (line.state, line.error) == (state, error)


def test_a_robots_key_gets_into_no_log(
    district: District, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with serving(Fake([(500, {}, b"boom")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        _robot(district, fake, GatewayKind.DINGTALK, secret="SEC-very-secret")
        _tell(OfOrganisation(district.company.pk))
        _deliver()
    assert fake.requests
    assert "k-123" not in caplog.text
    assert "SEC-very-secret" not in caplog.text


def test_a_mistake_in_the_program_is_logged_by_its_type_only(
    district: District, email: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_config: Any, _envelope: Any) -> None:
        raise RuntimeError("key k-123")

    monkeypatch.setitem(postman.CHANNELS, GatewayKind.EMAIL, broken)
    _tell(Accounts(district.id("manager")))
    _deliver()
    assert Delivery._all.get().error == SendError.INTERNAL
    assert "RuntimeError" in caplog.text
    assert "k-123" not in caplog.text


def test_a_secret_that_cannot_be_opened_is_a_dead_letter(district: District) -> None:
    Gateway._all.create(
        kind=GatewayKind.WECOM, name="群", organisation=district.company, path="/cc/1/", enabled=True,
        sealed=vault.close({"key": "x"}, "another purpose"),
    )  # fmt: skip
    _tell(OfOrganisation(district.company.pk))
    _deliver()
    assert Delivery._all.get(account=None).error == SendError.SETTING


def test_a_private_robot_address_is_refused_unless_allowed(district: District) -> None:
    with serving(Fake()) as fake:
        _robot(district, fake)
        _tell(OfOrganisation(district.company.pk))
        _deliver()
    assert fake.requests == []
    assert Delivery._all.get(account=None).error == SendError.FORBIDDEN
