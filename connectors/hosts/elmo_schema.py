"""Departures of an ELMO document from its schema, as warnings; fetches nothing, repeats nothing.

The schema documents are the operator's: a folder with the XSD files of one version and all they
import. An imported address is looked for by the end of its path: what is imported from
`https://…/references/xmldsig-core-schema.xsd` may stand anywhere in the folder under that name, and
where names repeat, the folders above them decide.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from lxml import etree

from connectors.documents import MEBIBYTE
from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_values import XmlElement
from mapping.problems import Problem, Severity

_LARGEST = 8 * MEBIBYTE
_MOST = 20
_RULE = re.compile(r"SCHEMAV_(?:CVC_)?([A-Z_]+?)(?:_\d.*)?")


class SchemaSet:
    """The schema documents in a folder; read when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compiled: dict[str, etree.XMLSchema | None] = {}

    def digest(self) -> str:
        """Digest the documents, wherever the folder stands."""
        content = hashlib.sha256()
        for path in self._files():
            content.update(path.relative_to(self._folder).as_posix().encode())
            content.update(hashlib.sha256(path.read_bytes()).digest())
        return content.hexdigest()

    def problems(self) -> Iterator[Problem]:
        """Say what is wrong with the folder: no schemas in it, or one that cannot be used."""
        files = self._files()
        if not files:
            yield self._problem(
                "no-schemas",
                "the folder holds no schema documents",
                "put the XSD files of one ELMO version there, or take 'schemas' out",
            )
        for path in files:
            try:
                self._compile(path)
            except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
                yield self._problem(
                    "schema-unusable",
                    f"{path.name} cannot be used: {error}",
                    "the documents it imports have to be in the folder, too",
                )

    def departures(self, stream: BinaryIO) -> Iterator[Problem]:
        """Compare a document that reads with the schemas of its namespaces.

        Says by rule and line where it departs, the first ones only: the texts of the schema
        processor repeat the document. A document too large to hold is not compared.
        """
        content = stream.read(_LARGEST + 1)
        roots: list[XmlElement] = []
        if len(content) <= _LARGEST:
            try:
                roots = self._comparable(etree.fromstring(content, _parser()))
            except etree.XMLSyntaxError:
                roots = []  # an attachment longer than the parser takes; the reader leaves it out
        if not roots:
            yield finding("schema-not-checked", "")
        count = 0
        for root in roots:
            schema = self._schema_of(root)
            if schema is None or schema.validate(root):
                continue
            faults: Any = schema.error_log
            for fault in faults:
                count += 1
                if count <= _MOST:
                    rule = _rule(fault.type_name)
                    yield finding("departs-from-schema", f"line {fault.line}", detail=rule)
        if count > _MOST:
            yield finding("departs-from-schema", "", detail=f"{count - _MOST} more times")

    def _comparable(self, root: XmlElement) -> list[XmlElement]:
        """Choose what to compare: the whole document, or the elmos in an unknown wrapper."""
        if self._schema_of(root) is not None:
            return [root]
        return [each for each in root.iter("{*}elmo") if self._schema_of(each) is not None]

    def _schema_of(self, element: XmlElement) -> etree.XMLSchema | None:
        namespace = etree.QName(element).namespace or ""
        if namespace not in self._compiled:
            self._compiled[namespace] = self._find(namespace)
        return self._compiled[namespace]

    def _find(self, namespace: str) -> etree.XMLSchema | None:
        for path in self._files():
            try:
                if etree.parse(path, _parser()).getroot().get("targetNamespace", "") == namespace:
                    return self._compile(path)
            except (etree.XMLSchemaParseError, etree.XMLSyntaxError):
                continue  # `check` says so
        return None

    def _compile(self, path: Path) -> etree.XMLSchema:
        parser = _parser()
        parser.resolvers.add(_InFolder(self._folder, self._files()))
        return etree.XMLSchema(etree.parse(path, parser))

    def _files(self) -> list[Path]:
        """List the schema documents, those nearest to the folder first."""
        found = self._folder.rglob("*.xsd") if self._folder.is_dir() else ()
        return sorted(found, key=lambda path: (len(path.parts), path))

    def _problem(self, code: str, message: str, hint: str) -> Problem:
        return Problem(
            code=code,
            message=message,
            place=str(self._folder),
            hint=hint,
            severity=Severity.WARNING,
        )


class _InFolder(etree.Resolver):
    """Answers every import from the folder, and with nothing when it is not there."""

    def __init__(self, folder: Path, files: list[Path]) -> None:
        self._paths = {path.relative_to(folder).parts: path for path in files}

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]  # lxml gives a third
        wanted = PurePosixPath(urlsplit(system_url).path).parts
        agreeing = {parts: _common_end(parts, wanted) for parts in self._paths}
        most = max(agreeing.values(), default=0)
        best = [parts for parts, agree in agreeing.items() if agree == most]
        if not most or len(best) > 1:
            return self.resolve_string("", context)  # type: ignore[call-arg]  # base_url may be left out
        return self.resolve_filename(str(self._paths[best[0]]), context)  # type: ignore[attr-defined]  # not in the stubs


def _common_end(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """Count on how many last parts two paths agree."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    return next(
        (index for index, (one, other) in enumerate(pairs) if one != other),
        min(len(first), len(second)),
    )


def _rule(type_name: str) -> str:
    """Name the broken rule in words: `SCHEMAV_CVC_DATATYPE_VALID_1_2_1` is `datatype valid`."""
    found = _RULE.fullmatch(type_name)
    return (found[1] if found else type_name).replace("_", " ").lower()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
