"""The words for failures of hosts that others look for: reports know causes by them."""

NO_NAME, NOT_LISTENING = "DNS: the name cannot be resolved", "connection refused"
NO_ROUTE, NO_CONNECTION = "no route to the host", "no connection"
TOO_LATE = "no answer in time"
OF_ROBOTS = "robots.txt: "
"""Before what kept the rules of a host away."""
IN_A_ROW = " failures in a row, the last: "
"""Between the number of failures and the last one, where a host is left alone for them."""


def status_in_words(status: int) -> str:
    """What an answer with this status is called that is no page."""
    return f"HTTP {status}"
