"""Files of a configuration directory, read into models; every problem is kept with its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from config.findings import problems_of
from config.positions import (
    MAXIMUM_BYTES,
    Document,
    Location,
    Rows,
    Section,
    Value,
    read_document,
)
from mapping.problems import Problem, Severity

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile(Generic[Model]):
    """A file that keeps its model, and where its values stand."""

    model: Model
    document: Document

    @property
    def name(self) -> str:
        """The file, relative to the configuration directory."""
        return self.document.file

    def place(self, *location: str | int) -> str:
        """Render where a value stands as `file:line`."""
        return self.document.place(location)


class Reading:
    """One reading of a configuration directory; collects what is wrong and goes on."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []

    def report(
        self,
        code: str,
        message: str,
        place: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Keep a problem."""
        problem = Problem(code=code, message=message, place=place, hint=hint, severity=severity)
        self.problems.append(problem)

    def warn(self, code: str, message: str, place: str, hint: str = "") -> None:
        """Keep a finding that stops nothing."""
        self.report(code, message, place, hint, Severity.WARNING)

    def read(self, name: str, model: type[Model]) -> ReadFile[Model] | None:
        """Read one YAML file into a model, without the entries that are wrong.

        None when what is wrong is not one entry of a list; nothing is lost silently, since every
        problem is kept and an error stops the whole configuration.
        """
        data = self.bytes_of(name)
        if data is None:
            return None
        document, problems = read_document(data, file=name)
        self.problems += problems
        if problems and not document.root:
            return None  # unreadable: missing keys would only repeat that
        found = len(self.problems)
        file = self.validate(document, model)
        # what YAML already complained of in a line is not complained of again
        told = {problem.place for problem in problems}
        self.problems[found:] = [each for each in self.problems[found:] if each.place not in told]
        return file

    def validate(self, document: Document, model: type[Model]) -> ReadFile[Model] | None:
        """Validate a document against a model; as `read`."""
        try:
            return ReadFile(model=self._model(document.root, model), document=document)
        except ValidationError as error:
            self.problems += problems_of(error, document, model)
            rest = _without(document, [details["loc"] for details in error.errors()])
        try:
            return ReadFile(model=self._model(rest.root, model), document=rest)
        except ValidationError:
            return None

    def validate_part(
        self, value: Value, model: type[Model], document: Document, under: Location
    ) -> Model | None:
        """Validate a part of a document, which stands at `under`; None when it is wrong."""
        try:
            return self._model(value, model)
        except ValidationError as error:
            self.problems += problems_of(error, document, model, under=under)
            return None

    def _model(self, value: Value, model: type[Model]) -> Model:
        return model.model_validate(value, context={"directory": self.directory})

    def bytes_of(self, name: str) -> bytes | None:
        """Read a file's bytes; a file that cannot be read is a problem."""
        path = self.directory / name
        try:
            with path.open("rb") as stream:
                return stream.read(MAXIMUM_BYTES + 1)
        except OSError as error:
            self.report(
                "unreadable-file",
                f"cannot be read: {error.strerror or type(error).__name__}",
                name,
                "check that the file exists and the service may read it",
            )
            return None

    def files(self, folder: str, *suffixes: str) -> tuple[str, ...]:
        """List the files of a folder by name; a near-miss suffix is a problem, not ignored."""
        try:
            entries = sorted((self.directory / folder).iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            message = f"cannot be listed: {error.strerror or type(error).__name__}"
            self.report("unreadable-folder", message, f"{folder}/", "check its permissions")
            return ()
        wanted = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.suffix in suffixes:
                wanted.append(f"{folder}/{entry.name}")
            elif entry.suffix.lower() in {".yml", ".yaml", ".csv"} and entry.is_file():
                self.report(
                    "file-not-read",
                    f"files that end in {entry.suffix} are not read here",
                    f"{folder}/{entry.name}",
                    f"rename it so that it ends in {' or '.join(suffixes)}",
                )
        return tuple(wanted)


def _without(document: Document, wrong: Iterable[Location]) -> Document:
    """Leave out the items of top-level lists, and the top-level keys, that are wrong."""
    if not isinstance(document.root, Section):
        return document
    items = {(location[0], location[1]) for location in wrong if len(location) > 1}
    keys = {location[0] for location in wrong if len(location) == 1}
    root = Section()
    for (key, value), packed in zip(document.root.items(), document.root.places, strict=True):
        if key in keys:
            continue
        root.places.append(packed)
        root[key] = value
        if isinstance(value, Rows):
            root[key] = rest = Rows()
            for index, item in enumerate(value):
                if (key, index) not in items:
                    rest.places.append(value.places[index])
                    rest.append(item)
    return Document(file=document.file, root=root)
