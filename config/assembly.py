"""From the files of a configuration directory to one rulebook; every file is read, none skipped.

    utqyr.yaml            settings                     hosts/<hei>.yaml     a host and its tables
    partners.yaml         the partner registry         mapping/<hei>.yaml   its equivalences
    rules/*.yaml          choices in legal ranges      curriculum/*         home components
    catalogues/<hei>.*    what a host lists (for `check` alone)

Entries that are wrong are left out and reported, so that the rest can still be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pydantic import BaseModel

from config.catalogues import CatalogueFile, host_catalogue, read_csv_catalogue
from config.connector_settings import read_connector_settings
from config.curriculum import CurriculumFile, component_codes, read_csv_curriculum
from config.equivalences import ExampleEntry, MappingFile
from config.hosts import HostFile, HostSettings
from config.national import NationalTables, read_national_tables
from config.partners import Partner, PartnersFile, PartnerStatus, find_partner
from config.positions import read_document
from config.reading import Model, ReadFile, Reading
from config.rules import RulesFile
from config.settings import PolicySettings, Settings
from mapping.catalogues import HostCatalogue
from mapping.credits import CreditRule
from mapping.equivalences import Equivalence, HomeComponent
from mapping.home_distribution import HomeDistribution
from mapping.identifiers import HeiId, SchemeId
from mapping.rulebook import HostRules, RegimeRule, Rulebook

SETTINGS = "utqyr.yaml"
PARTNERS = "partners.yaml"
FOLDERS = ("catalogues", "curriculum", "hosts", "mapping", "rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example of an equivalence, with the file and line it stands in."""

    rule: Equivalence
    entry: ExampleEntry
    place: str


@dataclass(slots=True, kw_only=True)
class Draft:
    """What could be read of a configuration directory."""

    settings: ReadFile[Settings] | None = None
    national: NationalTables = field(default_factory=NationalTables)
    partners: ReadFile[PartnersFile] | None = None
    host_files: dict[HeiId, ReadFile[HostFile]] = field(default_factory=dict)
    hosts: list[HostSettings] = field(default_factory=list)
    host_rules: list[HostRules] = field(default_factory=list)
    declared_hosts: set[str] = field(default_factory=set)
    equivalences: dict[HeiId, list[Equivalence]] = field(default_factory=dict)
    components: list[HomeComponent] = field(default_factory=list)
    unread_components: set[str] = field(default_factory=set)
    regimes: list[RegimeRule] = field(default_factory=list)
    credit_rules: list[CreditRule] = field(default_factory=list)
    printed_letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    home_distributions: list[HomeDistribution] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    catalogues: dict[HeiId, HostCatalogue] = field(default_factory=dict)

    def registry(self) -> tuple[Partner, ...]:
        """Give the partners that could be read."""
        return self.partners.model.partners if self.partners else ()

    def place_in_host(self, host: HeiId, *location: str | int) -> str:
        """Render where something stands in a host's file."""
        return self.host_files[host].place(*location)

    def rulebook(self) -> Rulebook:
        """Put the rules together; without settings, under no home and the policies nobody chose."""
        home = self.settings.model.home.hei if self.settings else HeiId("")
        policies = self.settings.model.policies if self.settings else PolicySettings()
        letters = tuple((letter, printed) for letter, (printed, _) in self.printed_letters.items())
        return Rulebook(
            home=home,
            regimes=tuple(self.regimes),
            legal_ranges=self.national.legal_ranges,
            credit_rules=(*self.credit_rules, *self.national.credit_rules),
            scales=self.national.scales,
            ects_tables=self.national.ects_tables,
            components=tuple(self.components),
            hosts=tuple(self.host_rules),
            home_distributions=tuple(self.home_distributions),
            policies=policies.rules(letters),
        )


def read_directory(reading: Reading, connectors: Mapping[str, type[BaseModel]]) -> Draft:
    """Read every file of a configuration directory."""
    draft = Draft()
    draft.national, problems = read_national_tables()
    reading.problems += problems
    draft.settings = reading.read(SETTINGS, Settings)
    if (reading.directory / PARTNERS).exists():
        draft.partners = reading.read(PARTNERS, PartnersFile)
    else:
        hint = "copy the registry of the example configuration and adapt it"
        reading.warn("no-partners", "there is no partner registry", PARTNERS, hint)
    _read_rules(reading, draft)
    _read_curriculum(reading, draft)
    _read_mappings(reading, draft)
    _read_catalogues(reading, draft)
    _read_hosts(reading, draft, connectors)
    return draft


def _read_rules(reading: Reading, draft: Draft) -> None:
    for name in reading.files("rules", ".yaml"):
        file = reading.read(name, RulesFile)
        if file is None:
            continue
        draft.regimes += [
            entry.rule(file.place("regimes", index))
            for index, entry in enumerate(file.model.regimes)
        ]
        draft.credit_rules += [
            entry.rule(file.place("credit_rules", index))
            for index, entry in enumerate(file.model.credit_rules)
        ]
        draft.home_distributions += [
            entry.distribution(file.place("home_distributions", index))
            for index, entry in enumerate(file.model.home_distributions)
        ]
        for letter, printed in file.model.printed_letters.items():
            place = file.place("printed_letters", letter)
            if letter in draft.printed_letters:
                first = draft.printed_letters[letter][1]
                message = f"the letter '{letter}' is already set in {first}"
                reading.report("letter-twice", message, place, "keep one of the two")
            draft.printed_letters.setdefault(letter, (printed, place))


