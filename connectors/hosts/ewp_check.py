"""Whether a partner in the EWP network can be used: key, registry, rights, versions; only looks.

Asked in the order a person would mend it; what stands first makes the rest moot.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from connectors.errors import HostError
from connectors.hosts.ewp_answers import read_mobility_ids
from connectors.hosts.ewp_catalogue import COURSES, REPLICATION, TRANSCRIPTS
from connectors.hosts.ewp_node import EwpNode
from connectors.hosts.ewp_settings import EwpSettings
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity


def check_node(
    host: HeiId,
    settings: EwpSettings,
    open_node: Callable[[], AbstractContextManager[EwpNode]],
) -> Iterator[Problem]:
    """Say what stands between us and the host's transcripts."""
    try:
        with open_node() as node:
            yield from _check_ours(settings, node)
            yield from _check_theirs(host, settings, node)
    except HostError as error:
        yield Problem(
            code="host-unusable",
            message=error.message,
            place=settings.registry,
            hint=error.hint,
        )


def _check_ours(settings: EwpSettings, node: EwpNode) -> Iterator[Problem]:
    home = HeiId(settings.home)
    catalogue = node.catalogue()
    if not catalogue.knows(home):
        yield Problem(
            code="home-not-registered",
            message=f"the EWP registry does not know {home}",
            place=settings.registry,
            hint="our manifest has to be registered before anybody answers us",
        )
    elif node.key.key_id not in catalogue.client_keys(home):
        yield Problem(
            code="key-not-registered",
            message=f"the registry lists another key than ours for {home}",
            place=settings.registry,
            hint=f"put the public half of key {node.key.key_id[:16]}… into our manifest",
        )


def _check_theirs(host: HeiId, settings: EwpSettings, node: EwpNode) -> Iterator[Problem]:
    entry = node.entry(TRANSCRIPTS, settings.versions)
    if not entry.signs_answers:
        yield Problem(
            code="answers-unsigned",
            message="the host does not sign its answers; TLS alone vouches for them",
            place=settings.registry,
            hint="nothing has to be done; signed_answers: always would refuse it",
            severity=Severity.WARNING,
        )
    form = [
        ("receiving_hei_id", host),
        ("sending_hei_id", settings.home),
        ("modified_since", node.now().isoformat(timespec="seconds")),  # a short answer
    ]
    answer = node.ask(TRANSCRIPTS, settings.versions, "index-url", form)
    read_mobility_ids(answer.body, host=host)
    yield from _check_courses(host, settings, node)


def _check_courses(host: HeiId, settings: EwpSettings, node: EwpNode) -> Iterator[Problem]:
    catalogue = node.catalogue()
    offered = all(catalogue.find(host, name, (1,)) for name in (COURSES, REPLICATION))
    if settings.courses and not offered:
        yield Problem(
            code="no-course-list",
            message="the host serves no course list, or one that cannot be listed whole",
            place=settings.registry,
            hint="take 'courses' out of the host's settings",
        )
    if offered and not settings.courses:
        yield Problem(
            code="course-list-unused",
            message="the host serves its course list, and it is not fetched",
            place=settings.registry,
            hint="write courses: true into the host's settings",
            severity=Severity.WARNING,
        )
