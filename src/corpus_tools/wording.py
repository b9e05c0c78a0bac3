"""What a reader of Arabic is shown in place of the English words of distributions; labels of an ontology stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("en", "ar")

ARABIC: Mapping[str, str] = MappingProxyType(
    {
        "Documents by genre and split": "الوثائق بحسب النوع الصحفي والقسم",
        "Documents by length in words": "الوثائق بحسب الطول بالكلمات",
        "Mentions by type": "الإشارات بحسب النوع",
        "Mentions by depth of nesting": "الإشارات بحسب عمق التداخل",
        "Mentions behind a letter of the same word": "الإشارات المسبوقة بحرف من الكلمة نفسها",
        "Events by type": "الأحداث بحسب النوع",
        "Events by type and mode": "الأحداث بحسب النوع والصنف",
        "Events by attribute": "الأحداث بحسب السمة",
        "Arguments by role": "عناصر الأحداث بحسب الدور",
        "Arguments by sentences from the trigger": "عناصر الأحداث بحسب بُعدها بالجمل عن لفظ الحدث",
        "Arguments in the same sentence by tokens between": "عناصر الأحداث في الجملة نفسها بحسب الوحدات الفاصلة",
        "Relations by type": "العلاقات بحسب النوع",
        # parts
        "documents": "وثائق",
        "mentions": "إشارات",
        "events": "أحداث",
        "arguments": "عناصر",
        "relations": "علاقات",
        "spans": "مقاطع",
        "behind": "مسبوقة بحرف",
        "free": "غير مسبوقة",
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
