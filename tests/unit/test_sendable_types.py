"""What a file is, by its content."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from shared.adapters.sendable_types import mime_type_of
from shared.domain.channels.attachments import (
    AAC,
    AMR,
    DOCX,
    GIF,
    JPEG,
    M4A,
    MOV,
    MP3,
    MP4,
    ODS,
    ODT,
    OGG,
    PDF,
    PNG,
    PPTX,
    SENDABLE,
    SUFFIXES,
    TEXT,
    VIDEO_3GP,
    WAV,
    WEBM,
    WEBP,
    XLSX,
)  # fmt: skip

_REST = b"\0" * 200


def archive(*entries: tuple[str, str]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as written:
        for name, text in entries:
            written.writestr(name, text)
    return content.getvalue()


def office(folder: str) -> bytes:
    return archive(("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<x/>"), (f"{folder}/document.xml", "<x/>"))


def brand_of(name: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + name + b"\0\0\0\0" + name + b"isom" + _REST


FILES = {
    JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + _REST,
    PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + _REST,
    GIF: b"GIF89a" + _REST,
    WEBP: b"RIFF\x24\0\0\0WEBPVP8 " + _REST,
    MP4: brand_of(b"mp42"),
    MOV: brand_of(b"qt  "),
    VIDEO_3GP: brand_of(b"3gp5"),
    WEBM: b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + _REST,
    MP3: b"ID3\x04\0\0" + _REST,
    M4A: brand_of(b"M4A "),
    AAC: b"\xff\xf1\x50\x80" + _REST,
    OGG: b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13OpusHead" + _REST,
    AMR: b"#!AMR\n" + _REST,
    WAV: b"RIFF\x24\0\0\0WAVEfmt " + _REST,
    PDF: b"%PDF-1.7\n" + _REST,
    DOCX: office("word"),
    XLSX: office("xl"),
    PPTX: office("ppt"),
    ODT: archive(("mimetype", ODT)),
    ODS: archive(("mimetype", ODS)),
    TEXT: "Numéro de colis : 4417-8892\r\n".encode(),
}


@pytest.mark.parametrize("mime_type", sorted(FILES))
def test_each_type_that_may_be_sent_is_known_by_its_content(mime_type: str):
    assert mime_type_of(FILES[mime_type]) == mime_type


def test_every_type_that_may_be_sent_is_tried_here():
    assert {*FILES, "text/csv"} == SENDABLE  # a table of words is words
    assert set(SUFFIXES) == SENDABLE


def test_a_photograph_without_a_jfif_header_is_one():
    assert mime_type_of(b"\xff\xd8\xff\xdb" + _REST) == JPEG


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"  \n<html><body onload=alert(1)>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf<script>alert(1)</script>",
        b"MZ\x90\0\x03" + _REST,
        b"\x7fELF\x02\x01\x01" + _REST,
        b"#!/bin/sh\nrm -rf /\x00",
        archive(("a.exe", "MZ")),
        b"OggS\0\x02" + b"\0" * 20 + b"\x80theora" + _REST,
        b"",
        b"\xc3\x28 no text",
    ],
)
def test_what_could_run_and_what_nobody_knows_may_not_be_sent(content: bytes):
    assert mime_type_of(content) not in SENDABLE


def test_words_that_are_cut_in_the_middle_of_a_character_are_words():
    whole = ("é" * 300).encode()
    assert mime_type_of(whole[:401]) == TEXT
