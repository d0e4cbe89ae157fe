"""The identifiers of the field as distinct types; an id and a printed code never mix."""

from typing import NewType

HeiId = NewType("HeiId", str)
"""A higher education institution's SCHAC code: its internet domain in lower case (EWP)."""

MobilityId = NewType("MobilityId", str)
"""EWP `omobility-id`, minted by the home: 1 to 64 printable ASCII characters, case-sensitive."""

StudentId = NewType("StudentId", str)
"""The home student number, the `idnumber` of the home Moodle; leading zeros count."""

CourseCode = NewType("CourseCode", str)
"""A host's printed course code (EWP `los-code`), normalised by `mapping.courses.normalise_code`."""

ComponentCode = NewType("ComponentCode", str)
"""A home component's code, as in the curriculum and in the `idnumber` of the home Moodle course."""

SchemeId = NewType("SchemeId", str)
"""The name of a grading scheme (`ects`, `kz-letter`, `percent`, or one a host's file defines)."""

Sha256 = NewType("Sha256", str)
"""The lower-case hexadecimal SHA-256 of a document's bytes."""
