"""What a local page that is a release gives: its observation, where the release is an item of the site."""

from osce_crawler.addresses import canonical, host_of, is_of_site, nid_of
from osce_crawler.archive.at_hand import NO_NUMBER, PageAtHand
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading


class NoItemError(ValueError):
    """The release is no item of the site; the message names the page and says why."""


def observation_of(page: PageAtHand, reading: Reading) -> Observation:
    """What was observed on this page, which is a release. Raises NoItemError."""
    assert reading.printed is not None
    if not is_of_site(page.url):
        raise NoItemError(f"{page.name}: a release, but off-site: {host_of(page.url)}")
    if nid_of(page.url) is None:
        raise NoItemError(f"{page.name}: a release, but {NO_NUMBER}")
    return Observation(
        canonical(page.url),
        reading.printed,
        reading.generation,
        page.retrieved_at,
        cut_off=reading.cut_off,
    )
