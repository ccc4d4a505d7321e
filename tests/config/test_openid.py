"""Providers named by the environment."""

from pathlib import Path

import pytest

from config import openid


def test_none_is_named():
    assert openid.providers() == ()


def test_presets_need_an_id_and_a_secret_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "secret").write_text("from-a-file\n")
    monkeypatch.setenv("GOPRO_OIDC_GOOGLE_CLIENT_ID", "g-id")
    monkeypatch.setenv("GOPRO_OIDC_GOOGLE_CLIENT_SECRET", "g-secret")
    monkeypatch.setenv("GOPRO_OIDC_GITHUB_CLIENT_ID", "h-id")
    monkeypatch.setenv("GOPRO_OIDC_GITHUB_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    github, google = openid.providers()
    assert dict(google) == {
        "name": "google",
        "label": "Google",
        "issuer": "https://accounts.google.com",
        "client_id": "g-id",
        "client_secret": "g-secret",
    }
    assert (github["issuer"], github["label"], github["client_secret"]) == (
        "https://github.com",
        "GitHub",
        "from-a-file",
    )


def test_any_other_needs_an_issuer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GOPRO_OIDC_CAMPUS_CLIENT_ID", "c-id")
    with pytest.raises(SystemExit, match="GOPRO_OIDC_CAMPUS_ISSUER is missing"):
        openid.providers()
    monkeypatch.setenv("GOPRO_OIDC_CAMPUS_ISSUER", "https://campus.example")
    monkeypatch.setenv("GOPRO_OIDC_CAMPUS_LABEL", "The campus")
    assert [(each["name"], each["label"]) for each in openid.providers()] == [("campus", "The campus")]


def test_a_secret_file_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GOPRO_OIDC_GOOGLE_CLIENT_ID", "g-id")
    monkeypatch.setenv("GOPRO_OIDC_GOOGLE_CLIENT_SECRET_FILE", "/nowhere/secret")
    with pytest.raises(SystemExit, match="GOPRO_OIDC_GOOGLE_CLIENT_SECRET_FILE"):
        openid.providers()
