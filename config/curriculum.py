"""The home curriculum: components from `curriculum/*.yaml` and `*.csv`, placed by line."""

from typing import Annotated

from pydantic import Field

from config.csv_files import CsvForm, read_csv
from config.entries import ALWAYS, Entry, Names, Validity, localised
from config.positions import Document, Rows, Section
from config.rules import Programmes
from config.scalars import Label, Note, Number
from mapping.equivalences import HomeComponent
from mapping.identifiers import ComponentCode
from mapping.problems import Problem
from mapping.terms import Level, Work


class ComponentEntry(Entry):
    """One component of the curriculum."""

    code: Label
    """The code, as in the ID number of the home Moodle course."""
    title: Names = Field(default_factory=dict)
    """The title by language: kk, ru, en."""
    credits: Annotated[Number, Field(gt=0)]
    """Kazakhstan credits of its regime."""
    cycle: Note = ""
    """The cycle it belongs to."""
    level: Level | None = None
    """The level of study; none means any."""
    work: Work = Work.THEORY
    """The kind of work."""
    programmes: Programmes = ()
    """Codes of the programmes it belongs to; none means any."""
    valid: Validity = ALWAYS
    """When it is part of the curriculum."""

    def component(self, place: str) -> HomeComponent:
        """Give the domain component."""
        return HomeComponent(
            code=ComponentCode(self.code),
            titles=localised(self.title),
            credits=self.credits,
            cycle=self.cycle,
            level=self.level,
            work=self.work,
            programmes=self.programmes,
            valid_from=self.valid.valid_from,
            valid_to=self.valid.valid_to,
            place=place,
        )


class CurriculumFile(Entry):
    """A file of `curriculum/`."""

    components: tuple[ComponentEntry, ...]
    """The components."""


def component_codes(document: Document) -> frozenset[str]:
    """List the codes written in a curriculum, whether or not their entries are right."""
    rows = document.root.get("components") if isinstance(document.root, Section) else None
    codes = (
        row.get("code")
        for row in (rows if isinstance(rows, Rows) else ())
        if isinstance(row, Section)
    )
    return frozenset(code for code in codes if isinstance(code, str))


COLUMNS = {
    "code": ("code",),
    "title_kk": ("title", "kk"),
    "title_ru": ("title", "ru"),
    "title_en": ("title", "en"),
    "credits": ("credits",),
    "cycle": ("cycle",),
    "level": ("level",),
    "work": ("work",),
    "programmes": ("programmes",),
    "valid_from": ("valid", "from"),
    "valid_to": ("valid", "to"),
}
"""The columns of a CSV curriculum, and the keys of a YAML one that they stand for."""


_FORM = CsvForm(
    rows="components", columns=COLUMNS, needed=("code", "credits"), words=frozenset({"programmes"})
)


def read_csv_curriculum(data: bytes, *, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a CSV curriculum into the shape of a YAML one, every row placed by its line.

    Several programmes are separated by spaces.
    """
    return read_csv(data, file=file, form=_FORM)
