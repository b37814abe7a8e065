"""Places, organisations and the catalogue through the API."""

from collections.abc import Callable

from tests.api.conftest import Caller
from tests.api.test_http import problem
from tests.cast import Cast

System = Callable[..., Caller]
Person = Callable[[str], Caller]


def test_places_are_listed_in_tree_order_and_narrowed(cast: Cast, system: System) -> None:
    caller = system()
    paths = [item["path"] for item in caller.get("/places").json()["items"]]
    assert paths == sorted(paths)
    assert "/cc/" in paths
    north = caller.get("/places?under=/cc/1/&kind=estate").json()["items"]
    assert {item["name"] for item in north} == {"柳岸新村", "自管小区", "老旧小区"}
    assert caller.get("/places?under=nonsense").json() == {"items": [], "next": None}
    assert caller.get("/places?q=桥头花园").json()["items"][0]["kind"] == "estate"


def test_one_place_and_what_lies_right_below_it(cast: Cast, system: System) -> None:
    caller = system(place="street")
    estate = cast.places["estate"]
    assert caller.get(f"/places/{estate.pk}").json()["full_name"] == str(estate)
    assert [item["name"] for item in caller.get(f"/places/{estate.pk}/children").json()] == ["1幢"]
    problem(caller.get(f"/places/{cast.places['other_estate'].pk}"), 404, "not-found")
    problem(caller.get("/places/0"), 422, "unfit-request")


def test_organisations_are_those_of_the_callers_places_and_those_that_manage_there(cast: Cast, system: System) -> None:
    names = {item["name"] for item in system(place="street").get("/organisations").json()["items"]}
    assert {"北街道办事处", "柳岸社区居委会", "甲物业"} <= names
    assert names.isdisjoint({"南街道办事处", "乙物业"})


def test_organisations_are_narrowed_by_kind_and_name(cast: Cast, system: System) -> None:
    caller = system()
    companies = caller.get("/organisations?kind=property_company").json()["items"]
    assert {item["name"] for item in companies} == {"甲物业", "乙物业"}
    assert [item["name"] for item in caller.get("/organisations?q=甲").json()["items"]] == ["甲物业"]
    company = cast.organisations["company"].pk
    assert caller.get(f"/organisations/{company}").json()["kind"] == "property_company"


def test_the_catalogue_says_deadline_and_evidence_and_understands_everyday_words(system: System) -> None:
    caller = system("catalogue.view")
    kind = caller.get("/catalogue/kinds/ES-01").json()
    assert (kind["code"], kind["deadline_kind"]) == ("ES-01", "natural")
    assert kind["evidence"]
    assert len(caller.get("/catalogue/kinds").json()["items"]) > 50
    assert caller.get("/catalogue/suggest?q=楼道堆了纸箱").json()["items"][0]["code"] == "ES-01"
    problem(caller.get("/catalogue/kinds/ZZ-99"), 404, "not-found")


def test_without_its_permission_a_register_is_empty_or_refused(system: System) -> None:
    caller = system("lists.see")
    assert caller.get("/places").json()["items"] == []
    assert caller.get("/organisations").json()["items"] == []
    problem(caller.get("/catalogue/kinds"), 403, "not-allowed")
