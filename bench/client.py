"""A small HTTP client over one kept socket: it shares its cores with the server it measures, so it does little."""

import socket
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """HTTP/1.1, keep-alive, one request after the other, with a jar of cookies."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """As a browser sends a form with a file input: multipart."""
        edge = "----linli-bench-7e3f"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        body = ("".join(parts) + f"--{edge}--\r\n").encode()
        return self.send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}", **headers})

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
