"""Which content is taken for which type, whatever its name or its sender says."""

import gzip

import pytest

from shared.adapters.file_types import SignatureTypes
from shared.domain.media.content import UNKNOWN, accepted
from shared.domain.vocabulary import AttachmentType

REST = bytes(300)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + REST
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + REST
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + REST
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + REST
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + REST
OGG = b"OggS\0\x02" + bytes(22) + b"OpusHead\x01" + REST
PDF = b"%PDF-1.7\n" + REST
PAGE = b"<!doctype html><script>alert(1)</script>"
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
PROGRAM = b"MZ\x90\0\x03" + REST


def kept(kind: str, content: bytes) -> str | None:
    return accepted(AttachmentType(kind), SignatureTypes().of(content), content)


@pytest.mark.parametrize(
    ("kind", "content", "mime_type"),
    [
        ("image", JPEG, "image/jpeg"),
        ("image", PNG, "image/png"),
        ("image", HEIC, "image/heic"),
        ("sticker", WEBP, "image/webp"),
        ("sticker", gzip.compress(b'{"tgs":1}', mtime=0), "application/gzip"),
        ("video", MP4, "video/mp4"),
        ("video", b"GIF89a" + REST, "image/gif"),
        ("audio", OGG, "audio/ogg"),
        ("audio", MP4, "video/mp4"),
        ("file", PDF, "application/pdf"),
        ("file", b"a,b\n1,2\n", UNKNOWN),
    ],
)
def test_what_is_what_it_says_is_kept_under_its_own_type(kind: str, content: bytes, mime_type: str):
    assert kept(kind, content) == mime_type


@pytest.mark.parametrize("kind", ["image", "video", "audio", "sticker"])
@pytest.mark.parametrize("content", [PAGE, DRAWING, PROGRAM, PDF, b"words", b""])
def test_what_is_not_what_it_says_is_refused(kind: str, content: bytes):
    assert kept(kind, content) is None


@pytest.mark.parametrize("content", [PROGRAM, b"\x7fELF\x02\x01\x01" + REST, b"#!/bin/sh\nrm -rf /"])
def test_a_program_is_no_document(content: bytes):
    assert kept("file", content) is None


@pytest.mark.parametrize("content", [PAGE, DRAWING, b"\xef\xbb\xbf  <HTML>", b'<?xml version="1.0"?><svg/>'])
def test_a_page_as_a_document_is_kept_as_what_no_browser_runs(content: bytes):
    assert kept("file", content) == UNKNOWN
