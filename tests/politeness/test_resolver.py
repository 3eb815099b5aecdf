"""Names of hosts, and the addresses that they may mean."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.base import ReactorBase, ThreadedResolver
from twisted.internet.defer import succeed
from twisted.internet.error import DNSLookupError

from osce_crawler.politeness.resolver import PublicResolver, not_public, why_refused

PUBLIC = "93.184.215.14"
Resolve = Callable[[str, str], Any]


@pytest.mark.parametrize("address", [PUBLIC, "2a01:4f8::1", "::ffff:93.184.215.14", "168.63.129.15"])
def test_a_public_address_is_a_host_s(address: str) -> None:
    assert not_public(address) is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "a loopback address"),
        ("127.255.3.4", "a loopback address"),
        ("::1", "a loopback address"),
        ("::ffff:127.0.0.1", "a loopback address"),
        ("2002:7f00:1::", "a loopback address"),
        ("0.0.0.0", "an unspecified address"),  # noqa: S104
        ("::", "an unspecified address"),
        ("10.1.2.3", "a private address"),
        ("172.16.0.1", "a private address"),
        ("172.31.255.255", "a private address"),
        ("192.168.0.1", "a private address"),
        ("::ffff:10.0.0.1", "a private address"),
        ("0.1.2.3", "a private address"),
        ("192.0.0.192", "a metadata address"),
        ("192.0.2.1", "a private address"),
        ("198.18.0.1", "a private address"),
        ("2001:db8::1", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("::ffff:169.254.169.254", "a link-local address"),
        ("2002:a9fe:a9fe::", "a link-local address"),
        ("fe80::1", "a link-local address"),
        ("fd00:ec2::254", "a unique local address"),
        ("fc00::1", "a unique local address"),
        ("fec0::1", "a site-local address"),
        ("100.64.0.1", "a carrier's address (CGNAT)"),
        ("100.100.100.200", "a metadata address"),
        ("168.63.129.16", "a metadata address"),
        ("224.0.0.1", "a multicast address"),
        ("239.255.255.250", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("240.0.0.1", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("64:ff9b::a9fe:a9fe", "a reserved address"),
        ("::127.0.0.1", "a reserved address"),
    ],
)
def test_an_address_of_the_operator_s_machine_or_network_is_none(address: str, kind: str) -> None:
    assert not_public(address) == kind


@pytest.fixture(params=[100, 0], ids=["cache", "no cache"])
def resolve(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolve]:
    """Look a name up where the network would give this address."""
    given: list[str] = []
    monkeypatch.setattr(ThreadedResolver, "getHostByName", lambda *_: succeed(given[-1]))

    def resolved(name: str, address: str) -> Any:
        given.append(address)
        found: list[Any] = []
        PublicResolver(ReactorBase.__new__(ReactorBase), request.param, 1.0).getHostByName(name).addBoth(
            found.append
        )
        return getattr(found[0], "value", found[0])

    dnscache.clear()
    yield resolved
    dnscache.clear()


def test_the_name_of_a_public_host_is_resolved(resolve: Resolve) -> None:
    assert resolve("www.osce.example", PUBLIC) == PUBLIC
    assert why_refused("www.osce.example") is None


def test_a_name_with_an_address_of_the_network_is_refused_with_the_reason_each_time(resolve: Resolve) -> None:
    for _ in range(2):
        assert isinstance(resolve("Inside.example", "10.0.0.5"), DNSLookupError)
    assert why_refused("inside.example") == "inside.example resolves to 10.0.0.5, a private address"


def test_a_name_that_means_another_address_later_is_judged_by_that_one(resolve: Resolve) -> None:
    assert resolve("rebinding.example", PUBLIC) == PUBLIC
    later = resolve("rebinding.example", "127.0.0.1")
    assert later == PUBLIC or isinstance(later, DNSLookupError)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.0.0.9", "LOCALHOST"])
def test_this_machine_may_be_named(resolve: Resolve, name: str) -> None:
    assert resolve(name, "127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize("name", ["127.1", "2130706433", "0x7f.1", "localhost.", "a.localhost", "10.0.0.1"])
def test_it_may_be_named_in_no_other_way_and_no_other_machine_of_the_network(
    resolve: Resolve, name: str
) -> None:
    assert isinstance(resolve(name, "10.0.0.1" if name == "10.0.0.1" else "127.0.0.1"), DNSLookupError)


def test_localhost_is_this_machine_and_no_other(resolve: Resolve) -> None:
    assert isinstance(resolve("localhost", "192.168.0.1"), DNSLookupError)


@pytest.mark.parametrize("proxy", ["http://user:pass@proxy.example:3128", "proxy.example:3128", "//[broken"])
def test_the_operator_s_proxy_may_lie_in_the_operator_s_network(
    monkeypatch: pytest.MonkeyPatch, resolve: Resolve, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    found = resolve("proxy.example", "10.0.0.7")
    assert found == "10.0.0.7" if "proxy" in proxy else isinstance(found, DNSLookupError)
