"""Releases to be set in every markup: each case brings a difficulty of its own."""

from tests.pages.markups import Facts, LabelWords

G2_WORDS = LabelWords(date="Publishing date", place="Location", source="Where we are", fields="What we do")
RUSSIAN_WORDS = LabelWords(date="Дата", place="Место", source="Источник", contacts="Контакты")
BOSNIAN_WORDS = LabelWords(date="Issued on", source="Izdavač", contacts="Kontakti")
PLURAL_WORDS = LabelWords(place="Locations", source="Sources", fields="Field of work")

ENGLISH = Facts(
    url="https://www.osce.org/chairpersonship/700001",
    type_word="Press release",
    title="Chairperson-in-Office opens a school for border guards",
    date="14 March 2017",
    day="2017-03-14",
    place="Graz",
    sources=("OSCE Chairpersonship",),
    fields=("Border management",),
    image=("https://www.osce.org/files/photo.jpg", "The school, 14 March 2017. (OSCE/Jane Doe)"),
    documents=(
        ("https://www.osce.org/sites/default/files/f/documents/1/2/700001.pdf", "Programme of the school"),
    ),
    links=(("https://www.osce.org/node/600001", "the plan of last year"),),
    contacts=("Jane Doe", "Spokesperson", "Office: + 43 1 514 36 0000"),
    body=(
        (
            "p",
            (
                "GRAZ, 14 March 2017 – The Chairperson-in-Office today opened a school for border guards "
                "in Styria."
            ),
        ),
        (
            "p",
            (
                "“It follows the plan of last year,” he said, and thanked the 57 participating States & "
                "their envoys."
            ),
        ),
        ("p", "Place and source of the money were named as well."),
    ),
)

SEVERAL_OF_EACH = Facts(
    url="https://www.osce.org/node/700002",
    type_word="Press release",
    title="Three offices, one report on hate crime",
    date="2 May 2013",
    day="2013-05-02",
    place="Vienna / Warsaw",
    sources=(
        "OSCE Office for Democratic Institutions and Human Rights",
        "OSCE Representative on Freedom of the Media",
        "Secretariat",
    ),
    fields=("Human rights", "Tolerance and non-discrimination", "Media freedom and development"),
    body=(
        (
            "p",
            (
                "VIENNA/WARSAW, 2 May 2013 – Three OSCE offices presented their common report to the "
                "Permanent Council."
            ),
        ),
        ("h3", "What it finds"),
        ("p", "Crimes of hatred are seldom counted, and where they are counted, seldom in the same way:"),
        ("li", "nine States publish figures each year;"),
        ("p", "The next report is due in the spring of the year after."),
    ),
    contacts=("Press office", "press@osce.example"),
    words=PLURAL_WORDS,
)

NO_PLACE = Facts(
    url="https://moldova.osce.org/mission-to-moldova/700003",
    type_word="Press release",
    title="Mission gives computers to village libraries",
    date="9 September 2019",
    day="2019-09-09",
    sources=("OSCE Mission to Moldova",),
    fields=("Education", "Youth"),
    body=(
        (
            "p",
            (
                "CHIŞINĂU, 9 September 2019 – Twelve village libraries received computers from the OSCE "
                "Mission today."
            ),
        ),
        ("p", "“Reading is the door to everything else,” said the librarian of Varniţa at the ceremony."),
    ),
)

NEWS_WITHOUT_DATELINE = Facts(
    url="https://www.osce.org/programme-office-in-bishkek/700004",
    type_word="News",
    title="Judges and prosecutors learn about online evidence",
    date="21 November 2022",
    day="2022-11-21",
    place="Osh",
    sources=("OSCE Programme Office in Bishkek",),
    fields=("Rule of law", "Cyber/ICT Security"),
    image=("https://bishkek.osce.org/p.png", "Judges at work (OSCE)"),
    body=(
        (
            "p",
            (
                "From 17 to 19 November, some thirty judges learned how to handle evidence that was "
                "found online."
            ),
        ),
        (
            "p",
            "The course was held for the third time and drew participants from every region of the country.",
        ),
    ),
)

