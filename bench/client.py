"""A small HTTP client over one kept socket: it shares its cores with the server it measures, so it does little."""

import socket
from dataclasses import dataclass
from html.parser import HTMLParser

EDGE = b"----linli-7e3f09c1"


def multipart(fields: dict[str, str], files: dict[str, bytes], headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """The body, and the headers that go with it."""
    said = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    said += [
        (f'name="{name}"; filename="photo.jpg"\r\nContent-Type: image/jpeg', content) for name, content in files.items()
    ]
    parts = [
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (EDGE, head.encode(), body) for head, body in said
    ]
    typed = {"Content-Type": f"multipart/form-data; boundary={EDGE.decode()}", **headers}
    return b"".join(parts) + b"--%s--\r\n" % EDGE, typed


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """HTTP/1.1, keep-alive, one request after the other, with a jar of cookies."""

    def __init__(self, port: int, *, timeout: float = 60, cookies: dict[str, str] | None = None) -> None:
        self.cookies = cookies if cookies is not None else {}
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str], files: dict[str, bytes] | None = None, **headers: str) -> Answer:
        """As a browser sends a form with a file input: multipart. `files` are pictures by field name."""
        return self.send("POST", path, *multipart(fields, files or {}, headers))

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        said = {"Host": "127.0.0.1", "Accept": "text/html", **headers}
        if self.cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            said["Content-Length"] = str(len(body))
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        return self._answer()

    def _answer(self) -> Answer:
        first = self.stream.readline()
        if not first:
            raise ConnectionResetError("The server closed the connection.")
        headers: dict[str, str] = {}
        while (line := self.stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name] = value
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self.stream.read(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), headers, body)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.stream.readline(), 16):
            parts.append(self.stream.read(size))
            self.stream.readline()
        self.stream.readline()
        return b"".join(parts)


class Form(HTMLParser):
    """The fields a browser would send back from the page's first form of this method, unticked boxes left out."""

    def __init__(self, page: str, *, method: str = "post", holding: str = "") -> None:
        super().__init__()
        self.method, self.holding = method, holding
        self.forms: list[dict[str, str]] = []
        self.inside = False
        self.feed(page)
        self.fields = next(fields for fields in self.forms if holding in fields or not holding)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("method", "get").lower() == self.method
            if self.inside:
                self.forms.append({})
        elif self.inside and (name := said.get("name")) and tag in ("input", "textarea", "select"):
            kind = said.get("type", "text")
            if kind not in ("file", "submit") and (kind not in ("checkbox", "radio") or "checked" in said):
                self.forms[-1][name] = said.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
