"""Exit codes of the command, as docs/operators.md lists them."""

FAILED = 1
USAGE = 2
INCOMPLETE = 3
REFUSED = 4
INTERRUPTED = 130
