"""Things of imports."""

from tests.cast import Cast
from tests.intake.desk import checked


def run(cast: Cast) -> int:
    """A checked table of estates of the north street, one row wrong."""
    rows = [["小区名称", "社区"], ["新苑", "柳岸社区"], ["旧苑", "没有的社区"]]
    return checked(cast.street_officer, "estates", rows).pk


def target(cast: Cast) -> str:
    """What is imported."""
    return "estates"
