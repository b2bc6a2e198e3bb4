"""The eight languages of the portal. Never from the environment: columns depend on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    english: str
    fallbacks: tuple[str, ...]
    tag: str = ""
    dir: str = "ltr"

    def __post_init__(self):
        object.__setattr__(self, "tag", self.tag or self.code)


LANGUAGES = {
    language.code: language
    for language in [
        Language("id", "Bahasa Indonesia", "Indonesian", ("en",)),
        Language("en", "English", "English", ("id",)),
        Language("de", "Deutsch", "German", ("en", "id")),
        Language("ko", "한국어", "Korean", ("en", "id")),
        Language("zh-hans", "简体中文", "Chinese (Simplified)", ("en", "id"), tag="zh-Hans"),
        Language("ms", "Bahasa Melayu", "Malay", ("id", "en")),
        Language("ja", "日本語", "Japanese", ("en", "id")),
        Language("ar", "العربية", "Arabic", ("en", "id"), dir="rtl"),
    ]
}
SOURCE = "id"
DEFAULT = "en"


def chain(code):
    """The language itself, then those whose text may stand in for it."""
    return (code, *LANGUAGES[code].fallbacks)
