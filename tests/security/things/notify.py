"""Things of the notices."""

from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.deeds import Ref
from anju.notify import actions, codes
from anju.notify.codes import Param
from anju.notify.enums import GatewayKind
from anju.notify.models import Message
from anju.notify.queries.recipients import Accounts
from tests.cast import SYSTEM, Cast


def message(cast: Cast) -> int:
    """A message of the company's manager."""
    codes.declare("matrix.plain", title=_("测试通知"), text=_("第{n}件"), params={"n": Param.NUMBER})
    about, manager = Ref("duty", "1"), cast.accounts["property_manager"]
    path = cast.places["building"].path
    actions.tell(SYSTEM, code="matrix.plain", to=Accounts(manager.pk), subject=about, params={"n": 1}, path=path)
    return Message._all.get(account=manager, notice__code="matrix.plain").pk


def channel(cast: Cast) -> int:
    """The district's e-mail."""
    return actions.add_gateway(by=SYSTEM, kind=GatewayKind.EMAIL, name="邮件", path=cast.places["district"].path).pk


def subscription(cast: Cast) -> int:
    """Another system that is told of duties."""
    row, _secret = actions.add_subscription(
        by=SYSTEM, name="城运中心", url="https://example.org/hook", types=["duty."], path=cast.places["district"].path
    )
    return row.pk


def token(cast: Cast) -> str:
    """The key of a helper's link."""
    _link, key = actions.give_link(
        by=cast.property_manager, subject=Ref("duty", "7"), path=cast.places["building"].path,
        shown={"what": "楼道堆物", "where": "柳岸新村1幢", "until": "", "ask": ""},
    )  # fmt: skip
    return key
