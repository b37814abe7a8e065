"""Robots of chat groups: WeCom (企业微信) and DingTalk (钉钉). Both take 20 messages a minute."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.notify.channels import Envelope, SendFailedError, web
from anju.notify.enums import SendError
from anju.notify.rules.signing import dingtalk as sign
from anju.notify.rules.wording import ROBOT_BYTES, merged

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token={key}"
WECOM_BUSY, WECOM_BAD_KEY = 45009, 93000
DINGTALK_BUSY, DINGTALK_BAD_SIGN, DINGTALK_BAD_KEY = 130101, 310000, 300001


def content(envelope: Envelope) -> str:
    """The lines as one text of at most 2048 bytes; what does not fit is counted."""
    return merged(list(envelope.lines), ROBOT_BYTES, _("……另有 {count} 条，请登录安居查看"))


def wecom(config: Mapping[str, Any], envelope: Envelope) -> None:
    """A text message. `config`: `key`, and `url` (with `{key}`) where the district runs its own WeCom."""
    body = {"msgtype": "text", "text": {"content": content(envelope)}}
    _judge(web.post_json(_address(config, WECOM), body), busy=WECOM_BUSY, setting=(WECOM_BAD_KEY,))


def dingtalk(config: Mapping[str, Any], envelope: Envelope) -> None:
    """A text message signed by 加签 where `config` holds a `secret`."""
    address = _address(config, DINGTALK)
    if config.get("secret"):
        now = clock.now_us() // 1000
        address += f"&timestamp={now}&sign={sign(str(config['secret']), now)}"
    body = {"msgtype": "text", "text": {"content": content(envelope)}}
    _judge(web.post_json(address, body), busy=DINGTALK_BUSY, setting=(DINGTALK_BAD_SIGN, DINGTALK_BAD_KEY))


def _address(config: Mapping[str, Any], official: str) -> str:
    if not config.get("key"):
        raise SendFailedError(SendError.SETTING, for_good=True)
    return str(config.get("url") or official).replace("{key}", str(config["key"]))


def _judge(answer: Mapping[str, Any], *, busy: int, setting: tuple[int, ...]) -> None:
    code = answer.get("errcode")
    if code == 0:
        return
    if code == busy:
        raise SendFailedError(SendError.BUSY, pause=60)
    if code in setting:
        raise SendFailedError(SendError.SETTING, for_good=True)
    raise SendFailedError(SendError.REFUSED)
