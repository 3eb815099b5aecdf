"""The words that people read instead of codes."""

from functools import cache

from osce_crawler.vocabulary import tables

_LANGUAGES = {
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bs": "Bosnian",
    "cnr": "Montenegrin",
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "it": "Italian",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ky": "Kyrgyz",
    "mk": "Macedonian",
    "mn": "Mongolian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "rom": "Romani",
    "ru": "Russian",
    "sh": "Serbo-Croatian",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "tg": "Tajik",
    "tk": "Turkmen",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "und": "Unknown",
    "uz": "Uzbek",
}
_SCRIPTS = {"Cyrl": "Cyrillic", "Latn": "Latin"}


def of_code(code: str) -> str:
    """A code of ours as words: `press_release` is "Press release"."""
    return code.replace("_", " ").capitalize()


def of_language(code: str) -> str:
    """The English name of a language (BCP 47); the code itself where there is none here."""
    language, _, script = code.partition("-")
    name = _LANGUAGES.get(language)
    if name is None:
        return code
    return f"{name} ({_SCRIPTS.get(script, script)})" if script else name


@cache
def of_countries() -> dict[str, str]:
    """The English names of countries, by ISO 3166-1 alpha-2 code."""
    return {entry.country: entry.name for entry in tables.countries() if entry.country}
