"""As many objects as wanted, in eight languages, and what is looked for among them."""

import random

from django.utils import timezone

from portal.languages import LANGUAGES
from portal.models import Office
from portal.translating import column

QUERIES = [
    ("on every page", "en", "city"),
    ("on every page, CJK", "zh-hans", "城市"),
    ("two words", "de", "Stadt Zusammenarbeit"),
    ("one object", "en", "object7"),
    ("part of a word", "de", "zusammen"),
    ("synonym", "id", "kota kembar"),
    ("misspelt", "en", "coperration zzyzx"),
]
SUGGESTED = ("suggestions", "en", "obj")
SENTENCES = {
    "id": "Kota ini bekerja sama dengan kota kembar di luar negeri dalam pendidikan dan budaya",
    "en": "The city works together with its sister city abroad in education trade and culture",
    "de": "Die Stadt pflegt die Zusammenarbeit mit der Partnerstadt in Bildung Handel und Kultur",
    "ko": "도시는 자매도시와 교육 무역 문화 분야에서 협력합니다",
    "zh-hans": "这座城市与姐妹城市在教育贸易和文化方面合作",
    "ms": "Bandar raya ini bekerjasama dengan bandar kembar dalam pendidikan dan kebudayaan",
    "ja": "この都市は姉妹都市と教育や貿易や文化で協力しています",
    "ar": "تتعاون المدينة مع المدينة التوأم في التعليم والتجارة والثقافة",
}


def fill(count):
    chance = random.Random(1)
    for start in range(0, count, 1000):
        numbers = range(start, min(start + 1000, count))
        Office.objects.bulk_create([_office(n, chance) for n in numbers], batch_size=100)


def _office(number, chance):
    texts = {}
    for language in LANGUAGES:
        words = SENTENCES[language].split()
        some = " ".join(chance.choices(words, k=60)) + f" word{chance.randrange(5000)}"
        texts[column("name", language)] = f"{words[number % len(words)]} object{number}"
        texts[column("task", language)] = f"{SENTENCES[language]}. {some}"
    return Office(slug=f"o{number}", state="published", published_at=timezone.now(), **texts)
