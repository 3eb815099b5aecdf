"""Crawls the public web site of the OSCE and writes its press releases and menus as datasets."""


def __getattr__(name: str) -> str:
    """The version, when it is asked for: to look it up takes longer than to mind signals."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415

    return version("osce-crawler")