def _read_curriculum(reading: Reading, draft: Draft) -> None:
    first: dict[str, str] = {}
    for name in reading.files("curriculum", ".yaml", ".csv"):
        file = _curriculum_file(reading, draft, name)
        if file is None:
            continue
        for index, entry in enumerate(file.model.components):
            component = entry.component(file.place("components", index))
            known = first.setdefault(component.code, component.place)
            if known != component.place:
                message = f"the component '{component.code}' is already defined in {known}"
                reading.report("component-twice", message, component.place, "keep one of the two")
                continue
            draft.components.append(component)


def _curriculum_file(reading: Reading, draft: Draft, name: str) -> ReadFile[CurriculumFile] | None:
    data = reading.bytes_of(name)
    if data is None:
        return None
    read = read_csv_curriculum if name.endswith(".csv") else read_document
    document, problems = read(data, file=name)
    reading.problems += problems
    if problems and not document.root:
        return None
    file = reading.validate(document, CurriculumFile)
    # a component whose entry is wrong is still known: a rule that names it is not wrong for that
    draft.unread_components |= component_codes(document)
    return file


def _read_mappings(reading: Reading, draft: Draft) -> None:
    for name in reading.files("mapping", ".yaml"):
        file = reading.read(name, MappingFile)
        if file is None:
            continue
        host = file.model.host
        _check_name(reading, file, "host", host)
        rules = draft.equivalences.setdefault(host, [])
        for index, entry in enumerate(file.model.equivalences):
            rule = entry.equivalence(host, file.place("equivalences", index))
            rules.append(rule)
            draft.examples += [
                Example(
                    rule=rule,
                    entry=example,
                    place=file.place("equivalences", index, "examples", number),
                )
                for number, example in enumerate(entry.examples)
            ]


def _read_catalogues(reading: Reading, draft: Draft) -> None:
    for name in reading.files("catalogues", ".yaml", ".csv"):
        data = reading.bytes_of(name)
        if data is None:
            continue
        read = read_csv_catalogue if name.endswith(".csv") else read_document
        document, problems = read(data, file=name)
        reading.problems += problems
        file = reading.validate(document, CatalogueFile) if document.root else None
        if file is None:
            continue
        host, place = file.model.host, file.place("host")
        _check_name(reading, file, "host", host)
        if host in draft.catalogues:
            message = f"the catalogue of '{host}' is already in {draft.catalogues[host].place}"
            reading.report("catalogue-twice", message, place, "keep one of the two")
            continue
        courses = tuple(
            entry.course(file.model.edition, file.place("courses", index))
            for index, entry in enumerate(file.model.courses)
        )
        draft.catalogues[host] = host_catalogue(file.model, courses, place)


def _read_hosts(reading: Reading, draft: Draft, connectors: Mapping[str, type[BaseModel]]) -> None:
    for name in reading.files("hosts", ".yaml"):
        draft.declared_hosts.add(PurePosixPath(name).stem)
        file = reading.read(name, HostFile)
        if file is None:
            continue
        host, place = file.model, file.place("hei")
        _check_name(reading, file, "hei", host.hei)
        draft.declared_hosts.add(host.hei)
        if host.hei in draft.host_files:
            continue  # two files for one host: one of them is named otherwise, which is told
        draft.host_files[host.hei] = file
        settings = read_connector_settings(reading, file, connectors)
        if settings is not None:
            draft.hosts.append(HostSettings.of(host, settings, place))
        draft.credit_rules += [
            entry.rule(file.place("credits", index), hosts=(host.hei,))
            for index, entry in enumerate(host.credits)
        ]
        draft.host_rules.append(_host_rules(draft, file))


def _host_rules(draft: Draft, file: ReadFile[HostFile]) -> HostRules:
    host = file.model
    partner = find_partner(draft.registry(), host.hei)
    suspended = host.suspended
    if not suspended and partner and partner.status is PartnerStatus.SUSPENDED:
        suspended = partner.note or "suspended in the partner registry"
    names = (*host.names.values(), *host.aliases, *(partner.all_names() if partner else ()))
    return HostRules(
        host=host.hei,
        kind=host.kind,
        names=tuple(dict.fromkeys(names)),
        agreements=tuple(entry.window() for entry in host.agreements),
        suspended=suspended,
        grading_scheme=SchemeId(host.grading.scheme),
        tables=tuple(
            table.table(host.hei, file.place("grading", "tables", index))
            for index, table in enumerate(host.grading.tables)
        ),
        pass_labels=host.grading.pass_labels,
        fail_labels=host.grading.fail_labels,
        equivalences=tuple(draft.equivalences.get(host.hei, ())),
        place=file.place("hei"),
    )


def _check_name(reading: Reading, file: ReadFile[Model], key: str, hei: str) -> None:
    stem = PurePosixPath(file.name).stem
    if stem != hei:
        reading.report(
            "file-name",
            f"the file is named after '{stem}', but its {key} is '{hei}'",
            file.place(key),
            f"rename the file to {hei}.yaml, or mend '{key}'",
        )
