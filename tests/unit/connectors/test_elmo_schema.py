import io
import socket
from pathlib import Path

import pytest

from connectors.hosts.elmo_schema import SchemaSet
from mapping.problems import Problem, Severity

ADDRESS = "https://schemas.example/v1/references/people.xsd"
MAIN = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:people"
    targetNamespace="urn:elmo" elementFormDefault="qualified">
  <xs:import namespace="urn:people" schemaLocation="{ADDRESS}"/>
  <xs:element name="elmo"><xs:complexType><xs:sequence>
    <xs:element name="learner" type="p:learner"/>
    <xs:element name="count" type="xs:int" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
PEOPLE = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:people">
  <xs:simpleType name="learner"><xs:restriction base="xs:string"/></xs:simpleType>
</xs:schema>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "references").mkdir()
    (tmp_path / "schema.xsd").write_text(MAIN)
    (tmp_path / "references" / "people.xsd").write_text(PEOPLE)
    return tmp_path


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_address: object) -> None:
        raise AssertionError("a schema was looked for outside of its folder")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def departures(folder: Path, content: str) -> list[Problem]:
    return list(SchemaSet(folder).departures(io.BytesIO(content.encode())))


def elmo(*counts: str, namespace: str = "urn:elmo") -> str:
    texts = "\n".join(f"<count>{count}</count>" for count in counts)
    return f'<elmo xmlns="{namespace}">\n<learner>Testova</learner>\n{texts}\n</elmo>'


def test_document_that_keeps_to_its_schema_has_no_departures(folder: Path) -> None:
    assert departures(folder, elmo("1", "2")) == []


def test_departures_are_warnings_by_line_and_rule_without_content(folder: Path) -> None:
    [first, second] = departures(
        folder, elmo("1", "Testova", "3").replace("</elmo>", "<x/></elmo>")
    )
    assert (first.code, first.severity) == ("departs-from-schema", Severity.WARNING)
    assert first.place == "line 4"
    assert "datatype valid" in first.message
    assert "element" in second.message
    assert "Testova" not in f"{first} {second}"


def test_many_departures_are_counted(folder: Path) -> None:
    found = departures(folder, elmo(*(["x"] * 50)))
    assert len(found) == 21
    assert "30 more" in found[-1].message


def test_elmos_in_a_wrapper_are_compared_one_by_one(folder: Path) -> None:
    wrapped = f"<all xmlns='urn:wrapper'>{elmo('1')}{elmo('x')}</all>"
    assert [each.code for each in departures(folder, wrapped)] == ["departs-from-schema"]


@pytest.mark.parametrize(
    "content",
    [elmo("1", namespace="urn:other"), elmo("1", namespace=""), "<a>" + "x" * 9_000_000 + "</a>"],
)
def test_document_that_cannot_be_compared_is_said_to_be(folder: Path, content: str) -> None:
    assert [each.code for each in departures(folder, content)] == ["schema-not-checked"]


def test_usable_schemas_are_no_problem(folder: Path) -> None:
    assert list(SchemaSet(folder).problems()) == []


def test_import_that_is_not_in_the_folder_is_a_problem_and_is_not_fetched(folder: Path) -> None:
    (folder / "references" / "people.xsd").unlink()
    [problem] = SchemaSet(folder).problems()
    assert (problem.code, problem.severity) == ("schema-unusable", Severity.WARNING)
    assert [each.code for each in departures(folder, elmo("1"))] == ["schema-not-checked"]


def test_import_cannot_lead_out_of_the_folder(folder: Path) -> None:
    outside = folder.parent / "people.xsd"
    outside.write_text(PEOPLE)
    (folder / "references" / "people.xsd").unlink()
    (folder / "schema.xsd").write_text(MAIN.replace(ADDRESS, outside.as_uri()))
    assert [each.code for each in SchemaSet(folder).problems()] == ["schema-unusable"]


def test_folders_decide_between_documents_of_one_name(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "people.xsd").write_text(PEOPLE.replace("learner", "teacher"))
    assert departures(folder, elmo("1")) == []


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_folder_without_schemas_is_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert [each.code for each in SchemaSet(tmp_path / name).problems()] == ["no-schemas"]
