"""Crawls the public web site of the OSCE and writes its press releases and menus as datasets."""

from importlib.metadata import version

__version__ = version("osce-crawler")
