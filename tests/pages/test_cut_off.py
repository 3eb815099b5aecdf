"""A page whose bytes end before it does."""

import pytest

from osce_crawler.pages.cut_off import is_cut_off
from tests.making import release_page

PAGE = release_page(extra='<footer><a href="/who">Who we are</a></footer>')
WITHOUT_END = PAGE.removesuffix("</body></html>")
OLD = "<HTML><HEAD><TITLE>News | OSCE</TITLE></HEAD><BODY><TABLE><TR><TD>News</TABLE><P>One.</P><P>Two."


def up_to(words: str) -> str:
    return PAGE[: PAGE.index(words) + len(words)]


@pytest.mark.parametrize(
    "page",
    [
        up_to("Sixty border guards"),
        up_to("</p></div>"),
        up_to("<title>Border"),
        up_to("</title>"),
        up_to("<dl>"),
        up_to("<footer>"),
        up_to("</main><foot"),
        up_to("</main><"),
        f"{WITHOUT_END}<p class=",
        f"{WITHOUT_END}<!-- made by",
        f"{WITHOUT_END}<script>x()",
        OLD,
        OLD.removesuffix("</P><P>Two.") + "</P><TABLE><TR><TD>",
    ],
)
def test_a_page_that_ends_within_what_it_opened_is_cut_off(page: str) -> None:
    assert is_cut_off(page.encode())


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        WITHOUT_END,
        f"{OLD}</P>",
        OLD.replace("</P>", ""),
        f"{WITHOUT_END}<p>5 < 6</p>",
        f"{WITHOUT_END}<nav-bar></nav-bar><form-of-ours></form-of-ours>",
        f"{PAGE}<!-- served by",
        "Only < text",
        "<p>A part of a page",
        "",
    ],
)
def test_html_may_leave_out_the_last_tags(page: str) -> None:
    assert not is_cut_off(page.encode())
