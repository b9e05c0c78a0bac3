"""What a reader of Arabic is shown in place of the English words of distributions; labels of an ontology stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("en", "ar")

ARABIC: Mapping[str, str] = MappingProxyType(
    {
        "Documents by genre and split": "الوثائق بحسب نوع النص والقسم",
        "Documents by length in words": "الوثائق بحسب الطول بالكلمات",
        "Mentions by type": "الذِّكر بحسب النوع",
        "Mentions by depth of nesting": "الذِّكر بحسب عمق التداخل",
        "Mentions behind a letter of the same word": "الذِّكر المسبوق بحرف من الكلمة نفسها",
        "Events by type": "الأحداث بحسب النوع",
        "Events by type and mode": "الأحداث بحسب النوع والصيغة",
        "Events by attribute": "الأحداث بحسب السمة",
        "Arguments by role": "المشاركون بحسب الدور",
        "Arguments by sentences from the trigger": "المشاركون بحسب بُعدهم بالجمل عن لفظ الحدث",
        "Arguments in the same sentence by tokens between": "المشاركون في الجملة نفسها بحسب الوحدات الفاصلة",
        "Relations by type": "العلاقات بحسب النوع",
        # parts
        "documents": "وثائق",
        "mentions": "ذِكر",
        "events": "أحداث",
        "arguments": "مشاركون",
        "relations": "علاقات",
        "spans": "مقاطع",
        "behind": "مسبوق بحرف",
        "free": "غير مسبوق",
        "before": "قبل لفظ الحدث",
        "after": "بعده",
        "around": "حوله",
        "train": "التدريب",
        "validation": "التحقق",
        "test": "الاختبار",
        # levels of mentions
        "name": "اسم علم",
        "nominal": "اسم عام",
        "pronoun": "ضمير",
        "value": "قيمة",
        # attributes of events
        "polarity": "الإثبات والنفي",
        "positive": "مثبت",
        "negative": "منفي",
        "modality": "الجهة",
        "asserted": "مؤكد",
        "possible": "محتمل",
        "planned": "مخطط له",
        "desired": "مرغوب فيه",
        "denied": "مكذَّب",
        "tense": "الزمن",
        "past": "ماضٍ",
        "present": "حاضر",
        "future": "مستقبل",
        "unspecified": "غير محدد",
        "genericity": "العموم",
        "specific": "معيَّن",
        "generic": "عام",
        # genres of documents
        "wire": "برقية إخبارية",
        "feature": "تحقيق",
        "brief": "خبر قصير",
        "bulletin": "نشرة",
        "communique": "بيان",
        "interview": "مقابلة",
        "background": "خلفية",
        "sports": "رياضة",
        "court": "محاكم",
        "other": "غير ذلك",
        # the name of what has none
        "(none)": "(بلا)",
    }
)


def worded(english: str, language: str) -> str:
    """Return a word or title in a language of LANGUAGES; what has no Arabic here, as a label of an ontology, is returned as it is."""
    return ARABIC.get(english, english) if language == "ar" else english
