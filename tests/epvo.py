"""The national platform's settings for tests; the numbers are invented."""

from connectors.transcripts.epvo_rows import EpvoIdentifiers, EpvoSettings

IDENTIFIERS = EpvoIdentifiers(
    listed={
        ("university", "kozminski.edu.pl"): 9003,
        ("country", "PL"): 601,
        ("order", "M-2025-003"): 30103,
        ("practice", "industrial-practice"): 3,
    },
    digits=frozenset({"student"}),
    derived=frozenset({"subject"}),
)
SETTINGS = EpvoSettings(
    university_id=42,
    identifiers=IDENTIFIERS,
    mobility_types={"internal": 1, "external": 2},
    financing_source=1,
    order_section=1,
)
