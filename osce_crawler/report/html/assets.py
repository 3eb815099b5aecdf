"""The files that go into the page: our own, and Vega."""

from importlib import resources

import vl_convert
from altair import SCHEMA_VERSION as VEGA_LITE


def asset(name: str) -> str:
    """The text of a file beside this module."""
    return (resources.files(__package__) / name).read_text("utf-8")


def packed_vega() -> str:
    """Vega, Vega-Lite and Vega-Embed with their licences, as one script, as new as Altair's charts."""
    version = ".".join(VEGA_LITE.removeprefix("v").split(".")[:2])
    # The argument that its types ask for may be left out: then it offers Vega to the page.
    packed: str = vl_convert.javascript_bundle(vl_version=version)  # type: ignore[call-arg]
    harmless = packed.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    return f"/*!\n{asset('vega-licences.txt')}*/\n{harmless}"
