"""What spiders tell a run beside the items they hand over."""

address_listed = object()
"""An address was found: `url`, `by` (the page that lists it)."""

address_explained = object()
"""An address gives no record of its own: `url`, `why` (a reason from the closed set), `detail`."""

row_read = object()
"""A row of a list was read: `row`."""
