"""What the printed names of places mean; `reading` has the way from the line to the places."""

from osce_crawler.normalise.places.reading import ReadPlaces, read_places

__all__ = ["ReadPlaces", "read_places"]
