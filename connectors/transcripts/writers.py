"""Every form a document can take, and what writes it; a form added here is offered everywhere."""

from collections.abc import Callable, Mapping

from connectors.transcripts.document import Protocol, Transcript, Wording
from connectors.transcripts.elmo import write_elmo
from connectors.transcripts.forms import ProtocolForm, TranscriptForm, WriterOptions
from connectors.transcripts.html import write_html
from connectors.transcripts.pdf import write_pdf
from connectors.transcripts.protocol_layout import lay_out_protocol
from connectors.transcripts.transcript_layout import lay_out_transcript
from connectors.transcripts.xlsx import write_protocol_xlsx, write_transcript_xlsx

TranscriptWriter = Callable[[Transcript, Wording, WriterOptions], bytes]
ProtocolWriter = Callable[[Protocol, Wording, WriterOptions], bytes]


def _pdf(transcript: Transcript, wording: Wording, options: WriterOptions) -> bytes:
    return write_pdf(
        lay_out_transcript(transcript, wording, options.languages, waiting=options.waiting)
    )


def _html(transcript: Transcript, wording: Wording, options: WriterOptions) -> bytes:
    return write_html(
        lay_out_transcript(transcript, wording, options.languages, waiting=options.waiting)
    )


TRANSCRIPT_WRITERS: Mapping[TranscriptForm, TranscriptWriter] = {
    TranscriptForm.PDF: _pdf,
    TranscriptForm.HTML: _html,
    TranscriptForm.XLSX: lambda transcript, _wording, _options: write_transcript_xlsx(transcript),
    TranscriptForm.ELMO: lambda transcript, _wording, _options: write_elmo(transcript),
}

PROTOCOL_WRITERS: Mapping[ProtocolForm, ProtocolWriter] = {
    ProtocolForm.PDF: lambda protocol, wording, options: write_pdf(
        lay_out_protocol(protocol, wording, options.languages)
    ),
    ProtocolForm.HTML: lambda protocol, wording, options: write_html(
        lay_out_protocol(protocol, wording, options.languages)
    ),
    ProtocolForm.XLSX: lambda protocol, _wording, _options: write_protocol_xlsx(protocol),
}
