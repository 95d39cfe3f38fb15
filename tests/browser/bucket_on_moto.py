"""The bucket at an address of its own, another origin than the page: what S3 does with signed addresses and forms."""

import base64
import json
from contextlib import suppress
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.exceptions import ClientError

BUCKET = "desk"
ON_AWS = f"https://{BUCKET}.s3.eu-west-1.amazonaws.com"


class BucketHandler(BaseHTTPRequestHandler):
    """CORS as in the template: anybody may post; the signature decides."""

    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        self._answer(200, b"", {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "*"})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "X-Amz-Signature" not in query:
            self._answer(403, b"")
            return
        try:
            found = boto3.client("s3").get_object(Bucket=BUCKET, Key=unquote(parts.path.lstrip("/")))
        except ClientError:
            self._answer(404, b"")
            return
        self._answer(
            200,
            found["Body"].read(),
            {
                "Content-Type": query["response-content-type"],
                "Content-Disposition": query["response-content-disposition"],
            },
        )

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        form = message_from_bytes(f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode() + content)
        fields: dict[str, bytes] = {}
        for part in form.get_payload():
            name = part.get_param("name", header="content-disposition")
            fields[str(name)] = part.get_payload(decode=True)
        policy = json.loads(base64.b64decode(fields["policy"]))
        (_, least, most) = next(each for each in policy["conditions"] if isinstance(each, list) and len(each) == 3)
        if not least <= len(fields["file"]) <= most:
            self._answer(400, b"EntityTooLarge")
            return
        boto3.client("s3").put_object(
            Bucket=BUCKET,
            Key=fields["key"].decode(),
            Body=fields["file"],
            ContentType=fields["Content-Type"].decode(),
            Metadata={"title": fields["x-amz-meta-title"].decode()},
        )
        self._answer(204, b"")

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Access-Control-Allow-Origin": "*", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        with suppress(ConnectionError):  # whoever asked has left the page
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass
