"""A stranger's client of GeoReport v2 against Anju: its calls are written from the text of the standard alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anju.api.models import Token
from anju.intake.residents import actions as residents
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report
from anju.kernel import clock
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.models import Duty
from tests.api.conftest import MONDAY
from tests.cast import Cast
from tests.evidence import proofs
from tests.intake.residents.conftest import photo

Give = Callable[..., tuple[Token, str]]


@dataclass
class GeoReport:
    """A client as the standard describes one: an endpoint, a format, a key."""

    api_key: str = ""
    form: str = "json"
    base: str = "/open311/v2"
    http: Client = field(default_factory=Client)

    def get(self, path: str, **query: str) -> HttpResponse:
        return self.http.get(f"{self.base}/{path}.{self.form}", query)

    def post(self, **said: Any) -> HttpResponse:
        return self.http.post(f"{self.base}/requests.{self.form}", {"api_key": self.api_key, **said})


def read(answer: HttpResponse) -> Any:
    """JSON as it is; XML as lists of dicts, the way GeoReport nests it."""
    if answer["Content-Type"].startswith("application/json"):
        return orjson.loads(answer.content)
    root = Xml.fromstring(answer.content)
    rows = [{leaf.tag: leaf.text or "" for leaf in row} for row in root]
    return {"root": root.tag, "item": root[0].tag if len(root) else "", "rows": rows}


@pytest.fixture
def key(give: Give) -> str:
    return give("lists.report")[1]


@pytest.fixture
def point(cast: Cast) -> tuple[str, str]:
    """Latitude and longitude of building 1."""
    Place._all.filter(pk=cast.places["building"].pk).update(lat_e7=313_000_000, lon_e7=1206_000_000)
    return "31.30001", "120.60001"


def filed(key: str, **said: Any) -> str:
    answer = GeoReport(key).post(service_code="ES-01", **said)
    assert answer.status_code == 201, answer.content
    return str(read(answer)[0]["service_request_id"])


def test_discovery_names_the_endpoint_and_its_formats(cast: Cast) -> None:
    told = read(GeoReport().get("discovery"))
    (endpoint,) = told["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2")
    assert set(endpoint["formats"]) == {"application/json", "text/xml"}
    xml = GeoReport(form="xml").get("discovery")
    root = Xml.fromstring(xml.content)
    assert root.tag == "discovery"
    assert root.find("endpoints/endpoint/url") is not None


def test_services_have_every_field_of_the_standard(cast: Cast) -> None:
    told = read(GeoReport().get("services", jurisdiction_id="cc"))
    fields = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert all(fields <= set(one) for one in told)
    assert {one["type"] for one in told} <= {"realtime", "batch", "blackbox"}
    xml = read(GeoReport(form="xml").get("services"))
    assert (xml["root"], xml["item"]) == ("services", "service")
    assert [one["service_code"] for one in xml["rows"]] == [one["service_code"] for one in told]
    assert xml["rows"][0]["metadata"] == "true"


def test_a_service_definition_lists_its_attributes(cast: Cast) -> None:
    told = read(GeoReport().get("services/ES-01"))
    (attribute,) = told["attributes"]
    needed = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
    assert needed <= set(attribute)
    assert attribute["datatype"] in {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
    root = Xml.fromstring(GeoReport(form="xml").get("services/ES-01").content)
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/code") == attribute["code"]


def test_a_request_by_point_is_on_the_lists(cast: Cast, key: str, point: tuple[str, str]) -> None:
    lat, long = point
    number = filed(key, lat=lat, long=long, description="三楼堆了纸箱", phone="13812345678", first_name="某")
    report = Report._all.get()
    assert report.number == number
    assert (report.place_id, report.channel) == (cast.places["building"].pk, Channel.OPEN311)
    assert report.duty.state == "reported"
    assert report.contact


def test_a_request_by_address_and_by_address_id(cast: Cast, key: str) -> None:
    filed(key, address_string="自管小区")
    filed(key, address_id=str(cast.places["building"].pk))
    assert list(Report._all.order_by("pk").values_list("place", flat=True)) == [
        cast.places["owners_estate"].pk, cast.places["building"].pk,
    ]  # fmt: skip


def test_an_attribute_of_the_definition_is_kept(cast: Cast, key: str) -> None:
    filed(key, address_id=str(cast.places["building"].pk), **{"attribute[spot]": "2 单元楼梯口"})
    assert Report._all.get().duty.hazard.spot == "2 单元楼梯口"


def test_media_in_the_call_is_evidence_without_metadata(cast: Cast, key: str) -> None:
    media = SimpleUploadedFile("a.jpg", photo(77).read(), "image/jpeg")
    filed(key, address_id=str(cast.places["building"].pk), media=media)
    assert len(Report._all.get().duty.hazard.photos) == 1


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "https://x.example/a"]
)
def test_a_media_url_is_never_fetched_and_refuses_nothing(
    cast: Cast, key: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def caught(*_args: object, **_named: object) -> None:
        raise AssertionError("an address of a stranger was asked for")

    monkeypatch.setattr(socket, "create_connection", caught)
    monkeypatch.setattr(socket, "getaddrinfo", caught)
    answer = GeoReport(key).post(service_code="ES-01", address_id=str(cast.places["building"].pk), media_url=url)
    assert answer.status_code == 201
    assert "media_url" in read(answer)[0]["service_notice"]
    assert Report._all.get().duty.hazard.photos == []


def test_a_file_that_is_no_photo_refuses_nothing(cast: Cast, key: str) -> None:
    media = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    filed(key, address_id=str(cast.places["building"].pk), media=media)
    assert "photo_unreadable" in Report._all.get().marks


def test_xml_answers_nest_as_the_standard_does(cast: Cast, key: str) -> None:
    client = GeoReport(key, form="xml")
    said = {"service_code": "ES-01", "address_id": str(cast.places["building"].pk)}
    told = read(client.post(**said))
    assert (told["root"], told["item"]) == ("service_requests", "request")
    number = told["rows"][0]["service_request_id"]
    listed = read(client.get("requests", api_key=key))
    assert (listed["root"], listed["item"]) == ("service_requests", "request")
    assert listed["rows"][0]["service_request_id"] == number
    assert read(client.get(f"requests/{number}", api_key=key))["rows"][0]["status"] == "open"
    assert read(client.get(f"tokens/{number}", api_key=key))["rows"][0]["service_request_id"] == number


def test_status_follows_the_case(cast: Cast, key: str) -> None:
    number = filed(key, address_id=str(cast.places["building"].pk))
    duty = Duty._all.get()
    assert read(GeoReport().get(f"requests/{number}", api_key=key))[0]["status"] == "open"
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    row = read(GeoReport().get(f"requests/{number}", api_key=key))[0]
    assert (row["agency_responsible"], bool(row["expected_datetime"])) == ("甲物业", True)
    lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert read(GeoReport().get(f"requests/{number}", api_key=key))[0]["status"] == "closed"


FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


def test_a_request_has_every_field_and_no_words_of_a_resident(cast: Cast, key: str) -> None:
    filed(key, address_id=str(cast.places["building"].pk), description="老王堆的", phone="13812345678")
    (row,) = read(GeoReport().get("requests", api_key=key))
    assert set(row) == FIELDS
    assert "老王" not in str(row)
    assert "13812345678" not in str(row)


def test_the_standards_filters(cast: Cast, key: str) -> None:
    place = str(cast.places["building"].pk)
    one = filed(key, address_id=place)
    with clock.simulated(MONDAY + timedelta(days=10)):
        two = str(read(GeoReport(key).post(service_code="FF-11", address_id=place))[0]["service_request_id"])
    client = GeoReport()

    def numbers(**query: str) -> list[str]:
        with clock.simulated(MONDAY + timedelta(days=11)):
            return [row["service_request_id"] for row in read(client.get("requests", api_key=key, **query))]

    assert numbers() == [two, one]
    assert numbers(service_request_id=f"{one},{two}") == [two, one]
    assert numbers(service_code="ES-01") == [one]
    assert numbers(service_code="ES-01,FF-11") == [two, one]
    assert numbers(status="open") == [two, one]
    assert numbers(status="closed") == []
    assert numbers(start_date="2026-12-01T00:00:00Z") == [two]
    assert numbers(end_date="2026-12-01T00:00:00Z") == [one]
    assert numbers(start_date="2026-11-23T00:00:00+08:00", end_date="2026-12-31T00:00:00+08:00") == [two, one]


def test_a_query_spans_ninety_days(cast: Cast, key: str) -> None:
    filed(key, address_id=str(cast.places["building"].pk))
    with clock.simulated(MONDAY + timedelta(days=20)):
        assert len(read(GeoReport().get("requests", api_key=key))) == 1
    query = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2027-06-01T00:00:00Z"}
    assert read(GeoReport().get("requests", api_key=key, **query)) == []


# Who sees what.


def test_a_key_sees_what_it_filed_and_not_what_others_did(cast: Cast, key: str, give: Give) -> None:
    number = filed(key, address_id=str(cast.places["building"].pk))
    other = give("lists.report")[1]
    assert read(GeoReport().get("requests", api_key=other)) == []
    assert GeoReport().get(f"requests/{number}", api_key=other).status_code == 404


def test_a_key_that_sees_the_lists_sees_the_reports_of_its_reach(cast: Cast, key: str, give: Give) -> None:
    filed(key, address_id=str(cast.places["building"].pk))
    filed(key, address_id=str(cast.places["other_building"].pk))
    seeing = give("lists.see", place="street")[1]
    (row,) = read(GeoReport().get("requests", api_key=seeing))
    assert row["address_id"] == str(cast.places["building"].pk)


def test_without_a_key_only_checked_reports_of_a_district_that_publishes(cast: Cast, key: str) -> None:
    filed(key, address_id=str(cast.places["building"].pk))
    assert GeoReport().get("requests").status_code == 403
    residents.set_rules(by=cast.district_officer, path="/cc/", values={"public_list": True})
    assert read(GeoReport().get("requests")) == []
    lists.check_report(by=cast.community_worker, duty_id=Duty._all.get().pk)
    assert len(read(GeoReport().get("requests"))) == 1


def test_a_key_reports_within_its_places_alone(cast: Cast, give: Give) -> None:
    north = give("lists.report", place="street")[1]
    answer = GeoReport(north).post(service_code="ES-01", address_id=str(cast.places["other_building"].pk))
    assert answer.status_code == 403
    assert not Report._all.exists()


# Errors, as the standard has them: a list of code and description.


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"service_code": "ES-01", "address_id": "1", "api_key": ""}, 403),
        ({"service_code": "ES-01", "address_id": "1", "api_key": "anju_00000000_" + "x" * 43}, 403),
        ({"service_code": "", "address_id": "1"}, 400),
        ({"service_code": "XX-99", "address_id": "1"}, 404),
        ({"service_code": "ES-01", "jurisdiction_id": "elsewhere"}, 404),
        ({"service_code": "ES-01"}, 400),
        ({"service_code": "ES-01", "lat": "north", "long": "1"}, 400),
        ({"service_code": "ES-01", "lat": "nan", "long": "nan"}, 400),
        ({"service_code": "ES-01", "lat": "91", "long": "1"}, 400),
        ({"service_code": "ES-01", "lat": "0", "long": "0"}, 400),
        ({"service_code": "ES-01", "address_string": "没有这个小区"}, 400),
        ({"service_code": "ES-01", "description": "a\0b"}, 400),
    ],
)
def test_errors_are_a_list_of_code_and_description(
    cast: Cast, key: str, form: str, said: dict[str, str], code: int
) -> None:
    answer = GeoReport(key, form=form).post(**said)
    assert answer.status_code == code
    if form == "json":
        (told,) = read(answer)
        assert (told["code"], bool(told["description"])) == (code, True)
    else:
        told = read(answer)
        assert (told["root"], told["item"], told["rows"][0]["code"]) == ("errors", "error", str(code))


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("services/XX-99", {}, 404),
        ("services", {"jurisdiction_id": "elsewhere"}, 404),
        ("requests/SB-999999", {}, 404),
        ("requests/../../etc", {}, 404),
        ("requests", {"status": "lost"}, 400),
        ("requests", {"start_date": "yesterday"}, 400),
        ("requests", {"start_date": "2026-99-99T00:00:00Z"}, 400),
        ("tokens/x", {}, 404),
    ],
)
def test_reads_are_refused_in_the_same_form(cast: Cast, key: str, path: str, query: dict[str, str], code: int) -> None:
    assert GeoReport().get(path, api_key=key, **query).status_code == code


def test_a_session_counts_for_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert client.get("/open311/v2/requests.json").status_code == 403
    answer = client.post("/open311/v2/requests.json", {"service_code": "ES-01"})
    assert answer.status_code == 403


def test_a_revoked_key_is_refused(cast: Cast, give: Give) -> None:
    from anju.api import actions

    row, key = give("lists.report")
    actions.revoke_token(by=cast.district_officer, token=row.pk)
    assert GeoReport(key).post(service_code="ES-01").status_code == 403