NO_FIELDS_BY_G2_WORDS = Facts(
    url="http://www.osce.org/fom/700005",
    type_word="Press statement",
    title="On the closing of a newspaper",
    date="3 January 2015",
    day="2015-01-03",
    place="Vienna",
    sources=("OSCE Representative on Freedom of the Media",),
    fields=("Media laws", "Safety of journalists"),
    body=(
        (
            "p",
            (
                "VIENNA, 3 January 2015 – A newspaper that is closed overnight is a loss to all who read "
                "it, said the Representative."
            ),
        ),
    ),
    words=G2_WORDS,
)

ROMANIAN = Facts(
    url="https://moldova.osce.org/ro/mission-to-moldova/700006",
    type_word="Press release",
    title="Misiunea OSCE sprijină tinerii jurnaliști",
    date="27 aprilie 2018",
    day="2018-04-27",
    sources=("OSCE Mission to Moldova",),
    fields=("Youth",),
    body=(
        (
            "p",
            (
                "CHIŞINĂU, 27 aprilie 2018 - Douăzeci de tineri jurnaliști au absolvit astăzi școala de "
                "vară a Misiunii."
            ),
        ),
        (
            "p",
            (
                "„Suntem mândri de ei”, a declarat șeful Misiunii, care a înmânat diplomele în prezența "
                "părinților."
            ),
        ),
    ),
    language="ro",
)

RUSSIAN = Facts(
    url="https://www.osce.org/ru/secretary-general/700007",
    type_word="Пресс-релиз",
    title="Генеральный секретарь посетила Ташкент",
    date="25 июня 2024",
    day="2024-06-25",
    place="Ташкент",
    sources=("Секретариат ОБСЕ",),
    body=(
        (
            "p",
            (
                "ТАШКЕНТ, 25 июня 2024 г. - 25 июня Генеральный секретарь ОБСЕ встретилась с министром "
                "иностранных дел."
            ),
        ),
        (
            "p",
            (
                "Стороны обсудили подготовку к встрече Совета министров и новые проекты в области водных "
                "ресурсов."
            ),
        ),
    ),
    contacts=("Пресс-служба ОБСЕ",),
    words=RUSSIAN_WORDS,
    language="ru",
)

BOSNIAN = Facts(
    url="https://bih.osce.org/bs/mission-to-bosnia-and-herzegovina/700008",
    type_word="Press release",
    title="Misija poziva na zaštitu novinara",
    date="26. novembar 2025.",
    day="2025-11-26",
    sources=("Misija OSCE-a u Bosni i Hercegovini",),
    body=(
        (
            "p",
            (
                "SARAJEVO, 26. novembar 2025. godine - Misija OSCE-a poziva vlasti da zaštite novinare "
                "koji rade svoj posao."
            ),
        ),
        ("p", "Novinari ne smiju biti meta napada zato što pišu o onome što vide i čuju."),
    ),
    words=BOSNIAN_WORDS,
    language="bs",
)

SPEECH = Facts(
    url="https://www.osce.org/secretary-general/700009",
    type_word="Speech",
    title="Address to the Economic and Environmental Forum",
    date="5 October 2020",
    day="2020-10-05",
    place="Prague",
    sources=("OSCE Secretary General",),
    fields=("Economic activities",),
    body=(
        ("p", "Excellencies, ladies and gentlemen,"),
        (
            "p",
            (
                "It is a pleasure to be back in Prague, where this Forum has met for more than "
                "twenty-five years."
            ),
        ),
        ("blockquote", "Date: none is too late, place: none is too far, as my predecessor used to say."),
        ("p", "Thank you."),
    ),
)

REPORT_OF_1999 = Facts(
    url="https://www.osce.org/pc/700010",
    type_word="Press release",
    title="Permanent Council sends a mission to the border",
    date="9 June 1999",
    day="1999-06-09",
    place="VIENNA",
    sources=("OSCE Permanent Council",),
    body=(
        (
            "p",
            (
                "VIENNA, 9 June 1999--In a special session the Permanent Council decided to send "
                "observers to the border."
            ),
        ),
    ),
)

RELEASES = {name.lower(): value for name, value in globals().copy().items() if isinstance(value, Facts)}
