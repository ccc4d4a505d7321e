"""A taken port is refused by name."""

import socket

import pytest

from gopro.embedded.errors import EmbeddedError
from gopro.embedded.ports import accepts, free_port, refuse_taken


def test_a_taken_port_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert accepts(port)
        with pytest.raises(EmbeddedError, match=rf"Port {port} .* THE_PORT={port + 1} make run"):
            refuse_taken(port, variable="THE_PORT")
    assert not accepts(port)
    refuse_taken(port, variable="THE_PORT")


def test_a_free_port_can_be_taken():
    socket.create_server(("127.0.0.1", free_port())).close()
