"""The columns of a file of learning agreements: their headings in three languages, their cells."""

from sync.import_cells import (
    Parser,
    parse_credits,
    parse_day,
    parse_esi,
    parse_form,
    parse_hei,
    parse_hidden_day,
    parse_kind,
    parse_level,
    parse_mobility_id,
    parse_national_id,
    parse_scheme,
    parse_side,
    parse_student_id,
    parse_text,
    parse_version,
    parse_year,
)
from sync.import_tables import Columns

_HEADINGS: dict[str, tuple[str, ...]] = {
    "mobility_id": ("mobility", "ұтқырлық нөмірі", "номер мобильности", "omobility id"),
    "student_id": ("student number", "студент нөмірі", "номер студента", "студенческий номер"),
    "given_names": ("given name", "first name", "аты", "имя"),
    "family_name": ("last name", "surname", "тегі", "фамилия"),
    "birth_date": ("date of birth", "туған күні", "дата рождения"),
    "host": ("host institution", "қабылдаушы жоо", "принимающий вуз"),
    "kind": ("kind of mobility", "ұтқырлық түрі", "вид мобильности"),
    "level": ("level of study", "білім деңгейі", "уровень", "уровень обучения"),
    "admission_year": ("year of admission", "түскен жылы", "год поступления"),
    "starts": ("start", "from", "басталуы", "начало"),
    "ends": ("end", "to", "аяқталуы", "окончание"),
    "block": ("блок",),
    "side": ("тарап", "сторона"),
    "course_code": ("code", "course", "пән коды", "код дисциплины"),
    "course_title": ("title", "пән атауы", "наименование дисциплины", "дисциплина"),
    "credits": ("кредит", "кредиты", "кредиттер", "кредит саны"),
    "credit_scheme": ("scheme", "кредит жүйесі", "система кредитов"),
    "approved_on": ("approval date", "бекітілген күні", "дата утверждения"),
    "reference": ("құжат нөмірі", "номер документа"),
    "form": ("form of mobility", "ұтқырлық нысаны", "форма мобильности"),
    "programme": ("program", "білім беру бағдарламасы", "образовательная программа"),
    "approved_by": ("кім бекітті", "кем утверждено"),
    "basis": ("негіздеме", "основание"),
    "esi": ("european student identifier",),
    "national_id": ("жсн", "иин", "iin"),
    "host_student_id": ("host student number", "қабылдаушы жоо нөмірі", "номер в принимающем вузе"),
    "extension_ends": ("extended to", "ұзарту мерзімі", "продлено до"),
    "extension_reason": ("ұзарту себебі", "причина продления"),
    "extension_approved_by": ("ұзартуды бекітті", "продление утвердил"),
    "extension_approved_on": ("ұзарту бекітілген күні", "дата продления"),
    "version": ("нұсқа", "версия"),
    "amendment_reason": ("reason of amendment", "өзгерту себебі", "причина изменения"),
}

EXTENSION: dict[str, Parser] = {
    "extension_ends": parse_day,
    "extension_reason": parse_text,
    "extension_approved_by": parse_text,
    "extension_approved_on": parse_day,
}
IDENTIFIERS: dict[str, Parser] = {
    "esi": parse_esi,
    "national_id": parse_national_id,
    "host_student_id": parse_text,
}
IDENTIFIER_KINDS = {"esi": "esi", "national_id": "national-id", "host_student_id": "host-id"}
MOBILITY: dict[str, Parser] = {
    "student_id": parse_student_id,
    "given_names": parse_text,
    "family_name": parse_text,
    "birth_date": parse_hidden_day,
    "host": parse_hei,
    "kind": parse_kind,
    "form": parse_form,
    "level": parse_level,
    "programme": parse_text,
    "admission_year": parse_year,
    "starts": parse_day,
    "ends": parse_day,
    "basis": parse_text,
    **IDENTIFIERS,
    **EXTENSION,
}
MOBILITY_NEEDED = (
    *("student_id", "given_names", "family_name", "birth_date", "host", "kind", "level"),
    *("admission_year", "starts", "ends"),
)
APPROVAL: dict[str, Parser] = {
    "approved_on": parse_day,
    "approved_by": parse_text,
    "reference": parse_text,
    "amendment_reason": parse_text,
}
COURSE: dict[str, Parser] = {
    "side": parse_side,
    "course_code": parse_text,
    "course_title": parse_text,
    "credits": parse_credits,
    "credit_scheme": parse_scheme,
    "block": parse_text,
}
_KEYS: dict[str, Parser] = {"mobility_id": parse_mobility_id, "version": parse_version}
PARSERS = _KEYS | MOBILITY | APPROVAL | COURSE
"""How the cells of each column are read."""

AGREEMENT_COLUMNS = Columns(
    headings=_HEADINGS,
    needed=(
        *("mobility_id", *MOBILITY_NEEDED),
        *("side", "course_code", "credits", "credit_scheme", "approved_on"),
    ),
)
"""The columns of a file of agreements; those that are needed must stand in it, filled or not."""
