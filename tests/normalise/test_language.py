"""The language of a text, and what is said where the text does not show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.normalise.language import read_language

ENGLISH = "The seminar on freedom of the media was attended by journalists from all parts of the country."
BOSNIAN = (
    "Misija je danas u Sarajevu pozvala nadležne organe da se uključe u izradu zakona koji će štititi prava."
)
SERBIAN = (
    "Мисија је данас у Београду позвала надлежне органе да се укључе у израду закона који ће штитити права."
)

TEXTS = {
    "en": ENGLISH,
    "ru": "Сегодня миссия провела семинар для журналистов, на котором обсуждались вопросы о свободе "
    "слова и что можно сделать для её защиты.",
    "de": "Das Büro hat heute ein Seminar für Journalisten veranstaltet, auf dem die Lage der "
    "Medien und der Schutz von Quellen erörtert wurden.",
    "fr": "Le bureau a organisé un séminaire pour les journalistes de la région sur la protection "
    "des sources et le rôle des médias dans une société libre.",
    "it": "La Missione ha organizzato un seminario per i giornalisti della regione sulla tutela "
    "delle fonti e il ruolo dei media in una società libera.",
    "es": "La oficina organizó un seminario para los periodistas de la región sobre la protección "
    "de las fuentes y el papel de los medios en una sociedad libre.",
    "sq": "Prezenca organizoi sot në Tiranë një seminar për gazetarët e rinj dhe për përfaqësuesit "
    "e shoqatave që punojnë me të drejtat e njeriut.",
    "ro": "Misiunea a organizat astăzi la Chișinău un seminar pentru jurnaliștii din regiune, la "
    "care au participat și reprezentanți ai instituțiilor.",
    "mk": "Мисијата денес во Скопје организираше обука за новинари на која се разговараше за "
    "законот што ќе го донесе Собранието.",
    "uk": "Сьогодні у Києві відбувся семінар для журналістів, під час якого йшлося про захист "
    "джерел та про те, що треба змінити в законі.",
    "be": "Сёння ў Мінску адбыўся семінар для журналістаў, на якім ішла гаворка пра абарону крыніц "
    "і пра тое, што трэба змяніць у законе.",
    "hy": "Այսօր Երևանում տեղի ունեցավ լրագրողների սեմինար։",
    "ka": "დღეს თბილისში გაიმართა სემინარი ჟურნალისტებისთვის.",
    "az": "Bu gün Bakıda jurnalistlər üçün seminar keçirildi və mənbələrin qorunması ilə bağlı "
    "qanun haqqında məlumat verildi.",
    "kk": "Бүгін Астанада журналистер үшін семинар өтті және ақпарат көздерін қорғау туралы заң "
    "бойынша пікір алмасу болды.",
    "ky": "Бүгүн Бишкекте журналисттер үчүн семинар өттү жана маалымат булактарын коргоо тууралуу "
    "мыйзам боюнча пикир алмашуу болду.",
    "tg": "Имрӯз дар Душанбе барои рӯзноманигорон семинар баргузор шуд, ки дар он аз ҳифзи "
    "сарчашмаҳо ва қонуни нав сухан рафт.",
    "tk": "Şu gün Aşgabatda žurnalistler üçin seminar geçirildi we çeşmeleri goramak baradaky kanun "
    "hakynda maglumat berildi.",
    "uz": "Bugun Toshkentda jurnalistlar uchun seminar bo‘lib o‘tdi va manbalarni himoya qilish "
    "haqida yangi qonun bilan tanishtirildi, bu birinchi tadbir.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_running_text_shows_its_own_language(language: str, text: str) -> None:
    assert read_language(text, declared=None, prefix=None) == (language, ())


@pytest.mark.parametrize(("declared", "prefix"), [("bs", "bs"), ("tk", "tk"), (None, "tk"), ("ru", None)])
def test_english_text_is_english_whatever_page_and_address_say(
    declared: str | None, prefix: str | None
) -> None:
    assert read_language(ENGLISH, declared=declared, prefix=prefix) == ("en", ())


def test_names_with_foreign_letters_do_not_change_the_language_of_a_text() -> None:
    text = (
        "PRISHTINË/PRIŠTINA – The Head of the Mission met Đorđe Žutić, Ćamil Šabović and Žarko Čačić in "
        "Peć/Peja and the mayors of Gračanica and Štrpce for talks on community rights."
    )
    assert read_language(text, declared="sr", prefix="sr") == ("en", ())


@pytest.mark.parametrize(
    ("declared", "prefix", "language"),
    [
        ("bs", None, "bs"),
        ("hr", "bs", "hr"),
        ("sr-Latn-RS", None, "sr"),
        ("cnr", None, "cnr"),
        ("en", "bs", "bs"),
        (None, "sr", "sr"),
        # the address of pages in the shared language
        ("en", "hbs", "sh"),
        (None, None, "sh"),
    ],
)
def test_bosnian_croatian_serbian_and_montenegrin_are_told_apart_by_the_page_alone(
    declared: str | None, prefix: str | None, language: str
) -> None:
    assert read_language(BOSNIAN, declared=declared, prefix=prefix) == (language, ())


@pytest.mark.parametrize(
    ("declared", "language"), [("bs", "bs"), ("sr-Cyrl", "sr"), ("cnr", "cnr"), (None, "sr"), ("hr", "sr")]
)
def test_the_same_in_cyrillic_is_never_croatian(declared: str | None, language: str) -> None:
    assert read_language(SERBIAN, declared=declared, prefix=None) == (language, ())


@pytest.mark.parametrize(
    "text", ["", "OSCE", "Photo: Anna Bell", "Head of the Presence", "24 26 28", "Odluka br. 4", "???"]
)
def test_a_text_too_short_to_show_its_language_takes_the_mark_of_its_page(text: str) -> None:
    assert read_language(text, declared="sq-AL", prefix="en") == ("sq", ("language_from_page",))
    assert read_language(text, declared=None, prefix="hbs") == ("sh", ("language_from_page",))
    assert read_language(text, declared="x-none!", prefix="kk") == ("kk", ("language_from_page",))
    assert read_language(text, declared="und", prefix="") == ("und", ("language_unknown",))


def test_a_text_in_two_languages_alike_is_not_guessed() -> None:
    both = "the of and to in is " * 5 + "и в на с по для " * 5
    assert read_language(both, declared="ru", prefix=None) == ("ru", ("language_from_page",))


@given(st.text(), st.none() | st.text(max_size=8), st.none() | st.text(max_size=8))
def test_no_text_raises_and_every_answer_is_a_code(
    text: str, declared: str | None, prefix: str | None
) -> None:
    language, warnings = read_language(text, declared=declared, prefix=prefix)
    assert 2 <= len(language) <= 3
    assert language.isascii()
    assert (language == "und") == (warnings == ("language_unknown",))


BY_SCRIPT = {
    "Grek": "Η αποστολή του Οργανισμού επισκέφθηκε σήμερα την πόλη και συναντήθηκε με τον δήμαρχο.",
    "Arab": "زارت البعثة اليوم المدينة واجتمعت برئيس البلدية وممثلي المجتمع المدني.",
    "Armn": "Առաքելությունն այսօր այցելեց քաղաք և հանդիպեց քաղաքապետի հետ։",
    "Geor": "მისია დღეს ეწვია ქალაქს და შეხვდა მერს.",
    "Cyrl": "Посещение города делегацией, встреча делегации с мэром города, пресс-конференция.",
    "Hebr": "המשלחת ביקרה היום בעיר ונפגשה עם ראש העיר.",
    "Thai": "วันนี้คณะผู้แทนเยี่ยมชมเมืองและพบกับนายกเทศมนตรี",
    "Hani": "代表团今天访问了该市并会见了市长讨论了选举观察工作的准备情况",
    "Kana": "代表団はきょうその都市を訪れ、市長と会談しました。",
    "Hang": "대표단은 오늘 그 도시를 방문하여 시장을 만났습니다.",
}
OWN_SCRIPTS = {
    "Grek": "el",
    "Armn": "hy",
    "Geor": "ka",
    "Hebr": "he",
    "Thai": "th",
    "Kana": "ja",
    "Hang": "ko",
}


@pytest.mark.parametrize(("script", "text"), BY_SCRIPT.items(), ids=BY_SCRIPT)
@pytest.mark.parametrize("declared", ["en", "de", "fr-FR", "tr", "hr"])
def test_a_text_in_another_script_is_not_in_the_latin_language_that_its_page_declares(
    script: str, text: str, declared: str
) -> None:
    language, _ = read_language(text, declared=declared, prefix="en")
    assert language == OWN_SCRIPTS.get(script, "und")


@pytest.mark.parametrize("declared", ["ru", "uk", "mk", "ky", "el", "hy", "ka", "ar", "zh", "he"])
def test_a_latin_text_is_not_in_a_language_that_is_written_in_another_script(declared: str) -> None:
    latin = "Visitatio urbis, colloquium cum praefecto urbis, conventus diurnariorum, Vindobonae"
    assert read_language(latin, declared=declared, prefix=None) == ("und", ("language_unknown",))


@pytest.mark.parametrize(
    ("script", "declared"),
    [
        ("Cyrl", "ru"),
        ("Cyrl", "sr"),
        ("Cyrl", "kk"),
        ("Hani", "zh"),
        ("Hani", "ja"),
        ("Arab", "fa"),
        ("Arab", "ps"),
    ],
)
def test_a_declared_language_of_the_texts_script_is_believed(script: str, declared: str) -> None:
    found = read_language(BY_SCRIPT[script], declared=declared, prefix=None)
    assert found in {(declared, ("language_from_page",)), (declared, ())}


def test_where_the_script_vetoes_what_the_page_declares_the_address_is_asked() -> None:
    assert read_language(BY_SCRIPT["Cyrl"], declared="en", prefix="ru") == ("ru", ("language_from_page",))


def test_a_language_whose_script_we_do_not_know_is_believed() -> None:
    assert read_language(BY_SCRIPT["Cyrl"], declared="udm", prefix=None) == ("udm", ("language_from_page",))


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("Photo: Иван Петров, Kyiv, Anna Bell, Vienna, Hofburg", "en"),
        ("Фото: Anna Bell, OSCE, Київ, Іван Петренко, Харків", "uk"),
        ("Иван Петров", "en"),
        ("OSCE Secretariat", "ru"),
        ("Welcome remarks 欢迎致辞", "en"),
    ],
)
def test_a_name_in_other_letters_or_a_name_alone_vetoes_nothing(text: str, declared: str) -> None:
    assert read_language(text, declared=declared, prefix=None) == (declared, ("language_from_page",))


@pytest.mark.parametrize("name", ["Иван Петров", "Γιώργος Παπαδόπουλος", "Արմեն Սարգսյան", "გიორგი მელაძე"])
def test_an_english_text_that_names_someone_in_other_letters_is_english(name: str) -> None:
    assert read_language(f"{ENGLISH} It was led by {name}.", declared="ru", prefix=None) == ("en", ())


GIBBERISH = "Ular chet eldagi idoralarda ishlaydi kutubxonadan foydalanadi hafta oxirida yozadi kelishi " * 8


def test_a_long_text_without_one_common_word_of_the_declared_language_is_not_in_it() -> None:
    strange = GIBBERISH.replace("Ular ", "Olar ")
    assert read_language(strange, declared="en", prefix=None) == ("und", ("language_unknown",))
    assert read_language(strange, declared="en", prefix="tk") == ("und", ("language_unknown",))
    # Of a language that the table lacks nothing can be said.
    assert read_language(strange, declared="mt", prefix=None) == ("mt", ("language_from_page",))
    short = " ".join(strange.split()[:20])
    assert read_language(short, declared="en", prefix=None) == ("en", ("language_from_page",))
