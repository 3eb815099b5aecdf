"""Which words a dataset was read with."""

import hashlib
from functools import cache
from importlib import resources

# The gazetteer has 7 MiB, which a crawl need not hold.
_PIECE = 2**16


@cache
def digest() -> str:
    """`sha256:` and the digest of all tables: another one means that a word was added or changed."""
    found = hashlib.sha256()
    for table in sorted(resources.files(__package__).iterdir(), key=lambda path: path.name):
        if table.name.endswith((".csv", ".sqlite")):
            content = hashlib.sha256()
            with table.open("rb") as file:
                while piece := file.read(_PIECE):
                    content.update(piece)
            found.update(f"{table.name} {content.hexdigest()}\n".encode())
    return f"sha256:{found.hexdigest()}"
