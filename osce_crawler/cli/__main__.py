"""`python -m osce_crawler.cli`."""

from osce_crawler.cli import main

main()
