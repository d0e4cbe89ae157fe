import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import HostContractBroken, HostRefused
from connectors.hosts.ewp_catalogue import (
    COURSES,
    TRANSCRIPTS,
    Catalogue,
    read_catalogue,
)
from connectors.http_signature import key_id_of
from mapping.identifiers import HeiId
from sandbox.ewp_documents import RegistryHost, api_entry, catalogue
from sandbox.ewp_signing import StandInKey

HOST = HeiId("harbour.example")
KEY, OTHER = StandInKey(), StandInKey()


def tors(major: int, version: str, *, signed: bool = True, **facts: str) -> str:
    return api_entry(
        "imobility-tors", "imobility-tors", major=major, version=version, signed=signed, **facts
    )


def read(*hosts: RegistryHost, keys: dict[str, bytes] | None = None) -> Catalogue:
    known = {KEY.id: KEY.der, OTHER.id: OTHER.der} if keys is None else keys
    return read_catalogue(io.BytesIO(catalogue(hosts, known)), host=HOST)


def test_the_highest_version_among_those_supported_is_found_whatever_the_order() -> None:
    entries = (tors(2, "2.0.0"), tors(3, "3.0.0"), tors(1, "1.0.1"), tors(2, "2.10.0"))
    for order in (entries, entries[::-1]):
        found = read(RegistryHost(institutions=(HOST,), entries=order))
        for majors, version in [((2, 3), (3, 0, 0)), ((2,), (2, 10, 0)), ((1,), (1, 0, 1))]:
            chosen = found.find(HOST, TRANSCRIPTS, majors)
            assert chosen is not None
            assert chosen[1].version == version
        assert found.find(HOST, TRANSCRIPTS, (4,)) is None
        assert found.find(HOST, COURSES, (1,)) is None


def test_a_version_in_another_versions_namespace_counts_by_its_namespace() -> None:
    found = read(RegistryHost(institutions=(HOST,), entries=(tors(1, "3.0.0"),)))
    assert found.find(HOST, TRANSCRIPTS, (3,)) is None


def test_limits_that_are_none_mean_one() -> None:
    for text, limit in [("250", 250), ("", 1), ("0", 1), ("-3", 1), ("lots", 1), ("9" * 30, 1)]:
        entry = tors(3, "3.0.0", max_omobility_ids=text)
        found = read(RegistryHost(institutions=(HOST,), entries=(entry,)))
        chosen = found.find(HOST, TRANSCRIPTS, (3,))
        assert chosen is not None
        assert chosen[1].limit("max-omobility-ids") == limit
        assert chosen[1].limit("max-what-nobody-said") == 1


def test_a_hosts_answers_are_vouched_for_by_its_own_server_keys_only() -> None:
    ours = RegistryHost(institutions=(HOST,), entries=(tors(3, "3.0.0"),), server_keys=(KEY.id,))
    theirs = RegistryHost(
        institutions=("other.example",), client_keys=(KEY.id,), server_keys=(OTHER.id,)
    )
    found = read(ours, theirs)
    chosen = found.find(HOST, TRANSCRIPTS, (3,))
    assert chosen is not None
    keys = found.server_keys(chosen[0])
    assert keys(OTHER.id) is None
    vouched = keys(KEY.id)
    assert vouched is not None
    assert key_id_of(vouched) == KEY.id


def test_a_client_key_speaks_for_the_institutions_of_its_host() -> None:
    found = read(
        RegistryHost(institutions=(HOST, "harbour-college.example"), client_keys=(KEY.id,)),
        RegistryHost(institutions=("other.example",), server_keys=(OTHER.id,)),
    )
    assert found.covered_by(KEY.id) == {HOST, "harbour-college.example"}
    assert found.covered_by(OTHER.id) == frozenset()
    assert found.any_client_key(KEY.id) is not None
    assert found.any_client_key(OTHER.id) is None, "a server key is no client key"


def test_a_key_under_a_digest_that_is_not_its_own_vouches_for_nothing() -> None:
    host = RegistryHost(institutions=(HOST,), client_keys=(KEY.id,))
    assert read(host, keys={KEY.id: OTHER.der}).any_client_key(KEY.id) is None
    assert read(host, keys={KEY.id: b"no key"}).any_client_key(KEY.id) is None


def test_security_that_is_not_said_is_no_http_signature() -> None:
    entry = tors(3, "3.0.0", signed=False)
    begin, end = entry.index("<http-security"), entry.index("</http-security>")
    bare = entry[:begin] + entry[end + len("</http-security>") :]
    found = read(RegistryHost(institutions=(HOST,), entries=(bare,)))
    chosen = found.find(HOST, TRANSCRIPTS, (3,))
    assert chosen is not None
    assert not chosen[1].takes_signatures
    assert not chosen[1].signs_answers


def test_one_entry_listed_twice_alike_is_one() -> None:
    host = RegistryHost(institutions=(HOST,), entries=(tors(3, "3.0.0", get_url="https://a"),) * 2)
    assert read(host).find(HOST, TRANSCRIPTS, (3,)) is not None


def test_one_version_at_two_places_is_a_refusal() -> None:
    entries = (tors(3, "3.0.0", get_url="https://a"), tors(3, "3.0.0", get_url="https://b"))
    with pytest.raises(HostRefused, match=r"3\.0\.0"):
        read(RegistryHost(institutions=(HOST,), entries=entries)).find(HOST, TRANSCRIPTS, (3,))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Down for maintenance</body></html>",
        b"<catalogue/>",
        b"<manifest><host/></manifest>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><catalogue><host/></catalogue>",
        catalogue([RegistryHost(institutions=(HOST,))], {})[:200],
    ],
)
def test_what_is_no_catalogue_is_refused(content: bytes) -> None:
    with pytest.raises(HostContractBroken):
        read_catalogue(io.BytesIO(content), host=HOST)


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_catalogue_or_refused(content: bytes) -> None:
    with pytest.raises(HostContractBroken):
        read_catalogue(io.BytesIO(content), host=HOST)
