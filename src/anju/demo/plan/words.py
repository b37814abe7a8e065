"""Invented names: streets, communities, estates, companies, people. Plainly made up, poetic, and nobody's own."""

from collections.abc import Iterator
from random import Random

__all__ = ["STREETS", "NameBook"]

STREETS = ("槐安", "东渡", "石桥", "柳湾", "文笔", "望江", "南亭", "清河", "织云")

_FIRST = "桂柳青望松竹兰荷梅杏桐榆枫银紫云锦秋春晴听临映澄碧静朝晚鹤雁鹭石沙溪泉湖湾"
_SECOND = "桥湾藤荷月园亭溪塘浦岭坡苑渡泉庭林影波汀洲屏岚枝舟禾栖歌雪霞"
_OLD_ESTATE = ("新村", "一村", "二村", "里", "坊", "巷", "南苑", "北苑", "东苑", "西苑", "小区")
_NEW_ESTATE = ("府", "苑", "花园", "雅筑", "名庭", "家园", "公馆", "华庭")
_COMPANY = "安良广和恒信润宜诚居康颐同瑞嘉泽远承"
_COMPANY_END = "禾屋栖邻舍宁家庭筑园"
_SURNAMES = (
    "陆何沈周林许顾苏程叶方任姚汪秦袁邵贺龚孟熊薛白康史尹钱严武戴莫孔向常汤温文樊邢纪路葛祁车侯"
    "宋唐冯于董萧曹潘蒋蔡余杜魏夏田石范廖邹金韦付方崔丘卢柯梅骆童颜翟欧阮柴辛"
)
_GIVEN_FIRST = "知远既可云清书若思望景乐安以子明晓静修怀闻舒念承未初疏砚听竹雨"
_GIVEN_SECOND = "安舟明凡川和言禾宁岚行野秋白溪然棠远之遥声墨青微衡笙屿泽庭苗"


class NameBook:
    """Hands out each name once, in an order that depends only on the generator it was given."""

    def __init__(self, rng: Random) -> None:
        self._stems = _shuffled(rng, _FIRST, _SECOND)
        self._people = _shuffled(rng, dict.fromkeys(_SURNAMES), _GIVEN_FIRST, _GIVEN_SECOND)
        self._firms = _shuffled(rng, _COMPANY, _COMPANY_END)
        self._rng = rng
        self._used: set[str] = set(STREETS)

    def stem(self) -> str:
        """Two characters that name a community, a road or an estate."""
        return self._next(self._stems)

    def estate(self, stem: str, *, old: bool) -> str:
        """An estate of that stem; the same stem serves several estates with different endings."""
        for _ in range(40):
            name = stem + self._rng.choice(_OLD_ESTATE if old else _NEW_ESTATE)
            if name not in self._used:
                self._used.add(name)
                return name
            stem = self._rng.choice(_FIRST) + self._rng.choice(_SECOND)
        raise AssertionError("the words for estates are used up")

    def company(self) -> str:
        """The short name of a property company."""
        return self._next(self._firms) + "物业"

    def person(self) -> str:
        """A full name, surname first."""
        return self._next(self._people)

    def _next(self, names: Iterator[str]) -> str:
        for name in names:
            if name not in self._used:
                self._used.add(name)
                return name
        raise AssertionError("the words are used up")


def _shuffled(rng: Random, *parts: object) -> Iterator[str]:
    """Every combination of the parts, once, in random order."""
    lists = [list(part) for part in parts]  # type: ignore[call-overload]
    sizes = [len(characters) for characters in lists]
    total = 1
    for size in sizes:
        total *= size
    for number in rng.sample(range(total), total):
        name = ""
        for characters in lists:
            number, at = divmod(number, len(characters))  # noqa: PLW2901
            name += characters[at]
        if len(set(name)) == len(name):
            yield name
