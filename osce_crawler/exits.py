"""Exit codes of the command, as the README lists them."""

FAILED = 1
USAGE = 2
INCOMPLETE = 3
REFUSED = 4
INTERRUPTED = 130
