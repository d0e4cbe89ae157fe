"""What a host lists: `catalogues/<hei>.yaml` or `.csv`, course by course; only `check` reads it."""

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field

from config.csv_files import CsvForm, read_csv
from config.entries import ALWAYS, Entry, Names, Validity, localised
from config.positions import Document, Section
from config.scalars import Hei, Label, Note, Number
from mapping.catalogues import CatalogueCourse, HostCatalogue
from mapping.courses import normalise_code
from mapping.credits import ECTS, KZ
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.records import Credit
from mapping.terms import Level


class CatalogueCourseEntry(Entry):
    """One course of a host."""

    code: Label
    """The code, as transcripts print it."""
    title: Names = Field(default_factory=dict)
    """The title by language."""
    ects: Annotated[Number, Field(gt=0)] | None = None
    """Credits in ECTS."""
    kz: Annotated[Number, Field(gt=0)] | None = None
    """Credits in Kazakhstan credits."""
    ze: Annotated[Number, Field(gt=0)] | None = None
    """Credits in Russian units of 36 hours."""
    hours: Annotated[Number, Field(gt=0)] | None = None
    """Academic hours."""
    level: Level | None = None
    """The level of study; none means any."""
    edition: Note = ""
    """The edition of the catalogue that lists it; otherwise the file's own."""
    valid: Validity = ALWAYS
    """When it is taught."""

    def course(self, edition: str, place: str) -> CatalogueCourse:
        """Give the domain value; `edition` is the file's."""
        amounts = ((ECTS, self.ects), (KZ, self.kz), ("ze", self.ze), ("hours", self.hours))
        return CatalogueCourse(
            code=normalise_code(self.code),
            titles=localised(self.title),
            credits=tuple(
                Credit(value=value, scheme=scheme) for scheme, value in amounts if value is not None
            ),
            level=self.level,
            edition=self.edition or edition,
            valid_from=self.valid.valid_from,
            valid_to=self.valid.valid_to,
            place=place,
        )


class CatalogueFile(Entry):
    """A file of `catalogues/`."""

    host: Hei
    """SCHAC code of the host; the file is named after it."""
    edition: Note = ""
    """The newest edition of the catalogue, as the host calls it."""
    source: Note = ""
    """Where the list comes from."""
    courses: tuple[CatalogueCourseEntry, ...]
    """The courses."""


COLUMNS = {
    "code": ("code",),
    "title_kk": ("title", "kk"),
    "title_ru": ("title", "ru"),
    "title_en": ("title", "en"),
    "ects": ("ects",),
    "kz": ("kz",),
    "ze": ("ze",),
    "hours": ("hours",),
    "level": ("level",),
    "edition": ("edition",),
    "valid_from": ("valid", "from"),
    "valid_to": ("valid", "to"),
}
"""The columns of a CSV catalogue, and the keys of a YAML one that they stand for."""

_FORM = CsvForm(rows="courses", columns=COLUMNS, needed=("code",))


def read_csv_catalogue(data: bytes, *, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a CSV catalogue into the shape of a YAML one; the file's name is the host's."""
    document, problems = read_csv(data, file=file, form=_FORM)
    if isinstance(document.root, Section):
        document.root.put("host", PurePosixPath(file).stem, line=1)
    return document, problems


def host_catalogue(
    file: CatalogueFile, courses: tuple[CatalogueCourse, ...], place: str
) -> HostCatalogue:
    """Put a file's courses together; editions come in the order of their names, the file's last."""
    named = {course.edition for course in courses} - {"", file.edition}
    editions = (*sorted(named), file.edition) if file.edition else tuple(sorted(named))
    return HostCatalogue(host=HeiId(file.host), courses=courses, editions=editions, place=place)
