"""Whatever stands in a path, the answer is the student's, or says what is wrong with the request."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from schemas.errors import InvalidError
from schemas.ids import check_student_id

Client = TestClient[Any, Any]

ONE_SERVER = settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # one server for all examples: they only read
)


@ONE_SERVER
@given(student=st.one_of(st.text(max_size=60), st.text(alphabet="ab:@%/ {}.\x00\x7f\u200b~?#", max_size=8)))
async def test_an_id_is_found_or_refused_by_the_rules(client: Client, student: str) -> None:
    try:
        encoded = quote(student, safe="")
    except UnicodeEncodeError:  # a lone surrogate cannot stand in a URL
        return
    try:
        check_student_id(student)
    except InvalidError as error:
        expected = (422, str(error))
    else:
        expected = (404, "Nothing is known of this student yet")
    response = await client.session.get(URL(f"{client.make_url('/progress/')}{encoded}", encoded=True))
    body = json.loads(await response.text())
    assert (response.status, body["detail"]) == expected
    assert response.content_type == "application/problem+json"


@ONE_SERVER
@given(junk=st.binary(max_size=80), tail=st.sampled_from([b"", b"/history", b"/history?days=%FF&\xff=1", b"?x=%zz"]))
async def test_raw_bytes_in_a_path_are_never_a_server_error(
    client: Client, junk: bytes, tail: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = b"/progress/" + junk.replace(b"\r", b"").replace(b"\n", b"") + tail
    reader, writer = await asyncio.open_connection("127.0.0.1", client.server.port)
    writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert line.split(b" ")[1][:1] == b"4", (path, line)
    assert [one for one in caplog.records if one.exc_info] == []  # nobody can fill the log with stack traces
