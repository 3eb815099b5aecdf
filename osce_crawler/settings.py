"""Scrapy settings: polite and quiet by default, each with its reason."""

BOT_NAME = "osce_crawler"
SPIDER_MODULES = ["osce_crawler.spiders"]
NEWSPIDER_MODULE = "osce_crawler.spiders"

# Where a live crawl begins. Open field operations and ODIHR have hosts of their own since the site's
# third generation, so that www.osce.org alone would lose them.
START_SITES = [
    "https://www.osce.org/",
    "https://odihr.osce.org/",
    "https://hcnm.osce.org/",
    "https://moldova.osce.org/",
    "https://bih.osce.org/",
    "https://bishkek.osce.org/",
    "https://astana.osce.org/",
    "https://albania.osce.org/",
    "https://dushanbe.osce.org/",
    "https://serbia.osce.org/",
    "https://uzbekistan.osce.org/",
    "https://tntd.osce.org/",
]
# Hosts whose pages may be read although no crawl begins there: the bare name of the site.
OTHER_HOSTS = ["osce.org"]
# Further start points of a full crawl: the older site, with what only it prints.
OLDER_SITES = ["https://d6.web.osce.org/"]
SAVED_PAGES = None  # a folder of saved pages to read in place of the site
FROM_ARCHIVE = None  # the web archive that the saved pages were fetched from: all captures of an item count
CAPTURES_AT = None  # what the addresses of captures begin with, where that does not follow from FROM_ARCHIVE
MISSING_CAPTURES = 0.2  # share of its captures that an archive may lack: some pages are always lost to it
CONTACT = None  # who runs this crawl: an e-mail address or a page; a live crawl needs one
OUTPUT = "output"  # the folder into which datasets are published
RUN_ID = None  # the run whose folder is used; a new one if none is named
LIST_BUDGET = 20_000  # pages of one list: the longest had 3,357 in 2025, a pager in a circle has no end
SITEMAP_BUDGET = 1_000  # sitemaps of one crawl: an index that names ever new ones has no end
FULL = False  # whether to ask for everything anew
REVISIT_DAYS = 60  # releases of so many days are asked for again: they are corrected for a while
SINCE = None  # the first day of the range that is wanted, YYYY-MM-DD
ITEM_LIMIT = 0  # at most so many items a crawl; 0 means all
ACCEPT: list[str] = []  # checks that keep nothing from being published this time
FIRST_TRIES = 10  # after so many failures a host that gave no good answer in this run is left alone
FIRST_WAIT = 900  # seconds: a host that asks for more (Retry-After) before its first page is not waited for
ONE_AT_A_TIME = False  # whether a page that fails keeps all others waiting, as of an archive: told each time
LEFT_ALONE: list[str] = []  # hosts that the spider before left alone in this run: asked once, not ten times
KEEP_PAGES = False  # whether every answer is kept in the run's folder, as WARC
PROGRESS_EVERY = 60  # seconds before the first line of progress where there is no terminal

USER_AGENT = "osce-crawler (+{contact})"
ROBOTSTXT_OBEY = True  # default False
DOWNLOAD_DELAY = 1.0  # default 0: one request a second to a host
DOWNLOAD_DELAY_JITTER = 0  # default 0.5: the promised pause is the pause
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
COOKIES_ENABLED = False  # default True: no session is needed, and a first cookie fetches a third party's list
METAREFRESH_ENABLED = False  # default True: challenge pages refresh themselves for ever
TELNETCONSOLE_ENABLED = False  # default True: opens a port
REMOTE_CONTROL_ENABLED = False  # default True: opens a port that executes Python
CONCURRENT_ITEMS = 1  # default 100: a hundred tasks for every response, of which one has work
DOWNLOAD_TIMEOUT = 60  # default 180
DOWNLOAD_MAXSIZE = 16 * 2**20  # default 1 GiB; the site's longest pages are far below 1 MiB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB, above the limit
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True: parses the source of a callback for every page
LOG_LEVEL = "INFO"  # default DEBUG prints every item
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_FORMATTER = "osce_crawler.run.log.ItemlessLog"  # default prints a dropped item with all its text
FEED_EXPORT_ENCODING = "utf-8"

ITEM_PIPELINES = {"osce_crawler.pipelines.MakeRecords": 100}
HTTPERROR_ALLOW_ALL = True  # default False: an error is an answer, and ends in the report
REFERRER_POLICY = "no-referrer"  # default "scrapy-default": no request says where its address was found
SCHEDULER_PRIORITY_QUEUE = "osce_crawler.politeness.queue.HostQueue"  # waits without taking a place
TWISTED_DNS_RESOLVER = "osce_crawler.politeness.resolver.PublicResolver"  # no host of the operator's network
RETRY_TIMES = 5  # default 2; with growing pauses ten minutes without network are outlasted
RETRY_HTTP_CODES = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]  # also those of proxies
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # default "ERROR": the report names every page that failed
DOWNLOADER_MIDDLEWARES = {
    # In the places of the parts that they extend.
    "osce_crawler.politeness.offsite.OnSite": 50,
    "osce_crawler.politeness.robots.Robots": 100,
    "osce_crawler.politeness.retry.BackoffRetry": 550,
    "osce_crawler.politeness.compression.Decompression": 590,
    "osce_crawler.politeness.resolver.PublicHosts": 595,  # before anything that could retry
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
}
ADDONS = {"osce_crawler.addons.Arguments": 100}
# The add-on adds politeness.hosts.Hosts, whatever extensions a project names.
EXTENSIONS = {
    "osce_crawler.run.extension.Run": 500,
    "osce_crawler.run.keep_pages.KeepPages": 510,
    "osce_crawler.report.progress.Progress": 600,
}
