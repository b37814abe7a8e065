"""Packets at random, of either version."""

from hypothesis import strategies as st

from anju.gateway.protocols.mqtt import (
    V4,
    V5,
    Connack,
    Connect,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Property,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)
from anju.gateway.protocols.mqtt.properties import BINARY, NUMBERS, OFTEN, PAIRS, TEXTS, VARIABLE

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
TOPIC = st.text(st.characters(exclude_characters="\0+#", exclude_categories=["Cs"]), min_size=1, max_size=30)
BODY, BYTE, ID = st.binary(max_size=60), st.integers(0, 255), st.integers(1, 0xFFFF)
CODES = st.lists(BYTE, min_size=1, max_size=5).map(tuple)


@st.composite
def property_of(draw: st.DrawFn) -> Property:
    name = draw(st.sampled_from(sorted({*NUMBERS, *VARIABLE, *TEXTS, *BINARY, *PAIRS})))
    if name in NUMBERS:
        return name, draw(st.integers(0, 256 ** NUMBERS[name] - 1))
    if name in VARIABLE:
        return name, draw(st.integers(0, 268_435_455))
    if name in PAIRS:
        return name, (draw(TEXT), draw(TEXT))
    return name, draw(BODY if name in BINARY else TEXT)


def properties(version: int) -> st.SearchStrategy[tuple[Property, ...]]:
    if version == V4:
        return st.just(())
    return st.lists(
        property_of(), max_size=5, unique_by=lambda one: (one[0], repr(one) if one[0] in OFTEN else "")
    ).map(tuple)


@st.composite
def connects(draw: st.DrawFn, version: int) -> Connect:
    more = properties(version)
    user = draw(st.none() | TEXT)
    will = draw(st.none() | st.builds(Will, TEXT, BODY, qos=st.integers(0, 2), retain=st.booleans(), properties=more))
    password = draw(st.none() | BODY) if user is not None or version == V5 else None
    return Connect(
        draw(TEXT), version, draw(st.booleans()), draw(st.integers(0, 0xFFFF)), user, password, will, draw(more)
    )


@st.composite
def publishes(draw: st.DrawFn, version: int) -> Publish:
    qos = draw(st.integers(0, 2))
    return Publish(
        draw(TOPIC), draw(BODY), qos, draw(ID) if qos else None, bool(qos) and draw(st.booleans()),
        draw(st.booleans()), draw(properties(version)),
    )  # fmt: skip


def packets(version: int) -> st.SearchStrategy[Packet]:
    more = properties(version)
    five = version == V5
    code = BYTE if five else st.just(0)
    options = st.integers(0, 2) | (st.sampled_from((4, 8, 17, 41)) if five else st.nothing())
    return st.one_of(
        connects(version),
        st.builds(Connack, BYTE, st.booleans(), more),
        publishes(version),
        st.builds(Puback, ID, code, more),
        st.builds(Subscribe, ID, st.lists(st.tuples(TEXT, options), min_size=1, max_size=4).map(tuple), more),
        st.builds(Suback, ID, CODES, more),
        st.builds(Unsubscribe, ID, st.lists(TEXT, min_size=1, max_size=4).map(tuple), more),
        st.builds(Unsuback, ID, CODES if five else st.just(()), more),
        st.just(Pingreq()),
        st.just(Pingresp()),
        st.builds(Disconnect, code, more),
    )
