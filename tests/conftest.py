"""Settings of the whole suite."""

import os

from hypothesis import settings

# CI judges a change by the same examples every time; at a desk each run looks at new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
