import tracemalloc
from pathlib import Path

import pytest

from mapping.records import TranscriptOfRecords
from tests.ewp_network import connector, network, request, transcript

BATCH = 100
MEBIBYTE = 1024 * 1024


def _run(count: int, spool: Path) -> tuple[int, int, int]:
    """Retrieve and read so many transcripts: how many came, in how many calls, at what peak."""
    with network(max_ids=BATCH, write=transcript) as host:
        for number in range(count):
            host.publish(f"KB-{number:06}")
        built = connector(host)
        came = 0
        tracemalloc.start()
        try:
            for document in built.retrieve(request(spool)):
                items = built.parse(document)
                came += sum(isinstance(item, TranscriptOfRecords) for item in items)
                document.path.unlink()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        return came, len([call for call in host.calls if call.path != "/catalogue-v1.xml"]), peak


@pytest.mark.slow
def test_ten_thousand_transcripts_take_the_calls_the_batches_force_and_little_memory(
    tmp_path: Path,
) -> None:
    some, _, small_peak = _run(500, tmp_path / "few")
    came, calls, peak = _run(10_000, tmp_path / "many")
    assert (some, came) == (500, 10_000)
    assert calls == 1 + 10_000 // BATCH
    # what grows is the list of ids, here and in the stand-in's log of its calls
    assert peak - small_peak < 16 * MEBIBYTE
