"""Settings of the whole suite."""

import os

from hypothesis import settings

# The suite judges a change by the same examples every time; only `make explore` looks at new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=500, deadline=None)
settings.load_profile("explore" if os.environ.get("EXPLORE") else "same")
